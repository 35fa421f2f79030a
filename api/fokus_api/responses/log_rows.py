"""Rows of the built-in log as facts."""

from typing import Any

import msgspec

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.journal.codec import Codec
from fokus_core.journal.engines.store import Row

LOG_TABLES = ("core_log", "core_log_key")
COLUMNS = "core_log.position, core_log.type, core_log.keys, core_log.data"
STANDING = "(core_log.retracted_by IS NULL OR core_log.retracted_by > :known)"
KNOWN_RETRACTION = "CASE WHEN core_log.retracted_by <= :known THEN core_log.retracted_by END AS gone"

_keys = msgspec.json.Decoder(tuple[str, ...])


def record_of(row: tuple[Any, ...], codec: Codec) -> Recorded[Fact]:
    """Return the fact of a row that begins with position, type, keys and data."""
    return codec.decode(Row(row[0], row[1], _keys.decode(row[2]), bytes(row[3])))
