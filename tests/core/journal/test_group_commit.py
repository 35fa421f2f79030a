"""The writer: who decides, commands committed as one group, and commands given again."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from choir_kit import DAY, ESSEN, HAGEN, NEXT, PLUGIN, SeatTaken, leave, on_sqlite, refused, take

from fokus_core import Command, Refused
from fokus_core.access.actor import CONSOLE, Actor
from fokus_core.access.api_keys import IssueKey
from fokus_core.bodies.commands import RenameBody
from fokus_core.domain.refusals import Unavailable
from fokus_core.journal.engines.store import Store
from fokus_core.journal.journal import Journal
from fokus_core.journal.request import Receipt, Request
from fokus_core.testing.given import catalogue_of
from fokus_core.testing.memory import MemoryStore, MemoryVault


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
