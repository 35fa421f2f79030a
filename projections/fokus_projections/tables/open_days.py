"""The table of the days that sources leave open, and how it is asked.

The SQL has places for the `table` of rows, its `subject`, the `prefix` of its keys and the `types` of its facts.
"""

from fokus_projections.storage.schema import Column, Table
from fokus_projections.tables.timeline import OPEN_POSITION

__all__ = ["OPEN_DAYS", "ended_by", "perhaps"]

OPEN_DAYS = Table(
    "core_open_day",
    "Facts of which the sources leave open from when they were true: between `not_before` and `effective`.",
    {
        "position": Column(int, "Place of the fact in the journal"),
        "type": Column(str, "Name of the fact, without its version"),
        "not_before": Column(str, "First day on which it may have been true, ISO 8601"),
        "effective": Column(str, "First day on which it was true for certain, ISO 8601"),
        "known_from": Column(int, "Position since which this is known"),
        "known_to": Column(int, f"Position since which it is taken back; {OPEN_POSITION} while it stands"),
    },
    pk=("position",),
    indexes=(("effective",),),
)


OPEN = (
    "FROM core_open_day CROSS JOIN core_log_key ON core_log_key.position = core_open_day.position "
    "AND core_log_key.key = {prefix} || {table}.{subject} WHERE core_open_day.type IN ({types}) "
    "AND core_open_day.effective > :on AND core_open_day.not_before <= :on "
    "AND core_open_day.known_from <= :known AND core_open_day.known_to > :known"
)
KNOWN = "{row}.known_from <= :known AND {row}.known_to > :known"
BEGUN = f"EXISTS (SELECT 1 {OPEN} AND core_open_day.effective = {{table}}.valid_from)"
LATER = (
    "SELECT 1 FROM {table} later WHERE later.{subject} = {table}.{subject} "
    f"AND later.valid_from BETWEEN {{table}}.valid_to AND core_open_day.effective AND {KNOWN.replace('{row}', 'later')}"
)


def ended_by(what: str) -> str:
    """Return the SQL for a column of the open day of the fact that ended a row, NULL unless it may yet hold on `:on`.

    The row ends, for certain, before the fact: as early as the sources allow, and nothing began since.
    """
    return (
        f"(SELECT core_open_day.{what} {OPEN} AND core_open_day.not_before <= {{table}}.valid_to "
        f"AND core_open_day.effective > {{table}}.valid_to AND NOT EXISTS ({LATER}) "
        "ORDER BY core_open_day.effective LIMIT 1)"
    )


def perhaps() -> str:
    """Return the SQL condition that a row began after `:on` or ended by then, and perhaps did not."""
    sooner = f"{{table}}.valid_from > :on AND {BEGUN}"
    longer = f"{{table}}.valid_to <= :on AND {ended_by('position')} IS NOT NULL"
    return f"{KNOWN.replace('{row}', '{table}')} AND ({sooner} OR {longer})"
