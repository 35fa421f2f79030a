"""Which engine a URL means."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from fokus_core.domain.refusals import Unusable
from fokus_core.storage.database import Database
from fokus_core.storage.sqlite_database import SqliteDatabase

__all__ = ["open_database", "sqlite_path"]


def open_database(url: str, kind: str) -> Database:
    """Open `sqlite:///relative.db`, `sqlite:////absolute.db` or `postgresql://…` for tables named `kind_…`.

    Raises `Unusable`, `Unavailable`.
    """
    if path := sqlite_path(url, kind):
        return SqliteDatabase(path, kind)
    try:
        from fokus_core.storage.postgres_database import PostgresDatabase
    except ModuleNotFoundError as error:
        raise Unusable("PostgreSQL needs the extra: pip install 'fokus-kommune[postgres]'.") from error
    return PostgresDatabase(url, kind)


def sqlite_path(url: str, kind: str) -> Path | None:
    """Return the file of a SQLite URL, None for PostgreSQL; raises `Unusable` for any other."""
    parts = urlsplit(url)
    if parts.scheme == "postgresql":
        return None
    if parts.scheme != "sqlite":
        raise Unusable(f"The URL of the {kind} must start with sqlite:/// or postgresql://, not {parts.scheme}:.")
    path = unquote(parts.path.removeprefix("/"))
    if parts.netloc or not path or path == ":memory:" or parts.query or parts.fragment:
        raise Unusable(f"A SQLite {kind} is a file: sqlite:///relative.db or sqlite:////absolute.db.")
    return Path(path)
