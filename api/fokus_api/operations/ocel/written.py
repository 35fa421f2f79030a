"""An object-centric event log, written as the OCEL 2.0 files that process mining tools read: JSON, or SQLite."""

import secrets
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from fokus_api.operations.ocel.collected import FIRST, Attribute, Log, Type
from fokus_core.domain.refusals import Invalid
from fokus_core.domain.texts import _
from fokus_core.storage.durable import sync, write_whole
from fokus_core.storage.sqlite import connect, sqlite3

__all__ = ["write_ocel"]

SCHEMA = """
CREATE TABLE "event_map_type" ("ocel_type" TEXT NOT NULL PRIMARY KEY, "ocel_type_map" TEXT NOT NULL);
CREATE TABLE "object_map_type" ("ocel_type" TEXT NOT NULL PRIMARY KEY, "ocel_type_map" TEXT NOT NULL);
CREATE TABLE "event" (
    "ocel_id" TEXT NOT NULL PRIMARY KEY, "ocel_type" TEXT NOT NULL,
    FOREIGN KEY ("ocel_type") REFERENCES "event_map_type" ("ocel_type")
);
CREATE TABLE "object" (
    "ocel_id" TEXT NOT NULL PRIMARY KEY, "ocel_type" TEXT NOT NULL,
    FOREIGN KEY ("ocel_type") REFERENCES "object_map_type" ("ocel_type")
);
CREATE TABLE "event_object" (
    "ocel_event_id" TEXT NOT NULL, "ocel_object_id" TEXT NOT NULL, "ocel_qualifier" TEXT NOT NULL,
    PRIMARY KEY ("ocel_event_id", "ocel_object_id", "ocel_qualifier"),
    FOREIGN KEY ("ocel_event_id") REFERENCES "event" ("ocel_id"),
    FOREIGN KEY ("ocel_object_id") REFERENCES "object" ("ocel_id")
);
CREATE TABLE "object_object" (
    "ocel_source_id" TEXT NOT NULL, "ocel_target_id" TEXT NOT NULL, "ocel_qualifier" TEXT NOT NULL,
    PRIMARY KEY ("ocel_source_id", "ocel_target_id", "ocel_qualifier"),
    FOREIGN KEY ("ocel_source_id") REFERENCES "object" ("ocel_id"),
    FOREIGN KEY ("ocel_target_id") REFERENCES "object" ("ocel_id")
);
"""
SQL_TYPES = {"string": "TEXT", "integer": "INTEGER", "float": "REAL", "boolean": "INTEGER"}


def write_ocel(log: Log, target: Path) -> None:
    """Write a log to a new file, whole or not at all: as SQLite where its name ends in `.sqlite`, else as JSON.

    Raises `Invalid` where the file is there already.
    """
    if target.exists():
        message = _("Die Datei {path} gibt es schon. Es wurde nichts geschrieben.")
        raise Invalid("file-exists", message, path=str(target))
    if target.suffix != ".sqlite":
        write_whole(target, msgspec.json.encode(log) + b"\n", replace=False)
        return
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        with closing(connect(str(draft))) as connection:
            connection.executescript(SCHEMA)
            connection.execute("BEGIN")
            _fill(connection, log)
            connection.execute("COMMIT")
        sync(draft)
        target.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)
    sync(target.parent)


def _fill(connection: sqlite3.Connection, log: Log) -> None:
    event_maps, object_maps = _maps(log.event_types), _maps(log.object_types)
    _insert(connection, "event_map_type", event_maps.items())
    _insert(connection, "object_map_type", object_maps.items())
    _insert(connection, "event", [(one.id, one.type) for one in log.events])
    _insert(connection, "object", [(one.id, one.type) for one in log.objects])
    related = [(one.id, to.object_id, to.qualifier) for one in log.events for to in one.relationships]
    _insert(connection, "event_object", related)
    related = [(one.id, to.object_id, to.qualifier) for one in log.objects for to in one.relationships]
    _insert(connection, "object_object", related)
    for kind in log.event_types:
        table, names = f"event_{event_maps[kind.name]}", [one["name"] for one in kind.attributes]
        _table(connection, table, kind, '"ocel_time" TIMESTAMP NOT NULL', of="event", key=True)
        happened = [one for one in log.events if one.type == kind.name]
        _insert(connection, table, [(one.id, _time(one.time), *_values(one.attributes, names)) for one in happened])
    for kind in log.object_types:
        table, names = f"object_{object_maps[kind.name]}", [one["name"] for one in kind.attributes]
        clock = '"ocel_time" TIMESTAMP NOT NULL, "ocel_changed_field" TEXT'
        _table(connection, table, kind, clock, of="object", key=False)
        mine = [one for one in log.objects if one.type == kind.name]
        _insert(connection, table, [(one.id, _time(FIRST), None, *_values(one.attributes, names)) for one in mine])


def _table(connection: sqlite3.Connection, name: str, kind: Type, clock: str, *, of: str, key: bool) -> None:
    """Create the table of a type; of an object there may be more rows than one, as its attributes change."""
    columns = "".join(f", {_quoted(one['name'])} {SQL_TYPES[one['type']]}" for one in kind.attributes)
    id_ = '"ocel_id" TEXT NOT NULL PRIMARY KEY' if key else '"ocel_id" TEXT NOT NULL'
    foreign = f'FOREIGN KEY ("ocel_id") REFERENCES "{of}" ("ocel_id")'
    connection.execute(f"CREATE TABLE {_quoted(name)} ({id_}, {clock}{columns}, {foreign})")


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    listed = [*rows]
    if listed:
        places = ", ".join("?" * len(listed[0]))
        connection.executemany(f"INSERT INTO {_quoted(table)} VALUES ({places})", listed)


def _maps(types: Sequence[Type]) -> dict[str, str]:
    """Return what stands for each type in the name of its table, such as `NetworkFigurePublished`."""
    found: dict[str, str] = {}
    for one in types:
        short = "".join(word[:1].upper() + word[1:] for word in one.name.replace(".", "-").replace("_", "-").split("-"))
        found[one.name] = short if short not in found.values() else f"{short}{len(found)}"
    return found


def _values(attributes: Iterable[Attribute], names: Sequence[str]) -> list[Any]:
    said = {one.name: one.value for one in attributes}
    return [said.get(name) for name in names]


def _time(text: str) -> str:
    """Return a time as SQLite's tools read it."""
    return text.replace("T", " ").removesuffix("Z")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
