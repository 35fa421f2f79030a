"""The built-in tables: the log, bodies and parties, grants and keys."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import sample
from sample import BODIES, Apply, Joined, Left, Noted, projections, record

from fokus_core import Actor, Person, hookimpl
from fokus_core.access.actor import CONSOLE
from fokus_core.access.api_keys import IssueKey, RevokeKey
from fokus_core.access.grants import GrantAccess, WithdrawAccess
from fokus_core.bodies.commands import CreateBody, RegisterParty, RenameBody
from fokus_core.corrections.corrections import Correct, Retract
from fokus_core.corrections.proposals import Confirm, DropProposal
from fokus_core.domain.programme import PluginRefused
from fokus_core.journal.journal import Journal
from fokus_core.plugins.manager import Plugins
from fokus_projections import Column, Table, bodies_known, hookspecs, load_projections, open_proposals
from fokus_projections.testing import assert_rebuild_equals_live, followed

DAY = date(2020, 1, 1)


def test_the_log_holds_every_fact_as_it_lies_in_the_journal(journal: Journal) -> None:
    journal.handle(Apply(body=BODIES[0], person=Person(name="Erika"), effective=DAY), by=CONSOLE, command_id="c-1")
    stored = journal.store.follow(after=0, limit=10)
    with followed(journal, projections()) as models:
        rows = models.reader().rows("SELECT position, type, data FROM core_log ORDER BY position")
        assert rows == [(row.position, row.type, row.data) for row in stored]
        assert b"Erika" not in rows[1][2]
        (entry,) = models.reader().rows(
            "SELECT programme, effective, place, by, command, audience, retracted_by, keys FROM core_log "
            " WHERE position = 2"
        )
        person = msgspec.json.decode(rows[1][2])["fact"]["person"]
        keys = f'["body:{BODIES[0]}","person:{person}"]'
        assert entry == ("sample", "2020-01-01", 2, "console", "c-1", "", None, keys)
        found = models.reader().rows("SELECT key FROM core_log_key WHERE position = 2 ORDER BY key")
        assert found == [(f"body:{BODIES[0]}",), (f"person:{person}",)]


def test_a_retraction_is_as_public_as_what_it_takes_back(journal: Journal) -> None:
    record(journal, Joined(effective=DAY, body=BODIES[0]), Noted(effective=DAY, body=BODIES[0], text="intern"))
    journal.handle(Retract(position=2, reason="Irrtum"), by=CONSOLE)
    journal.handle(Retract(position=3, reason="Irrtum"), by=CONSOLE)
    with followed(journal, projections()) as models:
        rows = models.reader().rows("SELECT position, audience, retracted_by FROM core_log ORDER BY position")
        assert rows == [(1, "public", None), (2, "public", 4), (3, "", 5), (4, "public", None), (5, "", None)]


def test_a_clock_that_steps_back_changes_nothing_in_what_was_known_when(journal: Journal) -> None:
    noon = datetime(2999, 1, 1, 12, tzinfo=UTC)
    record(journal, Left(effective=DAY, body=BODIES[0]), at=noon)
    record(journal, Left(effective=DAY, body=BODIES[0]), at=noon - timedelta(seconds=30))
    record(journal, Left(effective=DAY, body=BODIES[0]), at=noon + timedelta(microseconds=1))
    with followed(journal, projections()) as models:
        known = models.reader().known_from_time
        assert known(datetime(1999, 1, 1, tzinfo=UTC)) == 0
        assert known(noon - timedelta(seconds=1)) == 1
        assert known(noon) == 3
        assert known(noon + timedelta(microseconds=1)) == 4
        assert models.known_from_time(noon) == 3


def test_unknown_facts_are_kept_byte_for_byte_and_are_shown_to_nobody(
    journal: Journal, open_journal: Callable[..., Journal]
) -> None:
    record(journal, Joined(effective=DAY, body=BODIES[0]))
    without = open_journal(_Nothing())
    with followed(without, projections(_Nothing())) as models:
        row = models.reader().first("SELECT audience, data FROM core_log WHERE position = 2")
        assert row == ("unknown", journal.store.follow(after=1, limit=1)[0].data)


class _Nothing:
    """A plugin without anything."""


def test_bodies_are_listed_as_of_a_day_and_as_known(journal: Journal) -> None:
    journal.handle(RegisterParty(party="lag", name="LAG", kind="association", effective=date(2012, 1, 1)), by=CONSOLE)
    journal.handle(RenameBody(body="Alsdorf", name="Alsdorf neu", effective=DAY), by=CONSOLE)
    journal.handle(Correct(position=3, reason="Irrtum", changes={"name": "Neu-Alsdorf"}), by=CONSOLE)
    with followed(journal, projections()) as models:
        reader = models.reader()

        def name(on: date, known: int) -> str:
            return bodies_known(reader, known).name("05334004", on)

        assert [name(DAY, known) for known in (2, 3, 4, 5)] == ["Alsdorf", "Alsdorf neu", "Alsdorf", "Neu-Alsdorf"]
        assert name(DAY - timedelta(days=1), 5) == "Alsdorf"
        assert bodies_known(reader, 5) is bodies_known(reader, reader.position)
        assert bodies_known(reader, 2).parties == {"lag": "LAG"}
        register = bodies_known(reader, 5).register
        for on in (date(1950, 1, 1), date(2009, 1, 1), DAY):
            rows = reader.rows(
                'SELECT id, "key", name, kind, parent FROM core_bodies'
                " WHERE valid_from <= ? AND valid_to > ? AND kind <> 'party' ORDER BY id",
                (on.isoformat(),) * 2,
            )
            assert rows == [
                (body, *(of(body, on) for of in (register.key, register.name, register.kind, register.parent)))
                for body in sorted(one.id for one in register if one.exists(on))
            ]
        party = "SELECT id, name, valid_from FROM core_bodies WHERE kind = 'party'"
        assert reader.rows(party) == [("lag", "LAG", "2012-01-01")]


def test_a_change_that_lost_its_ground_for_a_moment_stops_nobody(journal: Journal) -> None:
    new = CreateBody(body="05958999", name="Neustadt", kind="town", parent="05958", effective=DAY)
    journal.handle(new, by=CONSOLE)
    journal.handle(RenameBody(body="05958999", name="Neuerstadt", effective=date(2021, 1, 1)), by=CONSOLE)
    journal.handle(Correct(position=2, reason="Irrtum", changes={"name": "Altstadt"}, acknowledge=(3,)), by=CONSOLE)
    with followed(journal, projections()) as models:

        def names(known: int) -> list[str]:
            register = bodies_known(models.reader(), known).register
            return [body.names[-1].value for body in register if body.id == "05958999"]

        assert [names(known) for known in (2, 3, 4, 5)] == [["Neustadt"], ["Neuerstadt"], [], ["Neuerstadt"]]
    assert_rebuild_equals_live(journal, projections(), batch=1)


def test_grants_and_keys_are_there_for_every_request(journal: Journal) -> None:
    def give(role: str, scope: str, since: int, until: date | None = None) -> None:
        grant = GrantAccess(actor="ana", role=role, scope=scope, effective=date(since, 1, 1), until=until)
        journal.handle(grant, by=CONSOLE)

    give("auditor", "state", 2020)
    give("municipal-officer", f"body:{BODIES[0]}", 2021, date(2023, 1, 1))
    journal.handle(
        WithdrawAccess(actor="ana", role="auditor", scope="state", effective=date(2022, 1, 1), reason="x"), by=CONSOLE
    )
    give("auditor", "state", 2024)
    issued = journal.handle(IssueKey(actor="ana", digest="a" * 64, effective=DAY), by=CONSOLE).facts[0].fact
    journal.handle(RevokeKey(key=issued.key, effective=date(2025, 1, 1), reason="x"), by=CONSOLE)  # type: ignore[attr-defined]
    with followed(journal, projections()) as models:
        assert models.reader().rows("SELECT * FROM core_grant ORDER BY position") == [
            ("ana", "auditor", "state", "2020-01-01", "2021-12-31", 2),
            ("ana", "municipal-officer", f"body:{BODIES[0]}", "2021-01-01", "2023-01-01", 3),
            ("ana", "auditor", "state", "2024-01-01", None, 5),
        ]
        (key,) = models.reader().rows("SELECT actor, digest, since, until, revoked_on FROM core_key")
        assert key == ("ana", "a" * 64, "2020-01-01", None, "2025-01-01")
    assert_rebuild_equals_live(journal, projections(), batch=1)


def test_a_proposal_is_open_until_it_is_confirmed_or_dropped(journal: Journal) -> None:
    for actor in ("first", "second"):
        journal.handle(GrantAccess(actor=actor, role="operator", scope="state", effective=DAY), by=CONSOLE)

    def propose(actor: str) -> str:
        grant = GrantAccess(actor=actor, role="auditor", scope="state", effective=DAY)
        return str(journal.handle(grant, by=Actor("first")).proposal)

    given = [propose(actor) for actor in ("ana", "ben", "cem", "dan")]
    with followed(journal, projections()) as models:
        assert open_proposals(models.reader()) == given
        assert open_proposals(models.reader(), after=journal.store.head() - 2) == given[2:]
        journal.handle(Confirm(proposal=given[0]), by=Actor("second"))
        journal.handle(DropProposal(proposal=given[2]), by=Actor("first"))
        assert models.wait_for(journal.store.head(), 5.0)
        assert open_proposals(models.reader()) == [given[1], given[3]]
    assert_rebuild_equals_live(journal, projections(), batch=1)


def test_every_built_in_table_and_column_says_what_it_means(journal: Journal) -> None:
    with followed(journal, projections()) as models:
        reader = models.reader()
        real = {
            (table, column)
            for (table,) in reader.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (column,) in reader.rows("SELECT name FROM pragma_table_info(?)", (table,))
        }
        described = reader.rows("SELECT table_name, name FROM core_column WHERE description <> ''")
        assert real == set(described)
        assert reader.rows("SELECT name FROM core_table WHERE description = ''") == []


class Offering:
    """A plugin that offers what it is given."""

    def __init__(self, *offered: object) -> None:
        self.offered = offered

    @hookimpl
    def programme(self) -> sample.ProgrammeInfo:
        return sample.ProgrammeInfo(id="other", title="")

    @hookimpl
    def projections(self) -> tuple[object, ...]:
        return self.offered


class Named:
    """A projection of one table."""

    version = 1

    def __init__(self, name: str, table: str, column: str = "name") -> None:
        self.name = name
        self.tables = (Table(table, "T", {column: Column(str, "N")}, pk=(column,)),)

    def apply(self, db: object, batch: object) -> None:
        pass


@pytest.mark.parametrize(
    ("offered", "sentence"),
    [
        ([Named("sample.x", "other_x")], "projection 'sample.x' must begin with 'other.'"),
        ([Named("other.x", "core_log")], "table 'core_log' must begin with 'other_'"),
        ([Named("other.x", "other_x"), Named("other.x", "other_y")], "projection 'other.x' has an owner already"),
        ([Named("other.x", "other_x"), Named("other.y", "other_x")], "table 'other_x' has an owner already"),
        ([Named("other.x", 'other_x"; DROP')], "has no plain name"),
        ([Named("other.x", "other_x", "Name")], "column other_x.Name has no plain name"),
    ],
)
def test_names_that_belong_to_somebody_else_are_refused(offered: list[object], sentence: str) -> None:
    loaded = Plugins.load(only=[], extra=[Offering(*offered)], layers=[hookspecs])
    with pytest.raises(PluginRefused, match=sentence.replace(".", r"\.")) as refused:
        load_projections(loaded)
    assert refused.value.plugin == "other"


def test_the_file_of_a_read_model_is_private(journal: Journal) -> None:
    with followed(journal, projections()) as models:
        path = Path(models.reader().rows("PRAGMA database_list")[0][2])
        assert path.stat().st_mode & 0o077 == 0
