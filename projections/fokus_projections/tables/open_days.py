"""The table of the days that sources leave open, and how it is asked."""

from collections.abc import Sequence

from fokus_projections.storage.schema import Column, Table
from fokus_projections.tables.timeline import OPEN_POSITION

__all__ = ["OPEN_DAYS", "open_since"]

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


def open_since(day: str, key: str, types: Sequence[str]) -> str:
    """Return the SQL condition that a fact of these types may have been true on `:on`, as known at `:known`.

    It is true from `day` for certain and carries `key`; both are SQL expressions.
    """
    named = ", ".join(f"'{one}'" for one in types)
    return (
        "EXISTS (SELECT 1 FROM core_open_day CROSS JOIN core_log_key ON core_log_key.position = core_open_day.position "
        f"AND core_log_key.key = {key} WHERE core_open_day.effective = {day} AND core_open_day.type IN ({named}) "
        "AND core_open_day.not_before <= :on "
        "AND core_open_day.known_from <= :known AND core_open_day.known_to > :known)"
    )
