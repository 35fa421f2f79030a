"""The built-in ledger: the Merkle tree over the journal as rows, from which its proofs are made."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.ledger.tree import Frontier, consistency, inclusion, joined, leaf_hash, peaks, record_bytes, root_of
from fokus_projections.reader import Reader
from fokus_projections.storage.schema import Column, Table, insert_into

if TYPE_CHECKING:
    from fokus_projections.storage.database import ModelDatabase

__all__ = ["LedgerProjection", "Tree"]

Ask = Callable[[str, tuple[int, ...]], Sequence[Any]]

LEAF = Table(
    "core_ledger_leaf",
    "The leaves of the Merkle tree over the journal: which record each is, numbered without gaps.",
    {
        "number": Column(int, "Number of the leaf, from 0"),
        "position": Column(int, "Place of the record in the journal"),
        "hash": Column(bytes, "Its SHA-256"),
    },
    pk=("number",),
)
NODE = Table(
    "core_ledger_node",
    "Hashes of complete subtrees of the Merkle tree over the journal (RFC 6962): those of every fourth level.",
    {
        "level": Column(int, "4, 8, and so on; a subtree has 2^level leaves"),
        "number": Column(int, "Its place on that level, from 0"),
        "hash": Column(bytes, "Its SHA-256"),
    },
    pk=("level", "number"),
)
SIZE = "SELECT coalesce(max(number), -1) + 1 FROM core_ledger_leaf"
STEP = 4  # of the levels whose hashes are stored; what lies between is hashed again when it is asked for
NODES = "SELECT hash FROM core_ledger_node WHERE level = ? AND number >= ? AND number < ? ORDER BY number"
LEAVES = "SELECT hash FROM core_ledger_leaf WHERE number >= ? AND number < ? ORDER BY number"
POSITION = "SELECT position FROM core_ledger_leaf WHERE number = ?"


class LedgerProjection:
    """Keeps the tree; whatever a record says, and whoever can read it, it is a leaf."""

    name = "core.ledger"
    version = 3
    tables = (LEAF, NODE)

    def apply(self, db: "ModelDatabase", batch: Sequence[Recorded[Fact]]) -> None:
        """Add a leaf per record, and the subtrees that it closes."""
        tree: Frontier | None = db.scratch.pop(self.name, None)
        if tree is None:
            (size,) = db.conn.execute(SIZE).fetchone()
            tree = Frontier(
                size, [_subtree(lambda *asked: db.conn.execute(*asked).fetchall(), *peak) for peak in peaks(size)]
            )
        leaves, nodes = [], []
        for record in batch:
            row, number = db.stored[record.position], tree.size
            closed = tree.add(leaf_hash(record_bytes(row.position, row.type, row.keys, row.data)))
            leaves.append((number, row.position, closed[0]))
            for level in range(STEP, len(closed), STEP):
                nodes.append((level, number >> level, closed[level]))
        db.conn.executemany(insert_into(LEAF), leaves)
        db.conn.executemany(insert_into(NODE), sorted(nodes))
        db.scratch[self.name] = tree


class Tree:
    """The tree as a read model holds it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @property
    def size(self) -> int:
        """The number of its leaves."""
        found = self._reader.first(SIZE)
        return int(found[0]) if found else 0

    def number(self, position: int) -> int | None:
        """Return the number of the leaf that the record at a position is; there are no more leaves than positions."""
        low, high = 0, min(self.size, position) - 1
        number = high  # which it is where no position is missing
        while low <= high:
            found = self.position(number)
            if found == position:
                return number
            if found is None or found > position:
                high = number - 1
            else:
                low = number + 1
            number = (low + high) // 2
        return None

    def position(self, number: int) -> int | None:
        """Return the position of the record that a leaf is."""
        found = self._reader.first(POSITION, (number,))
        return int(found[0]) if found else None

    def leaves(self, start: int, end: int) -> list[bytes]:
        """Return the hashes of the leaves from `start` up to before `end`."""
        return [bytes(hash_) for (hash_,) in self._reader.rows(LEAVES, (start, end))]

    def root(self, size: int) -> bytes:
        """Return the root hash of the first `size` leaves."""
        return root_of(size, self._node)

    def inclusion(self, number: int, size: int) -> list[bytes]:
        """Return the proof that a leaf is one of the first `size`."""
        return inclusion(number, size, self._node)

    def consistency(self, old: int, size: int) -> list[bytes]:
        """Return the proof that the first `size` leaves begin with the first `old`."""
        return consistency(old, size, self._node)

    def _node(self, level: int, number: int) -> bytes:
        return _subtree(self._reader.rows, level, number)


def _subtree(ask: Ask, level: int, number: int) -> bytes:
    """Return the hash of a complete subtree, of those that are stored below it; raises `LookupError`."""
    above = level % STEP
    start, end = number << above, (number + 1) << above
    rows = ask(NODES, (level - above, start, end)) if level >= STEP else ask(LEAVES, (start, end))
    if len(rows) < 1 << above:
        raise LookupError(f"The tree has no subtree {number} on level {level}.")
    hashes = [bytes(hash_) for (hash_,) in rows]
    while len(hashes) > 1:
        hashes = [joined(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]
