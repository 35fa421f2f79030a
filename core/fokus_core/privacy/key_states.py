"""The states of keys in the vault's database: active, blocked with their subject, or destroyed."""

from fokus_core.privacy.key_service import WRAPPED
from fokus_core.privacy.vault import VaultStatus
from fokus_core.storage.database import Database

__all__ = ["BLOCKED_TABLE", "DESTROYED", "active_keys", "destroy_key", "retire", "set_blocked", "status_of"]

DESTROYED = bytes(WRAPPED)
BLOCKED_TABLE = "CREATE TABLE IF NOT EXISTS vault_blocked (subject TEXT PRIMARY KEY)"
COUNTS = """
SELECT count(*), count(DISTINCT subject), coalesce(sum(CASE WHEN wrapped = ? THEN 1 ELSE 0 END), 0),
  coalesce(sum(CASE WHEN wrapped <> ? AND subject IN (SELECT subject FROM vault_blocked) THEN 1 ELSE 0 END), 0)
FROM vault_keys
"""


def set_blocked(database: Database, subject: str, *, blocked: bool) -> None:
    """Note that a subject's keys are blocked, or strike the note."""
    if blocked:
        database.execute("INSERT INTO vault_blocked (subject) VALUES (?) ON CONFLICT DO NOTHING", (subject,))
    else:
        database.execute("DELETE FROM vault_blocked WHERE subject = ?", (subject,))


def active_keys(database: Database) -> list[tuple[str, str]]:
    """Return the ids and subjects of the keys that are not destroyed."""
    return [
        (str(key_id), str(subject))
        for key_id, subject in database.query(
            "SELECT id, subject FROM vault_keys WHERE wrapped <> ? ORDER BY number", (DESTROYED,)
        )
    ]


def retire(database: Database, key_id: str) -> None:
    """Give a key a matter of its own, under which nobody looks for one to seal with."""
    database.execute("UPDATE vault_keys SET matter = 'retired ' || id WHERE id = ?", (key_id,))


def destroy_key(database: Database, key_id: str) -> bool:
    """Overwrite one key and clear the engine's log of it; tell whether it was there."""
    gone = database.execute(
        "UPDATE vault_keys SET wrapped = ?, matter = 'retired ' || id WHERE id = ? AND wrapped <> ? RETURNING id",
        (DESTROYED, key_id, DESTROYED),
    )
    if gone:
        database.scrub()
    return bool(gone)


def status_of(database: Database, recognised: int) -> VaultStatus:
    """Count the keys by their state."""
    every, subjects, destroyed, blocked = map(int, database.query(COUNTS, (DESTROYED, DESTROYED))[0])
    return VaultStatus(
        active=every - destroyed - blocked,
        blocked=blocked,
        destroyed=destroyed,
        subjects=subjects,
        recognised=recognised,
    )
