"""An application as the rules see it: no name, only what a condition is about."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from fokus_ehrenamtskarte.facts import Kind
from fokus_ehrenamtskarte.rules.calendar import Run, after, first_of
from fokus_ehrenamtskarte.rules.terms import MonthOf, Sort, Who
from fokus_kommune import _, labelled

BodyText = Annotated[str, Meta(min_length=1, max_length=200, description="Official key or name of a body")]
GROUNDS = {
    "juleica": _("Juleica"),
    "fire-service": _("Dienst bei der Feuerwehr"),
    "rescue-service": _("Dienst im Rettungsdienst oder Katastrophenschutz"),
    "reserve": _("Dienst in der Reserve der Bundeswehr"),
    "voluntary-year": _("Freiwilligendienst"),
    "decoration": _("Auszeichnung"),
}
GroundKind = Annotated[
    Literal["juleica", "fire-service", "rescue-service", "reserve", "voluntary-year", "decoration"], labelled(GROUNDS)
]
Answer = Annotated[bool | None, Meta(description="null where it is not known")]


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of an application."""


class Paid(Asked, frozen=True, kw_only=True):
    """Money for an engagement, a year."""

    eur: Annotated[float, Meta(ge=0, le=1_000_000, extra={"unit": "EUR"})]
    kind: Annotated[
        Literal["cost", "flat", "ehrenamt", "uebungsleiter", "unstated"],
        Meta(description="Refund of cost; flat rate of no named kind; the two flat rates of tax law; not said"),
    ]
    covers_cost_only: Annotated[bool, Meta(description="A flat rate that is no higher than the cost")] = False


class Engagement(Asked, frozen=True, kw_only=True):
    """What somebody does for an organisation, from month to month, `until` null while it lasts."""

    organisation: Annotated[str, Meta(max_length=200)] = ""
    body: BodyText
    since: MonthOf
    until: MonthOf | None = None
    per: Literal["week", "year"]
    hours: Annotated[float, Meta(gt=0, le=8784, extra={"unit": "hour"})]
    sort: Sort | None = None
    benefits: BodyText | None = None
    paid: tuple[Paid, ...] = ()
    confirmed: Literal["yes", "open", "no"] = "yes"
    signatories: Annotated[int, Meta(ge=0, le=9)] = 1
    confirmed_by_self: bool = False
    outside_clubs: bool = False

    def lasts_on(self, day: date) -> bool:
        """Tell whether it is going on on a day."""
        return first_of(self.since) <= day and (self.until is None or after(self.until) > day)

    def touches(self, first: date, day: date) -> bool:
        """Tell whether it went on at any time after the first day and up to the second."""
        return first_of(self.since) <= day and (self.until is None or after(self.until) > first)

    def time(self, day: date) -> Run | None:
        """Return when it went on, up to a day; None where it begins later."""
        start, end = first_of(self.since), day if self.until is None else min(after(self.until), day)
        return Run(start, end) if start <= end and start <= day else None


class Ground(Asked, frozen=True, kw_only=True):
    """What else speaks for a card, such as the youth leader card, which alone rules are known to look at."""

    kind: GroundKind
    valid_until: Annotated[date | None, Meta(description="Last day of validity; the youth leader card needs one")] = (
        None
    )
    issued_by: BodyText | None = None

    def holds(self, day: date) -> bool:
        """Tell whether it is valid on a day; one without a last day is not said to be."""
        return self.valid_until is not None and self.valid_until >= day


class PreviousCard(Asked, frozen=True, kw_only=True):
    """A card that the person has or had; null is one for life."""

    kind: Kind
    valid_until: date | None = None


class Application(Asked, frozen=True, kw_only=True):
    """An application for a card, judged on a reference date."""

    body: BodyText
    reference_date: date
    birth_date: date
    residence: BodyText
    card: Kind = "standard"
    renewal: bool = False
    applicant: Who = "self"
    engagements: Annotated[tuple[Engagement, ...], Meta(max_length=20)]
    grounds: Annotated[tuple[Ground, ...], Meta(max_length=5)] = ()
    previous_card: PreviousCard | None = None
    breaks: Annotated[tuple[Literal["child-raising", "care"], ...], Meta(max_length=5)] = ()
    home_takes_part: Answer = None
    issued_in_period: Annotated[int, Meta(ge=0)] | None = None
    otherwise_honoured: Answer = None
    in_round: Answer = None
    pandemic_shortfall: bool = False
    volume_met_before: bool = False

    def juleica(self) -> Ground | None:
        """Return the youth leader card that is valid on the reference date; its last day is included."""
        return next((one for one in self.grounds if one.kind == "juleica" and one.holds(self.reference_date)), None)
