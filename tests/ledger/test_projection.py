"""The rows of the tree are those of RFC 6962, however the records come in, and the same on every engine."""

import os
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from typing import Any

import pytest
from ledger_kit import leaf_of, some_records, tree_of

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.opening import JournalOpened
from fokus_core.journal.engines.open_store import open_store
from fokus_core.journal.engines.store import Item, NewRow, Row
from fokus_core.ledger.tree import Frontier
from fokus_projections.builtin.ledger import LedgerProjection, Tree
from fokus_projections.testing.rows import model_of, recorded

FACTS = recorded(
    [JournalOpened(effective=date(2026, 1, 1), journal=f"{number:032x}", format=1) for number in range(70)]
)


class Forgetful(LedgerProjection):
    """Begins every batch as a process that was just started."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def apply(self, db: Any, batch: Sequence[Recorded[Fact]]) -> None:
        db.scratch.clear()
        self.rows += [db.stored[record.position] for record in batch]
        super().apply(db, batch)


@pytest.mark.parametrize("batch", [1, 7, 64, 2000])
def test_the_tree_is_the_same_however_the_records_come_in(batch: int) -> None:
    projection = Forgetful()
    with model_of(projection, FACTS, batch=batch) as reader:
        tree, whole = Tree(reader), Frontier()
        assert tree.size == len(FACTS)
        for size, row in enumerate(projection.rows, 1):
            whole.add(leaf_of(row))
            assert tree.root(size) == whole.root
        assert tree.leaves(0, 70) == [leaf_of(row) for row in projection.rows]
        assert (tree.number(1), tree.number(70), tree.number(71)) == (0, 69, None)


def test_a_record_is_the_same_leaf_on_every_engine(store_url: str) -> None:
    rows = [row._replace(position=place) for place, row in enumerate(some_records(40), 1)]
    with closing(open_store(store_url)) as store:
        store.create()
        for row in rows:
            key = f"probe:{os.urandom(8).hex()}"
            new = NewRow(row.type, (*row.keys, "zz:ä", "aa:ö"), row.data)
            store.record([new], [Item(key)], after=store.head())
        stored = store.follow(after=0, limit=100)
    given = [row._replace(keys=("aa:ö", *row.keys, "zz:ä")) for row in rows]
    assert tree_of(stored).root == tree_of(given).root
