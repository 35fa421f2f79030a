"""A proof in a long journal, by the rows and steps of SQLite that it asks for: no busy machine changes these."""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

from fokus_projections import Reader
from fokus_projections.builtin.ledger import LEAF, NODE, STEP, Tree
from fokus_projections.storage.schema import create

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {})"
SMALL, LARGE = 10_000, 1_000_000


class Counted:
    """Asks a tree of so many leaves, whose hashes are made up, and counts rows and steps."""

    def __init__(self, path: Path, size: int) -> None:
        self.size, self.rows_read, self.steps = size, 0, 0
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA synchronous = OFF")
        for table in (LEAF, NODE):
            create(cast("Any", self.db), table)
        self.db.execute("BEGIN")
        leaf = f'INSERT INTO "{LEAF.name}" {NUMBERS} SELECT i, i + 1, zeroblob(32) FROM n'
        self.db.execute(leaf.format(size))
        for level in range(STEP, size.bit_length(), STEP):
            node = f'INSERT INTO "{NODE.name}" {NUMBERS} SELECT {level}, i, zeroblob(32) FROM n'
            self.db.execute(node.format(size >> level))
        self.db.execute("COMMIT")
        self.db.set_progress_handler(self._step, 1)

    def _step(self) -> int:
        self.steps += 1
        return 0

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        found = self.db.execute(sql, params).fetchall()
        self.rows_read += len(found)
        return found

    def first(self, sql: str, params: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self.db.execute(sql, params).fetchone()
        self.rows_read += found is not None
        return found


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Counted, Counted]]:
    folder = tmp_path_factory.mktemp("trees")
    small, large = (Counted(folder / f"{size}.db", size) for size in (SMALL, LARGE))
    with closing(small.db), closing(large.db):
        yield small, large


def asked(counted: Counted) -> tuple[float, float]:
    """Return the rows and the steps of a proof, on the average of 300 records, each found by its position."""
    tree, drawn = Tree(cast("Reader", counted)), random.Random(19)
    places = [drawn.randrange(counted.size) for _ in range(300)]
    counted.rows_read = counted.steps = 0
    for place in places:
        number = tree.number(place + 1)
        assert number == place
        assert len(tree.inclusion(number, tree.size)) >= counted.size.bit_length() // 3
    return counted.rows_read / len(places), counted.steps / len(places)


def test_a_proof_among_a_million_facts_asks_at_most_twice_what_it_asks_among_ten_thousand(
    trees: tuple[Counted, Counted],
) -> None:
    small, large = map(asked, trees)
    assert small[0] > 20  # it was counted at all
    assert large[0] / small[0] <= 2, (small, large)
    assert large[1] / small[1] <= 2, (small, large)
