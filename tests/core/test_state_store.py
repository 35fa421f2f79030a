"""The state store keeps what changes: each step is whole, expires on time and holds across threads and processes."""

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from fokus_core.domain.refusals import Unavailable, Unusable
from fokus_core.mail.outbox import Delivery, deliveries
from fokus_core.storage.database import Database
from fokus_core.storage.open_database import open_database
from fokus_core.storage.state_store import AccessEntry, StateStore, open_state_store
from fokus_core.testing.postgres import PostgresServer
from fokus_core.testing.races import at_once


@pytest.fixture
def url(database_url: str) -> str:
    return database_url


@pytest.fixture
def state_store(url: str) -> Iterator[StateStore]:
    with closing(open_state_store(url)) as opened:
        yield opened


def test_a_value_is_kept_replaced_and_deleted_in_its_own_space(state_store: StateStore) -> None:
    state_store.put("session", "k", b"\x00one")
    state_store.put("draft", "k", b"other")
    assert state_store.get("session", "k") == b"\x00one"
    state_store.put("session", "k", b"two")
    assert state_store.get("session", "k") == b"two"
    state_store.delete("session", "k")
    state_store.delete("session", "k")
    assert state_store.get("session", "k") is None
    assert state_store.get("draft", "k") == b"other"


def test_values_outlive_the_process(url: str) -> None:
    with closing(open_state_store(url)) as first:
        first.put("a", "b", b"c")
    with closing(open_state_store(url)) as second:
        assert second.get("a", "b") == b"c"


def test_an_expired_entry_is_gone_for_every_question(state_store: StateStore) -> None:
    past, future = time.time() - 1, time.time() + 60
    state_store.put("s", "old", b"x", expires=past)
    state_store.put("s", "new", b"y", expires=future)
    assert state_store.get("s", "old") is None
    assert state_store.take("s", "old") is None
    assert not state_store.compare_and_set("s", "old", b"x", b"z")
    assert state_store.scan("s") == [("new", b"y")]
    assert state_store.get("s", "new") == b"y"
    assert state_store.purge_expired() == 1
    assert state_store.purge_expired() == 0
    assert state_store.get("s", "new") == b"y"


def test_an_entry_expires_while_we_watch(state_store: StateStore) -> None:
    state_store.put("s", "k", b"x", expires=time.time() + 60)
    assert state_store.get("s", "k") == b"x"
    state_store.put("s", "k", b"x", expires=time.time() + 0.1)
    time.sleep(0.15)
    assert state_store.get("s", "k") is None


def test_add_stores_only_where_nothing_is(state_store: StateStore) -> None:
    assert state_store.add("s", "k", b"1")
    assert not state_store.add("s", "k", b"2")
    assert state_store.get("s", "k") == b"1"
    state_store.put("s", "k", b"3", expires=time.time() - 1)
    assert state_store.add("s", "k", b"4")
    assert state_store.get("s", "k") == b"4"


def test_compare_and_set_replaces_only_what_was_expected(state_store: StateStore) -> None:
    assert not state_store.compare_and_set("s", "k", b"", b"1")
    state_store.put("s", "k", b"1")
    assert state_store.compare_and_set("s", "k", b"1", b"2")
    assert not state_store.compare_and_set("s", "k", b"1", b"3")
    assert state_store.get("s", "k") == b"2"


def test_take_by_eight_threads_succeeds_once(url: str, state_store: StateStore) -> None:
    with closing(open_state_store(url)) as other_node:
        for n in range(5):
            state_store.put("link", str(n), b"secret")
            taken = at_once(8, lambda t, n=n: (state_store, other_node)[t % 2].take("link", str(n)))  # type: ignore[misc]
            assert (taken.count(b"secret"), taken.count(None)) == (1, 7)
            assert state_store.get("link", str(n)) is None


def test_add_by_eight_threads_succeeds_once(state_store: StateStore) -> None:
    assert sorted(map(bool, at_once(8, lambda n: state_store.add("s", "k", b"%d" % n)))) == [False] * 7 + [True]


def test_a_count_holds_across_threads_and_nodes(url: str, state_store: StateStore) -> None:
    with closing(open_state_store(url)) as other_node:
        counted = at_once(
            8, lambda n: [(state_store, other_node)[n % 2].count_within("rate", "ip", 60)[0] for _ in range(5)]
        )
    assert sorted(c for part in counted if isinstance(part, list) for c in part) == list(range(1, 41))


def test_a_window_begins_with_its_first_entry_by_the_clock_of_the_database(state_store: StateStore) -> None:
    count, left = state_store.count_within("rate", "long", 3600)
    assert (count, 0 < left <= 3600) == (1, True)
    count, later = state_store.count_within("rate", "long", 7200, by=2)
    assert (count, later <= left) == (3, True)
    state_store.count_within("rate", "short", 0.1)
    time.sleep(0.15)
    count, anew = state_store.count_within("rate", "short", 3600)
    assert (count, 0.1 < anew <= 3600) == (1, True)


def test_scan_pages_through_a_prefix_in_the_order_of_code_points(state_store: StateStore) -> None:
    for key in ("a:2", "a:1", "a:B", "a:a", "a:ä", "a;", "a", "b:1", "A:1", "a:%", "a:_"):
        state_store.put("s", key, key.encode())
    state_store.put("t", "a:3", b"")
    order = ["a:%", "a:1", "a:2", "a:B", "a:_", "a:a", "a:ä"]
    assert [key for key, _ in state_store.scan("s", "a:")] == order
    assert state_store.scan("s", "a:", limit=2) == [("a:%", b"a:%"), ("a:1", b"a:1")]
    assert [key for key, _ in state_store.scan("s", "a:", after="a:2", limit=3)] == order[3:6]
    assert len(state_store.scan("s")) == 11


def test_a_lease_has_one_holder_until_it_ends_or_is_given_back(url: str, state_store: StateStore) -> None:
    with closing(open_state_store(url)) as other_node:
        assert state_store.lease("jobs", "one", 60)
        assert not other_node.lease("jobs", "two", 60)
        assert other_node.lease("signer", "two", 60)
        assert state_store.lease("jobs", "one", 0.1), "who holds it may ask again, and for less"
        time.sleep(0.15)
        assert other_node.lease("jobs", "two", 60)
        assert not state_store.lease("jobs", "one", 60)
        state_store.release("jobs", "one")
        assert not state_store.lease("jobs", "one", 60)
        other_node.release("jobs", "two")
        assert state_store.lease("jobs", "one", 60)


def test_a_lease_asked_for_by_eight_threads_has_one_holder(state_store: StateStore) -> None:
    for name in "abc":
        assert at_once(8, lambda n, name=name: state_store.lease(name, f"holder-{n}", 60)).count(True) == 1  # type: ignore[misc]


def test_a_lease_taken_before_the_clock_began_again_counts_as_ended(url: str, state_store: StateStore) -> None:
    assert state_store.lease("jobs", "one", 60)
    with closing(open_database(url, "state_store")) as raw:
        raw.execute("UPDATE state_leases SET since = since + 1e6, ends = ends + 1e6")
    assert state_store.lease("jobs", "two", 60)


def test_access_entries_are_kept_in_order_and_found_by_subject(state_store: StateStore) -> None:
    at = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    for n in range(3):
        state_store.record_access(
            at=at, actor=f"a{n}", permission="card.read", opened=[(f"person:{n % 2}", n, "queue")]
        )
    found = state_store.accesses(subject="person:0")
    assert found == [
        AccessEntry(found[0].number, at, "a0", "card.read", "person:0", 0, "queue"),
        AccessEntry(found[1].number, at, "a2", "card.read", "person:0", 2, "queue"),
    ]
    assert state_store.accesses(subject="person:0", limit=1) == found[:1]
    assert state_store.accesses(subject="person:0", after=found[0].number) == found[1:]


@pytest.mark.parametrize("statement", ["UPDATE state_access SET actor = 'x'", "DELETE FROM state_access"])
def test_access_entries_cannot_be_changed_or_deleted(url: str, state_store: StateStore, statement: str) -> None:
    state_store.record_access(at=datetime.now(UTC), actor="a", permission="p", opened=[("person:1", 1, "queue")])
    with closing(open_database(url, "state_store")) as raw, pytest.raises(Exception, match="append-only"):
        raw.execute(statement)
    assert [entry.actor for entry in state_store.accesses(subject="person:1")] == ["a"]


def test_eight_openings_at_once_make_one_state_store(url: str) -> None:
    def work(n: int) -> object:
        with closing(open_state_store(url)) as opened:
            return opened.count_within("s", "k", 60)[0]

    assert sorted(at_once(8, work), key=str) == list(range(1, 9))


def test_a_failed_transaction_leaves_nothing_and_the_next_call_works(url: str, state_store: StateStore) -> None:
    with closing(open_database(url, "state_store")) as raw:

        def fail() -> None:
            with raw.transaction("x"):
                raw.execute("INSERT INTO state_leases (name, holder, since, ends) VALUES ('a', 'b', 0, 0)")
                assert raw.query("SELECT name FROM state_leases") == [("a",)]
                raise KeyError

        with pytest.raises(KeyError):
            fail()
        assert raw.query("SELECT name FROM state_leases") == []


def test_used_up_secrets_are_in_no_file(tmp_path: Path) -> None:
    with closing(open_state_store(f"sqlite:///{tmp_path}/state_store.db")) as state_store:
        for n in range(50):
            state_store.put("link", f"k{n}", b"kanarienvogel-%d" % n * 20, expires=time.time() - 1)
        assert state_store.purge_expired() == 50
        assert [p.name for p in tmp_path.iterdir() if b"kanarienvogel" in p.read_bytes()] == []


def test_a_backup_is_a_state_store(tmp_path: Path) -> None:
    with closing(open_state_store(f"sqlite:///{tmp_path}/state_store.db")) as state_store:
        state_store.put("s", "k", b"v")
        state_store.backup(f"{tmp_path}/copy.db")
    with closing(open_state_store(f"sqlite:///{tmp_path}/copy.db")) as copy:
        assert copy.get("s", "k") == b"v"


def test_a_locked_file_is_unavailable_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fokus_core.storage.sqlite_database.PATIENCE", 0.1)
    address = f"sqlite:///{tmp_path}/state_store.db"
    with closing(open_state_store(address)) as state_store, closing(open_database(address, "state_store")) as raw:
        with raw.transaction():
            with pytest.raises(Unavailable):
                state_store.put("s", "k", b"v")
            assert state_store.get("s", "k") is None
        state_store.put("s", "k", b"v")


@pytest.mark.parametrize("bad", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite://host/x", "mysql://h/x", ""])
def test_an_unusable_url_is_answered_in_a_sentence(bad: str) -> None:
    with pytest.raises(Unusable, match=r"\.$"):
        open_state_store(bad)


DESK = (
    "CREATE TABLE IF NOT EXISTS desk_entries (space TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, "
    "count INTEGER NOT NULL DEFAULT 0, expires REAL, PRIMARY KEY (space, key))",
    "CREATE INDEX IF NOT EXISTS desk_entries_by_expiry ON desk_entries (expires) WHERE expires IS NOT NULL",
    "CREATE TABLE IF NOT EXISTS desk_leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, since REAL NOT NULL, "
    "ends REAL NOT NULL)",
    "CREATE TABLE IF NOT EXISTS desk_access (number INTEGER PRIMARY KEY, at REAL NOT NULL, actor TEXT NOT NULL, "
    "permission TEXT NOT NULL, subject TEXT NOT NULL, position INTEGER NOT NULL, purpose TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS desk_access_by_subject ON desk_access (subject, number)",
)
SENT = Delivery(state="accepted", since=1.0, at=2.0, attempts=1, code=250)


def desk(url: str) -> Database:
    """Return what an earlier release made and wrote at a URL."""
    database = open_database(url, "desk")
    database.create(DESK, append_only=["desk_access"])
    add = "INSERT INTO desk_entries (space, key, value, count, expires) VALUES (?, ?, ?, ?, ?)"
    database.execute(add, ("mail", "m:p", msgspec.json.encode(SENT), 0, None))
    database.execute(add, ("link", "l", b"bound", 3, None))
    database.execute(add, ("duty", "network.deliver-mails", b'{"name":"network.deliver-mails"}', 0, None))
    database.execute(
        "INSERT INTO desk_access (at, actor, permission, subject, position, purpose) VALUES (?, ?, ?, ?, ?, ?)",
        (0.0, "anna", "choir.read", "p", 7, "voice"),
    )
    return database


def found(opened: StateStore) -> tuple[object, ...]:
    accesses = opened.accesses(subject="p")
    return deliveries(opened, "m"), opened.get("link", "l"), opened.scan("job"), accesses


TAKEN_OVER = (
    {"p": SENT},
    b"bound",
    [("network.deliver-mails", b'{"name":"network.deliver-mails"}')],
    [AccessEntry(1, datetime(1970, 1, 1, tzinfo=UTC), "anna", "choir.read", "p", 7, "voice")],
)


def test_the_tables_of_an_earlier_release_are_taken_over_once(url: str) -> None:
    desk(url).close()
    for _ in range(2):
        with closing(open_state_store(url)) as opened:
            assert found(opened) == TAKEN_OVER
            assert opened.lease("jobs", "a", 1)
    with closing(open_database(url, "state_store")) as database:
        with pytest.raises(Exception, match="state_access is append-only"):
            database.execute("DELETE FROM state_access")
        if url.startswith("sqlite"):
            assert database.query("SELECT name FROM sqlite_master WHERE name LIKE '%desk%'") == []
        else:
            assert database.query("SELECT relname FROM pg_class WHERE relname LIKE 'desk%' AND relkind = 'r'") == []
            assert database.query("SELECT proname FROM pg_proc WHERE proname LIKE 'desk%'") == []


def test_eight_openings_at_once_take_an_earlier_one_over(url: str) -> None:
    desk(url).close()

    def opening(_: int) -> tuple[object, ...]:
        with closing(open_state_store(url)) as opened:
            return found(opened)

    assert at_once(8, opening) == [TAKEN_OVER] * 8


def test_the_file_of_an_earlier_release_gets_its_present_name(tmp_path: Path) -> None:
    desk(f"sqlite:///{tmp_path}/desk.db").close()
    with closing(open_state_store(f"sqlite:///{tmp_path}/state_store.db")) as opened:
        assert found(opened) == TAKEN_OVER
    assert not (tmp_path / "desk.db").exists()


def test_a_takeover_that_broke_off_before_the_file_had_its_name_goes_on(tmp_path: Path) -> None:
    desk(f"sqlite:///{tmp_path}/desk.db").close()
    open_state_store(f"sqlite:///{tmp_path}/desk.db").close()
    with closing(open_state_store(f"sqlite:///{tmp_path}/state_store.db")) as opened:
        assert found(opened) == TAKEN_OVER
    assert not (tmp_path / "desk.db").exists()


def test_nothing_is_taken_over_while_the_earlier_release_runs(tmp_path: Path) -> None:
    with closing(desk(f"sqlite:///{tmp_path}/desk.db")) as running:
        with pytest.raises(Unavailable, match="earlier release; end it first"):
            open_state_store(f"sqlite:///{tmp_path}/state_store.db")
        assert running.query("SELECT count(*) FROM desk_entries") == [(3,)]
        assert not (tmp_path / "state_store.db").exists()


def test_a_file_that_is_no_earlier_state_store_stays_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"a list of chairs")
    open_state_store(f"sqlite:///{tmp_path}/state_store.db").close()
    assert (tmp_path / "desk.db").read_bytes() == b"a list of chairs"


@pytest.mark.postgres
def test_lost_connections_are_replaced(postgres_server: PostgresServer) -> None:
    address = postgres_server.new_database()
    with closing(open_state_store(address)) as state_store, closing(open_database(address, "state_store")) as raw:
        state_store.put("s", "k", b"v")
        raw.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        time.sleep(0.1)
        assert state_store.get("s", "k") == b"v"


@pytest.mark.postgres
def test_a_server_that_is_not_there_is_unavailable_and_the_url_stays_secret() -> None:
    with pytest.raises(Unavailable) as caught:
        open_state_store("postgresql://fokus:geheim@127.0.0.1:1/none")
    assert "geheim" not in str(caught.value)
