"""Figures of applications: counted by month, office, outcome, reason and ground, and what of that may be published."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

LEAST = 5  # smaller numbers are not published
POOLED = 3  # so many small cells at least stand together


@dataclass(frozen=True)
class Group:
    """What is counted together: in a month, of an office, with an outcome, on a ground; `body` None for several."""

    month: str
    body: str | None
    outcome: Any
    reason: Any
    ground: Any = None


@dataclass(frozen=True)
class Cell:
    """How many there are in a group, and how many days each waited."""

    group: Group
    count: int
    to_confirmation: Sequence[int] = field(default_factory=tuple)
    to_decision: Sequence[int] = field(default_factory=tuple)

    @property
    def median_to_confirmation(self) -> float | None:
        """Median of days from receipt to the last answer of an organisation; None where none is known."""
        return median(self.to_confirmation) if self.to_confirmation else None

    @property
    def median_to_decision(self) -> float | None:
        """Median of days from receipt to the decision."""
        return median(self.to_decision) if self.to_decision else None


def published(cells: Iterable[Cell]) -> list[Cell]:
    """Return what may be published: no number below five, and nothing from which one can be computed.

    Every number is that of one cell, and cells do not overlap, so there is no total to subtract from. The small ones
    of several offices stand together where they are at least three, come to at least five, and are not all four.
    """
    shown: list[Cell] = []
    small: defaultdict[tuple[str, Any, Any, Any], list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.count >= LEAST:
            shown.append(_without_few(cell))
        elif cell.count:
            small[cell.group.month, cell.group.outcome, cell.group.reason, cell.group.ground].append(cell)
    for (month, *alike), some in small.items():
        total = sum(one.count for one in some)
        if len(some) >= POOLED and LEAST <= total < (LEAST - 1) * len(some):
            confirmed = [days for one in some for days in one.to_confirmation]
            decided = [days for one in some for days in one.to_decision]
            shown.append(_without_few(Cell(Group(month, None, *alike), total, confirmed, decided)))
    return shown


def _without_few(cell: Cell) -> Cell:
    """Leave out a median of fewer than five."""
    confirmed = cell.to_confirmation if len(cell.to_confirmation) >= LEAST else ()
    return Cell(cell.group, cell.count, confirmed, cell.to_decision)
