"""Sources as answers show them: what is entered of each, and what rests on it as far as the caller may see that."""

from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from msgspec import Meta

from fokus_api.auth.policy import API
from fokus_api.responses.row_entry import RowEntry
from fokus_core.domain.facts import Key
from fokus_core.sources.facts import Issued, SourceKind, parts_of
from fokus_projections import OPEN_POSITION, UNRETRACTED, Reader

__all__ = ["COLUMNS", "RESTS_ON", "SourceView", "citing", "source_view", "sources_sql", "titles_of"]

COLUMNS = (
    "reference", "title", "kind", "publisher", "issued", "address", "note", "also", "entry",
    "retrieved", "digest", "entries", "inferred", "first_day", "last_day",
)  # fmt: skip  # two lines are read more easily than fifteen
NAMES = """
core_source_name JOIN core_source_recorded ON core_source_recorded.position = core_source_name.position"""
TITLES = f"""
SELECT DISTINCT core_source_recorded.title FROM {NAMES}
WHERE core_source_name.cited = ? AND core_source_recorded.known_to = {OPEN_POSITION}
"""
NAMED = f"""
named AS (
    SELECT core_source_name.cited, core_source_name.source FROM {NAMES}
    WHERE core_source_recorded.known_from <= :known AND core_source_recorded.known_to > :known
)"""
RESTS_ON = f"""
core_log.position IN (
    WITH {NAMED}
    SELECT core_citation.position FROM core_citation WHERE core_citation.cited = :source
    UNION SELECT core_citation.position FROM named JOIN core_citation ON core_citation.cited = named.cited
    WHERE named.source = :source
)"""  # condition: a fact names the source :source, by its id or by a text that stands for it
LAST = """
SELECT {column} FROM core_source_retrieved AS copy WHERE copy.source = thing.source
AND copy.known_from <= :known AND copy.known_to > :known ORDER BY copy.effective DESC, copy.position DESC LIMIT 1
"""
COUNTED = "count(position), coalesce(sum(inferred), 0), min(effective), max(effective)"
ALL = f"""
WITH {NAMED}, shown AS (
    SELECT core_citation.cited, core_citation.whole, core_log.position, core_log.effective,
        core_source.certainty = 'inferred' AS inferred
    FROM core_citation JOIN core_source ON core_source.position = core_citation.position
    JOIN core_log ON core_log.position = core_citation.position
    WHERE core_log.position <= :known AND {UNRETRACTED} AND {{seen}}
), resting AS (
    SELECT DISTINCT named.source, shown.position, shown.effective, shown.inferred
    FROM named JOIN shown ON shown.cited = named.cited
), counted (source, entries, inferred, first_day, last_day) AS (
    SELECT source, {COUNTED} FROM resting GROUP BY source
)
SELECT thing.source AS reference, thing.title, thing.kind, thing.publisher, thing.issued, thing.address, thing.note,
    thing."references" AS also, thing.position AS entry, ({LAST.format(column="copy.effective")}) AS retrieved,
    ({LAST.format(column="copy.digest")}) AS digest, coalesce(counted.entries, 0) AS entries,
    coalesce(counted.inferred, 0) AS inferred, counted.first_day, counted.last_day
FROM core_source_recorded AS thing LEFT JOIN counted ON counted.source = thing.source
WHERE thing.known_from <= :known AND thing.known_to > :known {{of_thing}}
UNION ALL
SELECT cited, cited, NULL, '', NULL, '', '', '[]', NULL, NULL, '', {COUNTED}
FROM shown WHERE whole AND NOT EXISTS (
    SELECT 1 FROM core_citation JOIN named ON named.cited = core_citation.cited
    WHERE core_citation.position = shown.position
) {{of_text}} GROUP BY cited
"""
CITED = "AND thing.source IN (SELECT source FROM named WHERE cited IN (SELECT value FROM json_each(:cited)))"


class SourceView(msgspec.Struct, frozen=True, kw_only=True):
    """A source, what is entered of it, and how many entries rest on it, how many of them inferred.

    `reference` is its id; of one that is not entered, and has no kind, the text by which entries name it. `also` are
    other texts by which they name one that is entered. Entries that were taken back do not count; `first_day` and
    `last_day` are the earliest and latest day they speak of. `facts` is where they are listed.
    """

    reference: Annotated[str, Key("origin")]
    title: str
    kind: SourceKind | None
    publisher: str
    issued: Issued | None
    entries: int
    inferred: int
    first_day: date | None
    last_day: date | None
    address: str
    note: str
    also: tuple[str, ...]
    retrieved: date | None
    digest: Annotated[str, Meta(description="SHA-256 of the last copy that was kept")]
    facts: str
    entry: RowEntry | None


def sources_sql(seen: str, *, source: bool = False, cited: bool = False) -> str:
    """Return the SELECT of the sources; of one `source` alone, or of those that are `cited` by a text."""
    if source:
        return ALL.format(seen=seen, of_thing="AND thing.source = :source", of_text="AND 0")
    if cited:
        return ALL.format(seen=seen, of_thing=CITED, of_text="AND cited = :reference")
    return ALL.format(seen=seen, of_thing="", of_text="")


def citing(reference: str) -> dict[str, Any]:
    """Return the parameters by which those are found that a text cites."""
    return {"reference": reference, "cited": msgspec.json.encode(parts_of(reference)).decode()}


def titles_of(reader: Reader, cited: str) -> list[str]:
    """Return the titles of the sources that a text stands for now, which are remembered until something changes."""
    with reader.instead_of("core_source_recorded"):
        return [title for (title,) in reader.unchanged(TITLES, (cited,))]


def source_view(row: tuple[Any, ...]) -> SourceView:
    """Return a source from its row."""
    shown = dict(zip(COLUMNS, row, strict=False))
    shown["also"] = msgspec.json.decode(shown["also"])
    shown["entry"] = None if shown["entry"] is None else RowEntry(shown["entry"])
    shown["digest"] = shown["digest"] or ""
    facts = f"{API}/log?source={quote(shown['reference'], safe='')}"
    return msgspec.convert({**shown, "facts": facts}, SourceView)
