"""The two-clock table against a naive replay of the definition."""

from collections.abc import Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import Annotated, Any

import msgspec
import pytest
import sample
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample import BODIES, FIRST, Joined, Left, Membership, Noted, fold, membership

from fokus_core import Sealed
from fokus_core.domain.facts import Fact, Meta, Recorded, Source, fact_type, keys_of
from fokus_core.domain.retraction import FactRetracted
from fokus_projections import OPEN_DAY, OPEN_POSITION, TwoClockTable, select_as_of
from fokus_projections.tables import two_clocks
from fokus_projections.testing import model_of, recorded, replay, rows_of, take_back
from fokus_projections.testing.rows import AT

DAYS = 4
by_order = attrgetter("order")
Step = tuple[str, int, int, int]

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["join", "join", "note", "leave", "left-perhaps", "retract", "replace", "unrelated"]),
        st.integers(0, 1),
        st.integers(0, DAYS - 1),
        st.integers(0, 30),
    ),
    max_size=16,
)


def made(kind: str, body: int, day: int) -> Fact:
    effective = FIRST + timedelta(days=day)
    if kind == "note":
        return Noted(effective=effective, body=BODIES[body], text=f"{day}")
    if kind in {"leave", "left-perhaps"}:
        return Left(effective=effective, body=BODIES[body])
    return Joined(effective=effective, body=BODIES[body], note="")


def applied(body: str) -> Fact:
    return sample.Applied(effective=FIRST, body=body, person="0" * 32, name=Sealed.held("sealed:1:a:b"))


def records_of(steps: Sequence[Step], first: int = 1) -> list[Recorded[Fact]]:
    """Return the records of steps; what a step retracts or replaces is any fact that still stands."""
    records: list[Recorded[Fact]] = []

    def add(fact: Fact, place: int | None = None, earlier: int = 0) -> None:
        position = first + len(records)
        source = Source("Akte", not_before=fact.effective - timedelta(days=earlier)) if earlier else None
        meta = Meta(id=f"{position:032x}", at=AT, by="test", command=f"{position}", place=place, source=source)
        records.append(Recorded(position, fact_type(type(fact)).name, keys_of(fact), fact, meta))

    standing: list[Recorded[Fact]] = []
    for kind, body, day, pick in steps:
        if kind in {"retract", "replace"}:
            if not standing:
                continue
            target = standing.pop(pick % len(standing))
            add(take_back(target))
            if kind == "retract":
                continue
            add(made(("join", "note", "leave")[pick % 3], body, day), target.place)
        elif kind == "unrelated":
            add(applied(BODIES[body]))
            continue
        else:
            add(made(kind, body, day), earlier=1 + pick % 3 if kind == "left-perhaps" else 0)
        standing.append(records[-1])
    return records


def may_have_ended(records: list[Recorded[Fact]], on: date, known: int) -> bool:
    """Tell whether the next fact ends what holds, perhaps on that day already; a fact of that day says that it held."""
    gone = {one.fact.target for one in records if isinstance(one.fact, FactRetracted) and one.position <= known}
    told = [one for one in records if isinstance(one.fact, Joined | Noted | Left)]
    standing = sorted((one for one in told if one.position <= known and one.position not in gone), key=by_order)
    after = [one for one in standing if one.fact.effective > on]
    source = after[0].meta.source if after else None
    said_that_day = any(one.fact.effective == on for one in standing)
    return source is not None and source.not_before is not None and source.not_before <= on and not said_that_day


def check_against_replay(records: list[Recorded[Fact]], batch: int) -> None:
    table = membership()
    with model_of(table, records, batch=batch) as reader:
        for known in range(records[0].position - 1, records[-1].position + 1):
            for day in range(-1, DAYS + 1):
                on = FIRST + timedelta(days=day)
                found = select_as_of(reader, table, on, known, columns=("body", "since", "note", "texts"))
                expected = {}
                for body in BODIES:
                    mine = [record for record in records if f"body:{body}" in record.keys]
                    state = replay(fold, mine, on, known)
                    if state is not None and not may_have_ended(mine, on, known):
                        expected[body] = state
                held = {
                    body: Membership(date.fromisoformat(since), note, msgspec.json.decode(texts, type=tuple[str, ...]))
                    for body, since, note, texts in found
                }
                assert held == expected, (on, known)
        rows = reader.rows("SELECT body, valid_from, valid_to, known_from, known_to FROM sample_membership")
        assert all(since < until and known < unknown for _, since, until, known, unknown in rows)
        rows = reader.rows("SELECT body, valid_from, known_from, entry FROM sample_membership")
        assert all(entry == begun_by(records, body, day, known) for body, day, known, entry in rows)


def begun_by(records: list[Recorded[Fact]], body: str, day: str, known: int) -> int:
    """Return the position of the last fact of a day, as known at a position, that made the state another."""
    gone = {one.fact.target for one in records if isinstance(one.fact, FactRetracted) and one.position <= known}
    mine = [
        one
        for one in records
        if one.position <= known and one.position not in gone and isinstance(one.fact, membership().facts)
        if f"body:{body}" in one.keys
    ]
    state, found = None, 0
    for one in sorted(mine, key=lambda one: one.order):
        before, state = state, fold(state, one)
        if state != before and one.fact.effective.isoformat() == day:
            found = one.position
    return found


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS, batch=st.sampled_from([1, 2, 3, 100]), first=st.sampled_from([1, 9]))
def test_every_day_and_every_position_answers_as_a_replay_would(steps: list[Step], batch: int, first: int) -> None:
    records = records_of(steps, first)
    if records:
        check_against_replay(records, batch)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS, batch=st.sampled_from([1, 2, 5]), ends=st.sampled_from([0, 1, 100]))
def test_what_is_not_remembered_is_read_from_the_log(steps: list[Step], batch: int, ends: int) -> None:
    records = records_of(steps)
    if records:
        remembered = rows_of(membership(), records, batch=batch)
        kept = two_clocks.HOT, two_clocks.ENDS
        two_clocks.HOT, two_clocks.ENDS = 0, ends
        try:
            check_against_replay(records, batch)
            assert rows_of(membership(), records, batch=batch) == remembered
        finally:
            two_clocks.HOT, two_clocks.ENDS = kept


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_the_size_of_batches_changes_nothing(steps: list[Step]) -> None:
    records = records_of(steps)
    if records:
        tables = [rows_of(membership(), records, batch=batch) for batch in (1, 2, 7, len(records))]
        assert tables.count(tables[0]) == len(tables)


@pytest.mark.long
@settings(max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["join", "note", "leave", "retract", "replace"]),
            st.integers(0, 1),
            st.integers(0, DAYS - 1),
            st.integers(0, 60),
        ),
        max_size=40,
    ),
    batch=st.sampled_from([1, 2, 3, 7, 100]),
)
def test_long_histories_answer_as_a_replay_would(steps: list[Step], batch: int) -> None:
    records = records_of(steps)
    if records:
        check_against_replay(records, batch)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def clocks(rows: list[dict[str, Any]]) -> list[tuple[str, str, int, int]]:
    return [(one["valid_from"], one["valid_to"], one["known_from"], one["known_to"]) for one in rows]


def test_a_row_holds_the_state_and_its_clocks() -> None:
    (found,) = rows_of(membership(), [Joined(effective=day(0), body=BODIES[0], note="ä")])
    assert found == {
        "body": BODIES[0],
        "since": "2020-01-01",
        "note": "ä",
        "texts": "[]",
        "valid_from": "2020-01-01",
        "valid_to": OPEN_DAY,
        "known_from": 1,
        "known_to": OPEN_POSITION,
        "entry": 1,
    }


def test_an_ending_ends_the_row_on_its_first_day_without() -> None:
    facts = [Joined(effective=day(0), body=BODIES[0]), Left(effective=day(5), body=BODIES[0])]
    assert clocks(rows_of(membership(), facts)) == [
        ("2020-01-01", OPEN_DAY, 1, 2),
        ("2020-01-01", "2020-01-06", 2, OPEN_POSITION),
    ]


def test_a_state_that_comes_back_on_the_day_it_ended_never_ended() -> None:
    table = TwoClockTable(
        name="sample.in",
        table="sample_in",
        description="Who is in.",
        subject="body",
        facts=(Joined, Left),
        state=Inside,
        fold=lambda state, record: Inside() if isinstance(record.fact, Joined) else None,
    )
    body = BODIES[0]
    facts = [
        Joined(effective=day(0), body=body),
        Left(effective=day(3), body=body),
        Joined(effective=day(3), body=body),
    ]
    assert clocks(rows_of(table, facts)) == [
        ("2020-01-01", OPEN_DAY, 1, 2),
        ("2020-01-01", "2020-01-04", 2, 3),
        ("2020-01-01", OPEN_DAY, 3, OPEN_POSITION),
    ]


def test_a_backdated_ending_also_ends_what_was_built_on_it() -> None:
    body = BODIES[0]
    joined, noted = Joined(effective=day(0), body=body), Noted(effective=day(2), body=body, text="a")
    rows = rows_of(membership(), [joined, noted, Left(effective=day(1), body=body)])
    now = [one for one in clocks(rows) if one[3] == OPEN_POSITION]
    assert now == [("2020-01-01", "2020-01-02", 3, OPEN_POSITION)]


def test_leaving_and_rejoining_on_one_day_follow_the_order_of_places() -> None:
    joined = Joined(effective=day(0), body=BODIES[0])
    left, again = Left(effective=day(3), body=BODIES[0]), Joined(effective=day(3), body=BODIES[0], note="again")
    with model_of(membership(), recorded([joined, left, again])) as reader:
        on = select_as_of(reader, membership(), day(3), 3, columns=("note",))
    assert on == [("again",)]
    with model_of(membership(), recorded([joined, again, left])) as reader:
        on = select_as_of(reader, membership(), day(3), 3, columns=("note",))
    assert on == []


def test_a_replacing_fact_keeps_the_place_of_the_one_it_replaces() -> None:
    records = records_of([("join", 0, 1, 0), ("leave", 0, 1, 0), ("replace", 0, 1, 0)])  # pick 0: the joining
    with model_of(membership(), records) as reader:
        assert select_as_of(reader, membership(), day(1), 4) == []


def test_only_the_rows_that_differ_are_written_when_a_fact_is_backdated() -> None:
    facts = [
        Joined(effective=day(0), body=BODIES[0]),
        Noted(effective=day(10), body=BODIES[0], text="b"),
        Left(effective=day(20), body=BODIES[0]),
        Left(effective=day(12), body=BODIES[0]),
    ]
    rows = rows_of(membership(), facts)
    last = [one for one in clocks(rows) if one[2] == 4 or one[3] == 4]
    assert last == [("2020-01-11", "2020-01-13", 4, OPEN_POSITION), ("2020-01-11", "2020-01-21", 3, 4)] or last == [
        ("2020-01-11", "2020-01-21", 3, 4),
        ("2020-01-11", "2020-01-13", 4, OPEN_POSITION),
    ]


class Inside(msgspec.Struct, frozen=True):
    """A state without fields."""


class Everything(msgspec.Struct, frozen=True):
    """Fields of every sort."""

    flag: Annotated[bool, msgspec.Meta(description="A")]
    number: float
    maybe: int | None
    when: date | None
    who: Sealed[str]


def test_fields_of_every_sort_become_plain_columns() -> None:
    table = TwoClockTable(
        name="sample.all",
        table="sample_all",
        description="All.",
        subject="person",
        facts=(sample.Applied,),
        state=Everything,
        fold=lambda state, record: Everything(True, 1.5, None, day(0), record.fact.name),
    )
    (found,) = rows_of(table, [applied(BODIES[0])])
    assert [found[name] for name in Everything.__struct_fields__] == [1, 1.5, None, "2020-01-01", "sealed:1:a:b"]


def test_a_state_may_not_hide_the_clocks_nor_change() -> None:
    class Hiding(msgspec.Struct, frozen=True):
        valid_from: str

    class Changing(msgspec.Struct):
        name: str

    for state in (Hiding, Changing):
        with pytest.raises(ValueError, match=r"sample\.x"):
            TwoClockTable(
                name="sample.x",
                table="sample_x",
                description="",
                subject="body",
                facts=(Joined,),
                state=state,
                fold=lambda state, record: None,
            )
