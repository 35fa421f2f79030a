"""Workshops and conferences: planned, cancelled, with experts from outside, and attended by sites."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import (
    BodyRef,
    Invalid,
    Local,
    NoSuchTime,
    PartyRef,
    Past,
    Person,
    Reads,
    Refused,
    Sealed,
    Title,
    _,
    command,
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
from fokus_ews.learning.workshop import Workshop
from fokus_ews.policies import LEAD

OF_WORKSHOP = Reads("workshop", *ABOUT_WORKSHOPS)


def workshop_on(past: Past, day: date) -> Workshop:
    """Return the workshop that was read, as of a day."""
    return Workshop.of(past.on(day).of(*ABOUT_WORKSHOPS))


@command("ews.plan-workshop", LEAD, title=_("Workshop planen"))
class PlanWorkshop(InGroup, frozen=True, kw_only=True):
    """Plan a workshop or conference of the group, or plan it anew; only a conference may be public."""

    reads: ClassVar[Reads] = OF_WORKSHOP
    kind: WorkshopKind
    title: Title
    starts: Local
    ends: Local
    place: Place = ""
    online: Online = False
    public: Annotated[bool, Meta(description="Whether everybody is told of the conference")] = False
    workshop: Annotated[WorkshopId | None, Meta(description="The workshop that is planned anew")] = None

    def decide(self, past: Past) -> Iterator[WorkshopPlanned | ConferenceAnnounced]:
        """Yield the plan that those see who may."""
        self.demand_group(past)
        if self.public and self.kind != "conference":
            raise Refused("not-public", _("Öffentlich kann nur eine Fachtagung sein."), field="public")
        book = workshop_on(past, self.effective) if self.workshop else Workshop()
        if self.workshop and book.plan is None:
            raise Refused(
                "workshop-unknown",
                _("Diesen Workshop gibt es am {effective} noch nicht oder nicht mehr. Wählen Sie einen anderen Tag."),
                field="workshop",
            )
        workshop = self.workshop or past.new_id("workshop")
        starts, ends = _written(self.starts, "starts"), _written(self.ends, "ends")
        plan = (
            ConferenceAnnounced(
                effective=self.effective,
                cohort=self.cohort,
                workshop=workshop,
                title=self.title,
                starts=starts,
                ends=ends,
                place=self.place,
                online=self.online,
            )
            if self.public
            else WorkshopPlanned(
                effective=self.effective,
                cohort=self.cohort,
                workshop=workshop,
                kind=Sealed.of(self.kind),
                title=Sealed.of(self.title),
                starts=starts,
                ends=ends,
                place=Sealed.of(self.place),
                online=Sealed.of(self.online),
            )
        )
        yield book.checked(plan)


class AboutWorkshop(InGroup, frozen=True, kw_only=True):
    """Something about a workshop of the group."""

    reads: ClassVar[Reads] = OF_WORKSHOP
    workshop: WorkshopId


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


COMMANDS = (PlanWorkshop, CancelWorkshop, InviteExpert, RecordAttendance)
