"""The PostgreSQL database of a journal: how it is named, recognised, and what it must promise."""

from typing import Any, LiteralString, cast

import msgspec
import psycopg
from eventsourcing.dcb.postgres_tt import DB_FUNCTION_NAME_DCB_CONDITIONAL_APPEND_TT as APPEND_FUNCTION
from eventsourcing.dcb.postgres_tt import PostgresDCBRecorderTT
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import tuple_row

from fokus_core.domain.refusals import Unusable
from fokus_core.journal.engines.postgres_sql import LOCK_TIMEOUT, MARK, TABLE


def settings_of(url: str, timeout: float, *, read_only: bool) -> dict[str, Any]:
    """Return the connection settings that a URL names, nothing from the environment; raises `Unusable`."""
    try:
        settings: dict[str, Any] = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise Unusable("The PostgreSQL URL of the journal cannot be read.") from error
    if missing := [word for word in ("user", "host", "dbname") if not settings.get(word)]:
        raise Unusable(f"The PostgreSQL URL of the journal names no {' and no '.join(missing)}.")
    defaults = {
        "port": "5432",
        "connect_timeout": max(2, round(timeout)),
        "tcp_user_timeout": 10_000,  # milliseconds until a peer that went silent counts as gone
        "application_name": "fokus-kommune",
    }
    if read_only:
        settings["options"] = f"{settings.get('options', '')} -c default_transaction_read_only=on".strip()
    return defaults | settings


def library_recorder(settings: dict[str, Any], pool_size: int, timeout: float) -> PostgresDCBRecorderTT:
    """Return the library's recorder: the tables, types and functions it makes, and a pool of connections."""
    host_and_user = {name: settings[name] for name in ("dbname", "host", "port", "user")}
    datastore = PostgresDatastore(
        **host_and_user,
        password=settings.get("password", ""),
        connect_timeout=timeout,
        pool_size=1,
        max_overflow=pool_size - 1,
        lock_timeout=LOCK_TIMEOUT,
    )
    # The library passes five settings on; TLS, time limits and the like must not get lost.
    cast(dict[str, Any], datastore.pool.kwargs).update(settings)
    datastore.pool.reconnect_timeout = 0.0  # the next call tries again at once, instead of a growing delay
    return PostgresDCBRecorderTT(datastore, events_table_name="fokus_journal")


def recognise(connection: psycopg.Connection[Any], name: str, *, new: bool) -> None:
    """Raise `Unusable` unless the database holds a journal of ours, or none yet where it may be `new`."""
    found = connection.execute(
        "SELECT to_regclass(%s), obj_description(to_regclass(%s), 'pg_class')", [f"public.{TABLE}"] * 2
    ).fetchone()
    table, comment = found or (None, None)
    if table is None and not new:
        raise Unusable(f"The {name} holds no journal of Fokus Kommune; nothing was changed.")
    if table is not None and comment != MARK:
        raise Unusable(
            f"The {name} has a table {TABLE} marked {comment or 'by nothing'!r}; "
            f"this version reads journal format 1 only."
        )
    # The library gives its functions no prefix: a second application would silently redirect ours to its table.
    foreign = connection.execute(
        "SELECT 1 FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = %s AND prosrc NOT LIKE %s",
        [APPEND_FUNCTION, f"%{TABLE}%"],
    ).fetchone()
    if foreign:
        raise Unusable(f"The {name} already serves another application's DCB events; use one of its own.")


def check_promises(connection: psycopg.Connection[Any], name: str) -> None:
    """Raise `Unusable` unless ids are handed out one by one, and commits are durable."""
    found = connection.execute(
        "SELECT seqincrement, seqcache, current_setting('synchronous_commit') FROM pg_sequence"
        " WHERE seqrelid = pg_get_serial_sequence(%s, 'id')::regclass",
        [f"public.{TABLE}"],
    ).fetchone()
    if found is None or found[:2] != (1, 1):
        raise Unusable(f"The {name} hands out positions out of order: its sequence was altered.")
    if found[2] == "off":
        raise Unusable(f"The {name} has synchronous_commit off and could lose what it acknowledged.")


def fetch(
    connection: psycopg.Connection[Any], query: LiteralString | bytes, parameters: tuple[object, ...]
) -> list[tuple[Any, ...]]:
    """Return what a prepared statement finds."""
    return connection.cursor(row_factory=tuple_row).execute(query, parameters, prepare=True).fetchall()


def as_json(value: object) -> str:
    """Return a parameter as JSON, the bytes in it as base64."""
    return msgspec.json.encode(value).decode()
