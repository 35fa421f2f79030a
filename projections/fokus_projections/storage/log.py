"""Every question that is asked of the built-in log, and its rows as facts."""

from collections.abc import Callable, Container, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.journal.engines.store import Row

Decode = Callable[[Row], Recorded[Fact]]
Ask = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]

LOG_ROW = ("position", "type", "keys", "data", "effective", "place", "retracted_by")  # the columns of a log row
OF_KEY = "core_log.position IN (SELECT position FROM core_log_key WHERE key = :key)"  # condition: it carries :key
UNRETRACTED = "(core_log.retracted_by IS NULL OR core_log.retracted_by > :known)"  # condition: it stands at :known
FACTS_OF_KEY = """
SELECT l.position, l.type, l.keys, l.data FROM core_log_key k CROSS JOIN core_log l ON l.position = k.position
WHERE k.key = ? AND k.position <= ? AND (l.retracted_by IS NULL OR l.retracted_by > ?) ORDER BY l.position
"""
FACT_AT = "SELECT position, type, keys, data FROM core_log WHERE position = ?"
CHANGES_OF_KEY = """
SELECT k.position FROM core_log_key k WHERE k.key = ?1 UNION
SELECT l.retracted_by FROM core_log_key k CROSS JOIN core_log l ON l.position = k.position
WHERE k.key = ?1 AND l.retracted_by IS NOT NULL ORDER BY 1
"""
KNOWN_AT = "SELECT position FROM core_log WHERE known_at <= ? ORDER BY known_at DESC, position DESC LIMIT 1"
LAST_KNOWN_AT = "SELECT known_at FROM core_log ORDER BY position DESC LIMIT 1"
TYPES = "SELECT DISTINCT type FROM core_log"


class ModelDamaged(Exception):
    """A row of the read model is not what was written there; the model is built anew."""


_keys = msgspec.json.Decoder(tuple[str, ...])


def recorded_rows(*conditions: str) -> str:
    """Return the SELECT of the facts that fulfil conditions on `core_log`; its columns are those of `LOG_ROW`."""
    return f"SELECT {', '.join(f'core_log.{name}' for name in LOG_ROW)} FROM core_log WHERE {' AND '.join(conditions)}"


def stored(row: Sequence[Any]) -> Row:
    """Return a row that begins with position, type, keys and data as the journal has it, without its command's key."""
    try:
        return Row(row[0], row[1], _keys.decode(row[2]), row[3])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ModelDamaged(f"The row of position {row[0]} is damaged.") from error


def facts_of(
    ask: Ask, decode: Decode, key: str, *, known: int, bases: Container[str] | None = None
) -> list[Recorded[Fact]]:
    """Return the facts that carry a key and are not retracted, as known at a position, in recorded order.

    `bases` are the names, without their versions, of the facts that are wanted.
    """
    found = ask(FACTS_OF_KEY, (key, known, known))
    return [decode(stored(row)) for row in found if bases is None or row[1].partition("@")[0] in bases]


def fact_at(ask: Ask, decode: Decode, position: int) -> Recorded[Fact] | None:
    """Return the fact at a position, retracted or not."""
    return next((decode(stored(row)) for row in ask(FACT_AT, (position,))), None)


def utc_text(moment: datetime) -> str:
    """Return a moment in UTC to the microsecond, so that texts sort as moments do."""
    text: str = msgspec.to_builtins(moment if moment.tzinfo is UTC else moment.astimezone(UTC))
    return text if moment.microsecond else f"{text[:-1]}.000000Z"
