"""Which engine a URL means."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from fokus_core.storage.database import Database, DatabaseUnusable
from fokus_core.storage.sqlite_database import SqliteDatabase

__all__ = ["open_database"]


def open_database(url: str, kind: str) -> Database:
    """Open `sqlite:///relative.db`, `sqlite:////absolute.db` or `postgresql://…` for tables named `kind_…`.

    Raises `DatabaseUnusable`, `DatabaseUnavailable`.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path.removeprefix("/"))
        if parts.netloc or not path or path == ":memory:" or parts.query or parts.fragment:
            raise DatabaseUnusable(f"A SQLite {kind} is a file: sqlite:///relative.db or sqlite:////absolute.db.")
        return SqliteDatabase(Path(path), kind)
    if parts.scheme == "postgresql":
        try:
            from fokus_core.storage.postgres_database import PostgresDatabase
        except ModuleNotFoundError as error:
            raise DatabaseUnusable("PostgreSQL needs the extra: pip install 'fokus-kommune[postgres]'.") from error
        return PostgresDatabase(url, kind)
    raise DatabaseUnusable(f"The URL of the {kind} must start with sqlite:/// or postgresql://, not {parts.scheme}:.")
