"""The directory: keyed hashes of what persons are recognised by, beside their random ids, in the vault's database."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection
from itertools import combinations

from fokus_core.privacy.likeness import KINDS, Agreement, Kind, Likely, Mark, agreement
from fokus_core.storage.database import Database

__all__ = ["PEOPLE_TABLES", "Directory"]

FORGOTTEN = bytes(32)  # as long as a digest
SPAN = 256  # buckets of one kind of marks, one for each first byte of a digest; those below are of an earlier release
PEOPLE_TABLES = (
    # Rows are appended and overwritten in place, as the keys. An index over the digests would copy them about: one byte
    # of each is indexed, which tells nobody apart.
    "CREATE TABLE IF NOT EXISTS vault_people (number INTEGER PRIMARY KEY, bucket INTEGER NOT NULL, "
    "digest BLOB NOT NULL, person TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS vault_people_by_bucket ON vault_people (bucket)",
    "CREATE INDEX IF NOT EXISTS vault_people_by_person ON vault_people (person)",
)


class Directory:
    """Who is recognised by what; the key of the hashes never leaves the vault."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database = database
        self._key = key

    def likely(self, marks: Collection[Mark]) -> Likely:
        """Return who is likely meant by marks."""
        same: set[str] = set()
        agreeing: defaultdict[str, set[Agreement]] = defaultdict(set)
        for mark, digest in self._digests(marks):
            for kind, person in self._holders(digest):
                if kind == mark.kind == "whole":
                    same.add(person)
                elif (found := agreement(mark, kind)) is not None:
                    agreeing[person].add(found)
        return Likely(frozenset(same), {one: frozenset(some) for one, some in agreeing.items() if one not in same})

    def holds(self, person: str) -> bool:
        """Tell whether there is anything by which a person is recognised; marks of an earlier release are not."""
        sql = "SELECT 1 FROM vault_people WHERE person = ? AND bucket >= ? AND digest <> ? LIMIT 1"
        return bool(self._database.query(sql, (person, SPAN, FORGOTTEN)))

    def append(self, person: str, marks: Collection[Mark]) -> None:
        """Record by what a person is recognised, as far as it is not there yet; the caller holds the lock."""
        for mark, digest in self._digests(marks):
            if (mark.kind, person) not in self._holders(digest):
                self._database.execute(
                    "INSERT INTO vault_people (bucket, digest, person) VALUES (?, ?, ?)",
                    (_bucket(mark.kind, digest), digest, person),
                )

    def count(self) -> int:
        """Return how many persons are recognised."""
        sql = "SELECT count(DISTINCT person) FROM vault_people WHERE digest <> ?"
        return int(self._database.query(sql, (FORGOTTEN,))[0][0])

    def forget(self, person: str) -> None:
        """Overwrite everything by which a person is recognised."""
        self._database.execute("UPDATE vault_people SET digest = ? WHERE person = ?", (FORGOTTEN, person))

    def alike(self) -> list[tuple[str, str, frozenset[Agreement]]]:
        """Return every two persons who agree in something, the smaller id first, and in what."""
        holders: defaultdict[bytes, set[tuple[Kind, str]]] = defaultdict(set)
        for bucket, digest, person in self._database.query("SELECT bucket, digest, person FROM vault_people"):
            if bytes(digest) != FORGOTTEN and bucket >= SPAN:
                holders[bytes(digest)].add((KINDS[bucket // SPAN - 1], person))
        found: defaultdict[tuple[str, str], set[Agreement]] = defaultdict(set)
        for some in holders.values():
            for (kind, one), (other_kind, other) in combinations(sorted(some), 2):
                agreed = agreement(Mark(kind, ""), other_kind)
                if one != other and agreed is not None:
                    found[min(one, other), max(one, other)].add(agreed)
        return [(one, other, frozenset(agreed)) for (one, other), agreed in sorted(found.items())]

    def _digests(self, marks: Collection[Mark]) -> list[tuple[Mark, bytes]]:
        return [(one, hmac.digest(self._key, one.text.encode(), hashlib.sha256)) for one in sorted(marks)]

    def _holders(self, digest: bytes) -> set[tuple[Kind, str]]:
        buckets = [_bucket(kind, digest) for kind in KINDS]
        rows = self._database.query(
            f"SELECT bucket, person FROM vault_people WHERE bucket IN ({', '.join('?' * len(buckets))}) AND digest = ?",
            (*buckets, digest),
        )
        return {(KINDS[bucket // SPAN - 1], person) for bucket, person in rows}


def _bucket(kind: Kind, digest: bytes) -> int:
    return SPAN * (1 + KINDS.index(kind)) + digest[0]
