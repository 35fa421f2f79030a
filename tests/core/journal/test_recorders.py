"""The journal's engines: the library's own suite, and one behaviour on both."""

import os
import sqlite3 as plain_sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem, DCBRecorder
from eventsourcing.dcb.tests import DCBRecorderTestCase
from eventsourcing.persistence import IntegrityError, ProgrammingError

from fokus_core.domain.refusals import Unavailable, Unusable
from fokus_core.journal.engines.open_store import open_store
from fokus_core.journal.engines.sqlite import SQLiteStore
from fokus_core.journal.engines.sqlite_file import FORMAT
from fokus_core.journal.engines.store import PAGE, Conflict, Item, NewRow, Row, Store
from fokus_core.storage.sqlite import connect, sqlite3
from fokus_core.testing.fixtures import need_postgres
from fokus_core.testing.memory import MemoryStore
from fokus_core.testing.postgres import PostgresServer

NOBODY = [Item("nobody")]


def row(type_: str, *keys: str, data: bytes = b"{}") -> NewRow:
    return NewRow(type_, keys, data)


def add(store: Store, *rows: NewRow) -> list[int]:
    return store.record(rows, NOBODY, after=0)


def add_and_fail(store: Store, *rows: NewRow) -> None:
    add(store, *rows)
    raise KeyError


def everything(store: Store) -> list[Row]:
    return store.follow(after=0, limit=100_000)


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[SQLiteStore]:
    with closing(SQLiteStore(tmp_path / "journal" / "journal.db", timeout=0.2)) as store:
        store.create()
        yield store


class TestLibrarySuite:
    """`DCBRecorderTestCase` knows no fixtures, so its cases are called."""

    def test_appends_and_reads(self, store: Store) -> None:
        DCBRecorderTestCase()._test_append_read(store)

    def test_subscribes(self, store: Store) -> None:
        DCBRecorderTestCase()._test_append_subscribe(store)


class TestProtocol:
    """What the library's suite leaves open, on both engines and in memory."""

    @pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres), "memory"])
    def recorder(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DCBRecorder]:
        with closing(
            MemoryStore()
            if request.param == "memory"
            else SQLiteStore(tmp_path / "journal.db")
            if request.param == "sqlite"
            else open_store(request.getfixturevalue("postgres_server").new_database())
        ) as opened:
            opened.create()
            yield opened

    def test_any_query_of_the_protocol_is_answered(self, recorder: DCBRecorder) -> None:
        events = [DCBEvent("a", b"", ["x"]), DCBEvent("b", b"", ["x", "y"]), DCBEvent("a", b"", ["y", "x"])]
        recorder.append([*events, DCBEvent("c", b"")])
        for items, expected in (
            ([], [1, 2, 3, 4]),
            ([(["a", "c"], [])], [1, 3, 4]),
            ([(["a"], ["x", "y"])], [3]),
            ([(["c"], []), ([], ["y"])], [2, 3, 4]),
            ([([], ["x", "y"]), (["a"], ["x"]), ([], ["nobody"])], [1, 2, 3]),
            ([([], [])], [1, 2, 3, 4]),
        ):
            query = DCBQuery([DCBQueryItem(types, tags) for types, tags in items])
            found = recorder.read(query)
            assert ([one.position for one in found], found.head) == (expected, 4)
            found = recorder.read(query, after=1, limit=1)
            later = [position for position in expected if position > 1]
            assert ([one.position for one in found], found.head) == (later[:1], later[0])
            for after in range(5):
                condition = DCBAppendCondition(query, after=after)
                if any(position > after for position in expected):
                    with pytest.raises(IntegrityError):
                        recorder.append([DCBEvent("d", b"")], condition)
        assert recorder.append([DCBEvent("d", b"")], DCBAppendCondition(DCBQuery([DCBQueryItem(["c"], [])]), 4)) == 5

    def test_a_subscription_passes_over_what_its_query_leaves_out(self, recorder: DCBRecorder) -> None:
        events = [DCBEvent("a", b"", ["x"]), DCBEvent("b", b"", ["x"]), DCBEvent("a", b"", ["y"])]
        recorder.append(events)
        with recorder.subscribe(DCBQuery([DCBQueryItem(types=["a"])])) as subscription:
            assert [next(subscription).position, next(subscription).position] == [1, 3]
            recorder.append(events)
            assert next(subscription).position == 4
        assert list(subscription) == []

    def test_a_subscription_reads_on_page_by_page(self, recorder: DCBRecorder) -> None:
        recorder.append([DCBEvent("a", b"", ["x"])] * (2 * PAGE + 3))
        with recorder.subscribe(after=2) as subscription:
            positions = [next(subscription).position for _ in range(2 * PAGE + 1)]
        assert positions == list(range(3, 2 * PAGE + 4))

    def test_an_event_without_tags_keeps_none(self, recorder: DCBRecorder) -> None:
        recorder.append([DCBEvent("a", b"")], DCBAppendCondition(DCBQuery([DCBQueryItem(types=["b"])])))
        assert [event.event.tags for event in recorder.read()] == [[]]

    def test_a_failed_condition_is_an_integrity_error_and_leaves_nothing(self, recorder: DCBRecorder) -> None:
        recorder.append([DCBEvent("a", b"", ["x"])])
        with pytest.raises(IntegrityError):
            recorder.append([DCBEvent("a", b"", ["y"])], DCBAppendCondition())
        with pytest.raises(ProgrammingError):
            recorder.append([])
        assert len(list(recorder.read())) == 1

    def test_a_follower_misses_nothing_that_is_appended_without_a_condition(self, store: Store) -> None:
        """The library's own unconditional append takes no lock, and lets followers miss events."""
        with store.subscribe() as subscription, ThreadPoolExecutor(4) as pool:
            for number in range(4):
                pool.submit(lambda name=f"w:{number}": [store.append([DCBEvent("a", b"", [name])]) for _ in range(30)])
            assert [next(subscription).position for _ in range(120)] == list(range(1, 121))


class TestReadOnly:
    @pytest.fixture
    def attached(self, store: Store, store_url: str) -> Iterator[Store]:
        add(store, row("a", "x"))
        with closing(open_store(store_url, read_only=True)) as opened:
            opened.create()
            yield opened

    def test_it_reads_and_follows_what_is_recorded(self, store: Store, attached: Store) -> None:
        add(store, row("b", "x"))
        assert [each.type for each in attached.select([Item("x")])[0]] == ["a", "b"]
        with attached.subscribe(after=2) as subscription:
            add(store, row("c", "y"))
            assert next(subscription).event.tags == ["y"]

    def test_it_refuses_to_append(self, store: Store, attached: Store) -> None:
        condition = DCBAppendCondition(DCBQuery([DCBQueryItem(tags=["nobody"])]))
        for asked in (None, condition, DCBAppendCondition(after=1)):
            with pytest.raises(Unusable, match="for reading only"):
                attached.append([DCBEvent("b", b"", ["x"])], asked)
        with pytest.raises(Unusable, match="for reading only"), attached.batch():
            pass
        assert len(everything(store)) == 1

    def test_it_makes_no_journal(self, store_url: str) -> None:
        for _ in range(2):
            with (
                closing(open_store(store_url, read_only=True)) as none,
                pytest.raises((Unusable, Unavailable)),
            ):
                none.create()


class TestEveryEngine:
    def test_an_empty_journal_has_head_zero(self, store: Store) -> None:
        assert (store.head(), everything(store), store.select(NOBODY), store.select([])) == (0, [], ([], 0), ([], 0))

    def test_what_is_appended_is_read_back_byte_for_byte(self, store: Store) -> None:
        data = bytes(range(256))
        keys = ("body:05958004", "odd:\"{},\\ '%", "straße:ÄÖÜ€😀")
        assert add(store, NewRow("network.joined@1", keys, data)) == [1]
        assert everything(store) == [Row(1, "network.joined@1", keys, data)]
        assert store.select([Item(keys[1])]) == (everything(store), 1)
        assert store.select([Item(keys[2], ("network.joined@1",))]) == (everything(store), 1)

    def test_positions_of_one_append_are_the_rows_in_order(self, store: Store) -> None:
        positions = add(store, *(row("t", f"k:{n}", data=b"%d" % n) for n in range(50)))
        assert [(each.position, each.data) for each in everything(store)] == [
            (position, b"%d" % n) for n, position in enumerate(positions)
        ]

    def test_a_read_finds_by_key_and_type_and_names_the_head(self, store: Store) -> None:
        add(store, row("a", "x"), row("b", "x", "y"), row("a", "y"), row("c", "z"))

        def positions(*items: Item, after: int = 0) -> list[int]:
            rows, head = store.select(items, after=after)
            assert head == 4
            return [each.position for each in rows]

        assert positions(Item("x")) == [1, 2]
        assert positions(Item("x", ("b",))) == [2]
        assert positions(Item("x", ("a", "b"))) == [1, 2]
        assert positions(Item("z", ("a",)), Item("nobody")) == []
        assert positions(Item("y", ("a",)), Item("x")) == [1, 2, 3]
        assert positions(Item("x", ("a",)), Item("y", ("b", "c")), Item("z"), Item("x")) == [1, 2, 4]
        assert positions(Item("x"), Item("y"), after=1) == [2, 3]

    def test_a_key_named_twice_is_stored_as_given_and_found_once(self, store: Store) -> None:
        add(store, row("a", "x", "x"))
        assert store.select([Item("x"), Item("x", ("a",))])[0] == [Row(1, "a", ("x", "x"), b"{}")]

    def test_an_append_conflicts_with_a_later_match_only(self, store: Store) -> None:
        add(store, row("a", "x"), row("b", "y"))
        for items, after in (
            ([Item("x")], 0),
            ([Item("x", ("a",))], 0),
            ([Item("nobody"), Item("y", ("a", "b"))], 1),
        ):
            with pytest.raises(Conflict):
                store.record([row("c", "x")], items, after=after)
        assert store.head() == 2
        assert store.record([row("c", "z")], [Item("x")], after=1)
        assert store.record([row("c", "z")], [Item("x", ("b",)), Item("y", ("a",))], after=0)
        assert len(everything(store)) == 4

    def test_an_append_without_a_condition_or_a_row_is_refused(self, store: Store) -> None:
        with pytest.raises(ValueError, match="at least one"):
            store.record([row("a", "x")], [], after=0)
        with pytest.raises(ValueError, match="at least one"):
            store.record([], NOBODY, after=0)

    @pytest.mark.parametrize("key", ["", "a\nb", "\n", "a\0b"])
    def test_a_key_no_engine_could_hold_is_refused(self, store: Store, key: str) -> None:
        for keys in ((key,), ("x", key), (key, "x")):
            with pytest.raises(ValueError, match="A key"):
                add(store, row("a", *keys))
        assert store.head() == 0

    def test_follow_pages_through_all_rows(self, store: Store) -> None:
        add(store, *(row("a", "x") for _ in range(7)))
        assert [r.position for r in store.follow(after=0, limit=3)] == [1, 2, 3]
        assert [r.position for r in store.follow(after=3, limit=3)] == [4, 5, 6]
        assert [r.position for r in store.follow(after=6, limit=3)] == [7]
        assert store.follow(after=7, limit=3) == []

    def test_a_follower_misses_nothing_while_four_threads_append(self, store: Store) -> None:
        seen: list[int] = []
        done = threading.Event()

        def follow() -> None:
            while True:
                last_look = done.is_set()
                while rows := store.follow(after=seen[-1] if seen else 0, limit=20):
                    seen.extend(each.position for each in rows)
                if last_look:
                    return
                store.wait(after=seen[-1] if seen else 0, timeout=0.05)

        def write(writer: int) -> list[int]:
            return [p for n in range(40) for p in add(store, *[row("a", f"w:{writer}")] * (1 + n % 3))]

        with ThreadPoolExecutor(5) as pool:
            follower = pool.submit(follow)
            written = sorted(p for future in [pool.submit(write, n) for n in range(4)] for p in future.result())
            done.set()
            follower.result()
        assert seen == written == [each.position for each in everything(store)]

    def test_one_of_many_racing_decisions_wins(self, store: Store) -> None:
        start = threading.Barrier(4)

        def race() -> bool:
            start.wait()
            try:
                store.record([row("a", "seat:1")], [Item("seat:1")], after=0)
            except Conflict:
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            assert sorted(f.result() for f in [pool.submit(race) for _ in range(4)]) == [False, False, False, True]
        assert store.head() == 1

    def test_wait_wakes_up_on_an_append(self, store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("fokus_core.journal.engines.postgres.CATCH_UP", 3600)  # the look without a notification
        with closing(open_store(store_url)) as other, ThreadPoolExecutor(1) as pool:
            other.create()
            for head, writer in enumerate((store, store, other)):
                store.wait(after=head, timeout=0.2)
                waiting = pool.submit(store.wait, after=head, timeout=60)
                started = time.monotonic()
                add(writer, row("a", "x"))
                waiting.result()
                assert time.monotonic() - started < 60, "it was woken, and did not wait to the end"

    def test_wait_returns_at_once_or_on_time(self, store: Store) -> None:
        started = time.monotonic()
        store.wait(after=0, timeout=0.1)
        assert time.monotonic() - started >= 0.1
        add(store, row("a", "x"))
        started = time.monotonic()
        store.wait(after=0, timeout=60)
        assert time.monotonic() - started < 60

    def test_positions_stay_and_go_on_when_opened_again(self, store: Store, store_url: str) -> None:
        add(store, row("a", "x"), row("b", "y"))
        before = everything(store)
        store.close()
        with closing(open_store(store_url)) as again:
            again.create()
            assert everything(again) == before
            assert add(again, row("a", "x")) == [3]

    def test_six_processes_may_create_it_at_once(self, store_url: str) -> None:
        program = (
            "import sys; from fokus_core.journal.engines.open_store import open_store;"
            "from fokus_core.journal.engines.store import *;"
            "s = open_store(sys.argv[1]); s.create();"
            "s.record([NewRow('a', ('x',), b'')], [Item('n')], after=0); s.close()"
        )
        processes = [subprocess.Popen([sys.executable, "-c", program, store_url]) for _ in range(6)]
        assert [process.wait(timeout=60) for process in processes] == [0] * 6
        with closing(open_store(store_url)) as store:
            store.create()
            assert [each.position for each in everything(store)] == [1, 2, 3, 4, 5, 6]

    def test_a_store_that_was_not_created_says_so(self, store_url: str) -> None:
        with closing(open_store(store_url)) as store:
            with pytest.raises(Unusable, match=r"create\(\) comes first"):
                store.head()
            with pytest.raises(Unusable, match=r"create\(\) comes first"):
                add(store, row("a", "x"))


class TestBatches:
    def test_a_batch_sees_itself_and_nobody_else_does_before_it_ends(self, store: Store) -> None:
        with ThreadPoolExecutor(1) as pool:
            with store.batch():
                add(store, row("a", "x"))
                assert store.select([Item("x")]) == ([Row(1, "a", ("x",), b"{}")], 1)
                assert (store.head(), len(everything(store))) == (1, 1)
                assert pool.submit(store.head).result() == 0
                assert pool.submit(store.select, [Item("x")]).result() == ([], 0)
                with pytest.raises(Conflict):
                    store.record([row("a", "x")], [Item("x")], after=0)
                assert add(store, row("b", "x")) == [2]
            assert [each.type for each in pool.submit(everything, store).result()] == ["a", "b"]

    def test_an_exception_undoes_the_batch(self, store: Store) -> None:
        with pytest.raises(KeyError), store.batch():
            add_and_fail(store, row("a", "x"))
        assert store.head() == 0
        add(store, row("b", "x"))
        assert [each.type for each in everything(store)] == ["b"]

    def test_a_batch_inside_a_batch_is_part_of_it(self, store: Store) -> None:
        def fail_after_an_inner_batch() -> None:
            with store.batch():
                add(store, row("a", "x"))
            add_and_fail(store, row("a", "x"))

        with pytest.raises(KeyError), store.batch():
            fail_after_an_inner_batch()
        assert store.head() == 0

    @pytest.mark.parametrize("goes_on", [False, True])
    def test_a_batch_that_failed_inside_stores_nothing_even_when_the_failure_is_caught(
        self, store: Store, goes_on: bool
    ) -> None:
        add(store, row("first", "x"))

        def fail() -> None:
            add(store, row("a", "x"))
            with pytest.raises(ValueError, match="refuses a row"):
                add(store, row("b", "x"), NewRow(None, ("x",), b""))  # type: ignore[arg-type]
            if goes_on:
                with pytest.raises(Unavailable):
                    add(store, row("d", "x"))

        with pytest.raises(Unavailable, match="An earlier failure undid"), store.batch():
            fail()
        assert [each.type for each in everything(store)] == ["first"]
        add(store, row("later", "x"))
        assert [each.type for each in everything(store)] == ["first", "later"]

    def test_half_an_append_is_undone_whatever_stopped_it(self, sqlite_store: SQLiteStore) -> None:
        def fail() -> None:
            with pytest.raises(UnicodeEncodeError):
                add(sqlite_store, row("a", "x"), row("b", "\ud800"))

        with pytest.raises(Unavailable, match="An earlier failure undid"), sqlite_store.batch():
            fail()
        assert sqlite_store.head() == 0

    def test_appends_of_others_come_after_the_batch(self, store_url: str) -> None:
        with (
            closing(open_store(store_url)) as one,
            closing(open_store(store_url)) as two,
            ThreadPoolExecutor(2) as pool,
        ):
            one.create()
            two.create()
            with one.batch():
                head = one.select(NOBODY)[1]
                late = pool.submit(two.record, [row("late", "x")], [Item("x")], after=head)
                free = pool.submit(two.record, [row("free", "y")], [Item("y")], after=head)
                time.sleep(0.1)
                one.record([row("first", "x")], [Item("x")], after=head)
            assert isinstance(late.exception(timeout=60), Conflict)
            assert free.result(timeout=60)
            assert [each.type for each in everything(one)] == ["first", "free"]


class TestSQLiteFile:
    def test_it_is_recognisable_durable_and_private(self, sqlite_store: SQLiteStore) -> None:
        add(sqlite_store, row("a", "x"))
        path = sqlite_store.path
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in (path.parent, *path.parent.iterdir())}
        assert modes == {"journal": 0o700, "journal.db": 0o600, "journal.db-wal": 0o600, "journal.db-shm": 0o600}
        writer = sqlite_store._writer
        assert writer is not None
        pragmas = [writer.execute(f"PRAGMA {p}").fetchone()[0] for p in ("journal_mode", "synchronous", "user_version")]
        assert pragmas == ["wal", 2, FORMAT]

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE facts SET data = x'00'",
            "DELETE FROM facts",
            "INSERT OR REPLACE INTO facts VALUES (1, 'b', '', x'')",
            "UPDATE keys SET position = 2",
            "DELETE FROM keys",
        ],
    )
    @pytest.mark.parametrize("library", [sqlite3, plain_sqlite3], ids=["ours", "python's"])
    def test_rows_are_never_changed_by_any_connection(
        self, sqlite_store: SQLiteStore, library: object, statement: str
    ) -> None:
        add(sqlite_store, row("a", "x"))
        before = everything(sqlite_store)
        sqlite_store.close()
        with (
            closing(library.connect(sqlite_store.path, isolation_level=None)) as stranger,  # type: ignore[attr-defined]
            pytest.raises(library.IntegrityError, match="append-only"),  # type: ignore[attr-defined]
        ):
            stranger.execute(statement)
        with closing(SQLiteStore(sqlite_store.path)) as again:
            again.create()
            assert (everything(again), again.select([Item("x")])[0]) == (before, before)

    def test_keyed_reads_and_conditions_never_scan(self, sqlite_store: SQLiteStore) -> None:
        writer = sqlite_store._writer
        assert writer is not None
        plans: list[str] = []
        statements: list[str] = []
        writer.set_trace_callback(statements.append)
        with sqlite_store.batch():
            sqlite_store.record([row("a", "x")], [Item("x", ("a", "b")), Item("y")], after=0)
            sqlite_store.select([Item("x", ("a", "b")), Item("y")])
        writer.set_trace_callback(None)
        for statement in statements:
            if statement.startswith(("SELECT", "INSERT")):
                plans += [step[3] for step in writer.execute(f"EXPLAIN QUERY PLAN {statement}")]
        scans = {plan for plan in plans if plan.startswith("SCAN")}
        assert scans <= {"SCAN q", "SCAN CONSTANT ROW", "SCAN 2-ROW VALUES CLAUSE"}
        assert "SEARCH k USING PRIMARY KEY (key=? AND type=? AND position>?)" in plans

    def test_thousands_of_items_fit_in_one_read(self, sqlite_store: SQLiteStore) -> None:
        add(sqlite_store, row("a", "x:1999"), row("a", "x:5"))
        items = [Item(f"x:{n}", ("a", "b")) for n in range(2000)] + [Item(f"y:{n}") for n in range(2000)]
        assert len(sqlite_store.select(items)[0]) == 2

    def test_a_path_with_characters_of_urls_is_taken_literally(self, tmp_path: Path) -> None:
        path = tmp_path / "a%41?b#c&d e" / "journal.db"
        with closing(SQLiteStore(path)) as store:
            store.create()
            add(store, row("a", "x"))
            assert store.head() == 1
        assert path.exists()

    def test_an_address_of_an_installation_can_be_moved_by_its_url(self, tmp_path: Path) -> None:
        with closing(open_store(f"sqlite:///{tmp_path}/my%20journal.db")) as store:
            store.create()
        assert (tmp_path / "my journal.db").exists()

    @pytest.mark.parametrize(
        "damage",
        [
            pytest.param(lambda path: path.write_bytes(b"garbage" * 1000), id="garbage"),
            pytest.param(lambda path: os.truncate(path, path.stat().st_size // 2), id="half"),
            pytest.param(lambda path: os.truncate(path, 40), id="forty bytes"),
            pytest.param(lambda path: os.truncate(path, 0), id="empty"),
        ],
    )
    def test_a_damaged_file_is_refused_by_name_and_left_alone(self, sqlite_store: SQLiteStore, damage: object) -> None:
        path = sqlite_store.path
        add(sqlite_store, *(row("a", "x", data=b"x" * 500) for _ in range(100)))
        sqlite_store.close()
        damage(path)  # type: ignore[operator]
        before = path.read_bytes()
        with closing(SQLiteStore(path)) as again, pytest.raises(Unusable, match=str(path)):
            again.create()
        assert path.read_bytes() == before

    def test_damage_inside_is_reported_when_it_is_read(self, sqlite_store: SQLiteStore) -> None:
        path = sqlite_store.path
        add(sqlite_store, *(row("a", "x", data=b"x" * 500) for _ in range(100)))
        sqlite_store.close()
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(os.urandom(path.stat().st_size - 4096))

        def open_and_read() -> None:
            with closing(SQLiteStore(path)) as again:
                again.create()
                everything(again)

        with pytest.raises(Unusable, match=f"{path} is damaged"):
            open_and_read()

    def test_a_missing_file_beside_its_log_is_no_new_journal(self, sqlite_store: SQLiteStore) -> None:
        path = sqlite_store.path
        add(sqlite_store, row("a", "x"))
        wal = Path(f"{path}-wal").read_bytes()
        sqlite_store.close()
        path.unlink()
        Path(f"{path}-wal").write_bytes(wal)
        with closing(SQLiteStore(path)) as again, pytest.raises(Unusable, match=f"{path} is missing"):
            again.create()

    def test_a_foreign_sqlite_file_is_refused_and_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "other.db"
        with closing(connect(str(path))) as other:
            other.execute("CREATE TABLE facts (position INTEGER PRIMARY KEY)")
        before = path.read_bytes()
        with closing(SQLiteStore(path)) as store, pytest.raises(Unusable, match=f"{path} is no journal"):
            store.create()
        assert path.read_bytes() == before

    def test_a_newer_format_is_refused(self, sqlite_store: SQLiteStore) -> None:
        sqlite_store.close()
        with closing(connect(str(sqlite_store.path))) as newer:
            newer.execute(f"PRAGMA user_version = {FORMAT + 1}")
        with closing(SQLiteStore(sqlite_store.path)) as again, pytest.raises(Unusable, match="journal format 2"):
            again.create()

    def test_a_folder_that_cannot_be_made_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        path = tmp_path / "file" / "journal.db"
        with closing(SQLiteStore(path)) as store, pytest.raises(Unusable, match=f"{path} cannot be used"):
            store.create()

    def test_a_lock_that_another_process_keeps_is_unavailable(self, sqlite_store: SQLiteStore) -> None:
        with closing(connect(str(sqlite_store.path))) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Unavailable, match=f"Another process keeps {sqlite_store.path} locked"):
                add(sqlite_store, row("a", "x"))
            assert sqlite_store.head() == 0
            other.execute("ROLLBACK")
        assert add(sqlite_store, row("a", "x")) == [1]

    def test_a_closed_store_is_unavailable(self, sqlite_store: SQLiteStore) -> None:
        sqlite_store.close()
        for call in (sqlite_store.head, lambda: add(sqlite_store, row("a", "x"))):
            with pytest.raises(Unavailable, match="is closed"):
                call()

    def test_a_full_database_loses_nothing_and_goes_on(self, sqlite_store: SQLiteStore) -> None:
        writer = sqlite_store._writer
        assert writer is not None
        pages = writer.execute("PRAGMA page_count").fetchone()[0]
        writer.execute(f"PRAGMA max_page_count = {pages + 10}")
        acknowledged: list[int] = []

        def fill() -> None:
            while True:
                acknowledged.extend(add(sqlite_store, *[row("a", "x", data=b"x" * 900)] * 2))

        with pytest.raises(Unavailable, match="no space left"):
            fill()
        assert [each.position for each in everything(sqlite_store)] == acknowledged != []
        writer.execute("PRAGMA max_page_count = 100000")
        assert add(sqlite_store, row("a", "x")) == [acknowledged[-1] + 1]

    def test_a_full_disk_loses_nothing_and_goes_on(self, tmp_path: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-c", FULL_DISK, str(tmp_path / "journal.db")], capture_output=True, text=True, check=False
        )
        assert (done.stdout, done.stderr) == ("ok\n", "")

    def test_a_killed_writer_leaves_what_it_acknowledged(self, tmp_path: Path) -> None:
        path = tmp_path / "journal.db"
        with subprocess.Popen([sys.executable, "-c", ENDLESS, str(path)], stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            lines = [writer.stdout.readline() for _ in range(30)]
            writer.kill()
            acknowledged = int([*lines, *writer.stdout.read().splitlines(keepends=True)][-2])
        with closing(SQLiteStore(path)) as store:
            store.create()
            positions = [each.position for each in everything(store)]
            assert positions == list(range(1, len(positions) + 1))
            assert acknowledged <= len(positions) <= acknowledged + 2

    def test_processes_and_threads_share_one_file(self, sqlite_store: SQLiteStore) -> None:
        with subprocess.Popen([sys.executable, "-c", HUNDRED, str(sqlite_store.path)]) as other:
            for _ in range(100):
                add(sqlite_store, row("here", "x"))
            assert other.wait(timeout=60) == 0
        rows = everything(sqlite_store)
        assert [each.position for each in rows] == list(range(1, 201))
        assert sorted(each.type for each in rows) == ["here"] * 100 + ["there"] * 100


FULL_DISK = """
import resource, sys
from fokus_core.journal.engines.sqlite import SQLiteStore
from fokus_core.domain.refusals import Unavailable
from fokus_core.journal.engines.store import Item, NewRow
store = SQLiteStore(sys.argv[1]); store.create(); acknowledged = []
def add():
    acknowledged.extend(store.record([NewRow("a", ("x", "y"), b"x" * 900)] * 2, [Item("n")], after=0))
add()
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
try:
    for _ in range(1000): add()
except Unavailable as error:
    assert sys.argv[1] in str(error), error
else:
    raise SystemExit("nothing was refused")
assert [r.position for r in store.follow(after=0, limit=9999)] == acknowledged and len(acknowledged) > 20
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
add(); store.close(); store = SQLiteStore(sys.argv[1]); store.create()
assert [r.position for r in store.follow(after=0, limit=9999)] == acknowledged
print("ok")
"""

ENDLESS = """
import sys
from fokus_core.journal.engines.sqlite import SQLiteStore
from fokus_core.journal.engines.store import Item, NewRow
store = SQLiteStore(sys.argv[1]); store.create()
while True: print(store.record([NewRow("a", ("x",), b"x" * 500)], [Item("n")], after=0)[-1], flush=True)
"""

HUNDRED = """
import sys
from fokus_core.journal.engines.sqlite import SQLiteStore
from fokus_core.journal.engines.store import Item, NewRow
store = SQLiteStore(sys.argv[1]); store.create()
for _ in range(100): store.record([NewRow("there", ("x",), b"x")], [Item("n")], after=0)
store.close()
"""


class TestBackup:
    def test_a_backup_is_one_whole_file_taken_while_others_write(
        self, sqlite_store: SQLiteStore, tmp_path: Path
    ) -> None:
        store, target = sqlite_store, tmp_path / "backups" / "copy.db"
        target.parent.mkdir()
        add(store, *(row("a", "x", data=b"x" * 5000) for _ in range(200)))
        with ThreadPoolExecutor(1) as pool:
            writing = pool.submit(lambda: [add(store, row("b", "x")) for _ in range(100)])
            store.backup(str(target))
            writing.result()
        assert [each.name for each in target.parent.iterdir()] == ["copy.db"]
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        with closing(SQLiteStore(target)) as copy:
            copy.create()
            rows = everything(copy)
            assert rows == everything(store)[: len(rows)]
            assert 200 <= len(rows) <= 300
            assert len(copy.select([Item("x")])[0]) == len(rows)

    def test_a_backup_inside_a_batch_holds_what_was_committed(self, sqlite_store: SQLiteStore, tmp_path: Path) -> None:
        add(sqlite_store, row("a", "x"))
        with sqlite_store.batch():
            add(sqlite_store, row("b", "x"))
            sqlite_store.backup(str(tmp_path / "copy.db"))
        with closing(SQLiteStore(tmp_path / "copy.db")) as copy:
            copy.create()
            assert copy.head() == 1

    def test_a_backup_never_overwrites(self, sqlite_store: SQLiteStore) -> None:
        with pytest.raises(Unusable, match="exists already"):
            sqlite_store.backup(str(sqlite_store.path))
        with pytest.raises(Unusable, match="nowhere"):
            sqlite_store.backup("/nowhere/copy.db")

    def test_a_backup_of_a_damaged_journal_is_refused(self, sqlite_store: SQLiteStore, tmp_path: Path) -> None:
        path = sqlite_store.path
        add(sqlite_store, *(row("a", "x", data=b"x" * 500) for _ in range(100)))
        sqlite_store.close()
        with path.open("r+b") as file:
            file.seek(path.stat().st_size - 4096)
            file.write(os.urandom(4096))
        target = tmp_path / "copy.db"
        with closing(SQLiteStore(path)) as again:
            again.create()
            with pytest.raises(Unusable, match="damaged"):
                again.backup(str(target))
        assert not target.exists()
        assert not Path(f"{target}.part").exists()


class TestUrls:
    @pytest.mark.parametrize(
        ("url", "sentence"),
        [
            ("mysql://u:secret@h/d", "No journal engine is called 'mysql'"),
            ("journal.db", "No journal engine is called ''"),
            ("sqlite://", "A SQLite journal is a file"),
            ("sqlite:///:memory:", "A SQLite journal is a file"),
            ("sqlite://host/file.db", "A SQLite journal is a file"),
            ("postgresql://h/d", "names no user"),
            ("postgresql:///d", "names no user and no host"),
            ("postgresql://u:secret@h:port:9/d?nonsense=1", "cannot be read"),
        ],
    )
    def test_a_url_that_names_no_engine_is_refused_without_its_password(self, url: str, sentence: str) -> None:
        with pytest.raises(Unusable, match=sentence) as refused:
            open_store(url)
        assert "secret" not in str(refused.value)

    def test_three_slashes_are_relative_and_four_absolute(self) -> None:
        paths = [vars(open_store(url))["path"] for url in ("sqlite:///a/b.db", "sqlite:////a/b.db")]
        assert paths == [Path("a/b.db"), Path("/a/b.db")]


@pytest.mark.postgres
class TestPostgres:
    def test_nothing_is_taken_from_the_environment(
        self, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "POSTGRES_DBNAME", "POSTGRES_HOST", "POSTGRES_PORT"):
            monkeypatch.setenv(name, "1")
        monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "y")
        with closing(open_store(postgres_server.new_database())) as store:
            store.create()
            assert add(store, row("a", "x")) == [1]

    def test_settings_in_the_url_reach_the_connection(self, postgres_server: PostgresServer) -> None:
        url = f"{postgres_server.new_database()}?application_name=my-node"
        with closing(open_store(url)) as store:
            store.create()
            assert store._select("SHOW application_name", ()) == [("my-node",)]  # type: ignore[attr-defined]
        url = f"{postgres_server.new_database()}?sslmode=require"
        with closing(open_store(url)) as store, pytest.raises(Unavailable, match="SSL"):
            store.create()

    def test_a_server_that_stops_is_unavailable_and_used_again_when_it_is_back(self) -> None:
        from fokus_core.journal.engines.postgres import PostgresStore

        need_postgres()
        with PostgresServer(fsync=True) as server, closing(PostgresStore(server.new_database(), timeout=0.5)) as store:
            store.create()
            acknowledged = [p for _ in range(20) for p in add(store, row("a", "x"))]
            store.wait(after=20, timeout=0.1)
            server.stop("immediate")
            for call in (store.head, lambda: add(store, row("a", "x")), lambda: store.select(NOBODY)):
                with pytest.raises(Unavailable, match="not available"):
                    call()
            started = time.monotonic()
            store.wait(after=0, timeout=0.1)
            assert time.monotonic() - started >= 0.1
            server.start()
            deadline = time.monotonic() + 60
            while True:
                try:
                    assert store.head() == 20
                    break
                except Unavailable:
                    assert time.monotonic() < deadline
            assert [each.position for each in everything(store)] == acknowledged
            with ThreadPoolExecutor(1) as pool:
                waiting = pool.submit(store.wait, after=20, timeout=10)
                add(store, row("a", "x"))
                waiting.result()
            assert len(everything(store)) == 21

    @pytest.mark.parametrize("goes_on", [False, True])
    def test_a_batch_whose_connection_is_lost_stores_nothing(
        self, postgres_server: PostgresServer, goes_on: bool
    ) -> None:
        import psycopg

        url = postgres_server.new_database()

        def lose_the_connection(store: Store) -> None:
            add(store, row("lost", "x"))
            with psycopg.connect(url, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND state = 'idle in transaction'"
                )
            if goes_on:
                with pytest.raises(Unavailable, match="not available"):
                    store.select([Item("x")])

        with closing(open_store(url)) as store:
            store.create()
            with pytest.raises(Unavailable, match="not available"), store.batch():
                lose_the_connection(store)
            assert store.head() == 0
            add(store, row("found", "x"))
            assert [each.type for each in everything(store)] == ["found"]

    def test_a_table_that_stays_locked_is_unavailable(
        self, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import psycopg

        monkeypatch.setattr("fokus_core.journal.engines.postgres_database.LOCK_TIMEOUT", 1)
        url = postgres_server.new_database()
        with closing(open_store(url)) as store, psycopg.connect(url) as other:
            store.create()
            other.execute("LOCK TABLE fokus_journal_tt_main IN EXCLUSIVE MODE")
            with pytest.raises(Unavailable, match="lock timeout"):
                add(store, row("a", "x"))
            assert store.head() == 0
            other.rollback()
            assert len(add(store, row("a", "x"))) == 1

    def test_a_foreign_or_newer_schema_is_refused(self, postgres_server: PostgresServer) -> None:
        import psycopg

        for preparation in (
            "CREATE TABLE fokus_journal_tt_main (id int)",
            "CREATE TABLE fokus_journal_tt_main (id int);"
            "COMMENT ON TABLE fokus_journal_tt_main IS 'Fokus Kommune journal, format 2'",
            "CREATE FUNCTION dcb_conditional_append_tt() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        ):
            url = postgres_server.new_database()
            with psycopg.connect(url) as other:
                other.execute(preparation)
            with (
                closing(open_store(url)) as store,
                pytest.raises(Unusable, match=r"reads journal format 1 only|another application"),
            ):
                store.create()

    def test_settings_that_break_order_or_durability_are_refused(self, postgres_server: PostgresServer) -> None:
        import psycopg

        for change in (
            "ALTER SEQUENCE fokus_journal_tt_main_id_seq CACHE 10",
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$",
        ):
            url = postgres_server.new_database()
            with closing(open_store(url)) as store:
                store.create()
            with psycopg.connect(url) as other:
                other.execute(change)
            with closing(open_store(url)) as store, pytest.raises(Unusable, match=r"out of order|could lose"):
                store.create()

    def test_a_dropped_table_is_unusable(self, postgres_server: PostgresServer) -> None:
        import psycopg

        url = postgres_server.new_database()
        with closing(open_store(url)) as store:
            store.create()
            with psycopg.connect(url) as other:
                other.execute("DROP TABLE fokus_journal_tt_tag, fokus_journal_tt_main")
            for call in (store.head, lambda: add(store, row("a", "x"))):
                with pytest.raises(Unusable, match="no usable journal"):
                    call()

    def test_backup_points_to_the_tools_of_postgresql(self, postgres_server: PostgresServer) -> None:
        with closing(open_store(postgres_server.url("any"))) as store, pytest.raises(Unusable, match="pg_dump"):
            store.backup("copy.db")
