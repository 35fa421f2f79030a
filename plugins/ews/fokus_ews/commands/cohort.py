"""The cohort: it begins with its sites, a site leaves, another follows, and accounts have access meanwhile."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import (
    ActorId,
    Asked,
    BodyRef,
    Command,
    Lookup,
    Past,
    Plan,
    Reads,
    Reason,
    Refused,
    _,
    asked_by,
    command,
    keeping_no_reason_of_the_erased,
    private_reason,
    refuse_reserved,
)
from fokus_ews.eligibility import AREA, NOT_IN_AREA, excepted, outside
from fokus_ews.facts import (
    ApplicationAccepted,
    CohortStarted,
    EligibilityOverridden,
    PlaceGivenBack,
    RulesAdopted,
    SeatEnded,
    SeatGiven,
    SiteJoined,
    SiteLeft,
    TeamMemberLeft,
    TeamMemberNamed,
)
from fokus_ews.policies import DOCUMENT, RUN_COHORT
from fokus_ews.seats import SITE_LEFT, end_seats, seats_of
from fokus_ews.words import TEAM_ROLE, RunId, TeamMemberId

SEATS = Reads("run", SeatGiven, SeatEnded)
PLACES = Reads("run", RulesAdopted, EligibilityOverridden, ApplicationAccepted, PlaceGivenBack)


def places(now: Past) -> list[str]:
    """Return the bodies that were given a place and did not give it back."""
    held: dict[str, None] = {}
    for fact in now.of(ApplicationAccepted, PlaceGivenBack):
        if isinstance(fact, ApplicationAccepted):
            held[fact.body] = None
        else:
            held.pop(fact.body, None)
    return list(held)


def demand_provided_for(bodies: Iterable[str], past: Past, on: date, field: str) -> None:
    """Refuse bodies that neither the rules of the day provide for nor an exception."""
    now = past.on(on)
    rules = now.latest(RulesAdopted)
    if rules is not None and outside(bodies, rules, past, on) - excepted(now):
        raise Refused("not-eligible", NOT_IN_AREA, field=field)


@command("ews.start-cohort", RUN_COHORT, title=_("Durchgang beginnen"))
class StartCohort(Command, frozen=True):
    """Begin a run with every body that has a place, and with those that documents name."""

    reads: ClassVar[Reads] = PLACES | AREA
    run: RunId
    effective: date
    documented: Annotated[
        tuple[BodyRef, ...], Meta(max_length=500, description="Sites named by documents, without an application")
    ] = ()

    def asks(self) -> tuple[Asked, ...]:
        """Ask for one permission more where sites come from documents."""
        return (asked_by(self), *([Asked(DOCUMENT, "ews")] if self.documented else []))

    def decide(self, past: Past) -> Iterator[CohortStarted | SiteJoined]:
        """Yield the beginning and the sites; the statutes know how many there may be."""
        demand_provided_for(self.documented, past, self.effective, "documented")
        sites = [*places(past.on(self.effective)), *self.documented]
        if not sites:
            raise Refused(
                "no-sites",
                _("Am {effective} hat noch keine Kommune einen Platz. Geben Sie erst die Entscheidungen bekannt."),
                field="run",
            )
        yield CohortStarted(effective=self.effective, run=self.run)
        for body in sites:
            yield SiteJoined(effective=self.effective, run=self.run, body=body)


@command("ews.add-site", RUN_COHORT, records=SiteJoined, unrecorded=("documented",), title=_("Standort nachtragen"))
class AddSite(Command, frozen=True):
    """Let a body follow into a run that has begun: one that has a place, or one that documents name."""

    reads: ClassVar[Reads] = PLACES | AREA
    run: RunId
    body: BodyRef
    effective: date
    documented: Annotated[bool, Meta(description="Whether documents name it, without an application")] = False

    def asks(self) -> tuple[Asked, ...]:
        """Ask for one permission more where the site comes from documents."""
        return (asked_by(self), *([Asked(DOCUMENT, "ews")] if self.documented else []))

    def check(self, past: Past) -> None:
        """Refuse a body that has no place, or that the rules do not provide for."""
        if self.documented:
            demand_provided_for([self.body], past, self.effective, "body")
        elif self.body not in places(past.on(self.effective)):
            raise Refused("no-place", _("{body} hat am {effective} keinen Platz."), field="body")


@command("ews.end-site", RUN_COHORT, title=_("Ausscheiden eines Standorts eintragen"))
class EndSite(Command, frozen=True):
    """Record that a site leaves; the access of its team ends with it."""

    reads: ClassVar[Reads] = SEATS
    run: RunId
    body: BodyRef
    effective: date

    def decide(self, past: Past) -> Iterator[SiteLeft | SeatEnded]:
        """Yield the leaving and the end of every seat of the site."""
        yield SiteLeft(effective=self.effective, run=self.run, body=self.body)
        yield from end_seats(past, self.effective, SITE_LEFT, lambda seat: seat.body == self.body)


@command("ews.give-seat", RUN_COHORT, title=_("Zugang zur Gruppe geben"))
class GiveSeat(Command, frozen=True):
    """Give an account of a site's team access to the closed group."""

    reads: ClassVar[Reads] = SEATS | Reads("run", SiteJoined, SiteLeft, TeamMemberNamed, TeamMemberLeft)
    run: RunId
    body: BodyRef
    actor: ActorId
    effective: date
    person: TeamMemberId | None = None

    def decide(self, past: Past) -> Iterator[SeatGiven]:
        """Yield the seat for a site that takes part, and a member of its team."""
        refuse_reserved(self.actor)
        site = [one for one in past.of(SiteJoined, SiteLeft) if one.body == self.body]
        if not site or isinstance(site[-1], SiteLeft) or site[-1].effective > self.effective:
            raise Refused("no-site", _("{body} ist am {effective} kein Standort dieses Durchgangs."), field="body")
        team = [
            one
            for one in past.of(TeamMemberNamed, TeamMemberLeft)
            if (one.body, one.person) == (self.body, self.person)
        ]
        if self.person and (not team or isinstance(team[-1], TeamMemberLeft)):
            raise Refused("not-in-team", _("Diese Person gehört nicht zum Team {body_genitive}."), field="person")
        if any(seat.actor == self.actor for seat in seats_of(past)):
            raise Refused("seat-taken", _("Dieses Konto hat bereits Zugang zur Gruppe."), field="actor")
        yield SeatGiven(
            effective=self.effective,
            actor=self.actor,
            role=TEAM_ROLE,
            scope=f"cohort:{self.run}",
            run=self.run,
            cohort=self.run,
            body=self.body,
            person=self.person,
        )


@command("ews.end-seat", RUN_COHORT, title=_("Zugang zur Gruppe entziehen"))
class EndSeat(Command, frozen=True):
    """Take the access to the closed group from an account."""

    reads: ClassVar[Reads] = SEATS
    run: RunId
    actor: ActorId
    effective: date
    reason: Reason

    def plan(self, lookup: Lookup) -> Plan:
        """Keep no reason where who uses the account was erased."""
        return keeping_no_reason_of_the_erased(super().plan(lookup), self.actor, lookup)

    def decide(self, past: Past) -> Iterator[SeatEnded]:
        """Yield the end of a seat."""
        why = private_reason(self.reason, past)
        ended = list(end_seats(past, self.effective, why, lambda seat: seat.actor == self.actor))
        if not ended:
            raise Refused("no-seat", _("Dieses Konto hat keinen Zugang zur Gruppe."), field="actor")
        yield from ended


COMMANDS = (StartCohort, AddSite, EndSite, GiveSeat, EndSeat)
