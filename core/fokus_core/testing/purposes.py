"""Purposes for programmes that only tests declare."""

from fokus_core.domain.processing import Purpose

__all__ = ["purposes"]


def purposes(*ids: str) -> list[Purpose]:
    """Return purposes of these ids of which nothing further is said."""
    return [Purpose(id_, "-", basis="-", kept="-") for id_ in ids]
