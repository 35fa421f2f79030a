"""The Merkle tree of RFC 6962: how records, leaves and subtrees are hashed, and what proves that one holds another."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, reduce
from hashlib import sha256
from struct import Struct

__all__ = ["EMPTY", "Frontier", "consistency", "inclusion", "joined", "leaf_hash", "peaks", "record_bytes", "root_of"]

Node = Callable[[int, int], bytes]  # the hash of a complete subtree, by its level and its number there

EMPTY = sha256().digest()
_number, _numbers = Struct(">Q").pack, Struct(">QQ").pack


def record_bytes(position: int, type_: str, keys: Iterable[str], data: bytes) -> bytes:
    """Return what is hashed of a stored record: the same on every engine, and never the same for two records.

    Position and number of parts, then each part behind its length: type, keys in the order of their bytes, data.
    Numbers are 8 bytes, big-endian.
    """
    parts = [key.encode() for key in sorted(keys)]  # code points sort as their UTF-8 does
    found = [_numbers(position, len(parts) + 2), _behind_length(type_)]
    for part in parts:
        found.append(_number(len(part)))
        found.append(part)
    found.append(_number(len(data)))
    found.append(data)
    return b"".join(found)


@lru_cache(1000)
def _behind_length(type_: str) -> bytes:
    part = type_.encode()
    return _number(len(part)) + part


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf (RFC 6962 §2.1)."""
    return sha256(b"\0" + entry).digest()


def joined(left: bytes, right: bytes) -> bytes:
    """Return the hash of a subtree that is more than a leaf (RFC 6962 §2.1)."""
    return sha256(b"\1" + left + right).digest()


def peaks(size: int) -> list[tuple[int, int]]:
    """Return level and number of the complete subtrees that make up a tree of a size, the largest first."""
    return [(level, (size >> level) - 1) for level in reversed(range(size.bit_length())) if size >> level & 1]


def _root(hashes: Sequence[bytes]) -> bytes:
    return reduce(lambda right, left: joined(left, right), reversed(hashes)) if hashes else EMPTY


class Frontier:
    """A tree that grows: its size, and the hashes of its peaks."""

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self._hashes = [*hashes]

    def add(self, leaf: bytes) -> list[bytes]:
        """Add a leaf and return the hashes of the complete subtrees it closes, from level 0 upwards."""
        closed, number = [leaf], self.size
        while number & 1:
            closed.append(joined(self._hashes.pop(), closed[-1]))
            number >>= 1
        self._hashes.append(closed[-1])
        self.size += 1
        return closed

    @property
    def root(self) -> bytes:
        """The root hash of the tree as it is now."""
        return _root(self._hashes)


def root_of(size: int, node: Node) -> bytes:
    """Return the root hash of the first `size` leaves."""
    return _root([node(level, number) for level, number in peaks(size)])


def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """Return the proof that a tree of a size holds the leaf at an index (RFC 6962 §2.1.1)."""
    return [_hash(start, end, node) for start, end in _beside(index, index + 1, size)]


def consistency(old: int, size: int, node: Node) -> list[bytes]:
    """Return the proof that a tree of a size begins with one of the size `old`, at least 1 (RFC 6962 §2.1.2)."""
    start, end = 0, size
    while end != old:  # down to the last subtree that the old tree holds whole
        middle = start + _left(end - start)
        start, end = (start, middle) if old <= middle else (middle, end)
    rest = [_hash(low, high, node) for low, high in _beside(start, end, size)]
    return rest if start == 0 else [_hash(start, end, node), *rest]


def _beside(low: int, high: int, size: int) -> list[tuple[int, int]]:
    """Return the ranges beside the way from the root down to a range, the lowest first."""
    start, end = 0, size
    found: list[tuple[int, int]] = []
    while (start, end) != (low, high):
        middle = start + _left(end - start)
        if high <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def _left(length: int) -> int:
    """Return how many of some leaves stand in the left subtree: the largest power of two that is smaller."""
    return 1 << (length - 1).bit_length() - 1


def _hash(start: int, end: int, node: Node) -> bytes:
    """Return the hash of a subtree, complete or at the right edge."""
    return _root([node(level, (start >> level) + number) for level, number in peaks(end - start)])
