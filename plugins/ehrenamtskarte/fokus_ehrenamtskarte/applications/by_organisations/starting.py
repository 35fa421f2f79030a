"""An organisation starts applications: its link, and naming one or several volunteers by it."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from fokus_core import ERASED, Chosen, MailAddress
from fokus_ehrenamtskarte.applications.by_organisations.start_facts import (
    LinkId,
    Named,
    OrganisationLinkEnded,
    OrganisationLinkGiven,
    VolunteerNamed,
)
from fokus_ehrenamtskarte.applications.by_organisations.volunteer_lines import volunteers_in
from fokus_ehrenamtskarte.applications.entering.applying import HOURS_A_WEEK
from fokus_ehrenamtskarte.applications.record.terms import Claim, Hours, Line, Per
from fokus_ehrenamtskarte.organisations.commands import AboutOrganisation, status_of
from fokus_ehrenamtskarte.organisations.facts import (
    KEEP,
    OF_ORGANISATIONS,
    OrganisationContactDropped,
    OrganisationContactNamed,
    OrganisationRegistered,
    OrganisationVetted,
)
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.calendar import first_of
from fokus_ehrenamtskarte.rules.terms import MonthOf
from fokus_kommune import Invalid, Past, PersonId, Reads, Refused, Sealed, _

MOST, A_DAY = 20, 50  # volunteers at once, and by one organisation on a day
LINKS = (OrganisationLinkGiven, OrganisationLinkEnded)


class Volunteer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who volunteers at the organisation, as it knows them."""

    name: Line
    mail: MailAddress
    activity: Line
    since: MonthOf
    per: Per = "week"
    hours: Hours


@ehrenamtskarte.command("give-organisation-link", KEEP, title=_("Link für Anträge an eine Organisation geben"))
class GiveOrganisationLink(AboutOrganisation, frozen=True, kw_only=True):
    """Let a vetted organisation start applications by a link, which is sent to one of its contacts."""

    then: ClassVar[tuple[str, ...]] = (
        _("Wir schicken den Link an die Ansprechperson."),
        _("Wer genannt wird, bekommt eine Nachricht und stellt den Antrag selbst."),
    )
    contact: Annotated[PersonId, Chosen("organisation-contact")] | None = None

    def decide(self, past: Past) -> Iterator[OrganisationLinkGiven]:
        """Yield the link, for the only contact where none is named."""
        held = self.held(past)
        if not isinstance(status_of(past, self.organisation), OrganisationVetted):
            message = _("Die Organisation ist nicht geprüft. Prüfen Sie sie zuerst.")
            raise Refused("not-vetted", message, field="organisation")
        known = contacts_of(past, self.organisation)
        contact = self.contact or (known[0] if len(known) == 1 else None)
        if contact not in known or contact is None:
            message = _("Wählen Sie eine Ansprechperson der Organisation aus.")
            raise Refused("contact-unknown", message, field="contact")
        yield OrganisationLinkGiven(**held, link=past.new_id("link"), contact=contact)


@ehrenamtskarte.command("end-organisation-link", KEEP, title=_("Link einer Organisation sperren"))
class EndOrganisationLink(AboutOrganisation, frozen=True, kw_only=True):
    """Let a link of an organisation serve no more; what was started by it stays."""

    reads: ClassVar[Reads] = AboutOrganisation.reads | Reads("link", *LINKS)
    link: LinkId

    def decide(self, past: Past) -> Iterator[OrganisationLinkEnded]:
        """Yield the end of a link that serves."""
        held = self.held(past)
        demand_open(past, self.organisation, self.link)
        yield OrganisationLinkEnded(**held, link=self.link)


@ehrenamtskarte.command("name-volunteers", KEEP, title=_("Anträge für Engagierte vorbereiten"))
class NameVolunteers(AboutOrganisation, frozen=True, kw_only=True):
    """Start applications for volunteers: the organisation by its link, one line for each or as a list.

    Nobody has applied by that: each is written to, completes the application and hands it in, or lets it be.
    """

    reads: ClassVar[Reads] = Reads("organisation", *OF_ORGANISATIONS, VolunteerNamed) | Reads("link", *LINKS)
    link: LinkId
    lines: Annotated[str, Meta(min_length=1, max_length=10_000)] | None = None
    volunteers: Annotated[tuple[Volunteer, ...], Meta(max_length=MOST)] = ()

    def decide(self, past: Past) -> Iterator[VolunteerNamed]:
        """Yield who was named, each under an id of their own."""
        held = self.held(past)
        given = demand_open(past, self.organisation, self.link)
        if not isinstance(status_of(past, self.organisation), OrganisationVetted):
            message = _("Die Organisation ist zurzeit nicht zugelassen. Fragen Sie die Stelle, die die Karten ausgibt.")
            raise Refused("not-vetted", message, field="organisation")
        if given.contact not in contacts_of(past, self.organisation):
            message = _("Die Ansprechperson ist ausgetragen. Fragen Sie die Stelle, die die Karten ausgibt.")
            raise Refused("contact-unknown", message, field="organisation")
        told = self._told(past)
        today = [one for one in past.of(VolunteerNamed) if one.effective == self.effective]
        if len(today) + len(told) > A_DAY:
            message = _("Heute sind nicht mehr als {most} Personen möglich. Nennen Sie die übrigen morgen.")
            raise Refused("too-many-today", message, field="lines" if self.lines else "volunteers", most=A_DAY)
        name = next(one.name for one in past.of(OrganisationRegistered) if one.organisation == self.organisation)
        for number, one in enumerate(told):
            claim = Claim(
                organisation=name, body=self.body, activity=one.activity, since=one.since, per=one.per, hours=one.hours
            )
            yield VolunteerNamed(
                **held,
                start=past.new_id(f"start-{number}"),
                person=past.new_id(f"volunteer-{number}"),
                name=Sealed.of(one.name),
                said=Sealed.of(Named(mail=one.mail, claim=claim)),
                contact=given.contact,
            )

    def _told(self, past: Past) -> Sequence[Volunteer]:
        """Return who is named; raises `Invalid` with a pointer, or the number of the line."""
        if (self.lines is None) == (not self.volunteers):
            message = _("Nennen Sie mindestens eine Person, eine in jeder Zeile.")
            raise Invalid("nobody-named", message, field="lines")
        told = volunteers_in(self.lines, Volunteer, MOST) if self.lines else self.volunteers
        contacts = past.recorded(OrganisationContactNamed)
        own = {mail.casefold() for one in contacts if (mail := past.open(one, "contact_mail")) is not ERASED}
        seen: set[str] = set()
        for number, one in enumerate(told):
            mail, at = one.mail.casefold(), f"volunteers/{number}/"
            wrong = None
            if one.per == "week" and one.hours > HOURS_A_WEEK:
                wrong = ("hours-a-week", _("Eine Woche hat 168 Stunden. Prüfen Sie die Zahl."), "hours")
            elif first_of(one.since) > self.effective:
                wrong = (
                    "begins-later",
                    _("Das Engagement beginnt erst später. Geben Sie einen früheren Monat an."),
                    "since",
                )
            elif mail in seen:
                wrong = ("named-twice", _("Diese E-Mail-Adresse steht schon in der Liste."), "mail")
            elif mail in own:
                message = _("Für sich selbst stellen Sie einen eigenen Antrag. Nennen Sie hier andere Personen.")
                wrong = ("self-confirmed", message, "mail")
            if wrong is not None:
                slug, message, field = wrong
                raise Invalid(slug, message, field="lines" if self.lines else f"{at}{field}")
            seen.add(mail)
        return told


def contacts_of(past: Past, organisation: str) -> list[str]:
    """Return whom an office can ask at an organisation."""
    dropped = {one.contact for one in past.of(OrganisationContactDropped)}
    named = [one for one in past.of(OrganisationContactNamed) if one.organisation == organisation]
    return [one.contact for one in named if one.contact not in dropped]


def demand_open(past: Past, organisation: str, link: str) -> OrganisationLinkGiven:
    """Return how a link was given that serves; raises `Refused`."""
    given = [one for one in past.of(OrganisationLinkGiven) if (one.organisation, one.link) == (organisation, link)]
    if not given or any(one.link == link for one in past.of(OrganisationLinkEnded)):
        message = _("Dieser Link gilt nicht mehr. Fragen Sie die Stelle, die die Karten ausgibt.")
        raise Refused("link-ended", message, field="link")
    return given[-1]
