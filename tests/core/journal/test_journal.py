"""The journal over both engines: reading, deciding, appending, repeating, correcting, and what it refuses."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any, ClassVar

import msgspec
import pytest

from fokus_core import (
    AnyEvidence,
    BodyId,
    BodyRef,
    Breach,
    Command,
    Evidence,
    Fact,
    Key,
    Past,
    Permission,
    Person,
    Personal,
    PersonId,
    Policy,
    ProgrammeInfo,
    Reads,
    Recorded,
    Refused,
    Sealed,
    Sentence,
    command,
    fact,
    hookimpl,
    statute,
)
from fokus_core.access.actor import CONSOLE, Actor
from fokus_core.access.api_keys import IssueKey
from fokus_core.access.grants import AccessGranted, GrantAccess, WithdrawAccess
from fokus_core.bodies.commands import RegisterParty, RenameBody
from fokus_core.corrections.corrections import Correct, Redo, Retract
from fokus_core.corrections.proposals import Confirm, DropProposal, ProposalClosed, Proposed
from fokus_core.domain.facts import Meta, Unknown
from fokus_core.domain.programme import PluginRefused
from fokus_core.domain.refusals import Forbidden, Invalid, NotFound, Unavailable, Unusable
from fokus_core.domain.retraction import FactRetracted
from fokus_core.journal.codec import Codec
from fokus_core.journal.engines.open_store import open_store
from fokus_core.journal.engines.store import Item, NewRow, Row, Store
from fokus_core.journal.journal import Journal
from fokus_core.journal.preview import preview
from fokus_core.journal.request import Receipt, Request
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.manager import Plugins
from fokus_core.privacy.persons import PersonErased
from fokus_core.privacy.sealing import open_sealed
from fokus_core.testing.given import catalogue_of
from fokus_core.testing.memory import MemoryStore, MemoryVault

DAY = date(2020, 5, 1)
NEXT = DAY + timedelta(days=1)
HAGEN, ESSEN = "05914000", "05113000"
META = b'"meta":{"id":"x","at":"2020-01-01T00:00:00Z","by":"n","command":"n"}}'


@fact("choir.seat-taken@1", public=True)
class SeatTaken(Fact, frozen=True):
    """A body took a seat."""

    hall: Annotated[str, Key("hall")]
    body: BodyId


@fact("choir.seat-left@1", public=True)
class SeatLeft(Fact, frozen=True):
    """A body left its seat."""

    hall: Annotated[str, Key("hall")]
    body: BodyId


@fact("choir.singer-named@1")
class SingerNamed(Fact, frozen=True):
    """A singer was named."""

    body: BodyId
    person: PersonId
    name: Annotated[Sealed[str], Personal("person", purpose="choir")]


CAPACITY = 3


@statute("hall", SeatTaken, SeatLeft)
def no_more_than_three(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """A hall has three seats."""
    taken = 0
    for record in history:
        taken += 1 if isinstance(record.fact, SeatTaken) else -1
        if taken > CAPACITY:
            yield Breach("full", "Der Saal ist voll.", record.position)


class AboutSeat(Command, frozen=True):
    """A command about a seat."""

    reads: ClassVar[Reads] = Reads("body", SeatTaken, SeatLeft)
    hall: Annotated[str, Key("hall")]
    body: BodyRef
    effective: date


@command("choir.take-seat", Policy("choir.sing", "body"))
class TakeSeat(AboutSeat, frozen=True):
    """Take a seat."""

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield the seat unless the body has one."""
        if isinstance(past.on(self.effective).latest(SeatTaken, SeatLeft), SeatTaken):
            raise Refused("seated", "Sitzt schon.", field="body")
        yield SeatTaken(effective=self.effective, hall=self.hall, body=self.body)


@command("choir.leave-seat", Policy("choir.sing", "body"))
class LeaveSeat(AboutSeat, frozen=True):
    """Leave a seat."""

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield the end of a seat."""
        if not isinstance(past.on(self.effective).latest(SeatTaken, SeatLeft), SeatTaken):
            raise Refused("standing", "Steht schon.", field="body")
        yield SeatLeft(effective=self.effective, hall=self.hall, body=self.body)


@command("choir.name-singer", Policy("choir.sing", "body"))
class NameSinger(Command, frozen=True):
    """Name a singer of a body that sits."""

    reads: ClassVar[Reads] = AnyEvidence("body")
    body: BodyRef
    singer: Person
    effective: date

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield the singer."""
        if past.on(self.effective).evidence("choir.sits").state != "proven":
            raise Refused("standing", "Steht.", field="body")
        yield SingerNamed(
            effective=self.effective, body=self.body, person=self.singer.id, name=Sealed.of(self.singer.name)
        )


@command("choir.close-hall", Policy("choir.close", four_eyes=True))
class CloseHall(Command, frozen=True):
    """Let everybody leave a hall; a second actor confirms."""

    reads: ClassVar[Reads] = Reads("hall", SeatTaken, SeatLeft)
    hall: Annotated[str, Key("hall")]
    effective: date

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield a leaving for each seat that is taken."""
        seated = {item.body for item in past.of(SeatTaken)} - {item.body for item in past.of(SeatLeft)}
        for body in sorted(seated):
            yield SeatLeft(effective=self.effective, hall=self.hall, body=body)


class Choir:
    """A programme for tests."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        """Return the programme."""
        return ProgrammeInfo(
            id="choir",
            title="Chor",
            facts=[SeatTaken, SeatLeft, SingerNamed],
            commands=[TakeSeat, LeaveSeat, NameSinger, CloseHall],
            statutes=[no_more_than_three],
            evidence=[Evidence("choir.sits", "body", (SeatTaken,), (SeatLeft,))],
            permissions=[
                Permission("choir.sing", ("municipal-officer", "state-office"), "-"),
                Permission("choir.close", ("state-office",), "-"),
                Permission("choir.retract", ("state-office",), "-"),
            ],
        )


PLUGIN = Choir()


@pytest.fixture
def journal(store: Store) -> Iterator[Journal]:
    journal = Journal(store, catalogue_of(PLUGIN), MemoryVault())
    yield journal
    journal.writer.close()


@pytest.fixture
def other(store_url: str) -> Iterator[Callable[[], Journal]]:
    """Open further journals over one store, as other nodes do."""
    opened: list[Journal] = []

    def open_journal() -> Journal:
        opened.append(Journal(open_store(store_url), catalogue_of(PLUGIN), MemoryVault()))
        return opened[-1]

    yield open_journal
    for one in opened:
        one.close()


def take(body: str, day: date = DAY, hall: str = "a") -> TakeSeat:
    return TakeSeat(hall=hall, body=body, effective=day)


def leave(body: str, day: date = NEXT, hall: str = "a") -> LeaveSeat:
    return LeaveSeat(hall=hall, body=body, effective=day)


def refused(do: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        do()
    return caught.value


def on_sqlite(folder: Path) -> Journal:
    return Journal(open_store(f"sqlite:///{folder}/journal.db"), catalogue_of(PLUGIN), MemoryVault())


def undone(store: Store) -> Callable[..., Any]:
    """Return a `batch` of the store whose commit fails."""
    batch = store.batch

    @contextmanager
    def failing(*, many: bool = True) -> Iterator[None]:
        with batch(many=many):
            yield
            raise Unavailable("The disk is full.")

    return failing


def group(journal: Journal, *commands: Command) -> list[Receipt | BaseException | None]:
    """Commit commands as one group, and return what they are answered."""
    jobs = [(Request(one, CONSOLE, f"c{number}", DAY), Future[Receipt]()) for number, one in enumerate(commands)]
    journal.writer._commit(jobs)
    return [future.exception() or future.result() for _, future in jobs]


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

    def test_a_clock_that_is_far_behind_stops_appends(self, store: Store) -> None:
        moments = [datetime(2026, 1, 1, 12, tzinfo=UTC)]
        journal = Journal(store, catalogue_of(PLUGIN), MemoryVault(), now=lambda: moments[-1])
        journal.handle(take("Hagen"), by=CONSOLE)
        moments.append(moments[0] - timedelta(seconds=59))
        journal.handle(leave("Hagen"), by=CONSOLE)
        moments.append(moments[0] - timedelta(seconds=61))
        with pytest.raises(Unavailable):
            journal.handle(take("Essen"), by=CONSOLE)
        journal.writer.close()

    def test_a_command_is_decided_whatever_becomes_of_whoever_asked(self, journal: Journal) -> None:
        async def ask_and_go() -> None:
            asyncio.wrap_future(journal.submit(take("Hagen"), by=CONSOLE)).cancel()

        asyncio.run(ask_and_go())
        assert refused(lambda: journal.handle(take("Hagen"), by=CONSOLE)).slug == "seated"


class TestWriting:
    def test_who_waits_for_an_answer_decides_alone_in_their_own_thread(self, journal: Journal) -> None:
        deciding: list[str] = []
        decide = journal.writer.decider.decide

        def noted(request: Request, at: datetime) -> Receipt:
            deciding.append(threading.current_thread().name)
            return decide(request, at)

        journal.writer.decider.decide = noted  # type: ignore[method-assign]  # to see where it runs
        journal.handle(take("Hagen"), by=CONSOLE)
        journal.submit(leave("Hagen"), by=CONSOLE).result()
        assert deciding == [threading.current_thread().name, "fokus-writer"]

    def test_one_thread_decides_at_a_time(self, journal: Journal) -> None:
        decide, inside, most = journal.writer.decider.decide, 0, 0

        def counted(request: Request, at: datetime) -> Receipt:
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            time.sleep(0.002)
            try:
                return decide(request, at)
            finally:
                inside -= 1

        journal.writer.decider.decide = counted  # type: ignore[method-assign]  # to see who is inside
        towns = ["Hagen", "Essen", "Bielefeld", "Hamm", "Herne", "Bochum"]
        with ThreadPoolExecutor(4) as pool:
            waiting = [pool.submit(journal.handle, take(town, hall=town), by=CONSOLE) for town in towns[:4]]
            queued = [journal.submit(take(town, hall=town), by=CONSOLE) for town in towns[4:]]
            positions = [one.result().position for one in (*waiting, *queued)]
        assert most == 1
        assert sorted(positions) == list(range(2, 8))

    def test_an_interrupt_in_the_middle_leaves_nothing_behind(self, tmp_path: Path) -> None:
        journal = on_sqlite(tmp_path)
        record = journal.store.record

        def interrupted(*args: Any, **kwargs: Any) -> list[int]:
            record(*args, **kwargs)
            raise KeyboardInterrupt

        journal.store.record = interrupted  # type: ignore[method-assign]  # Ctrl-C at the worst moment
        with pytest.raises(KeyboardInterrupt):
            journal.handle(take("Hagen"), by=CONSOLE)
        journal.store.record = record  # type: ignore[method-assign]  # as it was
        assert journal.store.head() == 1
        assert journal.handle(take("Hagen"), by=CONSOLE).position == 2
        journal.close()


class TestRepeating:
    def test_a_repeated_command_gets_the_same_answer(self, journal: Journal) -> None:
        first = journal.handle(take("Hagen"), by=CONSOLE, command_id="c1")
        again = journal.handle(take("Hagen"), by=CONSOLE, command_id="c1")
        assert (again.repeated, again.facts, again.position) == (True, first.facts, first.position)

    def test_it_gets_it_even_when_its_names_mean_nothing_any_more(self, journal: Journal) -> None:
        rename = RenameBody(body="Alsdorf", name="Neudorf", effective=DAY)
        journal.handle(rename, by=CONSOLE, command_id="c1")
        assert journal.handle(rename, by=CONSOLE, command_id="c1").repeated

    def test_the_same_id_with_another_body_or_actor_is_refused(self, journal: Journal) -> None:
        journal.handle(take("Hagen"), by=CONSOLE, command_id="c1")
        for command_, actor in ((take("Essen"), CONSOLE), (take("Hagen"), Actor("other", trusted=True))):
            error = refused(lambda c=command_, a=actor: journal.handle(c, by=a, command_id="c1"))  # type: ignore[misc]  # a lambda's defaults are not inferred
            assert error.slug == "command-id-reused"

    def test_a_refusal_is_not_remembered(self, journal: Journal) -> None:
        assert refused(lambda: journal.handle(leave("Hagen"), by=CONSOLE, command_id="c1")).slug == "standing"
        journal.handle(take("Hagen"), by=CONSOLE)
        assert not journal.handle(leave("Hagen"), by=CONSOLE, command_id="c1").repeated

    def test_a_lost_commit_answer_is_found_by_the_command_id(self, store: Store) -> None:
        journal = Journal(store, catalogue_of(PLUGIN), MemoryVault())
        record = store.record
        lost = [True]

        def losing(*args: Any, **kwargs: Any) -> list[int]:
            positions = record(*args, **kwargs)
            if lost and lost.pop():
                raise Unavailable("The answer was lost.")
            return positions

        # A group commit would undo the append; one command alone on PostgreSQL has none, so the store is bare here.
        bare = SimpleNamespace(**{name: getattr(store, name) for name in ("select", "follow", "head", "wait")})
        bare.record, bare.batch = losing, MemoryStore().batch
        journal.writer.store = journal.writer.decider.store = bare  # type: ignore[assignment]  # a store with a fault
        receipt = journal.handle(take("Hagen"), by=CONSOLE)
        assert receipt.repeated
        assert [record.fact for record in receipt.facts] == [SeatTaken(effective=DAY, hall="a", body=HAGEN)]
        assert len([record for record in journal.follow() if isinstance(record.fact, SeatTaken)]) == 1
        journal.writer.close()

    def test_what_a_group_that_was_undone_said_of_the_bodies_is_forgotten(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        journal = on_sqlite(tmp_path)
        rename = RenameBody(body=HAGEN, name="Volmestadt", effective=DAY)
        with monkeypatch.context() as broken:
            broken.setattr(journal.store, "batch", undone(journal.store))
            answers = group(journal, rename, take("Hagen"))
        assert all(isinstance(one, Unavailable) for one in answers)
        assert journal.bodies().name(HAGEN, DAY) == "Hagen"
        journal.handle(take("Essen"), by=CONSOLE)
        journal.handle(rename, by=CONSOLE)
        journal.handle(take("Volmestadt"), by=CONSOLE)
        assert journal.bodies().name(HAGEN, DAY) == "Volmestadt"
        journal.close()

    def test_a_fact_at_the_place_of_one_that_was_undone_is_not_taken_for_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        journal = on_sqlite(tmp_path)
        with monkeypatch.context() as broken:
            broken.setattr(journal.store, "batch", undone(journal.store))
            group(journal, take("Hagen"), leave("Hagen"))
        assert journal.handle(take("Hagen", NEXT + timedelta(days=1)), by=CONSOLE).position == 2
        assert refused(lambda: journal.handle(leave("Hagen", NEXT), by=CONSOLE)).slug == "standing"
        journal.close()

    def test_where_a_group_fails_each_command_is_decided_alone_and_recorded_once(
        self, journal: Journal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        record, calls = journal.store.record, []

        def failing(*args: Any, **kwargs: Any) -> list[int]:
            calls.append(args)
            if len(calls) == 2:
                raise Unavailable("The connection was lost.")
            return record(*args, **kwargs)

        monkeypatch.setattr(journal.store, "record", failing)
        first, second, again = group(journal, take("Hagen"), take("Essen"), take("Hagen"))
        assert isinstance(first, Receipt)
        assert isinstance(second, Receipt)
        assert isinstance(again, Refused)
        seated = [record.fact.body for record in journal.follow() if isinstance(record.fact, SeatTaken)]
        assert seated == [HAGEN, ESSEN]

    def test_where_nobody_can_append_everybody_is_told_so_at_once(
        self, journal: Journal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tries = []

        def locked(*, many: bool = True) -> Any:
            tries.append(many)
            raise Unavailable("Another process keeps it locked.")

        monkeypatch.setattr(journal.store, "batch", locked)
        assert all(isinstance(one, Unavailable) for one in group(journal, take("Hagen"), take("Essen")))
        assert tries == [True]

    def test_names_are_resolved_by_what_another_node_has_recorded(
        self, journal: Journal, other: Callable[[], Journal]
    ) -> None:
        node = other()
        node.handle(take("Essen"), by=CONSOLE)
        journal.handle(RenameBody(body=HAGEN, name="Volmestadt", effective=DAY), by=CONSOLE)
        assert node.handle(take("Volmestadt"), by=CONSOLE).facts[0].keys == (f"body:{HAGEN}", "hall:a")
        journal.handle(RenameBody(body=HAGEN, name="Hagen", effective=NEXT), by=CONSOLE)
        assert node.handle(leave("Hagen"), by=CONSOLE).facts[0].keys == (f"body:{HAGEN}", "hall:a")

    def test_ids_that_a_command_mints_are_the_same_in_a_retry(self, journal: Journal) -> None:
        issue = IssueKey(actor="aktor", digest="0" * 64, effective=DAY)
        dry = journal.handle(issue, by=CONSOLE, command_id="c1", dry_run=True)
        real = journal.handle(issue, by=CONSOLE, command_id="c1")
        assert dry.facts[0].fact == real.facts[0].fact


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


class TestAccess:
    def test_without_a_grant_nothing_is_recorded(self, journal: Journal) -> None:
        with pytest.raises(Forbidden):
            journal.handle(take("Hagen"), by=Actor("nobody"))
        assert journal.store.head() == 1

    @pytest.mark.parametrize(
        ("scope", "hagen", "essen"),
        [
            ("state", True, True),
            ("programme:choir", True, True),
            ("programme:core", False, False),
            (f"body:{HAGEN}", True, False),
            ("body:059", False, False),  # Regierungsbezirk Arnsberg, in which Hagen lies
            ("cohort:1", False, False),
        ],
    )
    def test_a_grant_holds_within_its_scope(self, journal: Journal, scope: str, hagen: bool, essen: bool) -> None:
        journal.handle(GrantAccess(actor="clerk", role="municipal-officer", scope=scope, effective=DAY), by=CONSOLE)
        for body, expected in (("Hagen", hagen), ("Essen", essen)):
            if expected:
                journal.handle(take(body), by=Actor("clerk"))
            else:
                with pytest.raises(Forbidden):
                    journal.handle(take(body), by=Actor("clerk"))

    def test_a_withdrawn_grant_fails_on_the_next_request_on_every_node(
        self, journal: Journal, other: Callable[[], Journal]
    ) -> None:
        node = other()
        journal.handle(GrantAccess(actor="clerk", role="municipal-officer", scope="state", effective=DAY), by=CONSOLE)
        node.handle(take("Hagen"), by=Actor("clerk"))
        withdraw = WithdrawAccess(
            actor="clerk", role="municipal-officer", scope="state", effective=date(2026, 1, 1), reason="-"
        )
        journal.handle(withdraw, by=CONSOLE)
        with pytest.raises(Forbidden):
            node.handle(take("Essen"), by=Actor("clerk"))

    def test_a_repeated_command_is_judged_anew(self, journal: Journal) -> None:
        grant = GrantAccess(actor="clerk", role="municipal-officer", scope="state", effective=DAY)
        journal.handle(grant, by=CONSOLE)
        journal.handle(take("Hagen"), by=Actor("clerk"), command_id="c1")
        assert journal.handle(take("Hagen"), by=Actor("clerk"), command_id="c1").repeated
        withdraw = WithdrawAccess(
            actor="clerk", role="municipal-officer", scope="state", effective=date(2026, 1, 1), reason="-"
        )
        journal.handle(withdraw, by=CONSOLE)
        with pytest.raises(Forbidden):
            journal.handle(take("Hagen"), by=Actor("clerk"), command_id="c1")

    def test_who_may_not_learns_nothing_and_leaves_nothing(self, journal: Journal) -> None:
        position = journal.handle(take("Hagen"), by=CONSOLE).position
        journal.handle(Retract(position=position, reason="-"), by=CONSOLE)
        name = NameSinger(body="Hagen", singer=Person(name="Erika", email="e@example.org"), effective=DAY)
        for asked in (
            Retract(position=position, reason="-"),
            Redo(command="x", name="y", body=msgspec.Raw(b"{}"), reason="-"),
            name,
        ):
            with pytest.raises((Forbidden, NotFound)):
                journal.handle(asked, by=Actor("nobody"))
        assert journal.vault.known(email="e@example.org") is None
        journal.handle(take("Essen"), by=CONSOLE)
        journal.handle(msgspec.structs.replace(name, body="Essen"), by=CONSOLE, dry_run=True)
        assert journal.vault.known(email="e@example.org") is None

    @pytest.mark.parametrize(
        ("role", "scope", "slug"),
        [
            ("king", "state", "unknown-role"),
            ("auditor", "planet:mars", "unknown-scope"),
            ("auditor", "programme:x", "unknown-programme"),
        ],
    )
    def test_a_grant_names_what_there_is(self, journal: Journal, role: str, scope: str, slug: str) -> None:
        grant = GrantAccess(actor="clerk", role=role, scope=scope, effective=DAY)
        assert refused(lambda: journal.handle(grant, by=CONSOLE)).slug == slug

    @pytest.mark.parametrize("actor", ["console", "public", "core", "documented-history"])
    def test_nobody_acts_as_the_house_itself(self, journal: Journal, actor: str) -> None:
        grant = GrantAccess(actor=actor, role="auditor", scope="state", effective=DAY)
        key = IssueKey(actor=actor, digest="0" * 64, effective=DAY)
        assert {refused(lambda c=c: journal.handle(c, by=CONSOLE)).slug for c in (grant, key)} == {"reserved-actor"}  # type: ignore[misc]  # a lambda's defaults are not inferred

    def test_a_grant_that_is_yet_to_come_or_over_gives_nothing(self, journal: Journal) -> None:
        journal.handle(
            GrantAccess(actor="late", role="state-office", scope="state", effective=date(2999, 1, 1)), by=CONSOLE
        )
        journal.handle(
            GrantAccess(actor="over", role="state-office", scope="state", effective=DAY, until=NEXT), by=CONSOLE
        )
        for actor in ("late", "over"):
            with pytest.raises(Forbidden):
                journal.handle(take("Hagen"), by=Actor(actor))


class TestFourEyes:
    @pytest.fixture
    def closing(self, journal: Journal) -> str:
        for actor in ("first", "second"):
            journal.handle(GrantAccess(actor=actor, role="state-office", scope="state", effective=DAY), by=CONSOLE)
        journal.handle(take("Hagen"), by=CONSOLE)
        receipt = journal.handle(CloseHall(hall="a", effective=NEXT), by=Actor("first"))
        assert [type(record.fact) for record in receipt.facts] == [Proposed]
        assert receipt.proposal is not None
        return receipt.proposal

    def test_a_second_actor_confirms_and_it_is_decided_anew(self, journal: Journal, closing: str) -> None:
        journal.handle(take("Essen"), by=CONSOLE)
        receipt = journal.handle(Confirm(proposal=closing), by=Actor("second"))
        assert [record.fact for record in receipt.facts[:-1]] == [
            SeatLeft(effective=NEXT, hall="a", body=ESSEN),
            SeatLeft(effective=NEXT, hall="a", body=HAGEN),
        ]
        assert isinstance(receipt.facts[-1].fact, ProposalClosed)

    def test_nobody_confirms_their_own_proposal(self, journal: Journal, closing: str) -> None:
        with pytest.raises(Forbidden):
            journal.handle(Confirm(proposal=closing), by=Actor("first"))

    def test_who_may_not_give_the_command_may_not_confirm_it(self, journal: Journal, closing: str) -> None:
        journal.handle(GrantAccess(actor="clerk", role="municipal-officer", scope="state", effective=DAY), by=CONSOLE)
        with pytest.raises(NotFound):
            journal.handle(Confirm(proposal=closing), by=Actor("clerk"))

    def test_a_proposal_is_closed_once_and_a_repeat_is_answered(self, journal: Journal, closing: str) -> None:
        first = journal.handle(Confirm(proposal=closing), by=Actor("second"), command_id="c9")
        assert journal.handle(Confirm(proposal=closing), by=Actor("second"), command_id="c9").facts == first.facts
        assert refused(lambda: journal.handle(Confirm(proposal=closing), by=Actor("second"))).slug == "proposal-closed"

    def test_a_dropped_proposal_is_not_confirmed(self, journal: Journal, closing: str) -> None:
        journal.handle(DropProposal(proposal=closing), by=Actor("first"))
        assert refused(lambda: journal.handle(Confirm(proposal=closing), by=Actor("second"))).slug == "proposal-closed"

    def test_a_preview_decides_as_a_confirmation_and_records_nothing(self, journal: Journal, closing: str) -> None:
        head = journal.store.head()
        shown = {actor.id: preview(journal, closing, actor) for actor in (CONSOLE, Actor("first"), Actor("second"))}
        assert journal.store.head() == head
        done = journal.handle(Confirm(proposal=closing), by=Actor("second")).facts
        for actor, one in shown.items():
            assert [record.fact for record in one.facts] == [record.fact for record in done[:-1]]
            assert (one.refused, one.own) == (None, actor == "first")
        for by in (CONSOLE, Actor("first"), Actor("second")):
            with pytest.raises(NotFound):
                preview(journal, closing, by)

    def test_a_preview_is_for_those_who_may_confirm_and_who_proposed(self, journal: Journal, closing: str) -> None:
        journal.handle(GrantAccess(actor="clerk", role="municipal-officer", scope="state", effective=DAY), by=CONSOLE)
        narrow = [Actor(actor, roles=("municipal-officer",)) for actor in ("first", "second")]
        for by in (Actor("clerk"), Actor("nobody"), *narrow):
            with pytest.raises(NotFound):
                preview(journal, closing, by)
        assert preview(journal, closing, Actor("first", roles=("state-office",))).own
        with pytest.raises(NotFound):
            preview(journal, "0" * 32, CONSOLE)

    def test_a_key_of_which_others_made_the_secret_is_not_confirmed_as_ones_own(self, journal: Journal) -> None:
        for actor in ("first", "second"):
            journal.handle(GrantAccess(actor=actor, role="operator", scope="state", effective=DAY), by=CONSOLE)
        issue = IssueKey(actor="third", digest="0" * 64, effective=DAY)
        proposal = journal.handle(issue, by=Actor("first")).proposal
        assert proposal is not None
        with pytest.raises(NotFound):
            journal.handle(Confirm(proposal=proposal), by=Actor("third"))
        journal.handle(Confirm(proposal=proposal), by=Actor("second"))

    def test_what_is_proposed_lies_sealed_in_the_store(self, journal: Journal, closing: str) -> None:
        (row, *_) = journal.store.select([Item(f"proposal:{closing}")])[0]
        assert b"2020-05-02" not in row.data


class TestTakingBack:
    def test_a_retraction_takes_a_fact_out_of_the_past_of_its_keys(self, journal: Journal) -> None:
        position = journal.handle(take("Hagen"), by=CONSOLE).position
        receipt = journal.handle(Retract(position=position, reason="irrtümlich"), by=CONSOLE)
        (record,) = receipt.facts
        assert record.keys == (f"body:{HAGEN}", "hall:a")
        assert refused(lambda: journal.handle(leave("Hagen"), by=CONSOLE)).slug == "standing"

    def test_what_relies_on_a_fact_must_be_acknowledged(self, journal: Journal) -> None:
        first = journal.handle(take("Hagen", hall="b"), by=CONSOLE).position
        second = journal.handle(leave("Hagen", NEXT, hall="b"), by=CONSOLE).position
        error = refused(lambda: journal.handle(Retract(position=first, reason="-"), by=CONSOLE))
        assert (error.slug, error.positions) == ("blast-radius", (second,))
        journal.handle(Retract(position=first, reason="-", acknowledge=(second,)), by=CONSOLE)

    def test_what_was_taken_back_itself_is_not_in_the_blast_radius(self, journal: Journal) -> None:
        first = journal.handle(take("Hagen"), by=CONSOLE).position
        second = journal.handle(leave("Hagen"), by=CONSOLE).position
        journal.handle(Retract(position=second, reason="-"), by=CONSOLE)
        journal.handle(Retract(position=first, reason="-"), by=CONSOLE)

    def test_a_retraction_that_would_leave_a_malformed_history_is_refused(self, journal: Journal) -> None:
        for body in ("Hagen", "Essen", "Bonn"):
            journal.handle(take(body), by=CONSOLE)
        left = journal.handle(leave("Hagen", NEXT), by=CONSOLE).position
        full = journal.handle(take("Herne", NEXT), by=CONSOLE).position
        error = refused(lambda: journal.handle(Retract(position=left, reason="-"), by=CONSOLE))
        assert (error.slug, error.positions) == ("full", (full,))

    def test_a_fact_is_taken_back_once_and_a_retraction_never(self, journal: Journal) -> None:
        position = journal.handle(take("Hagen"), by=CONSOLE).position
        retraction = journal.handle(Retract(position=position, reason="-"), by=CONSOLE).position
        assert refused(lambda: journal.handle(Retract(position=position, reason="-"), by=CONSOLE)).slug == (
            "already-retracted"
        )
        assert refused(lambda: journal.handle(Retract(position=retraction, reason="-"), by=CONSOLE)).slug in {
            "irrevocable",
            "already-retracted",
        }

    def test_an_irrevocable_fact_is_not_taken_back(self, journal: Journal) -> None:
        grant = GrantAccess(actor="clerk", role="auditor", scope="state", effective=DAY)
        position = journal.handle(grant, by=CONSOLE).position
        assert refused(lambda: journal.handle(Retract(position=position, reason="-"), by=CONSOLE)).slug == "irrevocable"

    def test_there_must_be_a_fact_to_take_back(self, journal: Journal) -> None:
        with pytest.raises(NotFound):
            journal.handle(Retract(position=99, reason="-"), by=CONSOLE)

    def test_it_asks_for_the_permission_of_the_facts_programme(self, journal: Journal) -> None:
        position = journal.handle(take("Hagen"), by=CONSOLE).position
        journal.handle(GrantAccess(actor="clerk", role="municipal-officer", scope="state", effective=DAY), by=CONSOLE)
        with pytest.raises(Forbidden):
            journal.handle(Retract(position=position, reason="-"), by=Actor("clerk"))

    def test_a_correction_keeps_the_place_of_what_it_replaces(self, journal: Journal) -> None:
        """Same-day leave and rejoin, then the leave corrected: still a member."""
        journal.handle(take("Hagen"), by=CONSOLE)
        left = journal.handle(leave("Hagen", NEXT), by=CONSOLE).position
        again = journal.handle(take("Hagen", NEXT), by=CONSOLE).position
        receipt = journal.handle(
            Correct(position=left, changes={"hall": "b"}, reason="-", acknowledge=(again,)), by=CONSOLE
        )
        retraction, replacing = receipt.facts
        assert isinstance(retraction.fact, FactRetracted)
        assert replacing.fact == SeatLeft(effective=NEXT, hall="b", body=HAGEN)
        assert (replacing.meta.replaces, replacing.place) == (left, left)
        assert refused(lambda: journal.handle(take("Hagen", NEXT), by=CONSOLE)).slug == "seated"

    def test_a_corrected_fact_still_relies_on_what_its_decision_read(self, journal: Journal) -> None:
        first = journal.handle(take("Hagen"), by=CONSOLE).position
        second = journal.handle(leave("Hagen", NEXT), by=CONSOLE).position
        later = (NEXT + timedelta(days=1)).isoformat()
        third = journal.handle(Correct(position=second, changes={"effective": later}, reason="-"), by=CONSOLE).position
        error = refused(lambda: journal.handle(Retract(position=first, reason="-"), by=CONSOLE))
        assert (error.slug, error.positions) == ("blast-radius", (third,))

    def test_a_correction_of_a_correction_keeps_the_first_place(self, journal: Journal) -> None:
        first = journal.handle(take("Hagen"), by=CONSOLE).position
        second = journal.handle(Correct(position=first, changes={"hall": "b"}, reason="-"), by=CONSOLE).position
        third = journal.handle(Correct(position=second, changes={"hall": "c"}, reason="-"), by=CONSOLE)
        assert third.facts[-1].place == first

    @pytest.mark.parametrize("changes", [{"stall": "b"}, {"hall": 7}, {"body": "Hagen"}])
    def test_a_correction_that_is_no_such_fact_is_refused(self, journal: Journal, changes: dict[str, Any]) -> None:
        position = journal.handle(take("Hagen"), by=CONSOLE).position
        with pytest.raises(Invalid):
            journal.handle(Correct(position=position, changes=changes, reason="-"), by=CONSOLE)

    def test_a_corrected_fact_keeps_its_sealed_fields_readable(self, journal: Journal) -> None:
        journal.handle(take("Hagen"), by=CONSOLE)
        name = NameSinger(body="Hagen", singer=Person(name="Erika Muster"), effective=DAY)
        position = journal.handle(name, by=CONSOLE).position
        receipt = journal.handle(
            Correct(position=position, changes={"effective": "2020-05-02"}, reason="-"), by=CONSOLE
        )
        record = receipt.facts[-1]
        assert isinstance(record.fact, SingerNamed)
        assert open_sealed(record.fact.name, str, record.meta.id, "name", journal.vault) == "Erika Muster"

    def test_a_sealed_field_that_must_not_be_empty_is_not_corrected_to_nothing(self, journal: Journal) -> None:
        journal.handle(take("Hagen"), by=CONSOLE)
        name = NameSinger(body="Hagen", singer=Person(name="Erika Muster"), effective=DAY)
        position = journal.handle(name, by=CONSOLE).position
        empty = Correct(position=position, changes={"name": None}, reason="-")
        error = refused(lambda: journal.handle(empty, by=CONSOLE))
        assert (error.slug, error.field) == ("malformed", "changes/name")

    def test_a_command_is_redone_over_a_past_without_it(self, journal: Journal) -> None:
        journal.handle(take("Hagen"), by=CONSOLE, command_id="c1")
        body = msgspec.Raw(msgspec.json.encode(take("Hagen", NEXT)))
        receipt = journal.handle(Redo(command="c1", name="choir.take-seat", body=body, reason="-"), by=CONSOLE)
        assert [type(record.fact) for record in receipt.facts] == [FactRetracted, SeatTaken]
        assert receipt.facts[-1].place == 2

    def test_redoing_asks_for_both_permissions(self, journal: Journal) -> None:
        journal.handle(take("Hagen"), by=CONSOLE, command_id="c1")
        journal.handle(GrantAccess(actor="clerk", role="municipal-officer", scope="state", effective=DAY), by=CONSOLE)
        body = msgspec.Raw(msgspec.json.encode(take("Hagen", NEXT)))
        with pytest.raises(NotFound):
            journal.handle(Redo(command="c1", name="choir.take-seat", body=body, reason="-"), by=Actor("clerk"))

    def test_a_retraction_between_read_and_append_lets_the_decision_be_made_anew(
        self, journal: Journal, other: Callable[[], Journal]
    ) -> None:
        """A node reads that Hagen sits; before it appends, another node takes that back."""
        position = journal.handle(take("Hagen"), by=CONSOLE).position
        node = other()
        original, rounds = node.store.record, []

        def late(*args: Any, **kwargs: Any) -> list[int]:
            rounds.append(len(rounds))
            if len(rounds) == 1:
                journal.handle(Retract(position=position, reason="-"), by=CONSOLE)
            return original(*args, **kwargs)

        if type(node.store).__name__ == "SQLiteStore":  # decides under the write lock: the other one comes later
            error: list[Refused] = []
            raced = threading.Thread(
                target=lambda: error.append(
                    refused(lambda: journal.handle(Retract(position=position, reason="-"), by=CONSOLE))
                )
            )
            with node.store.batch():
                raced.start()
                receipt = node.writer.decider.decide(_request(node, leave("Hagen")), datetime.now(UTC))
            raced.join()
            assert [(one.slug, one.positions) for one in error] == [("blast-radius", (receipt.position,))]
            return
        node.store.record = late  # type: ignore[method-assign]  # a race made certain
        assert refused(lambda: node.handle(leave("Hagen"), by=CONSOLE)).slug == "standing"
        assert len(rounds) == 1


def _request(journal: Journal, command_: Command) -> Any:
    return Request(command_, CONSOLE, "raced", DAY)


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


class TestCatalogue:
    def test_old_versions_are_read_as_new_ones(self) -> None:
        @fact("dance.step@3")
        class Step(Fact, frozen=True):
            """A step."""

            hall: Annotated[str, Key("hall")]
            feet: int

        info = ProgrammeInfo(
            id="dance",
            title="Tanz",
            facts=[Step],
            upcasters={
                "dance.step@1": lambda old: {**old, "legs": old["foot"]},
                "dance.step@2": lambda old: {**old, "feet": old["legs"]},
            },
            permissions=[Permission("dance.retract", (), "-")],
        )
        catalogue = Catalogue([info])
        stored = b'{"fact":{"effective":"2020-01-01","hall":"a","foot":2},' + META
        assert Codec(catalogue).decode(Row(1, "dance.step@1", (), stored)).fact == Step(
            effective=date(2020, 1, 1), hall="a", feet=2
        )

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"id": "dance"}, "must begin with"),
            ({"upcasters": {"tango.step@1": dict}}, "must begin with"),
        ],
    )
    def test_a_name_that_is_not_the_programmes_is_refused(self, change: dict[str, Any], why: str) -> None:
        info = PLUGIN.programme()
        with pytest.raises(PluginRefused, match=why):
            Catalogue([changed(info, **change)])

    def test_two_owners_of_one_name_are_refused(self) -> None:
        info = PLUGIN.programme()
        with pytest.raises(PluginRefused, match=r"owner already|two current"):
            Catalogue([changed(info, facts=[SeatTaken, SeatTaken])])

    def test_a_fact_without_a_key_is_refused(self) -> None:
        @fact("choir.lost@1")
        class Lost(Fact, frozen=True):
            """Lost."""

        with pytest.raises(PluginRefused, match="has no key"):
            Catalogue([changed(PLUGIN.programme(), facts=[Lost])])

    def test_a_missing_upcaster_is_refused(self) -> None:
        @fact("choir.new@2")
        class New(Fact, frozen=True):
            """New."""

            hall: Annotated[str, Key("hall")]

        with pytest.raises(PluginRefused, match="no upcaster from version 1"):
            Catalogue([changed(PLUGIN.programme(), facts=[New])])


@command("choir.forge", Policy("choir.sing"))
class Forge(Command, frozen=True):
    """Yield what belongs to the core."""

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield a grant."""
        yield AccessGranted(effective=DAY, actor="clerk", role="state-office", scope="state")


@command("choir.overlook", Policy("choir.sing"))
class Overlook(Command, frozen=True):
    """Ask the past for what was not read."""

    def decide(self, past: Past) -> Iterator[Fact]:
        """Ask."""
        past.of(SeatTaken)
        yield SeatTaken(effective=DAY, hall="a", body=HAGEN)


@command("choir.unscoped", Policy("choir.sing", "town"))
class Unscoped(Command, frozen=True):
    """Take its scope from nowhere."""


@command("choir.unpermitted", Policy("choir.dance"))
class Unpermitted(Command, frozen=True):
    """Ask for a permission that is none."""


@command("choir.misread", Policy("choir.sing"))
class Misread(Command, frozen=True):
    """Read by a field that is none."""

    reads: ClassVar[Reads] = Reads("bdy", SeatTaken)


class TestMistakesOfAPlugin:
    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"commands": [Unscoped]}, "no key field"),
            ({"commands": [Misread]}, "no key field"),
            ({"commands": [Unpermitted]}, "no permission"),
            ({"permissions": []}, "no permission"),
            ({"facts": [SeatTaken, SingerNamed]}, "which no programme brings"),
            ({"evidence": [Evidence("choir.sits", "cohort", (SeatTaken,))]}, "carries no such key"),
        ],
    )
    def test_they_stop_the_start(self, change: dict[str, Any], why: str) -> None:
        with pytest.raises(PluginRefused, match=why):
            Catalogue([changed(PLUGIN.programme(), **change)])

    @pytest.mark.parametrize("mistaken", [Forge(), Overlook()])
    def test_facts_of_others_and_facts_that_were_not_read_are_out_of_reach(self, mistaken: Command) -> None:
        class Mistaken(Choir):
            @hookimpl
            def programme(self) -> ProgrammeInfo:
                """Bring the mistaken commands."""
                return changed(super().programme(), commands=[Forge, Overlook])

        journal = Journal(MemoryStore(), catalogue_of(Mistaken()), MemoryVault())
        with pytest.raises((TypeError, LookupError)):
            journal.handle(mistaken, by=CONSOLE)
        assert journal.store.head() == 1
        journal.close()


def changed(info: ProgrammeInfo, **change: Any) -> ProgrammeInfo:
    return replace(info, **change)


class TestPlugins:
    def test_a_misspelt_hook_stops_the_start_and_names_the_plugin(self) -> None:
        class Misspelt:
            @hookimpl
            def programmes(self) -> None:
                """Be misspelt."""

        with pytest.raises(PluginRefused, match=r"Misspelt.*programmes"):
            Plugins.load(only=[], extra=[Misspelt()], layers=[])

    def test_an_incompatible_range_stops_the_start(self) -> None:
        class Old(Choir):
            @hookimpl
            def programme(self) -> ProgrammeInfo:
                return changed(super().programme(), requires=">=99")

        with pytest.raises(PluginRefused, match="requires fokus-kommune >=99"):
            Plugins.load(only=[], extra=[Old()])

    def test_a_plugin_that_is_not_installed_stops_the_start(self) -> None:
        with pytest.raises(PluginRefused, match="nowhere"):
            Plugins.load(only=["nowhere"])

    def test_a_failing_hook_names_its_plugin(self) -> None:
        class Failing(Choir):
            @hookimpl
            def describe(self) -> dict[type[Fact], Sentence]:
                raise RuntimeError("broken")

        with pytest.raises(PluginRefused, match=r"choir.*broken"):
            _ = Plugins.load(only=[], extra=[Failing()]).sentences


def test_a_party_is_registered_once(journal: Journal) -> None:
    party = RegisterParty(party="verband", name="Verband", kind="association", effective=DAY)
    journal.handle(party, by=CONSOLE)
    assert refused(lambda: journal.handle(party, by=CONSOLE)).slug == "party-known"
    assert journal.bodies().name("verband", DAY) == "Verband"
