"""The sources of the entries that rows of a list begin with, as far as the caller may see these entries."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, TypeVar

import msgspec

from fokus_api.auth.audiences import Audiences
from fokus_api.http.caller import Caller
from fokus_api.responses.row_entry import ENTRY, RowEntry, has_entry
from fokus_core.domain.facts import PUBLIC, Source
from fokus_projections import Reader

__all__ = ["begun_by", "public_entries", "with_source"]

KEPT = 2000  # entries whose source is kept
WANTED = "(SELECT value FROM json_each(:positions))"
STORED = f"""
SELECT core_log.position, core_log.audience = '{PUBLIC.permission}',
    core_source.reference, core_source.certainty, core_source.note, core_source.not_before
FROM core_log LEFT JOIN core_source ON core_source.position = core_log.position WHERE core_log.position IN {WANTED}
"""
SEEN = f"SELECT core_log.position FROM core_log WHERE core_log.position IN {WANTED} AND {{seen}}"
S = TypeVar("S", bound=msgspec.Struct)

_kept: dict[tuple[str, int], tuple[bool, RowEntry]] = {}  # by generation of the read model and position


def begun_by(items: Sequence[S], into: type[S], reader: Reader, audiences: Audiences, caller: Caller) -> Sequence[S]:
    """Return rows with the sources of their entries; of an entry that the caller may not see nothing is told.

    What is stored at a position never changes: it is kept, and to ask for it makes no answer depend on the log.
    """
    entries: list[RowEntry | None] = [getattr(one, ENTRY) for one in items] if has_entry(into) else []
    wanted = {one.position for one in entries if one is not None}
    if not wanted:
        return items
    stored = _stored(reader, wanted)
    told = _public(stored)
    if closed := stored.keys() - told.keys():
        condition, params = audiences.condition(caller)
        for (position,) in _asked(reader, SEEN.format(seen=condition), closed, params):
            told[position] = stored[position][1]
    return [
        msgspec.structs.replace(item, **{ENTRY: entry and told.get(entry.position)})
        for item, entry in zip(items, entries, strict=True)
    ]


def with_source(row: S, reader: Reader, audiences: Audiences, caller: Caller) -> S:
    """Return one row, a thing in detail, with the source of its entry."""
    return begun_by([row], type(row), reader, audiences, caller)[0]


def public_entries(reader: Reader, positions: Iterable[int]) -> dict[int, RowEntry]:
    """Return those entries that everybody may see, with their sources, by position."""
    return _public(_stored(reader, positions))


def _public(stored: Mapping[int, tuple[bool, RowEntry]]) -> dict[int, RowEntry]:
    return {position: entry for position, (public, entry) in stored.items() if public}


def _stored(reader: Reader, positions: Iterable[int]) -> dict[int, tuple[bool, RowEntry]]:
    """Return entries with their sources, by position, and whether they are for everybody."""
    found = {position: _kept.get((reader.mark, position)) for position in positions}
    missing = [position for position, one in found.items() if one is None]
    if len(_kept) + len(missing) > KEPT:
        _kept.clear()
    for position, public, *source in _asked(reader, STORED, missing, {}) if missing else ():
        found[position] = _kept[reader.mark, position] = bool(public), RowEntry(position, _source(*source))
    return {position: one for position, one in found.items() if one is not None}


def _asked(reader: Reader, sql: str, positions: Iterable[int], params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with reader.instead_of():
        return reader.rows(sql, {**params, "positions": msgspec.json.encode(sorted(positions)).decode()})


def _source(reference: str | None, certainty: str, note: str, not_before: str | None) -> Source | None:
    earliest = None if not_before is None else date.fromisoformat(not_before)
    sure: Literal["stated", "inferred"] = "inferred" if certainty == "inferred" else "stated"  # as facts hold it
    return None if reference is None else Source(reference, sure, note, not_before=earliest)
