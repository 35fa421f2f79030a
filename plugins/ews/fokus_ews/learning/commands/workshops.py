"""Workshops and conferences: planned, cancelled, with experts from outside, and attended by sites."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, ClassVar

from msgspec import UNSET, Meta, UnsetType

from fokus_core import (
    ERASED,
    BodyRef,
    Invalid,
    Local,
    NoSuchTime,
    PartyRef,
    Past,
    Person,
    Reads,
    Recorded,
    Refused,
    Sealed,
    Title,
    _,
    command,
    sent,
    when,
)
from fokus_ews.learning.facts import (
    ABOUT_WORKSHOPS,
    AttendanceNoted,
    ConferenceAnnounced,
    ConferenceCancelled,
    ExpertInvited,
    WorkshopCancelled,
    WorkshopPlanned,
)
from fokus_ews.learning.group import InGroup, demand_site
from fokus_ews.learning.words import Online, Place, WorkshopId, WorkshopKind
from fokus_ews.learning.workshop import NO_WORKSHOP, Workshop
from fokus_ews.policies import LEAD

OF_WORKSHOP = Reads("workshop", *ABOUT_WORKSHOPS)
TERMS = ("kind", "title", "starts", "ends", "place", "online", "public")
SEALED = ("kind", "title", "place", "online")  # of a workshop, which everybody is told of a conference that is public

Plan = WorkshopPlanned | ConferenceAnnounced
ToldToAll = Annotated[bool, Meta(description="Whether everybody is told of the conference")]


def workshop_on(past: Past, day: date) -> Workshop:
    """Return the workshop that was read, as of a day."""
    return Workshop.of(past.on(day).of(*ABOUT_WORKSHOPS))


def _terms(past: Past, record: Recorded[Plan]) -> dict[str, Any]:
    """Return what a plan says, its sealed texts opened."""
    fact, public = record.fact, isinstance(record.fact, ConferenceAnnounced)
    said = {name: getattr(fact, name, "conference") for name in TERMS if name != "public"}
    opened = {} if public else {name: past.open(record, name) for name in SEALED}
    return said | opened | {"public": public}


def _plan(command: InGroup, workshop: str, terms: Mapping[str, Any]) -> Plan:
    """Return the plan as those are told who may know of it."""
    if terms["public"] and terms["kind"] != "conference":
        raise Refused("not-public", _("Öffentlich kann nur eine Fachtagung sein."), field="public")
    about: dict[str, Any] = {"effective": command.effective, "cohort": command.cohort, "workshop": workshop}
    about |= {name: terms[name] for name in ("starts", "ends")}
    if terms["public"]:
        return ConferenceAnnounced(**about, **{name: terms[name] for name in SEALED if name != "kind"})
    sealed: dict[str, Any] = {name: Sealed.of(terms[name]) for name in SEALED}
    return WorkshopPlanned(**about, **sealed)


def _sent(command: InGroup) -> dict[str, Any]:
    """Return what was sent of a plan, its times as they are recorded."""
    return {
        name: _written(value, name) if name in {"starts", "ends"} else value
        for name, value in sent(command, TERMS).items()
    }


@command("ews.plan-workshop", LEAD, title=_("Workshop planen"))
class PlanWorkshop(InGroup, frozen=True, kw_only=True):
    """Plan a workshop or conference of the group; only a conference may be public."""

    kind: WorkshopKind
    title: Title
    starts: Local
    ends: Local
    place: Place = ""
    online: Online = False
    public: ToldToAll = False

    def decide(self, past: Past) -> Iterator[Plan]:
        """Yield the plan that those see who may."""
        self.demand_group(past)
        yield Workshop().checked(_plan(self, past.new_id("workshop"), _sent(self)))


class AboutWorkshop(InGroup, frozen=True, kw_only=True):
    """Something about a workshop of the group."""

    reads: ClassVar[Reads] = OF_WORKSHOP
    workshop: WorkshopId


@command("ews.change-workshop", LEAD, title=_("Workshop umplanen"))
class ChangeWorkshop(AboutWorkshop, frozen=True, kw_only=True):
    """Plan a workshop or conference that was not held anew; what is not sent stays."""

    kind: WorkshopKind | UnsetType = UNSET
    title: Title | UnsetType = UNSET
    starts: Local | UnsetType = UNSET
    ends: Local | UnsetType = UNSET
    place: Place | UnsetType = UNSET
    online: Online | UnsetType = UNSET
    public: ToldToAll | UnsetType = UNSET

    def decide(self, past: Past) -> Iterator[Plan]:
        """Yield the plan as it is from now on."""
        self.demand_group(past)
        plans = past.on(self.effective).recorded(WorkshopPlanned, ConferenceAnnounced)
        if not plans:
            raise Refused(NO_WORKSHOP.slug, NO_WORKSHOP.message, field=NO_WORKSHOP.field)
        before = _terms(past, plans[-1])
        terms = before | _sent(self)
        if ERASED in terms.values():
            raise Refused("erased", _("Ein Teil der Planung ist gelöscht und muss neu angegeben werden."), field="")
        if terms == before:
            raise Refused("nothing-to-do", _("Es gibt nichts einzutragen: Ihre Angaben stehen schon so da."), field="")
        yield workshop_on(past, self.effective).checked(_plan(self, self.workshop, terms))


@command("ews.cancel-workshop", LEAD, title=_("Workshop absagen"))
class CancelWorkshop(AboutWorkshop, frozen=True, kw_only=True):
    """Cancel a workshop or conference that was not held."""

    def decide(self, past: Past) -> Iterator[WorkshopCancelled | ConferenceCancelled]:
        """Yield the cancellation, for everybody where everybody knows of it."""
        book = workshop_on(past, self.effective)
        of = ConferenceCancelled if isinstance(book.plan, ConferenceAnnounced) else WorkshopCancelled
        yield book.checked(of(effective=self.effective, cohort=self.cohort, workshop=self.workshop))


@command("ews.invite-expert", LEAD, title=_("Externe Fachperson einladen"))
class InviteExpert(AboutWorkshop, frozen=True, kw_only=True):
    """Bring an expert from outside into a workshop: a person, or an organisation."""

    person: Person | None = None
    party: PartyRef | None = None

    def decide(self, past: Past) -> Iterator[ExpertInvited]:
        """Yield the invitation of one of the two."""
        if (self.person is None) == (self.party is None):
            message = _("Geben Sie entweder eine Person oder eine Organisation an.")
            raise Refused("person-or-party", message, field="person")
        fact = ExpertInvited(
            effective=self.effective,
            cohort=self.cohort,
            workshop=self.workshop,
            person=self.person.id if self.person else None,
            name=Sealed.of(self.person.name) if self.person else None,
            party=self.party,
        )
        yield workshop_on(past, self.effective).checked(fact)


@command("ews.record-attendance", LEAD, title=_("Teilnahme eintragen"))
class RecordAttendance(AboutWorkshop, frozen=True, kw_only=True):
    """Record which sites took part in a workshop; `effective` is the day, one of the workshop's."""

    sites: Annotated[tuple[BodyRef, ...], Meta(min_length=1, max_length=500)]

    def decide(self, past: Past) -> Iterator[AttendanceNoted]:
        """Yield the attendance of each site."""
        book = workshop_on(past, self.effective)
        for number, body in enumerate(self.sites):
            demand_site(past, body, self.effective, f"sites/{number}")
            yield book.checked(
                AttendanceNoted(
                    effective=self.effective, run=self.cohort, cohort=self.cohort, workshop=self.workshop, body=body
                )
            )


def _written(text: str, field: str) -> str:
    try:
        return when(text).text
    except NoSuchTime as error:
        raise Invalid(error.slug, error.message, field=field) from error


COMMANDS = (PlanWorkshop, ChangeWorkshop, CancelWorkshop, InviteExpert, RecordAttendance)
