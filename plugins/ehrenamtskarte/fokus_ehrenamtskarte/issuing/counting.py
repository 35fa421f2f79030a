"""Figures of cards: how many were issued and ended in a month, ever were issued, and are valid at its end."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple

from fokus_ehrenamtskarte.applications.figures.counting import LEAST, POOLED, Cell, Group, published
from fokus_ehrenamtskarte.cards.facts import Why
from fokus_ehrenamtskarte.facts import Kind

Measure = Literal["issued", "ended", "ever", "valid"]
Ended = Why | Literal["expired"]


class Issued(NamedTuple):
    """A card that was issued, and when and why it ended, if it did."""

    body: str
    kind: Kind
    since: date
    ended: date | None
    reason: Ended | None


class Counted(NamedTuple):
    """A number of cards of an office, or of several with small numbers together; in or at the end of a month."""

    month: str
    body: str | None
    kind: Kind
    measure: Measure
    reason: Ended | None
    cards: int


def issued(body: str, kind: Kind, since: str, until: str | None, revoked: str | None, reason: Why | None) -> Issued:
    """Return a card by its row; one that is revoked after its last day has expired before."""
    expires = date.fromisoformat(until) + timedelta(days=1) if until else None
    ended = date.fromisoformat(revoked) if revoked else None
    first = date.fromisoformat(since)
    if ended is not None and (expires is None or ended < expires):
        return Issued(body, kind, first, ended, reason)
    return Issued(body, kind, first, expires, "expired" if expires else None)


def events(cards: Iterable[Issued], before: str) -> list[Counted]:
    """Return how many cards were issued and ended in each month before one, each issue and end in one number."""
    found: Counter[tuple[str, str, Kind, Measure, Ended | None]] = Counter()
    for one in cards:
        found[_month(one.since), one.body, one.kind, "issued", None] += 1
        if one.ended is not None:
            found[_month(one.ended), one.body, one.kind, "ended", one.reason] += 1
    return [Counted(*group, number) for group, number in found.items() if group[0] < before]


def for_everybody(counted: Iterable[Counted]) -> Iterator[Counted]:
    """Yield what may be published of events: no small number, and none that can be computed, see `published`.

    What ended is told of all offices together: beside what one office issued it would tell how few ended otherwise.
    """
    begun: dict[Kind, list[Cell]] = {}
    ended: dict[tuple[str, Kind, Ended | None], list[Counted]] = {}
    for one in counted:
        if one.measure == "ended":
            ended.setdefault((one.month, one.kind, one.reason), []).append(one)
        else:
            begun.setdefault(one.kind, []).append(Cell(Group(one.month, one.body, one.measure, None), one.cards))
    for kind, cells in begun.items():
        for cell in published(cells):
            yield Counted(cell.group.month, cell.group.body, kind, "issued", None, cell.count)
    for (month, kind, reason), some in ended.items():
        total = sum(one.cards for one in some)
        if total >= LEAST and len(some) >= POOLED:
            yield Counted(month, None, kind, "ended", reason, total)


def stocks(cards: Iterable[Issued], before: str) -> Iterator[Counted]:
    """Yield how many cards there ever were, and how many are valid, at the end of each month before one."""
    by_group: dict[tuple[str, Kind], list[Issued]] = {}
    for one in cards:
        by_group.setdefault((one.body, one.kind), []).append(one)
    for (body, kind), some in by_group.items():
        began = Counter(_month(one.since) for one in some)
        gone = Counter(_month(one.ended) for one in some if one.ended)
        month, ever, ended = min(began), 0, 0
        while month < before:
            ever, ended = ever + began[month], ended + gone[month]
            yield Counted(month, body, kind, "ever", None, ever)
            yield Counted(month, body, kind, "valid", None, ever - ended)
            month = _month(date.fromisoformat(f"{month}-28") + timedelta(days=4))


def _month(day: date) -> str:
    return day.isoformat()[:7]
