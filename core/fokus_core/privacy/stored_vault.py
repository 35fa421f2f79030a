"""The vault in a database: every key wrapped by the master key or a key service, every person under a keyed hash."""

import secrets
from collections.abc import Callable, Collection

from fokus_core.domain.refusals import Unusable
from fokus_core.privacy import key_states
from fokus_core.privacy.directory import PEOPLE_TABLES, Directory
from fokus_core.privacy.key_service import KeyService, MasterKey, WrongKey
from fokus_core.privacy.key_states import BLOCKED_TABLE, DESTROYED, set_blocked, status_of
from fokus_core.privacy.likeness import Agreement, Likely, Mark
from fokus_core.privacy.vault import KeyLost, PersonErasedError, VaultStatus
from fokus_core.storage.database import Database
from fokus_core.storage.open_database import open_database
from fokus_core.storage.owner import belong, owner

__all__ = ["StoredVault", "open_vault"]

ANY = "*"
DIGEST = "core.digest"
PEOPLE = "vault people"  # the lock of all who enter or forget somebody

TABLES = (
    "CREATE TABLE IF NOT EXISTS vault_secrets (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL)",
    # Rows are only appended and overwritten in place: no page is ever rearranged, so no second copy of a key arises.
    "CREATE TABLE IF NOT EXISTS vault_keys (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, "
    "subject TEXT NOT NULL, purpose TEXT NOT NULL, matter TEXT NOT NULL, wrapped BLOB NOT NULL, "
    "UNIQUE (subject, purpose, matter))",
    BLOCKED_TABLE,
    "CREATE TABLE IF NOT EXISTS vault_erased (subject TEXT NOT NULL, purpose TEXT NOT NULL, matter TEXT NOT NULL, "
    "PRIMARY KEY (subject, purpose, matter))",
    *PEOPLE_TABLES,
)


class StoredVault:
    """A vault in a database. No key is kept in memory: another process or node may destroy it at any moment."""

    def __init__(self, database: Database, keys: KeyService, *, new: bool = True) -> None:
        self._database = database
        self._keys = keys
        if not new and not (database.holds("vault_secrets") and database.query("SELECT 1 FROM vault_secrets")):
            raise Unusable("The vault is empty, but there are facts whose keys it held; restore it from a backup.")
        with database.transaction("vault"):
            database.create(TABLES)
            if not (rows := database.query("SELECT wrapped FROM vault_secrets WHERE name = 'directory'")):
                wrapped = keys.wrap("directory", secrets.token_bytes(32))
                database.execute("INSERT INTO vault_secrets (name, wrapped) VALUES ('directory', ?)", (wrapped,))
                rows = [(wrapped,)]
        directory = self._unwrap("directory", rows[0][0])  # also the check value of the master key
        if directory is None:
            raise Unusable("The vault is damaged: its directory key was overwritten.")
        self._directory = directory
        self._people = Directory(database, directory)

    def rewrap(self, keys: KeyService) -> int:
        """Let another service wrap the directory key and every key that is left, in one transaction."""
        with self._database.transaction("vault"):
            rows = self._database.query("SELECT id, wrapped FROM vault_keys WHERE wrapped <> ?", (DESTROYED,))
            opened = [(key_id, self._unwrap(key_id, wrapped)) for key_id, wrapped in rows]
            for key_id, key in opened:
                if key is not None:
                    self._database.execute(
                        "UPDATE vault_keys SET wrapped = ? WHERE id = ?", (keys.wrap(key_id, key), key_id)
                    )
            self._database.execute(
                "UPDATE vault_secrets SET wrapped = ? WHERE name = 'directory'",
                (keys.wrap("directory", self._directory),),
            )
        self._keys = keys
        self._database.scrub()
        return len(opened)

    def _unwrap(self, key_id: str, wrapped: bytes) -> bytes | None:
        if wrapped == DESTROYED:
            return None
        try:
            return self._keys.unwrap(key_id, wrapped)
        except WrongKey as error:
            raise Unusable("The master key does not fit this vault, or the vault is damaged.") from error

    def key_for(self, subject: str, purpose: str, case: str = "") -> tuple[str, bytes]:
        """Look the key up; make it under the subject's lock when it is missing and nothing forbids it."""
        if ANY in (purpose, case):
            raise ValueError("'*' is no purpose and no case.")
        if found := self._find(subject, purpose, case):
            return found
        with self._database.transaction(f"vault {subject}"):
            if found := self._find(subject, purpose, case):
                return found
            if self._database.query(
                "SELECT 1 FROM vault_erased WHERE subject = ? AND purpose IN ('*', ?) AND matter IN ('*', ?)",
                (subject, purpose, case),
            ):
                raise PersonErasedError
            key_id, key = secrets.token_hex(16), secrets.token_bytes(32)
            self._database.execute(
                "INSERT INTO vault_keys (id, subject, purpose, matter, wrapped) VALUES (?, ?, ?, ?, ?)",
                (key_id, subject, purpose, case, self._keys.wrap(key_id, key)),
            )
        return key_id, key

    def _find(self, subject: str, purpose: str, case: str) -> tuple[str, bytes] | None:
        rows = self._database.query(
            "SELECT id, wrapped FROM vault_keys WHERE subject = ? AND purpose = ? AND matter = ?",
            (subject, purpose, case),
        )
        if not rows:
            return None
        key_id, wrapped = rows[0]
        if (key := self._unwrap(key_id, wrapped)) is None:
            raise PersonErasedError
        return key_id, key

    def key(self, key_id: str, *, although_blocked: bool = False) -> bytes | None:
        """Look the key up by its id."""
        rows = self._database.query(
            "SELECT wrapped, (SELECT count(*) FROM vault_blocked b WHERE b.subject = k.subject) FROM vault_keys k "
            "WHERE id = ?",
            (key_id,),
        )
        if not rows:
            raise KeyLost("The vault has never held this key.")
        if rows[0][1] and not although_blocked:
            return None
        try:
            return self._unwrap(key_id, rows[0][0])
        except Unusable as error:  # the master key fits, as it opened the directory key
            raise KeyLost("The key is damaged.") from error

    def digest_key(self, subject: str = "") -> bytes:
        """Return the subject's key of a purpose nobody else uses."""
        return self.key_for(subject, DIGEST)[1]

    def destroy(self, subject: str, purpose: str | None = None, case: str | None = None) -> int:
        """Leave a tombstone, overwrite the keys, and clear the engine's log of them."""
        if not subject:
            raise ValueError("The keys that belong to nobody cannot be destroyed.")
        purpose, case = purpose or ANY, ANY if case is None else case
        with self._database.transaction(f"vault {subject}"):
            self._database.execute(
                "INSERT INTO vault_erased (subject, purpose, matter) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (subject, purpose, case),
            )
            gone = self._database.execute(
                "UPDATE vault_keys SET wrapped = ? WHERE subject = ? AND wrapped <> ? "
                "AND (purpose = ? OR ? = '*') AND (matter = ? OR ? = '*') RETURNING id",
                (DESTROYED, subject, DESTROYED, purpose, purpose, case, case),
            )
        if (purpose, case) == (ANY, ANY):  # after the tombstone, which keeps others from entering the person anew
            with self._database.transaction(PEOPLE):
                self._people.forget(subject)
        self._database.scrub()
        return len(gone)

    def active(self) -> list[tuple[str, str]]:
        """List the rows that are no tombstones."""
        return key_states.active_keys(self._database)

    def retire(self, key_id: str) -> None:
        """Make room for another key of the same purpose and case."""
        key_states.retire(self._database, key_id)

    def destroy_key(self, key_id: str) -> bool:
        """Overwrite it, and make room for another."""
        return key_states.destroy_key(self._database, key_id)

    def destroyed(self, subject: str) -> int:
        """Count the tombstones."""
        sql = "SELECT count(*) FROM vault_keys WHERE subject = ? AND wrapped = ?"
        return int(self._database.query(sql, (subject, DESTROYED))[0][0])

    def erased(self, subject: str) -> bool:
        """Look for the tombstone that covers every purpose and case."""
        sql = "SELECT 1 FROM vault_erased WHERE subject = ? AND purpose = '*' AND matter = '*'"
        return bool(self._database.query(sql, (subject,)))

    def likely(self, marks: Collection[Mark]) -> Likely:
        """Ask the directory."""
        return self._people.likely(marks)

    def recognises(self, person: str) -> bool:
        """Ask the directory."""
        return self._people.holds(person)

    def enter(self, person: str, marks: Collection[Mark], holds: Callable[[Likely], bool]) -> bool:
        """Look once more under the lock, and append what is not there yet."""
        if not marks:
            return True
        with self._database.transaction(PEOPLE):
            if not holds(self.likely(marks)):
                return False
            if self.erased(person):
                raise PersonErasedError
            self._people.append(person, marks)
        return True

    def alike(self) -> list[tuple[str, str, frozenset[Agreement]]]:
        """Ask the directory."""
        return self._people.alike()

    def block(self, subject: str, *, blocked: bool) -> None:
        """Note it, or strike the note."""
        set_blocked(self._database, subject, blocked=blocked)

    def status(self) -> VaultStatus:
        """Count the rows."""
        return status_of(self._database, self._people.count())

    @property
    def journal(self) -> str | None:
        """The id of the journal it belongs to, None before `belong`."""
        return owner(self._database, "vault")

    def belong(self, journal: str) -> None:
        """Belong to a journal from now on."""
        belong(self._database, "vault", journal)

    def flaws(self) -> list[str]:
        """Return what the engine finds wrong with the files."""
        return self._database.flaws()

    def backup(self, target: str) -> None:
        """Copy the database; every key in the copy is wrapped as here."""
        self._database.backup(target)

    def close(self) -> None:
        """Release the connections."""
        self._database.close()


def open_vault(url: str, keys: KeyService | bytes, *, new: bool = True) -> StoredVault:
    """Open or, where it may be `new`, create the vault at `sqlite:///path` or `postgresql://…`.

    32 bytes are a key service of this process. Raises `Unusable` on one that does not fit, having changed nothing.
    """
    service = MasterKey(keys) if isinstance(keys, bytes) else keys
    database = open_database(url, "vault")
    try:
        return StoredVault(database, service, new=new)
    except BaseException:
        database.close()
        raise
