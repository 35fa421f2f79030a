"""The index of what decisions read finds what looking through the whole journal finds, whoever wrote the journal."""

import random
from collections.abc import Collection
from contextlib import closing, suppress
from pathlib import Path

import msgspec
import pytest

from fokus_core.journal import read_index
from fokus_core.journal.engines.open_store import open_store
from fokus_core.journal.engines.sqlite import SQLiteStore
from fokus_core.journal.engines.store import Item, NewRow, Row, Store
from fokus_core.journal.read_index import ReadIndex
from fokus_core.testing.memory import MemoryStore

KEYS = ("body:1", "body:2", "programme:network", "round:a")
NAMES = ("network.joined", "network.left", "core.fact-retracted")
LINES = [(key, name) for key in KEYS for name in NAMES]


def facts(chance: random.Random, count: int) -> list[NewRow]:
    found = []
    for _ in range(count):
        read = [[key, chance.sample(NAMES, chance.randrange(3))] for key in chance.sample(KEYS, chance.randrange(4))]
        meta = {"id": "-", "read": read} if chance.random() < 0.9 else {"id": "-"}
        data = msgspec.json.encode({"fact": {}, "meta": meta}) if chance.random() < 0.95 else b"\xff no JSON"
        found.append(NewRow("network.joined@1", ("body:1",), data))
    return found


def scanned(store: Store, wanted: Collection[tuple[str, str]], after: int) -> list[Row]:
    def read(row: Row) -> set[tuple[str, str]]:
        try:
            lines = msgspec.json.decode(row.data)["meta"].get("read", [])
        except msgspec.DecodeError:
            return set()
        return {(key, name) for key, names in lines for name in names}

    return [row for row in store.follow(after=after, limit=10_000) if read(row) & {*wanted}]


def undone(store: Store, index: ReadIndex, rows: list[NewRow]) -> None:
    with suppress(KeyError), store.batch():
        index.keep_up(store.record(rows, [Item("nobody")], after=0)[-1])
        raise KeyError
    index.forget()


@pytest.mark.parametrize("seed", range(3))
def test_it_finds_what_a_scan_finds(store: Store, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_index, "LAG", 5)
    monkeypatch.setattr(read_index, "CHUNK", 7)
    chance, index = random.Random(seed), ReadIndex(store)
    for _ in range(40):
        match chance.randrange(5):
            case 0:  # a program that knows of no index
                store.record(facts(chance, chance.randint(1, 9)), [Item("nobody")], after=0)
            case 1:
                index.keep_up(store.record(facts(chance, chance.randint(1, 4)), [Item("nobody")], after=0)[-1])
            case 2:
                undone(store, index, facts(chance, chance.randint(6, 9)))
            case 3:  # another process
                ReadIndex(store).catch_up()
            case _:
                wanted = chance.sample(LINES, chance.randint(1, 3))
                after = chance.randint(0, store.head())
                with store.batch(many=chance.random() < 0.5):
                    assert index.relying_on(wanted, after=after) == (scanned(store, wanted, after), True)


def test_whoever_shares_a_number_is_told_apart(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_index, "_line", lambda key, base: 7)
    store.record(facts(random.Random(1), 50), [Item("nobody")], after=0)
    index = ReadIndex(store)
    index.catch_up()
    assert index.relying_on(LINES[:1], after=0)[0] == scanned(store, LINES[:1], 0) != []


def test_what_was_recorded_before_there_was_an_index_is_entered(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with closing(SQLiteStore(path)) as store:
        store.create()
        store.record(facts(random.Random(1), 50), [Item("nobody")], after=0)
        before = store.follow(after=0, limit=100)
        writer = store._writer
        assert writer is not None
        writer.execute("DROP TABLE entries")
    with closing(open_store(f"sqlite:///{path}")) as store:
        store.create()
        index = ReadIndex(store)
        index.catch_up()
        assert store.indexed() == 50
        assert store.entered([read_index._line(*line) for line in LINES], after=0) == scanned(store, LINES, 0)
        assert store.follow(after=0, limit=100) == before


def test_it_is_found_by_index_and_the_lag_is_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_index, "LAG", 5)
    index, chance, followed = ReadIndex(store), random.Random(1), list[int]()
    for row in facts(chance, 60):
        index.keep_up(store.record([row], [Item("nobody")], after=0)[-1])
    follow = store.follow

    def counting(*, after: int, limit: int) -> list[Row]:
        rows = follow(after=after, limit=limit)
        followed.extend(row.position for row in rows)
        return rows

    monkeypatch.setattr(store, "follow", counting)
    index.relying_on(LINES[:1], after=0)
    assert len(followed) <= 5


def test_the_first_ones_alone_are_found_where_no_more_are_wanted(store: Store) -> None:
    store.record(facts(random.Random(1), 50), [Item("nobody")], after=0)
    index = ReadIndex(store)
    index.catch_up()
    all_ = scanned(store, LINES, 0)
    found, whole = index.relying_on(LINES, after=0, limit=5)
    assert (found, whole) == (all_[:5], False)
    assert index.relying_on(LINES, after=0, limit=len(all_) + 1) == (all_, True)


def test_an_engine_without_entries_looks_through_everything() -> None:
    store = MemoryStore()
    store.record(facts(random.Random(1), 50), [Item("nobody")], after=0)
    index = ReadIndex(store)
    index.catch_up()
    assert index.relying_on(LINES[:2], after=3)[0] == scanned(store, LINES[:2], 3) != []
