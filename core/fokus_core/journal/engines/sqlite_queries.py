"""The statements to the tables of an embedded journal."""

from functools import lru_cache

import msgspec
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from fokus_core.journal.engines.store import lines_of

WHOLE = -1  # the number under which the positions are entered up to which all entries were made
INSERT_FACT = "INSERT INTO facts (position, type, keys, data) VALUES (?, ?, ?, ?)"
INSERT_KEY = "INSERT INTO keys (key, type, position) VALUES (?, ?, ?)"
FOLLOW = "SELECT position, type, keys, data FROM facts WHERE position > ? ORDER BY position LIMIT ?"
HEAD = "SELECT max(position) FROM facts"
INDEX = "INSERT OR IGNORE INTO entries (number, position) VALUES (?, ?)"
INDEXED = f"SELECT max(position) FROM entries WHERE number = {WHOLE}"
ENTERED = """
SELECT position, type, keys, data FROM facts WHERE position IN (
    SELECT e.position FROM json_each(?) n CROSS JOIN entries e ON e.number = n.value AND e.position > ?
) ORDER BY 1 LIMIT ?
"""

Parameters = list[str | int]


def matching(query: DCBQuery, after: int) -> tuple[str, Parameters]:
    """Return the statement for the positions after `after` that match any item of a query.

    Lines, which are all that the journal asks, are found in the index of keys by one statement whose text depends on
    their number alone.
    """
    lines, others = lines_of(query)
    typed = [word for line in lines for type_ in line.types for word in (line.key, type_)]
    untyped = [line.key for line in lines if not line.types]
    parts = [_keyed(len(typed) // 2, len(untyped))] if lines else []
    parameters: Parameters = []
    for words in (typed, untyped):
        parameters += [*words, after] if words else []
    for item in others:
        part, more = _unusual(item, after)
        parts.append(part)
        parameters += more
    if not parts:
        return "SELECT position FROM facts WHERE position > ?", [after]
    return " UNION ALL ".join(parts), parameters


@lru_cache
def _keyed(typed: int, untyped: int) -> str:
    parts = []
    if typed:
        parts.append(
            f"SELECT k.position FROM (VALUES {','.join(['(?,?)'] * typed)}) q CROSS JOIN keys k"
            " ON k.key = q.column1 AND k.type = q.column2 AND k.position > ?"
        )
    if untyped:
        parts.append(
            f"SELECT k.position FROM (VALUES {','.join(['(?)'] * untyped)}) q CROSS JOIN keys k"
            " ON k.key = q.column1 AND k.position > ?"
        )
    return " UNION ALL ".join(parts)


def _unusual(item: DCBQueryItem, after: int) -> tuple[str, Parameters]:
    """Return the query for an item with several tags, or with none, for which the facts are looked through."""
    where = ["x.position > ?"]
    parameters: Parameters = [after]
    for tag in item.tags:
        where.append("EXISTS (SELECT 1 FROM keys k WHERE k.key = ? AND k.type = x.type AND k.position = x.position)")
        parameters.append(tag)
    if item.types:
        where.append("x.type IN (SELECT value FROM json_each(?))")
        parameters.append(msgspec.json.encode(item.types).decode())
    if item.tags:  # those with the first tag are few
        where.append("x.key = ?")
        parameters.append(item.tags[0])
    return f"SELECT x.position FROM {'keys' if item.tags else 'facts'} x WHERE {' AND '.join(where)}", parameters
