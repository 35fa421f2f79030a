"""Earlier releases called the state store the desk: what they left gets its present names, once and all at once."""

from contextlib import closing
from pathlib import Path

from fokus_core.domain.refusals import Unavailable
from fokus_core.storage.durable import locked, sync
from fokus_core.storage.open_database import open_database, sqlite_path
from fokus_core.storage.sqlite import connect, sqlite3

__all__ = ["take_over"]

FILES = {"state_store.db": "desk.db"}  # the names of the files in the data folder
RENAMED = (
    "ALTER TABLE desk_entries RENAME TO state_entries",
    "ALTER TABLE desk_leases RENAME TO state_leases",
    "ALTER TABLE desk_access RENAME TO state_access",
    "UPDATE state_entries SET space = 'job' WHERE space = 'duty'",
    "DROP INDEX desk_entries_by_expiry",
    "DROP INDEX desk_access_by_subject",
    "ALTER TABLE desk_format RENAME TO state_store_format",
    "DELETE FROM state_store_format",  # so that opening makes indexes and triggers anew
)


def take_over(url: str) -> None:
    """Rename what an earlier release left at the URL of a state store, nothing where there is nothing.

    Raises `Unavailable` while an earlier release still runs.
    """
    path = sqlite_path(url, "state_store")
    if path is None:
        _take_over_tables(url)
    elif path.parent.exists():
        with locked(path.parent):
            _take_over_file(path, path.with_name(FILES.get(path.name, path.name)))


def _take_over_file(path: Path, earlier: Path) -> None:
    found = path if path.exists() else earlier
    if not found.exists() or not found.stat().st_size:
        return
    try:
        with closing(connect(str(found))) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if "desk_format" in tables:
                # One of its processes, which would write on under the old names, keeps the file from leaving WAL mode.
                connection.execute("PRAGMA journal_mode=DELETE")
                connection.execute("BEGIN IMMEDIATE")
                for action in ("update", "delete"):
                    connection.execute(f"DROP TRIGGER desk_access_no_{action}")
                for statement in RENAMED:
                    connection.execute(statement)
                connection.execute("COMMIT")
            elif found is not path and "state_entries" not in tables:
                return
    except sqlite3.OperationalError as error:
        raise Unavailable(f"{found} is still used by an earlier release; end it first ({error}).") from error
    except sqlite3.DatabaseError:
        return  # no database at all: who opens it says so
    if found is not path:
        found.rename(path)
        sync(path.parent)


def _take_over_tables(url: str) -> None:
    with closing(open_database(url, "state_store")) as database, database.transaction("create state_store"):
        if database.query("SELECT to_regclass('desk_format')::text")[0][0] is None:
            return
        database.execute("DROP TRIGGER desk_access_append_only ON desk_access")
        database.execute("DROP FUNCTION desk_access_refuse")
        for statement in RENAMED:
            database.execute(statement)
