"""A journal copied to another engine has the same records at the same positions, and goes on behind them."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from fokus_core.domain.refusals import Unusable
from fokus_core.journal.copying import copy_journal
from fokus_core.journal.engines.open_store import open_store
from fokus_core.journal.engines.store import Item, NewRow, Row, Store
from fokus_core.storage.sqlite import connect
from fokus_core.testing.memory import MemoryStore

POSITIONS = [1, 2, 4, 5, 9, *range(20, 4500, 2)]
ROWS = [
    Row(
        position,
        "sample.opened@1",
        ("zz:ä", f"body:{position:08}", "aa:ö"),
        json.dumps({"nul": "\0", "text": "„Köln“ \\u0000", "n": position}, ensure_ascii=False).encode(),
    )
    for position in POSITIONS
]


def everything(store: Store) -> list[Row]:
    return store.follow(after=0, limit=10**6)


@pytest.fixture
def source(store: Store) -> Store:
    store.take_over(ROWS)
    return store


@pytest.mark.parametrize("target", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_positions_records_and_root_are_the_same_on_the_other_engine_and_the_copy_goes_on(
    source: Store, target: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('copy')}/copy.db"
    if target == "postgresql":
        url = request.getfixturevalue("postgres_server").new_database()
    told: list[tuple[int, int]] = []
    with closing(open_store(url)) as copy:
        copy.create()
        made = copy_journal(source, copy, lambda position, head: told.append((position, head)))
        assert everything(copy) == ROWS == everything(source)
        assert (made.head, made.size) == (POSITIONS[-1], len(ROWS))
        assert told[-1] == (made.head, made.head)
        found, head = copy.select([Item("body:00000009"), Item("body:00000004", ("sample.opened@1",))])
        assert ([row.position for row in found], head) == ([4, 9], made.head)
        new = NewRow("sample.opened@1", ("body:1",), b"{}")
        for store in (source, copy):
            assert store.record([new], [Item("body:1")], after=made.head) == [made.head + 1]
        with pytest.raises(Unusable, match="holds a journal already"):
            copy_journal(source, copy)


@pytest.mark.parametrize("lost", [0, 700, len(ROWS) - 1])
def test_what_is_read_back_otherwise_is_not_kept(
    source: Store, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: int
) -> None:
    with closing(open_store(f"sqlite:///{tmp_path}/copy.db")) as copy:
        copy.create()
        take_over = copy.take_over
        monkeypatch.setattr(copy, "take_over", lambda rows: take_over([row for row in rows if row != ROWS[lost]]))
        with pytest.raises(Unusable, match="not what was copied"):
            copy_journal(source, copy)
        assert (copy.head(), everything(copy)) == (0, [])
    with closing(connect(f"{tmp_path}/copy.db", read_only=True)) as connection:
        assert connection.execute("SELECT count(*) FROM keys").fetchone() == (0,)


def test_nothing_is_copied_of_nothing(store: Store) -> None:
    with pytest.raises(Unusable, match="empty"):
        copy_journal(MemoryStore(), store)
    with pytest.raises(Unusable, match="takes no rows"):
        MemoryStore().take_over(ROWS)
