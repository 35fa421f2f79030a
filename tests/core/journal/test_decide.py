"""A decision over both engines: what is read, decided, judged by statutes, sealed and appended, and what it refuses."""

import asyncio
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from choir_kit import DAY, HAGEN, META, NEXT, PLUGIN, NameSinger, SeatTaken, SingerNamed, leave, refused, take

from fokus_core import Fact, Person, Recorded, Refused
from fokus_core.access.actor import CONSOLE
from fokus_core.bodies.commands import RegisterParty
from fokus_core.corrections.corrections import Redo, Retract
from fokus_core.domain.facts import Meta, Unknown
from fokus_core.domain.refusals import Invalid, Unusable
from fokus_core.journal.engines.store import Item, NewRow, Store
from fokus_core.journal.journal import Journal
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.manager import Plugins
from fokus_core.privacy.persons import PersonErased
from fokus_core.testing.given import catalogue_of
from fokus_core.testing.memory import MemoryStore, MemoryVault


class TestAppending:
    def test_a_fact_carries_its_keys_and_what_its_decision_read(self, journal: Journal) -> None:
        receipt = journal.handle(take("Hagen"), by=CONSOLE, command_id="c1")
        (record,) = receipt.facts
        assert (record.type, record.keys, record.fact) == (
            "choir.seat-taken@1",
            (f"body:{HAGEN}", "hall:a"),
            SeatTaken(effective=DAY, hall="a", body=HAGEN),
        )
        assert record.meta.read[0].key == f"body:{HAGEN}"
        assert set(record.meta.read[0].types) == {"choir.seat-taken", "choir.seat-left"}
        assert (record.meta.by, record.meta.command) == ("console", "c1")
        assert journal.recorded(receipt.position) == record

    def test_the_first_fact_is_the_opening_of_the_journal(self, journal: Journal) -> None:
        assert [record.type for record in journal.follow()] == ["core.journal-opened@1"]

    def test_a_journal_opened_twice_is_opened_once(self, store_url: str, other: Callable[[], Journal]) -> None:
        assert other().id == other().id

    def test_a_dry_run_decides_and_appends_nothing(self, journal: Journal) -> None:
        receipt = journal.handle(take("Hagen"), by=CONSOLE, dry_run=True)
        assert [record.fact for record in receipt.facts] == [SeatTaken(effective=DAY, hall="a", body=HAGEN)]
        assert journal.store.head() == 1

    def test_a_refusal_appends_nothing(self, journal: Journal) -> None:
        journal.handle(take("Hagen"), by=CONSOLE)
        head = journal.store.head()
        assert refused(lambda: journal.handle(take("Hagen"), by=CONSOLE)).slug == "seated"
        assert journal.store.head() == head

    @pytest.mark.parametrize("day", [date(1946, 8, 22), date(3000, 1, 1)])
    def test_a_date_out_of_range_is_refused(self, journal: Journal, day: date) -> None:
        error = refused(lambda: journal.handle(take("Hagen", day), by=CONSOLE))
        assert (error.slug, error.field) == ("date-out-of-range", "effective")

    def test_a_clock_that_was_a_year_ahead_stops_nobody_and_recorded_times_never_fall(
        self, store: Store, caplog: pytest.LogCaptureFixture
    ) -> None:
        right = datetime(2026, 1, 1, 12, tzinfo=UTC)
        moments = [right + timedelta(days=365)]

        def opened() -> Journal:
            return Journal(store, catalogue_of(PLUGIN), MemoryVault(), now=lambda: moments[-1])

        first = opened()
        ahead = first.handle(take("Hagen"), by=CONSOLE).facts[0].meta.at
        moments.append(right)
        assert first.handle(leave("Hagen"), by=CONSOLE).facts[0].meta.at == ahead == moments[0]
        first.writer.close()
        again = opened()
        assert again.handle(take("Essen"), by=CONSOLE).facts[0].meta.at == ahead
        assert again.ahead() == timedelta(days=365)
        assert [one.message for one in caplog.records] == ["the clock is behind the journal"] * 2
        moments.append(ahead + timedelta(seconds=1))
        assert again.handle(leave("Essen"), by=CONSOLE).facts[0].meta.at == moments[-1]
        again.writer.close()

    def test_two_nodes_ten_minutes_apart_go_on_and_their_times_never_fall(self, store: Store) -> None:
        early = datetime(2026, 1, 1, 12, tzinfo=UTC)
        vault, catalogue = MemoryVault(), catalogue_of(PLUGIN)
        clocks = [early, early + timedelta(minutes=10)]
        nodes = [Journal(store, catalogue, vault, now=lambda clock=clock: clock) for clock in clocks]  # type: ignore[misc]  # bound now
        for number, body in enumerate(("Hagen", "Essen", "Bonn")):
            nodes[number % 2].handle(take(body), by=CONSOLE)
            nodes[(number + 1) % 2].handle(leave(body), by=CONSOLE)
        times = [record.meta.at for record in nodes[0].follow()]
        assert times == sorted(times)
        assert set(times[2:]) == {clocks[1]}
        for node in nodes:
            node.writer.close()

    def test_a_command_is_decided_whatever_becomes_of_whoever_asked(self, journal: Journal) -> None:
        async def ask_and_go() -> None:
            asyncio.wrap_future(journal.submit(take("Hagen"), by=CONSOLE)).cancel()

        asyncio.run(ask_and_go())
        assert refused(lambda: journal.handle(take("Hagen"), by=CONSOLE)).slug == "seated"


class TestStatutes:
    def test_capacity_holds_at_every_date_also_when_backdating(self, journal: Journal) -> None:
        for body in ("Hagen", "Essen", "Bonn"):
            journal.handle(take(body), by=CONSOLE)
        assert refused(lambda: journal.handle(take("Herne"), by=CONSOLE)).slug == "full"
        journal.handle(leave("Hagen", NEXT), by=CONSOLE)
        journal.handle(take("Herne", NEXT), by=CONSOLE)
        error = refused(lambda: journal.handle(take("Herne", DAY - timedelta(days=1)), by=CONSOLE))
        assert error.slug == "full"
        assert error.positions == (4,)

    def test_many_writers_never_take_more_seats_than_there_are(
        self, journal: Journal, other: Callable[[], Journal]
    ) -> None:
        towns = sorted(body.id for body in journal.bodies().register if body.id.startswith("05158"))[1:]
        nodes = [other(), other()]
        for number in range(2):
            answers: list[str] = []

            def run(node: Journal, body: str, hall: str, said: list[str]) -> None:
                try:
                    node.handle(take(body, DAY, hall), by=CONSOLE)
                    said.append("taken")
                except Refused as error:
                    said.append(error.slug)

            threads = [
                threading.Thread(target=run, args=(nodes[n % 2], body, f"hall-{number}", answers))
                for n, body in enumerate(towns[5 * number : 5 * number + 5])
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert sorted(answers) == ["full"] * 2 + ["taken"] * 3


class TestPersons:
    def test_a_person_is_known_again_and_lies_sealed(self, journal: Journal) -> None:
        journal.handle(take("Hagen"), by=CONSOLE)
        person = Person(name="Erika Muster", email="Erika@Example.org")
        first = journal.handle(NameSinger(body="Hagen", singer=person, effective=DAY), by=CONSOLE)
        second = journal.handle(NameSinger(body="Hagen", singer=person, effective=NEXT), by=CONSOLE)
        assert _singer(first.facts[0]).person == _singer(second.facts[0]).person
        assert all(b"Erika" not in row.data for row in journal.store.follow(after=0, limit=100))

    def test_a_person_whom_a_redone_command_names_is_known_again(self, journal: Journal) -> None:
        journal.handle(take("Hagen"), by=CONSOLE)
        erika, anna = Person(name="Erika", email="e@example.org"), Person(name="Anna", email="a@example.org")
        journal.handle(NameSinger(body="Hagen", singer=erika, effective=DAY), by=CONSOLE, command_id="c1")
        body = msgspec.Raw(msgspec.json.encode(NameSinger(body="Hagen", singer=anna, effective=DAY)))
        redone = journal.handle(Redo(command="c1", name="choir.name-singer", body=body, reason="-"), by=CONSOLE)
        again = journal.handle(NameSinger(body="Hagen", singer=anna, effective=NEXT), by=CONSOLE)
        assert _singer(redone.facts[-1]).person == _singer(again.facts[0]).person

    def test_an_id_given_from_outside_is_refused(self, journal: Journal) -> None:
        with pytest.raises(Invalid):
            journal.handle(NameSinger(body="Hagen", singer=Person(name="E", id="0" * 32), effective=DAY), by=CONSOLE)

    def test_nothing_is_sealed_for_an_erased_person(self, journal: Journal) -> None:
        journal.handle(take("Hagen"), by=CONSOLE)
        person = Person(name="Erika Muster", email="e@example.org")
        name = NameSinger(body="Hagen", singer=person, effective=DAY)
        person_id = _singer(journal.handle(name, by=CONSOLE).facts[0]).person
        erased = PersonErased(effective=DAY, person=person_id)
        meta = Meta(id="0" * 32, at=datetime.now(UTC), by="t", command="erase")
        row = NewRow("core.person-erased@1", (f"person:{person_id}",), journal.codec.encode(erased, meta))
        journal.store.record([row], [Item("none:x")], after=journal.store.head())
        error = refused(lambda: journal.handle(name, by=CONSOLE))
        assert (error.slug, error.field) == ("person-erased", "singer")


def _singer(record: Recorded[Fact]) -> SingerNamed:
    assert isinstance(record.fact, SingerNamed)
    return record.fact


class TestUnknownFacts:
    def test_they_are_kept_byte_for_byte_and_a_decision_that_needs_one_is_refused(self, store: Store) -> None:
        with_choir = Journal(store, catalogue_of(PLUGIN), MemoryVault())
        with_choir.handle(take("Hagen"), by=CONSOLE)
        rows = store.follow(after=0, limit=10)
        with_choir.writer.close()
        without = Journal(store, Catalogue.of(Plugins.load(only=[])), MemoryVault())
        record = without.recorded(2)
        assert record is not None
        assert isinstance(record.fact, Unknown)
        assert store.follow(after=0, limit=10) == rows
        assert refused(lambda: without.handle(Retract(position=2, reason="-"), by=CONSOLE)).slug == "unknown-fact"
        without.writer.close()

    def test_a_fact_of_a_newer_version_is_not_overlooked(self, journal: Journal) -> None:
        newer = NewRow(
            "choir.seat-taken@2",
            (f"body:{HAGEN}",),
            b'{"fact":{"effective":"2020-01-01","seat":1},' + META,
        )
        journal.store.record([newer], [Item("none:x")], after=journal.store.head())
        assert refused(lambda: journal.handle(take("Hagen"), by=CONSOLE)).slug == "unknown-fact"


class TestOpening:
    def test_a_newer_journal_is_refused(self, store: Store) -> None:
        journal = Journal(store, catalogue_of(PLUGIN), MemoryVault())
        journal.writer.close()
        memory = MemoryStore()
        (first,) = store.follow(after=0, limit=1)
        memory.record(
            [NewRow(first.type, first.keys, first.data.replace(b'"format":1', b'"format":2'))],
            [Item("nobody")],
            after=0,
        )
        with pytest.raises(Unusable, match="newer"):
            Journal(memory, catalogue_of(PLUGIN), MemoryVault())

    def test_a_journal_without_its_opening_is_refused(self) -> None:
        memory = MemoryStore()
        memory.record([NewRow("choir.seat-taken@1", ("a:b",), b"{}")], [Item("nobody")], after=0)
        with pytest.raises((Unusable, msgspec.ValidationError)):
            Journal(memory, catalogue_of(PLUGIN), MemoryVault())


def test_a_party_is_registered_once(journal: Journal) -> None:
    party = RegisterParty(party="verband", name="Verband", kind="association", effective=DAY)
    journal.handle(party, by=CONSOLE)
    assert refused(lambda: journal.handle(party, by=CONSOLE)).slug == "party-known"
    assert journal.bodies().name("verband", DAY) == "Verband"
