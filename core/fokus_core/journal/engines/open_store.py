"""Which engine a URL names."""

from urllib.parse import unquote, urlsplit

from fokus_core.domain.refusals import Unusable
from fokus_core.journal.engines.sqlite import SQLiteStore
from fokus_core.journal.engines.store import Store


def open_store(url: str, *, read_only: bool = False) -> Store:
    """Return the store of a URL: `sqlite:///relative.db`, `sqlite:////absolute.db` or `postgresql://user@host/name`.

    Touches nothing yet; `create()` does, which makes nothing in a store that is `read_only` and thus refuses to append.
    Raises `Unusable`.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path.removeprefix("/"))
        if parts.netloc or not path or path == ":memory:" or parts.query or parts.fragment:
            raise Unusable("A SQLite journal is a file: sqlite:///relative.db or sqlite:////absolute.db.")
        return SQLiteStore(path, read_only=read_only)
    if parts.scheme == "postgresql":
        return _postgres(url, read_only=read_only)
    raise Unusable(f"No journal engine is called {parts.scheme!r}; there are sqlite:/// and postgresql://.")


def _postgres(url: str, *, read_only: bool) -> Store:
    try:
        from fokus_core.journal.engines.postgres import PostgresStore
    except ModuleNotFoundError as error:
        raise Unusable("PostgreSQL needs an extra: pip install 'fokus-kommune[postgres]'.") from error
    return PostgresStore(url, read_only=read_only)
