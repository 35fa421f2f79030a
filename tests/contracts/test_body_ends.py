"""What belongs to a body ends with it: in every list, figure and rule, in whatever order things were entered."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from random import Random
from typing import Any

import pytest
from documented_house import documented_client
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.plugins import hookspecs as api_hooks
from fokus_api.testing.contract import issue_key, service_of, settle
from fokus_core import (
    BodyEnded,
    Catalogue,
    Command,
    Correct,
    FactRetracted,
    Journal,
    Person,
    Recorded,
    Refused,
    Retract,
)
from fokus_core.access.actor import CONSOLE
from fokus_core.bodies.commands import CreateBody, EndBody
from fokus_core.checking.journal import check_journal
from fokus_core.journal.engines.open_store import open_store
from fokus_core.plugins.manager import Plugins
from fokus_core.testing import MemoryStore, MemoryVault
from fokus_ehrenamtskarte.cards.commands import RevokeCard, TakeOverCard
from fokus_ehrenamtskarte.commands import EndParticipation, IntroduceCard
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_network.membership.commands.membership import (
    EndGuestParticipation,
    LeaveNetwork,
    StartGuestParticipation,
)
from fokus_network.membership.facts import GUESTS, GuestParticipationStarted
from fokus_network.membership.read_models import GUEST
from fokus_network.people.commands import NameContact
from fokus_network.people.network_wide import ElectSpeaker, SetSpeakerNumber
from fokus_network.plugin import plugin as network
from fokus_projections import hookspecs as projection_hooks
from fokus_projections import select_as_of
from fokus_projections.testing import model_of

EMSDETTEN, RHEINE, BOCHUM = "05566008", "05566076", "05911000"
LAST, GONE = date(2026, 12, 31), date(2027, 1, 1)
ERNA = Person(name="Erna Probe", email="erna@emsdetten.example")

END = EndBody(body="Emsdetten", successors=("Rheine",), effective=GONE)
LEAVE = LeaveNetwork(body="Emsdetten", kind="merger", reason="Fusion mit Rheine", effective=GONE)


@pytest.fixture
def client() -> Iterator[TestClient[Litestar]]:
    """A client over both programmes with their documented history, which may record."""
    with documented_client(network, ehrenamtskarte) as client:
        yield client


def give(client: TestClient[Litestar], *commands: Command) -> list[Recorded[Any]]:
    """Record commands and let the read models follow."""
    facts = [service_of(client).journal.handle(command, by=CONSOLE).facts for command in commands]
    settle(service_of(client))
    return [record for found in facts for record in found]


def listed(client: TestClient[Litestar], path: str, on: date, known: int | None = None) -> list[dict[str, Any]]:
    """Return the items of a list on a day."""
    asked = {"on": str(on), "limit": "1000", **({"known": str(known)} if known else {})}
    answer = client.get(f"/api/v1{path}", params=asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def bodies_in(client: TestClient[Litestar], path: str, on: date) -> set[str]:
    """Return the bodies that a list names on a day."""
    return {one.get("body") or one["party"] for one in listed(client, path, on)}


LISTS = ("/network/members", "/network/guests", "/network/people", "/ehrenamtskarte/municipalities")
HELD = (
    NameContact(body="Emsdetten", function="deputy", person=ERNA, effective=date(2030, 1, 1)),  # entered before the end
    IntroduceCard(body="Emsdetten", effective=date(2026, 1, 1)),
    NameContact(body="Emsdetten", function="contact", person=ERNA, effective=date(2026, 1, 1)),
    SetSpeakerNumber(number=3, effective=date(2026, 1, 1)),  # two are in office
    ElectSpeaker(body="Emsdetten", effective=date(2026, 1, 1)),
)


def test_members_of_the_last_day_are_all_and_of_the_next_one_all_but_the_ended(client: TestClient[Litestar]) -> None:
    give(client, END)
    members = listed(client, "/network/members", LAST)
    assert (len(members), EMSDETTEN in {one["body"] for one in members}) == (42, True)
    members = listed(client, "/network/members", GONE)
    assert (len(members), EMSDETTEN in {one["body"] for one in members}) == (41, False)
    assert listed(client, "/network/figures/growth", GONE)[-1]["members"] == 41
    assert sum(one["members"] for one in listed(client, "/network/figures/members", GONE)) == 41
    drawn = client.get("/api/v1/network/members.geojson", params={"on": str(GONE)}).json()["features"]
    assert (len(drawn), EMSDETTEN in {one["id"] for one in drawn}) == (41, False)
    (period,) = client.get(f"/api/v1/network/members/{EMSDETTEN}", params={"on": str(LAST)}).json()["periods"]
    assert period["until"] == str(LAST)


@pytest.mark.parametrize("order", ["end first", "end last"])
def test_no_list_holds_what_belonged_to_an_ended_body(client: TestClient[Litestar], order: str) -> None:
    commands = [*HELD[1:]] if order == "end first" else [*HELD]
    give(client, *commands, END)
    for path in LISTS:
        assert EMSDETTEN not in bodies_in(client, path, GONE), path
        assert EMSDETTEN not in bodies_in(client, path, date(2031, 1, 1)), path
        assert all(one["name"] != one.get("body") for one in listed(client, path, LAST)), path
    for path in ("/network/members", "/network/people", "/ehrenamtskarte/municipalities"):
        assert EMSDETTEN in bodies_in(client, path, LAST), path
    found = [(one.slug, len(one.positions)) for one in check_journal(service_of(client).journal).findings]
    assert found == ([] if order == "end first" else [("body-ended", 2)])


ENDINGS = [
    ((), LEAVE),
    (
        (StartGuestParticipation(body="Bochum", effective=date(2026, 1, 1)),),
        EndGuestParticipation(body="Bochum", reason="Fusion", effective=GONE),
    ),
    (
        (IntroduceCard(body="Bochum", effective=date(2026, 1, 1)),),
        EndParticipation(body="Bochum", reason="Fusion", effective=GONE),
    ),
]


@pytest.mark.parametrize(("before", "ending"), ENDINGS, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("end_first", [True, False])
def test_an_ending_on_that_very_day_is_taken_in_either_order(
    client: TestClient[Litestar], before: tuple[Command, ...], ending: Any, end_first: bool
) -> None:
    end = EndBody(body=ending.body, effective=GONE)
    give(client, *before, *([end, ending] if end_first else [ending, end]))
    assert check_journal(service_of(client).journal).findings == []


@pytest.mark.parametrize("command", [HELD[0], StartGuestParticipation(body="Bochum", effective=GONE)])
def test_nothing_begins_on_the_day_on_which_the_body_is_no_more(client: TestClient[Litestar], command: Any) -> None:
    give(client, EndBody(body=command.body, effective=GONE))
    with pytest.raises(Refused) as refused:
        give(client, command)
    assert refused.value.slug == "body-not-in-force"


def test_what_was_known_before_the_end_was_recorded_stays_and_its_retraction_restores_it(
    client: TestClient[Litestar],
) -> None:
    (ended,) = give(client, END)
    assert len(listed(client, "/network/members", GONE, known=ended.position - 1)) == 42
    assert len(listed(client, "/network/members", GONE, known=ended.position)) == 41
    give(client, Retract(position=ended.position, reason="Verwechslung"))
    assert len(listed(client, "/network/members", GONE)) == 42
    assert len(listed(client, "/network/members", GONE, known=ended.position)) == 41


def test_a_predecessor_may_have_ended_on_the_day_the_body_came_into_being(client: TestClient[Litestar]) -> None:
    new = CreateBody(
        body="05566099",
        name="Emsrheine",
        kind="town",
        parent="05566",
        predecessors=("Emsdetten", "Rheine"),
        effective=GONE,
    )
    give(client, EndBody(body="Emsdetten", effective=GONE), new)


def test_the_successor_looks_after_the_cards_of_the_ended_body(client: TestClient[Litestar]) -> None:
    _, taken, *_ = give(
        client,
        IntroduceCard(body="Emsdetten", effective=date(2026, 1, 1)),
        TakeOverCard(body="Emsdetten", person=ERNA, kind="anniversary", effective=date(2026, 2, 1)),
        END,
    )
    revoke = {"card": taken.fact.card, "reason": "lost", "effective": date(2027, 2, 1)}
    with pytest.raises(Refused) as refused:
        give(client, RevokeCard(body="Bochum", **revoke))
    assert refused.value.slug == "unknown-card"
    with pytest.raises(Refused):
        give(client, RevokeCard(body="Rheine", **{**revoke, "effective": LAST}))
    (revoked,) = give(client, RevokeCard(body="Rheine", **revoke))
    assert revoked.fact.body == RHEINE
    key = issue_key(service_of(client), "clerk", ("issuing-clerk", f"body:{RHEINE}"))
    headers = {"Authorization": f"Bearer {key}"}

    def cards(on: date) -> list[tuple[str, str]]:
        answer = client.get(f"/api/v1/ehrenamtskarte/bodies/{RHEINE}/cards", params={"on": str(on)}, headers=headers)
        return [(one["holder"], one["status"]) for one in answer.json()["items"]]

    assert [cards(on) for on in (LAST, GONE, date(2027, 2, 1))] == [
        [],
        [("Erna Probe", "valid")],
        [("Erna Probe", "revoked")],
    ]


def test_a_speaker_of_an_ended_body_leaves_room_for_another(client: TestClient[Litestar]) -> None:
    give(client, *HELD[-2:])
    another = ElectSpeaker(body="Hagen", effective=GONE)
    with pytest.raises(Refused) as refused:
        give(client, another)
    assert refused.value.slug == "too-many-speakers"
    give(client, END, another)
    assert EMSDETTEN not in bodies_in(client, "/network/people", GONE)
    assert check_journal(service_of(client).journal).findings == []


# --- a naive replay ---------------------------------------------------------------------------------------------------

DAYS = tuple(date(year, 1, 1) for year in range(2026, 2034))
BODIES = (EMSDETTEN, BOCHUM, RHEINE)
DOINGS = ("start", "start", "start", "end-guest", "end-body", "end-body", "retract", "retract", "correct")


def done(rng: Random, journal: Journal) -> None:
    """Do something at random, sensible or not."""
    body, day = rng.choice(BODIES), rng.choice(DAYS)
    facts = [one for one in journal.follow() if isinstance(one.fact, (*GUESTS, BodyEnded))]
    about = rng.choice(facts).position if facts else 2
    everything = tuple(one.position for one in facts)
    commands: dict[str, Command] = {
        "start": StartGuestParticipation(body=body, effective=day),
        "end-guest": EndGuestParticipation(body=body, reason="x", effective=day),
        "end-body": EndBody(body=body, effective=day),
        "retract": Retract(position=about, reason="x", acknowledge=everything),
        "correct": Correct(position=about, reason="x", changes={"effective": str(day)}, acknowledge=everything),
    }
    with suppress(Refused):
        journal.handle(commands[rng.choice(DOINGS)], by=CONSOLE)


def guests_by_definition(records: list[Recorded[Any]], on: date, known: int) -> set[str]:
    """Return the guests on a day as known at a position, from what was recorded alone."""
    seen = [one for one in records if one.position <= known]
    gone = {one.fact.target for one in seen if isinstance(one.fact, FactRetracted)}
    kept = [one for one in seen if one.position not in gone and one.fact.effective <= on]
    ended = {one.fact.body for one in kept if isinstance(one.fact, BodyEnded)}
    guest: dict[str, bool] = {}
    for one in sorted(kept, key=lambda one: (one.fact.effective, one.place)):
        if isinstance(one.fact, GUESTS):
            guest[one.fact.body] = isinstance(one.fact, GuestParticipationStarted)
    return {body for body, there in guest.items() if there} - ended


def test_guests_are_those_a_naive_replay_finds_on_both_clocks(store_url: str) -> None:
    plugins = Plugins.load(only=[], extra=[network], layers=[projection_hooks, api_hooks])
    ended = 0
    for seed in range(6):
        rng = Random(seed)
        journal = Journal(open_store(store_url) if seed == 0 else MemoryStore(), Catalogue.of(plugins), MemoryVault())
        try:
            for _ in range(60):
                done(rng, journal)
            records = list(journal.follow())
        finally:
            journal.close()
        ended += sum(isinstance(one.fact, BodyEnded) for one in records)
        with model_of(GUEST, records, batch=1 + seed) as reader:
            for known in range(2, records[-1].position + 1):
                for on in DAYS:
                    rows = select_as_of(reader, GUEST, on, known, columns=("body",))
                    assert {body for (body,) in rows} == guests_by_definition(records, on, known), (seed, known, on)
    assert ended > 20
