"""The built-in log: every fact of the journal as a row, byte for byte, with the keys it is found by."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from fokus_core.corrections.reasons import ReasonGiven
from fokus_core.domain.facts import NOBODY, PUBLIC, Audience, Fact, Recorded, Source, Unknown, fact_type
from fokus_core.domain.retraction import FactRetracted
from fokus_core.journal.engines.store import Row
from fokus_core.sources.facts import parts_of
from fokus_projections.storage.log import LAST_KNOWN_AT, TYPES, utc_text
from fokus_projections.storage.schema import Column, Table, insert_into

if TYPE_CHECKING:
    from fokus_projections.storage.database import ModelDatabase

LOG = Table(
    "core_log",
    "The facts of the journal, those of programmes that are not installed included.",
    {
        "position": Column(int, "Place in the journal"),
        "type": Column(str, "Name and version of the fact"),
        "programme": Column(str, "Id of the programme the fact belongs to"),
        "effective": Column(str, "First day on which the fact is true in the world, ISO 8601"),
        "place": Column(int, "Order among facts of one day: a replacing fact has the place of the one it replaces"),
        "at": Column(str, "When it was recorded by the clock of the recording machine, UTC, ISO 8601"),
        "known_at": Column(str, "From when it was known: the latest `at` up to here, UTC, ISO 8601"),
        "by": Column(str, "Id of the actor who recorded it"),
        "command": Column(str, "Id of the command it followed from"),
        "audience": Column(
            str,
            "`public`; empty where reading needs the permission core.read-log; else the permission it needs, and the "
            "thing within which; `unknown` where no installed plugin knows the fact",
        ),
        "retracted_by": Column(int, "Position of the fact that took it back", nullable=True),
        "keys": Column(str, "The keys it carries, as a JSON array"),
        "data": Column(bytes, "The stored JSON as it lies in the journal; personal fields stay sealed"),
    },
    pk=("position",),
    indexes=(("programme",), ("type",), ("by",), ("effective",), ("known_at",), ("audience", "position")),
)
LOG_KEY = Table(
    "core_log_key",
    "Which facts carry a key.",
    {"key": Column(str, "A key, such as body:05958004"), "position": Column(int, "Position of a fact that carries it")},
    pk=("key", "position"),
)
SOURCE = Table(
    "core_source",
    "Which facts were entered from a source, and how reliably.",
    {
        "reference": Column(str, "The source as it was named"),
        "position": Column(int, "Position of a fact that rests on it"),
        "certainty": Column(str, "stated: so it stands in the source; inferred: concluded from it"),
        "note": Column(str, "What else is said of it; empty where nothing is"),
        "not_before": Column(str, "First day on which the fact may have been true, ISO 8601", nullable=True),
    },
    pk=("reference", "position"),
    indexes=(("position",),),
)
CITATION = Table(
    "core_citation",
    "By what facts name their sources: the whole text, and each part of one that names several.",
    {
        "cited": Column(str, "A text by which a source is named"),
        "position": Column(int, "Position of a fact that names it"),
        "whole": Column(bool, "Whether it is the whole text"),
    },
    pk=("cited", "position"),
    indexes=(("position",),),
)
RETRACT = "UPDATE core_log SET retracted_by = ? WHERE position = ? AND retracted_by IS NULL"
AUDIENCE_OF_TARGET = """
UPDATE core_log SET audience = coalesce((SELECT nullif(t.audience, ?3) FROM core_log t WHERE t.position = ?2), '')
WHERE position = ?1
"""
SET_AUDIENCE = "UPDATE core_log SET audience = ? WHERE position = ?"
FOLLOW_ANEW = """
UPDATE core_log SET audience = coalesce(
    (SELECT nullif(t.audience, ?2) FROM core_log t
    WHERE t.position = json_extract(CAST(core_log.data AS TEXT), '$.fact.target')),
    ''
) WHERE type = ?1
"""
SEEN_AS_TARGET: Mapping[type[Any], str] = {FactRetracted: "", ReasonGiven: PUBLIC.permission}
"""Facts that are seen by whoever sees the fact they are about, except by those for whom the audience is this one."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[str]).decode


class LogProjection:
    """Keeps `core_log`, its keys and sources; told first, because other projections read a subject's facts there."""

    name = "core.log"
    version = 5
    tables = (LOG, LOG_KEY, SOURCE, CITATION)

    def apply(self, db: "ModelDatabase", batch: Sequence[Recorded[Fact]]) -> None:
        """Write a row per fact, and mark what was taken back."""
        found = db.conn.execute(LAST_KNOWN_AT).fetchone()
        db.conn.executemany(insert_into(LOG), _rows(batch, db.stored, found[0] if found else ""))
        keys: defaultdict[str, list[int]] = defaultdict(list)
        for record in batch:
            for key in record.keys:
                keys[key].append(record.position)
        by_key = ((key, position) for key in sorted(keys) for position in keys[key])
        db.conn.executemany("INSERT OR IGNORE INTO core_log_key (key, position) VALUES (?, ?)", by_key)
        sourced = [(one.meta.source, one.position) for one in batch if one.meta.source is not None]
        db.conn.executemany(insert_into(SOURCE), [_source(source, position) for source, position in sourced])
        cited = [
            (text, position, text == one.reference) for one, position in sourced for text in parts_of(one.reference)
        ]
        db.conn.executemany(insert_into(CITATION), cited)
        gone = [(one.position, one.fact.target) for one in batch if isinstance(one.fact, FactRetracted)]
        if gone:
            db.conn.executemany(RETRACT, gone)
        for cls, but in SEEN_AS_TARGET.items():
            facts: list[Any] = [one for one in batch if isinstance(one.fact, cls)]
            about = [(one.position, one.fact.target, but) for one in facts]
            if about:
                db.conn.executemany(AUDIENCE_OF_TARGET, about)


def _rows(
    batch: Sequence[Recorded[Fact]], stored: Mapping[int, Row], known_at: str
) -> Iterator[tuple[str | int | bytes | None, ...]]:
    moment, at = None, ""
    for record in batch:
        position, name, keys, meta = record.position, record.type, record.keys, record.meta
        if meta.at != moment:
            moment, at = meta.at, utc_text(meta.at)
            known_at = max(known_at, at)
        audience = _audience(type(record.fact))
        yield (
            position,
            name,
            name.partition(".")[0],
            record.fact.effective.isoformat(),
            meta.place or position,
            at,
            known_at,
            meta.by,
            meta.command,
            audience.of(keys) if audience.kind else audience.permission,
            None,
            _encode(keys).decode(),
            stored[position].data,
        )


def _source(source: Source, position: int) -> tuple[str | int | None, ...]:
    earliest = None if source.not_before is None else source.not_before.isoformat()
    return source.reference, position, source.certainty, source.note, earliest


def reclassify(db: "ModelDatabase", audience_of: Callable[[str, Iterable[str]], str]) -> None:
    """Set who may see each fact anew, after other fact types than before are known."""
    for (name,) in db.conn.execute(TYPES).fetchall():
        rows = db.conn.execute("SELECT position, audience, keys FROM core_log WHERE type = ?", (name,)).fetchall()
        wanted = ((position, audience, audience_of(name, _decode(keys))) for position, audience, keys in rows)
        db.conn.executemany(SET_AUDIENCE, [(now, position) for position, audience, now in wanted if now != audience])
    for cls, but in SEEN_AS_TARGET.items():
        db.execute(FOLLOW_ANEW, (fact_type(cls).name, but))


@cache
def _audience(cls: type[Fact]) -> Audience:
    return NOBODY if issubclass(cls, Unknown) else fact_type(cls).audience
