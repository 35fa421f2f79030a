"""Which journal a store belongs to: the id of that journal, written into the store once."""

from fokus_core.storage.database import Database

__all__ = ["belong", "owner"]


def owner(database: Database, kind: str) -> str | None:
    """Return the id of the journal that a store belongs to, None where nobody wrote one yet."""
    if not database.holds(f"{kind}_journal"):
        return None
    rows = database.query(f"SELECT id FROM {kind}_journal")
    return str(rows[0][0]) if rows else None


def belong(database: Database, kind: str, journal: str) -> None:
    """Write into a store which journal it belongs to, unless it belongs to one already."""
    with database.transaction(f"create {kind}"):
        database.execute(f"CREATE TABLE IF NOT EXISTS {kind}_journal (id TEXT PRIMARY KEY)")
        if owner(database, kind) is None:
            database.execute(f"INSERT INTO {kind}_journal (id) VALUES (?)", (journal,))
