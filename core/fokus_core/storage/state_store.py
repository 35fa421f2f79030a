"""The small mutable store: sessions, link hashes, rate limits, used steps, drafts, leases and access entries."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from fokus_core.storage.database import Database
from fokus_core.storage.earlier_names import take_over
from fokus_core.storage.open_database import open_database
from fokus_core.storage.owner import belong, owner

__all__ = ["AccessEntry", "StateStore", "open_state_store"]

TABLES = (
    "CREATE TABLE IF NOT EXISTS state_entries (space TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, "
    "count INTEGER NOT NULL DEFAULT 0, expires REAL, PRIMARY KEY (space, key))",
    "CREATE INDEX IF NOT EXISTS state_entries_by_expiry ON state_entries (expires) WHERE expires IS NOT NULL",
    "CREATE TABLE IF NOT EXISTS state_leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, since REAL NOT NULL, "
    "ends REAL NOT NULL)",
    "CREATE TABLE IF NOT EXISTS state_access (number INTEGER PRIMARY KEY, at REAL NOT NULL, actor TEXT NOT NULL, "
    "permission TEXT NOT NULL, subject TEXT NOT NULL, position INTEGER NOT NULL, purpose TEXT NOT NULL)",
    "CREATE INDEX IF NOT EXISTS state_access_by_subject ON state_access (subject, number)",
)

TWICE = {  # nothing else tells that a bit flipped in them
    "state_entries": "space, key, value, count, expires",
    "state_leases": "name, holder, since, ends",
    "state_access": "number, at, actor, permission, subject, position, purpose",
}


class AccessEntry(NamedTuple):
    """Who opened whose personal fields, by which permission, at which position of the journal, and what for."""

    number: int
    at: datetime
    actor: str
    permission: str
    subject: str
    position: int
    purpose: str


class StateStore:
    """Entries of bytes under a space and a key, gone when they expire (seconds since 1970, by the database's clock)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._spaces: Collection[str] | None = None
        database.create(TABLES, append_only=["state_access"], twice=TWICE)

    def take_only(self, spaces: Collection[str]) -> None:
        """Take entries of these spaces alone from now on; `ValueError` for others, which nobody would erase."""
        self._spaces = spaces

    def _demand(self, space: str) -> None:
        if self._spaces is not None and space not in self._spaces:
            raise ValueError(f"The state store has no space {space!r}: the programme declares no such Trace.")

    def put(self, space: str, key: str, value: bytes, *, expires: float | None = None) -> None:
        """Store a value in place of any earlier one."""
        self._demand(space)
        self._database.execute(
            "INSERT INTO state_entries (space, key, value, count, expires) VALUES (?, ?, ?, 0, ?) "
            "ON CONFLICT (space, key) DO UPDATE SET value = excluded.value, count = 0, expires = excluded.expires",
            (space, key, value, expires),
        )

    def get(self, space: str, key: str) -> bytes | None:
        """Return the value, None when there is none or it expired."""
        rows = self._database.query(
            "SELECT value FROM state_entries WHERE space = ? AND key = ? "
            "AND (expires IS NULL OR expires > unixepoch('subsec'))",
            (space, key),
        )
        return bytes(rows[0][0]) if rows else None

    def delete(self, space: str, key: str) -> None:
        """Remove an entry if it is there."""
        self._database.execute("DELETE FROM state_entries WHERE space = ? AND key = ?", (space, key))

    def take(self, space: str, key: str) -> bytes | None:
        """Return the value and remove it in one step: of many callers exactly one gets it."""
        rows = self._database.execute(
            "DELETE FROM state_entries WHERE space = ? AND key = ? "
            "AND (expires IS NULL OR expires > unixepoch('subsec')) RETURNING value",
            (space, key),
        )
        return bytes(rows[0][0]) if rows else None

    def add(self, space: str, key: str, value: bytes, *, expires: float | None = None) -> bool:
        """Store a value only where there is none; of many callers exactly one is told True."""
        self._demand(space)
        return bool(
            self._database.execute(
                "INSERT INTO state_entries (space, key, value, count, expires) VALUES (?, ?, ?, 0, ?) "
                "ON CONFLICT (space, key) DO UPDATE SET value = excluded.value, count = 0, expires = excluded.expires "
                "WHERE state_entries.expires <= unixepoch('subsec') RETURNING key",
                (space, key, value, expires),
            )
        )

    def compare_and_set(self, space: str, key: str, old: bytes, new: bytes) -> bool:
        """Replace `old` by `new`, keeping the expiry; False when the value is another, is gone or expired."""
        return bool(
            self._database.execute(
                "UPDATE state_entries SET value = ? WHERE space = ? AND key = ? AND value = ? "
                "AND (expires IS NULL OR expires > unixepoch('subsec')) RETURNING key",
                (new, space, key, old),
            )
        )

    def count_within(self, space: str, key: str, seconds: float, *, by: int = 1) -> tuple[int, float]:
        """Add to a count whose window begins with its first entry; return it and the seconds until it begins anew."""
        self._demand(space)
        rows = self._database.execute(
            "INSERT INTO state_entries (space, key, value, count, expires) "
            "VALUES (?, ?, ?, ?, unixepoch('subsec') + ?) ON CONFLICT (space, key) DO UPDATE SET "
            "count = excluded.count + "
            "CASE WHEN state_entries.expires <= unixepoch('subsec') THEN 0 ELSE state_entries.count END, "
            "expires = CASE WHEN state_entries.expires <= unixepoch('subsec') "
            "THEN excluded.expires ELSE state_entries.expires END "
            "RETURNING count, expires - unixepoch('subsec')",
            (space, key, b"", by, seconds),
        )
        return int(rows[0][0]), float(rows[0][1])

    def scan(self, space: str, prefix: str = "", after: str = "", limit: int = 100) -> list[tuple[str, bytes]]:
        """Return up to `limit` keys and values in key order: those that start with `prefix` and come after `after`."""
        rows = self._database.query(
            "SELECT key, value FROM state_entries WHERE space = ? AND key >= ? AND key < ? AND key > ? "
            "AND (expires IS NULL OR expires > unixepoch('subsec')) ORDER BY key LIMIT ?",
            (space, prefix, prefix + "\U0010ffff", after, limit),
        )
        return [(key, bytes(value)) for key, value in rows]

    def naming(self, space: str, text: str) -> list[tuple[str, bytes]]:
        """Return keys and values of a space in which a text stands, expired ones included."""
        rows = self._database.query("SELECT key, value FROM state_entries WHERE space = ?", (space,))
        sought = text.encode()
        return [(key, bytes(value)) for key, value in rows if text in key or sought in bytes(value)]

    def forget(self, space: str, text: str) -> int:
        """Remove the entries of a space in which a text stands, bytes included; return how many that were."""
        found = self.naming(space, text)
        for key, _value in found:
            self.delete(space, key)
        self._database.scrub()
        return len(found)

    def purge_expired(self) -> int:
        """Remove what has expired, bytes included; return how many entries that were."""
        gone = self._database.execute("DELETE FROM state_entries WHERE expires <= unixepoch('subsec') RETURNING key")
        if gone:
            self._database.scrub()
        return len(gone)

    def lease(self, name: str, holder: str, seconds: float) -> bool:
        """Take or renew a lease; False while another holder has it.

        A lease that seems to end later than it can was taken before a restart of the clock and counts as ended.
        """
        with self._database.transaction(f"lease {name}"):
            now = self._database.clock()
            rows = self._database.query("SELECT holder, since, ends FROM state_leases WHERE name = ?", (name,))
            if rows and rows[0][0] != holder and rows[0][1] <= now < rows[0][2]:
                return False
            self._database.execute(
                "INSERT INTO state_leases (name, holder, since, ends) VALUES (?, ?, ?, ?) ON CONFLICT (name) "
                "DO UPDATE SET holder = excluded.holder, since = excluded.since, ends = excluded.ends",
                (name, holder, now, now + seconds),
            )
            return True

    def release(self, name: str, holder: str) -> None:
        """Give a lease back; does nothing when another holder has it."""
        self._database.execute("DELETE FROM state_leases WHERE name = ? AND holder = ?", (name, holder))

    def record_access(
        self, *, at: datetime, actor: str, permission: str, opened: Iterable[tuple[str, int, str]]
    ) -> None:
        """Append that an actor opened fields: whose, in which position, for which purpose; never the data."""
        with self._database.transaction("access"):
            for subject, position, purpose in opened:
                self._database.execute(
                    "INSERT INTO state_access (at, actor, permission, subject, position, purpose) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    (at.timestamp(), actor, permission, subject, position, purpose),
                )

    def accesses(self, *, subject: str, after: int = 0, limit: int = 1000) -> list[AccessEntry]:
        """Return up to `limit` access entries about a subject, oldest first, with a number greater than `after`."""
        rows = self._database.query(
            "SELECT number, at, actor, permission, subject, position, purpose FROM state_access "
            "WHERE subject = ? AND number > ? ORDER BY number LIMIT ?",
            (subject, after, limit),
        )
        return [AccessEntry(row[0], datetime.fromtimestamp(row[1], UTC), *row[2:]) for row in rows]

    @property
    def journal(self) -> str | None:
        """The id of the journal it belongs to, None before `belong`."""
        return owner(self._database, "state_store")

    def belong(self, journal: str) -> None:
        """Belong to a journal from now on."""
        belong(self._database, "state_store", journal)

    def flaws(self) -> list[str]:
        """Return what the engine finds wrong with the files."""
        return self._database.flaws()

    def backup(self, target: str) -> None:
        """Write a consistent copy of a SQLite state store to the new file `target`."""
        self._database.backup(target)

    def close(self) -> None:
        """Release the connections."""
        self._database.close()


def open_state_store(url: str) -> StateStore:
    """Open or create the state store at `sqlite:///path` or `postgresql://…`, or take over an earlier release's.

    Raises `Unusable`, `Unavailable`.
    """
    take_over(url)
    database = open_database(url, "state_store")
    try:
        return StateStore(database)
    except BaseException:
        database.close()
        raise
