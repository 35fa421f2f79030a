"""A journal copied from one engine to another: the same records at the same positions, so the same root."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from fokus_core.domain.refusals import Unusable
from fokus_core.journal.engines.store import Row, Store
from fokus_core.ledger.tree import Frontier, leaf_hash, record_bytes

__all__ = ["Copied", "copy_journal"]

BATCH = 2000


class Copied(NamedTuple):
    """What was copied: up to which position, how many records, and the root hash of the tree over them."""

    head: int
    size: int
    root: bytes


def copy_journal(
    source: Store, target: Store, progress: Callable[[int, int], object] = lambda position, head: None
) -> Copied:
    """Copy what a journal holds now into an empty one, whole or not at all, and read it back.

    Raises `Unusable` where the target holds something, or is not what was copied.
    """
    head = source.head()
    if not head:
        raise Unusable("The journal is empty; there is nothing to copy.")
    with target.batch():
        if target.head():
            raise Unusable("The target holds a journal already; a copy is made into an empty one.")
        copied = Frontier()
        for rows in _batches(source, head):
            target.take_over(rows)
            _add(copied, rows)
            progress(rows[-1].position, head)
        found = Frontier()
        for rows in _batches(target, head):
            _add(found, rows)
        if (found.size, found.root, target.head()) != (copied.size, copied.root, head):
            raise Unusable("What was read back from the target is not what was copied; nothing was kept.")
    return Copied(head, copied.size, copied.root)


def _batches(store: Store, head: int) -> Iterator[list[Row]]:
    after = 0
    while after < head and (rows := [row for row in store.follow(after=after, limit=BATCH) if row.position <= head]):
        after = rows[-1].position
        yield rows


def _add(tree: Frontier, rows: list[Row]) -> None:
    for row in rows:
        tree.add(leaf_hash(record_bytes(row.position, row.type, row.keys, row.data)))
