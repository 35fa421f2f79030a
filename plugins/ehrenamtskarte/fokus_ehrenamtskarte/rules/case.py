"""One application under one pair of state and local rules, and the judgement of a condition."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from fokus_ehrenamtskarte.rules.application import Application, Engagement, Ground
from fokus_ehrenamtskarte.rules.book import Bounds, Local, RuleBook
from fokus_ehrenamtskarte.rules.calendar import later
from fokus_ehrenamtskarte.rules.facts import ConventionsSet, FrameSet
from fokus_ehrenamtskarte.rules.said import Said
from fokus_ehrenamtskarte.rules.terms import Exemption, PlaceKind, Terms, Volume, Waivable

Outcome = Literal["met", "met-by-bound", "waived", "not-met", "open", "unknown", "depends-on-day"]
ConditionId = Literal[
    "office",
    "place",
    "age",
    "volume",
    "prior",
    "service-years",
    "allowance",
    "confirmation",
    "applicant",
    "previous",
    "cap",
    "honoured",
    "round",
]
FINE: frozenset[Outcome] = frozenset({"met", "met-by-bound", "waived"})
Counts = Literal["yes", "maybe", "no"]
Reach = Callable[[Engagement], Counts]


@dataclass(frozen=True)
class Judged:
    """What became of a condition: the outcome, why in words, the numbers used, and where the rule is stated."""

    condition: ConditionId
    outcome: Outcome
    said: Said
    numbers: dict[str, Any] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    inferred: bool = False
    ready_on: date | None = None


@dataclass(frozen=True)
class Case:
    """An application for a body on its reference date, a frame, and the local rules."""

    application: Application
    body: str
    frame: FrameSet
    ordinary: FrameSet | None
    local: Local
    book: RuleBook
    conventions: ConventionsSet

    @property
    def day(self) -> date:
        """The reference date."""
        return self.application.reference_date

    @property
    def terms(self) -> Terms:
        """The local parameters."""
        return self.local.terms

    @property
    def bounds(self) -> Bounds:
        """The strictest known rules."""
        return self.book.bounds

    @property
    def bound_counts(self) -> bool:
        """Whether a silent rule is fulfilled by whoever fulfils the strictest known one."""
        return self.conventions.silence == "bound"

    @property
    def anniversary(self) -> bool:
        """Whether it is for the anniversary card."""
        return self.application.card == "anniversary"

    @property
    def volume(self) -> Volume:
        """The hours that are enough."""
        frame = self.ordinary if self.frame.volume is None else self.frame
        assert frame is not None  # noqa: S101  # a frame for the standard card has a volume, or it was never set
        assert frame.volume is not None  # noqa: S101  # as above
        return frame.volume

    @cached_property
    def juleica(self) -> Ground | None:
        """The youth leader card, if it is valid."""
        return self.application.juleica()

    @cached_property
    def exemption(self) -> Exemption | None:
        """The exemption of the group that the person belongs to, where one is stated."""
        if self.juleica is None:
            return None
        return next(iter(self.terms.exempt), None)  # youth leaders are the only group that was found

    def exempted(self, condition: Waivable) -> bool:
        """Tell whether the person is freed from a condition."""
        one = self.exemption
        if one is None or one.conditions is None or condition not in one.conditions:
            return False
        return "engagement" not in one.needs or any(map(self.lasting, self.application.engagements))

    @property
    def extent_unknown(self) -> bool:
        """Whether an exemption may exist, or exists and nobody says from what."""
        return self.juleica is not None and (self.exemption is None or self.exemption.conditions is None)

    @property
    def place_kind(self) -> PlaceKind | None:
        """The place rule that the person falls under."""
        if self.anniversary:
            return self.terms.anniversary.place if self.terms.anniversary else None
        if self.exemption is not None and self.exemption.place is not None:
            return self.exemption.place
        return self.terms.place.kind if self.terms.place else None

    def lasting(self, engagement: Engagement) -> bool:
        """Tell whether an engagement counts on the day: a weekly one that goes on, a yearly one of the last months."""
        if engagement.per == "week":
            return engagement.lasts_on(self.day)
        return engagement.touches(later(self.day, -self.conventions.share_months), self.day)

    def sort_counts(self, engagement: Engagement) -> Counts:
        """Tell whether the sort of time counts: what others exclude is in doubt where a rule does not say so."""
        sort = engagement.sort
        if sort is None or sort in self.terms.counted:
            return "yes"
        if sort in (self.terms.not_counted or ()):
            return "no"
        return "maybe" if sort in self.bounds.not_counted else "yes"

    def confirmed(self, engagement: Engagement) -> Literal["yes", "open", "no"]:
        """Tell whether enough people other than the person confirmed an engagement."""
        if engagement.confirmed != "yes":
            return engagement.confirmed
        needed = self.terms.signatories or self.conventions.signatories
        return "open" if engagement.confirmed_by_self or engagement.signatories < needed else "yes"

    def share(self, engagements: Iterable[Engagement]) -> Fraction:
        """Return the shares of the weekly and the yearly minimum together; 1 is enough."""
        volume, total = self.volume, Fraction(0)
        for one in engagements:
            needed = volume.per_week if one.per == "week" else volume.per_year
            total += Fraction(round(one.hours * 100), round(needed * 100))
        return total


def within(body: str, upper: str) -> bool:
    """Tell whether a body is another one, or lies in it by its official key."""
    return body == upper or (len(upper) < 8 and body.startswith(upper))
