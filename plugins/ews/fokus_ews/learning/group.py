"""What the commands of the closed group share: whose seat an account has, and which bodies are sites."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import ClassVar

from fokus_core import Asked, BodyRef, Command, Lookup, Past, Plan, Reads, Refused, _, asked_by
from fokus_ews.facts import RunAnnounced, SeatEnded, SeatGiven, SiteJoined, SiteLeft
from fokus_ews.policies import LEAD
from fokus_ews.words import CohortId

SEATS = Reads("cohort", SeatGiven, SeatEnded)
NO_SITE = _("{body} ist am {effective} kein Standort dieses Durchgangs.")


def seats_on(past: Past, day: date) -> dict[str, str]:
    """Return the accounts that have a seat on a day, each with the body whose team it is of."""
    held: dict[str, str] = {}
    for fact in past.on(day).of(SeatGiven, SeatEnded):
        if isinstance(fact, SeatGiven):
            held[fact.actor] = fact.body
        else:
            held.pop(fact.actor, None)
    return held


def demand_site(past: Past, body: str, day: date, field: str, message: str = NO_SITE) -> None:
    """Raise `Refused` unless a body takes part in the run on a day; `past` has read the run's sites."""
    facts = [one for one in past.on(day).of(SiteJoined, SiteLeft) if one.body == body]
    if not facts or isinstance(facts[-1], SiteLeft):
        raise Refused("no-site", message, field=field)


class InGroup(Command, frozen=True):
    """Something in the closed group of a cohort."""

    cohort: CohortId
    effective: date

    def more(self, past: Past) -> Reads | None:
        """Read the run with its sites."""
        return Reads(f"run:{self.cohort}", RunAnnounced, SiteJoined, SiteLeft)

    def demand_group(self, past: Past) -> None:
        """Raise `Refused` where there is no such run."""
        if past.on(self.effective).latest(RunAnnounced) is None:
            raise Refused(
                "run-unknown",
                _("Diesen Durchgang gibt es am {effective} noch nicht. Wählen Sie einen anderen Tag."),
                field="cohort",
            )


class Today(InGroup, frozen=True):
    """Something that is done today, so that nothing slips in before what was already decided."""

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse another day than today."""

        def begin(_past: Past) -> None:
            if self.effective != lookup.today:
                raise Refused("not-today", _("Das geht nur mit dem heutigen Datum."), field="effective")

        return replace(super().plan(lookup), begin=begin)


class OfTeam(Today, frozen=True, kw_only=True):
    """Something that the team of a site does, by an account that has a seat of that site."""

    reads: ClassVar[Reads] = SEATS
    body: BodyRef

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse another day than today, and whoever has no seat of the site."""
        return seated(super().plan(lookup), self.body, lookup)


class OfMember(Today, frozen=True, kw_only=True):
    """Something that the team of a site does, or the carrier where no site is named."""

    reads: ClassVar[Reads] = SEATS
    body: BodyRef | None = None

    def asks(self) -> tuple[Asked, ...]:
        """Ask for the permission of the carrier where no site is named."""
        lead = Asked(LEAD.permission, "ews", {"cohort": self.cohort}, hidden=True)
        return (asked_by(self), *([] if self.body else [lead]))

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse another day than today, and whoever has no seat of the site that is named."""
        plan = super().plan(lookup)
        return seated(plan, self.body, lookup) if self.body else plan


def seated(plan: Plan, body: str, lookup: Lookup) -> Plan:
    """Return a plan that refuses whoever has no seat of a site today; its command reads the seats."""
    before: Callable[[Past], None] = plan.begin

    def begin(past: Past) -> None:
        before(past)
        if seats_on(past, lookup.today).get(lookup.actor) != body:
            raise Refused("no-seat", _("Sie gehören nicht zum Team dieses Standorts."), field="body")

    return replace(plan, begin=begin)
