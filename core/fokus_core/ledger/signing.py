"""The one signer: hashes the journal itself, and signs its tree only where that extends what was signed last."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from fokus_core.domain.refusals import Unusable
from fokus_core.jobs.job import JobContext
from fokus_core.ledger.note import Checkpoint, SigningKey, SigningKeys
from fokus_core.ledger.tree import EMPTY, Frontier, leaf_hash, record_bytes
from fokus_core.storage.durable import locked, write_whole

__all__ = ["CHECKPOINT", "SPACE", "Ledger", "NotExtended", "SignLedger"]

BATCH = 2000
SPACE, CHECKPOINT = "ledger", "checkpoint"  # where the state store keeps the last checkpoint, for every node


class StoredRecord(Protocol):
    """A record as it lies in the journal."""

    @property
    def position(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def keys(self) -> tuple[str, ...]: ...
    @property
    def data(self) -> bytes: ...


class Records(Protocol):
    """Where the records of a journal are read in their order."""

    def follow(self, *, after: int, limit: int) -> Sequence[StoredRecord]:
        """Return up to `limit` records after a position, in order."""
        ...


class NotExtended(Unusable):
    """The journal does not extend what was signed last: it was shortened, or is another one."""

    def __init__(self, slug: str, message: str) -> None:
        super().__init__(message)
        self.slug = slug


class Seen(NamedTuple):
    """A tree as it was hashed, and position and leaf hash of its last record."""

    tree: Frontier
    position: int
    leaf: bytes


class Ledger:
    """The signing keys of a journal and the head that was signed last, which lies where no backup restores it."""

    def __init__(self, key: Path, head: Path) -> None:
        self.key_file = key
        self.head_file = head
        self._lock = threading.Lock()
        self._seen = Seen(Frontier(), 0, b"")  # the tree as last hashed, and its last record with the position of that

    @property
    def kept(self) -> bool:
        """Whether a key was made here."""
        return self.key_file.exists()

    @property
    def keys(self) -> SigningKeys:
        """The signing keys; raises `Unusable`."""
        return SigningKeys.parse(_text(self.key_file, "The signing key of the ledger"))

    def make_key(self, name: str) -> SigningKeys:
        """Make the key and, signed by it, the head of an empty tree; raises `Unusable` where one was made before."""
        keys = SigningKeys([SigningKey.make(name)])
        for path in (self.key_file, self.head_file):
            if path.exists():
                raise Unusable(f"{path} is there already; what it belongs to was signed and is never begun anew.")
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self.head_file, keys.sign(Checkpoint(name, 0, EMPTY)).encode(), replace=False)
        write_whole(self.key_file, keys.secret.encode(), replace=False)
        return keys

    def add_key(self) -> SigningKeys:
        """Make a further key of the same name; both sign from now on. Raises `Unusable` while there are two."""
        with locked(self.head_file.parent):
            keys = self.keys
            if len(keys.keys) > 1:
                raise Unusable(f"Two keys sign already; retire the older one first, which is {keys.keys[0].id}.")
            return self._change(keys, SigningKeys([*keys.keys, SigningKey.make(keys.name)]))

    def retire_key(self, id_: str) -> SigningKeys:
        """Destroy one of two keys; the other one signs alone from now on. Raises `Unusable`."""
        with locked(self.head_file.parent):
            keys = self.keys
            left = [key for key in keys.keys if key.id != id_]
            if len(left) == len(keys.keys):
                raise Unusable(f"No key {id_} signs; there is {' and '.join(key.id for key in keys.keys)}.")
            if not left:
                raise Unusable("The only key is never retired; add one first.")
            return self._change(keys, SigningKeys(left))

    def _change(self, before: SigningKeys, after: SigningKeys) -> SigningKeys:
        """Let other keys sign, the last head first of all, which some key of either file has signed at any time."""
        head = before.read(self.last())
        write_whole(self.head_file, SigningKeys([*before.keys, *after.keys]).sign(head).encode())
        write_whole(self.key_file, after.secret.encode())
        write_whole(self.head_file, after.sign(head).encode())
        return after

    def last(self) -> str:
        """Return the note that was signed last; raises `Unusable` where it is missing or not of this key."""
        note = _text(self.head_file, "The last signed head of the ledger")
        self.keys.read(note)
        return note

    def held(self, records: Records) -> Checkpoint:
        """Return the tree of a journal as it is now; raises `NotExtended` unless it extends what was signed last."""
        with self._lock:
            signed = self.keys.read(self.last())
            (tree, position, leaf), self._seen = self._seen, Seen(Frontier(), 0, b"")  # kept only if nothing is found
            last = records.follow(after=position - 1, limit=1) if position else ()
            if tree.size > signed.size or leaf not in {_leaf(row) for row in last}:
                tree, position, leaf = Seen(Frontier(), 0, b"")  # another journal lies here than was hashed before
            root = tree.root if tree.size == signed.size else None
            while rows := records.follow(after=position, limit=BATCH):
                for row in rows:
                    leaf = _leaf(row)
                    tree.add(leaf)
                    root = tree.root if tree.size == signed.size else root
                position = rows[-1].position
            if tree.size < signed.size:
                message = f"The journal has {tree.size} records; the last signed checkpoint had {signed.size}."
                raise NotExtended("ledger-shortened", message)
            if root != signed.root:
                message = f"The first {signed.size} records are not those of the last signed checkpoint."
                raise NotExtended("ledger-forked", message)
            self._seen = Seen(tree, position, leaf)
            return Checkpoint(signed.origin, tree.size, tree.root)

    def sign(self, records: Records) -> str:
        """Sign the tree of a journal if it grew, and return the last signed note; raises `NotExtended`, `Unusable`."""
        with locked(self.head_file.parent):
            note = self.keys.sign(self.held(records))
            if note != self.last():  # it grew, or other keys sign
                write_whole(self.head_file, note.encode())
            return note


class HasLedger(Protocol):
    """What the job needs of the house."""

    @property
    def ledger(self) -> Ledger: ...
    @property
    def records(self) -> Records: ...


class SignLedger:
    """Signs the tree over the journal, where a key was made for it."""

    name = "core.sign-ledger"
    every = 60.0

    def run(self, context: JobContext[HasLedger]) -> None:
        """Sign what was added since; raises `Unusable` where that must not be."""
        ledger, shown = context.services.ledger, context.state_store.get(SPACE, CHECKPOINT)
        if not ledger.kept:
            if shown is not None:
                raise Unusable(f"The signing key of the ledger is missing at {ledger.key_file}.")
            return
        if context.holds() and (note := ledger.sign(context.services.records).encode()) != shown:
            context.state_store.put(SPACE, CHECKPOINT, note)


def _leaf(row: StoredRecord) -> bytes:
    return leaf_hash(record_bytes(row.position, row.type, row.keys, row.data))


def _text(path: Path, what: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{what} cannot be read at {path}.") from error
