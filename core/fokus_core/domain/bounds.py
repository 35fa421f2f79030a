"""What a recorded fact says of where something begins and ends."""

from datetime import date

from fokus_core.domain.facts import Fact, FactType, Recorded

__all__ = ["closes", "ends", "open_from"]


def closes(record: Recorded[Fact]) -> str:
    """Return the kind of thing that a fact is the last of, if any."""
    kind: FactType | None = type(record.fact).__dict__.get("__fact__")
    return kind.closes if kind else ""


def ends(record: Recorded[Fact]) -> bool:
    """Tell whether a fact says that something no longer holds."""
    kind: FactType | None = type(record.fact).__dict__.get("__fact__")
    return kind is not None and kind.ends


def open_from(record: Recorded[Fact]) -> date | None:
    """Return the day from which a fact may have been true, where the sources leave that open; else None."""
    earliest = record.meta.source.not_before if record.meta.source else None
    return earliest if earliest is not None and earliest < record.fact.effective else None
