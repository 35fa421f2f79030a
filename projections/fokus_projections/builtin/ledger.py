"""The built-in ledger: the Merkle tree over the journal as rows, from which its proofs are made."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.ledger.tree import Frontier, consistency, inclusion, leaf_hash, peaks, record_bytes, root_of
from fokus_projections.reader import Reader
from fokus_projections.storage.schema import Column, Table, insert_into

if TYPE_CHECKING:
    from fokus_projections.storage.database import ModelDatabase

__all__ = ["LedgerProjection", "Tree"]

LEAF = Table(
    "core_ledger_leaf",
    "The leaves of the Merkle tree over the journal: which record each is, numbered without gaps.",
    {
        "number": Column(int, "Number of the leaf, from 0"),
        "position": Column(int, "Place of the record in the journal"),
        "hash": Column(bytes, "Its SHA-256"),
    },
    pk=("number",),
    indexes=(("position",),),
)
NODE = Table(
    "core_ledger_node",
    "The hashes of the complete subtrees of the Merkle tree over the journal that are more than a leaf (RFC 6962).",
    {
        "level": Column(int, "From 1; a subtree has 2^level leaves"),
        "number": Column(int, "Its place on that level, from 0"),
        "hash": Column(bytes, "Its SHA-256"),
    },
    pk=("level", "number"),
)
SIZE = "SELECT coalesce(max(number), -1) + 1 FROM core_ledger_leaf"
HASH = "SELECT hash FROM core_ledger_node WHERE level = ? AND number = ?"
OF_LEAF = "SELECT hash FROM core_ledger_leaf WHERE number = ?"
LEAVES = "SELECT hash FROM core_ledger_leaf WHERE number >= ? AND number < ? ORDER BY number"
NUMBER = "SELECT number FROM core_ledger_leaf WHERE position = ?"
POSITION = "SELECT position FROM core_ledger_leaf WHERE number = ?"


class LedgerProjection:
    """Keeps the tree; whatever a record says, and whoever can read it, it is a leaf."""

    name = "core.ledger"
    version = 2
    tables = (LEAF, NODE)

    def apply(self, db: "ModelDatabase", batch: Sequence[Recorded[Fact]]) -> None:
        """Add a leaf per record, and the subtrees that it closes."""
        tree: Frontier | None = db.scratch.pop(self.name, None)
        if tree is None:
            (size,) = db.conn.execute(SIZE).fetchone()
            tree = Frontier(size, [db.conn.execute(*_asked(*peak)).fetchone()[0] for peak in peaks(size)])
        leaves, nodes = [], []
        for record in batch:
            row, number = db.stored[record.position], tree.size
            closed = tree.add(leaf_hash(record_bytes(row.position, row.type, row.keys, row.data)))
            leaves.append((number, row.position, closed[0]))
            if len(closed) > 1:
                nodes += [(level, number >> level, hash_) for level, hash_ in enumerate(closed) if level]
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
        """Return the number of the leaf that the record at a position is."""
        found = self._reader.first(NUMBER, (position,))
        return int(found[0]) if found else None

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
        found = self._reader.first(*_asked(level, number))
        if found is None:
            raise LookupError(f"The tree has no subtree {number} on level {level}.")
        return bytes(found[0])


def _asked(level: int, number: int) -> tuple[str, tuple[int, ...]]:
    """Return the question for the hash of a subtree."""
    return (HASH, (level, number)) if level else (OF_LEAF, (number,))
