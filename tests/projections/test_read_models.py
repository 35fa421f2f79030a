"""Opening, following, rebuilding and repairing the read models of a node."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
import sample
from sample import BODIES, Count, Joined, Left, Noted, Programme, fill, membership, projections, record

from fokus_core.access.actor import CONSOLE
from fokus_core.access.grants import GrantAccess
from fokus_core.domain.refusals import Unavailable
from fokus_core.journal.engines.store import Conflict, Item, NewRow, Row
from fokus_core.journal.journal import Journal
from fokus_projections import ModelDatabase, Projection, Reader, ReadModels
from fokus_projections.following.advance import advance
from fokus_projections.following.opening import lay_out, open_model
from fokus_projections.testing import assert_rebuild_equals_live, contents, fed

DAY = date(2020, 1, 1)
Open = Callable[..., Journal]


@contextmanager
def running(folder: Path, journal: Journal, *plugin: object, batch: int = 2000) -> Iterator[ReadModels]:
    with ReadModels(folder, journal, projections(*plugin), batch=batch) as models:
        assert models.wait_for(journal.store.head(), 20)
        yield models


@contextmanager
def process(url: str, folder: Path, batch: int = 100) -> Iterator[subprocess.Popen[str]]:
    """Run a process that follows; it prints whether it does, and how far it is."""
    script = Path(__file__).with_name("follow.py")
    started = subprocess.Popen(
        [sys.executable, str(script), url, str(folder), str(batch)], stdout=subprocess.PIPE, text=True
    )
    try:
        yield started
    finally:
        started.kill()
        started.wait()
        assert started.stdout is not None
        started.stdout.close()


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)


def test_batches_of_any_size_give_the_same_tables(journal: Journal) -> None:
    head = fill(journal, 600)
    tables = [fed(journal, projections(), batch=batch) for batch in (1, 2, 7, head)]
    assert tables[0]["sample_membership"]
    assert tables[0]["sample_count"]
    assert tables.count(tables[0]) == len(tables)


def test_a_rebuild_equals_the_live_model(journal: Journal) -> None:
    fill(journal, 600)
    assert_rebuild_equals_live(journal, projections())


def test_either_engine_can_be_followed_and_gaps_in_its_positions_change_nothing(store_url: str, tmp_path: Path) -> None:
    journal = sample.open_journal(store_url)
    try:
        for number in range(20):
            record(journal, Joined(effective=DAY, body=BODIES[0], note=str(number)))
            with pytest.raises(Conflict):  # PostgreSQL burns a position on it
                journal.store.record([NewRow("sample.left@1", ("x:1",), b"{}")], [Item("journal:core")], after=0)
        with running(tmp_path / "read", journal) as models:
            position = record(journal, Left(effective=DAY, body=BODIES[0]))
            assert models.wait_for(position, 60)
            assert models.reader().first("SELECT facts FROM sample_count") == (21,)
        assert_rebuild_equals_live(journal, projections())
    finally:
        journal.close()


def test_what_was_recorded_can_be_read_once_it_is_waited_for(journal: Journal, tmp_path: Path) -> None:
    with running(tmp_path / "read", journal) as models:
        for number in range(20):
            grant = GrantAccess(actor=f"a{number}", role="auditor", scope="state", effective=DAY)
            position = journal.handle(grant, by=CONSOLE).position
            assert models.wait_for(position, 60)
            reader = models.reader()
            assert reader.position >= position
            assert reader.first("SELECT count(*) FROM core_grant") == (number + 1,)
        assert not models.wait_for(position + 1, 0.05)


def test_another_worker_of_the_node_waits_and_reads_too(open_journal: Open, tmp_path: Path) -> None:
    first, second = open_journal(), open_journal()
    with running(tmp_path / "read", first) as writing, running(tmp_path / "read", second) as reading:
        assert (writing.following, reading.following) == (True, False)
        position = record(second, Joined(effective=DAY, body=BODIES[0]))
        assert reading.wait_for(position, 60)
        assert reading.reader().first("SELECT count(*) FROM sample_membership") == (1,)


def test_only_what_touches_its_rows_changes_a_table(journal: Journal, tmp_path: Path) -> None:
    with running(tmp_path / "read", journal) as models:
        joined = record(journal, Joined(effective=DAY, body=BODIES[0]))
        assert models.wait_for(joined, 60)
        grant = GrantAccess(actor="ana", role="auditor", scope="state", effective=DAY)
        granted = journal.handle(grant, by=CONSOLE).position
        assert models.wait_for(granted, 60)
        reader = models.reader()
        assert reader.changed(["sample_membership"]) == joined
        assert reader.changed(["core_grant", "core_key"]) == granted
        assert reader.changed(["sample_membership", "core_log"]) == granted


def test_each_thread_has_a_reader_of_its_own_and_a_snapshot_is_one_moment(journal: Journal, tmp_path: Path) -> None:
    with running(tmp_path / "read", journal) as models:
        readers = [models.reader()]
        thread = threading.Thread(target=lambda: readers.append(models.reader()))
        thread.start()
        thread.join()
        assert readers[0] is models.reader()
        assert readers[0] is not readers[1]
        with models.reader().snapshot() as reader:
            before = reader.position
            position = record(journal, Left(effective=DAY, body=BODIES[0]))
            until(lambda: readers[1].look().position == position)
            assert reader.position == before
            with reader.snapshot():
                assert reader.position == before
            assert reader.look().position == before
        assert reader.position == before
        assert reader.look().position == position


def test_a_reader_cannot_write(journal: Journal, tmp_path: Path) -> None:
    with running(tmp_path / "read", journal) as models, pytest.raises(Exception, match="readonly"):
        models.reader().rows("DELETE FROM core_log")


def test_readers_see_one_consistent_model_while_it_is_rebuilt(journal: Journal, tmp_path: Path) -> None:
    fill(journal, 2000)
    stop = threading.Event()
    seen: set[tuple[int, int, int]] = set()
    with running(tmp_path / "read", journal) as models:
        before = contents(models.reader())

        def read() -> None:
            while not stop.is_set():
                with models.reader().snapshot() as reader:
                    logged = reader.first("SELECT count(*) FROM core_log") or (0,)
                    counted = reader.first("SELECT sum(facts) FROM sample_count") or (0,)
                    seen.add((reader.generation, logged[0], counted[0]))

        thread = threading.Thread(target=read)
        thread.start()
        steps: list[tuple[int, int]] = []
        numbers = [models.rebuild(lambda *step: steps.append(step)) for _ in range(3)]
        stop.set()
        thread.join()
        assert numbers == [2, 3, 4]
        assert steps[-1] == (2001, 2001)
        assert models.reader().generation == 4
        assert contents(models.reader()) == before
        assert len({(logged, counted) for _, logged, counted in seen}) == 1
        assert sample.files(tmp_path / "read") == ["read-3.db", "read-4.db"]
        position = record(journal, Left(effective=DAY, body=BODIES[0]))
        assert models.wait_for(position, 60)
        assert models.reader().generation == 4


def test_a_rebuild_by_another_process_is_taken_over_by_the_follower(open_journal: Open, tmp_path: Path) -> None:
    journal, other = open_journal(), open_journal()
    with running(tmp_path / "read", journal) as models:
        assert ReadModels(tmp_path / "read", other, projections()).rebuild() == 2
        position = record(journal, Joined(effective=DAY, body=BODIES[0]))
        assert models.wait_for(position, 60)
        assert models.reader().generation == 2
        assert models.following


def test_facts_that_come_during_a_rebuild_are_in_both_generations(journal: Journal, tmp_path: Path) -> None:
    fill(journal, 1000)
    with running(tmp_path / "read", journal, batch=50) as models:
        thread = threading.Thread(target=fill, args=(journal, 1000, 2))
        thread.start()
        models.rebuild()
        thread.join()
        assert models.wait_for(journal.store.head(), 10)
        assert contents(models.reader()) == fed(journal, projections(), batch=2000)


def test_a_new_projection_catches_up_beside_the_others_and_joins(journal: Journal, tmp_path: Path) -> None:
    fill(journal, 500)
    with running(tmp_path / "read", journal, Programme(Count())):
        pass
    with running(tmp_path / "read", journal, Programme(Count(), membership()), batch=40) as models:
        until(lambda: models.reader().behind(["sample_membership"]) == [])
        assert models.reader().generation == 1
        position = record(journal, Joined(effective=DAY, body=BODIES[0]))
        assert models.wait_for(position, 60)
        assert contents(models.reader()) == fed(journal, models.projections, batch=2000)


def test_only_a_projection_whose_version_or_tables_changed_is_made_anew(journal: Journal, tmp_path: Path) -> None:
    fill(journal, 300)
    with running(tmp_path / "read", journal) as models:
        models.reader()
    with running(tmp_path / "read", journal, Programme(membership(version=2), Count())) as models:
        until(lambda: models.reader().behind(["sample_membership"]) == [])
        states = {one.name: (one.version, one.lag) for one in models.status()}
        assert states["sample.membership"] == (2, 0)
        assert contents(models.reader()) == fed(journal, models.projections, batch=2000)
        assert models.reader().generation == 1


def test_a_removed_plugin_leaves_nothing_but_its_facts_and_can_come_back(open_journal: Open, tmp_path: Path) -> None:
    journal = open_journal()
    fill(journal, 300)
    with running(tmp_path / "read", journal) as models:
        before = contents(models.reader())
    nothing = object()
    without = open_journal(nothing)
    with running(tmp_path / "read", without, nothing) as models:
        left = contents(models.reader())
        assert all(table.startswith("core_") for table in left)
        assert left == fed(without, projections(nothing), batch=2000)
        assert models.reader().first("SELECT count(*) FROM core_log WHERE audience = 'public'") == (1,)
        tables = models.reader().rows("SELECT name FROM sqlite_master WHERE name LIKE 'sample%'")
        assert tables == []
    with running(tmp_path / "read", journal) as models:
        until(lambda: models.reader().behind(["sample_membership", "sample_count"]) == [])
        assert contents(models.reader()) == before
        assert models.reader().generation == 1


def test_facts_that_become_known_are_told_to_projections_that_skipped_them(open_journal: Open, tmp_path: Path) -> None:
    journal = open_journal()
    fill(journal, 300)

    class Older(Programme):
        """The plugin before it knew that bodies leave."""

        def programme(self) -> sample.ProgrammeInfo:
            return sample.info(Joined, Noted)

        programme = sample.hookimpl(programme)

    older = open_journal(Older())
    with running(tmp_path / "read", older, Older()) as models:
        assert contents(models.reader())["sample_count"] != fed(journal, projections(), batch=2000)["sample_count"]
    with running(tmp_path / "read", journal) as models:
        until(lambda: models.reader().behind(["sample_membership", "sample_count"]) == [])
        assert contents(models.reader()) == fed(journal, projections(), batch=2000)


class Failing(Count):
    """Fails at one fact until it is mended."""


@pytest.mark.parametrize("batch", [1, 7, 2000])
def test_a_failing_projection_stops_alone_and_goes_on_when_mended(
    journal: Journal, tmp_path: Path, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(journal, 300)
    monkeypatch.setattr(Failing, "fails_at", 120)
    failing: list[Projection] = [Failing(), membership()]
    with running(tmp_path / "read", journal, Programme(*failing), batch=batch) as models:
        states = {one.name: one for one in models.status()}
        stopped = states.pop("sample.count")
        assert (stopped.position, stopped.failed_at, stopped.error, stopped.lag) == (119, 120, "ValueError", 182)
        assert {one.lag for one in states.values()} == {0}
        reader = models.reader()
        assert reader.behind(["sample_count", "core_log"]) == ["sample.count"]
        last = record(journal, Joined(effective=DAY, body=BODIES[0]))
        assert models.wait_for(last, 60)
        assert reader.first("SELECT max(last) FROM sample_count") == (119,)
        assert reader.first("SELECT max(known_from) FROM sample_membership") == (last,)

    with running(tmp_path / "read", journal, Programme(*failing), batch=batch) as models:
        assert models.reader().behind(["sample_count"]) == ["sample.count"]

    monkeypatch.setattr(Failing, "fails_at", 0)
    with running(tmp_path / "read", journal, Programme(*failing), batch=batch) as models:
        until(lambda: models.reader().behind(["sample_count"]) == [])
        assert contents(models.reader()) == fed(journal, models.projections, batch=2000)


def test_a_rebuild_in_which_a_projection_fails_equals_the_live_model(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(journal, 300)
    monkeypatch.setattr(Failing, "fails_at", 120)
    failing = projections(Programme(Failing(), membership()))
    assert fed(journal, failing, batch=7)["sample_count"]
    assert_rebuild_equals_live(journal, failing)


def test_what_a_failing_projection_remembers_is_forgotten_with_what_is_rolled_back(
    journal: Journal, tmp_path: Path
) -> None:
    """The facts before the failing one are told twice: first in the batch that fails, then one by one."""
    fill(journal, 300)
    table = membership()
    fold, fails = table.fold, [120]

    def failing(state: object, record: sample.Recorded[object]) -> object:
        if record.position in fails:
            raise ValueError("geheim")
        return fold(state, record)

    table.fold = failing
    with running(tmp_path / "read", journal, Programme(table)) as models:
        assert models.reader().behind(["sample_membership"]) == ["sample.membership"]
    fails.clear()
    with running(tmp_path / "read", journal, Programme(table)) as models:
        until(lambda: models.reader().behind(["sample_membership"]) == [])
        assert contents(models.reader()) == fed(journal, projections(Programme(membership())), batch=2000)


def test_two_processes_that_both_take_themselves_for_the_follower_do_no_harm(journal: Journal, tmp_path: Path) -> None:
    fill(journal, 300)
    everyone = projections()
    first = ModelDatabase(tmp_path / "read-1.db", journal.codec.decode)
    lay_out(first, journal, everyone)
    second = ModelDatabase(tmp_path / "read-1.db", journal.codec.decode)
    turn = 0
    while advance((first, second)[turn % 3 % 2], journal, everyone, 7):
        turn += 1
    second.close()
    first.close()
    with closing(Reader(tmp_path / "read-1.db", 1, journal.codec.decode, lambda: None)) as reader:
        assert contents(reader) == fed(journal, everyone, batch=2000)


def test_a_projection_that_catches_up_does_not_overtake_the_others(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(journal, 300)
    path, one, both = tmp_path / "read-1.db", projections(Programme(Count())), projections()
    with closing(ModelDatabase(path, journal.codec.decode)) as db:
        lay_out(db, journal, one)
        advance(db, journal, one, 99)
    follow = journal.store.follow
    with closing(open_model(path, journal, both, retry=True)) as db:
        places = "SELECT (SELECT position FROM core_model), max(position) FROM core_projection"

        def growing(*, after: int, limit: int) -> list[Row]:
            """Show the others few facts at a time, and the one that catches up all that came since."""
            shared = db.conn.execute(places).fetchone()[0]
            return follow(after=after, limit=10 if after == shared else limit)

        monkeypatch.setattr(journal.store, "follow", growing)
        while advance(db, journal, both, 400):
            position, furthest = db.conn.execute(places).fetchone()
            assert position == furthest
        monkeypatch.undo()
    with closing(Reader(path, 1, journal.codec.decode, lambda: None)) as reader:
        assert contents(reader) == fed(journal, both, batch=2000)


def test_a_failed_projection_is_tried_again_at_the_next_start(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(journal, 100)
    monkeypatch.setattr(Failing, "fails_at", 50)
    with running(tmp_path / "read", journal, Programme(Failing())) as models:
        assert models.reader().behind(["sample_count"]) == ["sample.count"]
    monkeypatch.setattr(Failing, "fails_at", 0)
    with running(tmp_path / "read", journal, Programme(Failing())) as models:
        until(lambda: models.reader().behind(["sample_count"]) == [])


def test_a_fact_that_its_programme_can_no_longer_read_stops_this_programme_alone(
    open_journal: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = open_journal()
    fill(journal, 50)
    decode = journal.codec.decode

    def refuse(row: object) -> object:
        if getattr(row, "position", 0) == 20:
            raise ValueError("geheim")
        return decode(row)  # type: ignore[arg-type]

    monkeypatch.setattr(journal.codec, "decode", refuse)
    with running(tmp_path / "read", journal) as models:
        states = {one.name: (one.position, one.failed_at, one.error) for one in models.status()}
        assert states["sample.count"] == states["sample.membership"] == (19, 20, "ValueError")
        assert states["core.log"] == states["core.access"] == (51, None, None)
        assert models.reader().first("SELECT count(*) FROM core_log") == (51,)


@pytest.mark.parametrize("damage", ["text", "middle", "missing", "empty"])
def test_a_damaged_file_is_thrown_away_and_built_anew(journal: Journal, tmp_path: Path, damage: str) -> None:
    fill(journal, 500)
    with running(tmp_path / "read", journal) as models:
        before = contents(models.reader())
    file = tmp_path / "read" / "read-1.db"
    content = bytearray(file.read_bytes())
    if damage == "text":
        file.write_bytes(b"no database" * 1000)
    elif damage == "middle":
        content[4096 : len(content)] = b"\xff" * (len(content) - 4096)
        file.write_bytes(content)
    elif damage == "empty":
        file.write_bytes(b"")
    else:
        file.unlink()
    with running(tmp_path / "read", journal) as models:
        assert models.reader().generation == 2
        assert contents(models.reader()) == before


def test_damage_that_only_a_reader_meets_is_mended_too(journal: Journal, tmp_path: Path) -> None:
    fill(journal, 3000)
    with running(tmp_path / "read", journal) as models:
        before = contents(models.reader())
        root, size = models.reader().rows(
            "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master"
            " WHERE name = 'sample_membership'"
        )[0]
    file = tmp_path / "read" / "read-1.db"
    content = bytearray(file.read_bytes())
    content[(root - 1) * size : root * size] = b"\xff" * size
    file.write_bytes(content)
    with ReadModels(tmp_path / "read", journal, projections()) as models:
        with pytest.raises(Unavailable, match="damaged"):
            models.reader().rows("SELECT * FROM sample_membership")

        def mended() -> bool:
            try:
                return models.reader().generation == 2
            except Unavailable:
                return False

        until(mended)
        assert contents(models.reader()) == before


def test_the_read_model_of_another_journal_is_not_taken_for_ours(open_journal: Open, tmp_path: Path) -> None:
    journal = open_journal()
    fill(journal, 100)
    with running(tmp_path / "read", journal):
        pass
    other = sample.open_journal(f"sqlite:///{tmp_path}/other/journal.db")
    try:
        fill(other, 200, seed=3)
        with running(tmp_path / "read", other) as models:
            assert models.reader().generation == 2
            assert contents(models.reader()) == fed(other, projections(), batch=2000)
    finally:
        other.close()


def test_before_the_first_generation_there_is_nothing_to_read(journal: Journal, tmp_path: Path) -> None:
    models = ReadModels(tmp_path / "read", journal, projections())
    with pytest.raises(Unavailable):
        models.reader()
    assert models.position == 0
    assert not models.wait_for(1, 0.02)
    models.close()


def test_the_folder_may_be_deleted_at_any_time(journal: Journal, tmp_path: Path) -> None:
    fill(journal, 100)
    with running(tmp_path / "read", journal) as models:
        before = contents(models.reader())
        for path in (tmp_path / "read").iterdir():
            path.unlink()

        def back() -> bool:
            try:
                return models.reader().position == 101
            except Unavailable:
                return False

        until(back)
        assert contents(models.reader()) == before


def test_a_worker_takes_over_when_the_follower_dies(open_journal: Open, url: str, tmp_path: Path) -> None:
    journal = open_journal()
    with process(url, tmp_path / "read") as other:
        assert other.stdout is not None
        while not other.stdout.readline().startswith("True"):
            pass
        with ReadModels(tmp_path / "read", journal, projections()) as models:
            assert models.wait_for(journal.store.head(), 10)
            position = fill(journal, 100)
            assert models.wait_for(position, 60)
            assert not models.following
            other.kill()
            until(lambda: models.following, 5)
            position = fill(journal, 100, seed=2)
            assert models.wait_for(position, 60)
            assert contents(models.reader()) == fed(journal, projections(), batch=2000)


@pytest.mark.parametrize(
    ("kills", "count", "batch"), [(5, 3000, 20), pytest.param(50, 50_000, 20, marks=pytest.mark.long)]
)
def test_a_follower_that_is_killed_again_and_again_misses_and_repeats_nothing(
    journal: Journal, url: str, tmp_path: Path, kills: int, count: int, batch: int
) -> None:
    folder = tmp_path / "read"
    with running(folder, journal):
        pass  # the first generation is there, the facts come later: they are followed, not built
    head = fill(journal, count)
    watching = ReadModels(folder, journal, projections())
    for kill in range(1, kills + 1):
        with process(url, folder, batch) as follower:
            until(lambda kill=kill: watching.position >= head * kill // (kills + 2), 60)  # type: ignore[misc]
            follower.kill()
    killed_at = watching.position
    watching.close()
    with running(folder, journal) as models:
        assert models.reader().generation == 1
        assert contents(models.reader()) == fed(journal, projections(), batch=2000)
    assert killed_at < head, "the follower was done before it was killed the last time"
