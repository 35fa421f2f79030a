"""An application that goes through every step, for the tests of applications."""

from datetime import date
from typing import Any

from fokus_core import CONSOLE, Command, Fact, Journal, Person, clock
from fokus_core.testing import MARKER
from fokus_ehrenamtskarte.applications.by_organisations.start_facts import OrganisationLinkGiven
from fokus_ehrenamtskarte.applications.by_organisations.starting import GiveOrganisationLink, NameVolunteers, Volunteer
from fokus_ehrenamtskarte.applications.desk.decisions import RecordEvaluation, RejectApplication
from fokus_ehrenamtskarte.applications.desk.exceptions import ApproveException
from fokus_ehrenamtskarte.applications.desk.notes import NoteApplication
from fokus_ehrenamtskarte.applications.desk.releasing import ReleaseContact
from fokus_ehrenamtskarte.applications.desk.seconding import SecondEngagement
from fokus_ehrenamtskarte.applications.entering.apply import Apply
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn, EngagementStated, OutcomeOf
from fokus_ehrenamtskarte.applications.record.steps import (
    AnswerEngagement,
    AnswerQuestion,
    AskApplicant,
    ConfirmAddress,
)
from fokus_ehrenamtskarte.applications.record.terms import StatedEngagement
from fokus_ehrenamtskarte.organisations.commands import NameOrganisationContact, RegisterOrganisation, VetOrganisation
from fokus_ehrenamtskarte.organisations.facts import OrganisationRegistered
from fokus_ehrenamtskarte.partners.commands import NamePartnerContact, ProposePartner
from fokus_ehrenamtskarte.partners.facts import PartnerProposed

HAGEN = "05914000"
SINCE = date(2015, 1, 1)


def today() -> date:
    return clock.day_of(clock.now())


def apply(**more: Any) -> Apply:
    """Return an application to Hagen whose personal words are all marked."""
    club = StatedEngagement(
        organisation=MARKER,
        body=HAGEN,
        activity=MARKER,
        since="2019-05",
        hours=5,
        contact=MARKER,
        contact_mail=f"kim-{MARKER}@example.org",
    )
    told: dict[str, Any] = {
        "body": HAGEN,
        "kind": "standard",
        "person": Person(name=MARKER, email=f"ada-{MARKER}@example.org", birth="1980-05-01"),
        "residence": HAGEN,
        "street": MARKER,
        "engagements": (club,),
        "truthful": True,
        "effective": today(),
    }
    return Apply(**told | more)


def given(journal: Journal, command: Command) -> list[Fact]:
    return [one.fact for one in journal.handle(command, by=CONSOLE).facts]


def go_through(journal: Journal) -> None:
    """Take an application through every step that records something sealed."""
    handed, stated = given(journal, apply())
    assert isinstance(handed, ApplicationHandedIn)
    assert isinstance(stated, EngagementStated)
    about: dict[str, Any] = {"body": HAGEN, "application": handed.application, "effective": today()}
    due = date(today().year + 1, 1, 15)
    mail = f"bo-{MARKER}@example.org"
    which: dict[str, Any] = {"engagement": stated.engagement, "entitled": True}
    for command in (
        ConfirmAddress(**about, correct=True),
        ReleaseContact(**about, engagement=stated.engagement),
        NoteApplication(**about, note=MARKER),
        AnswerEngagement(**about, **which, answer="passed-on", colleague=MARKER, colleague_mail=mail),
        AnswerEngagement(**about, **which, answer="other-hours", hours=4),
        SecondEngagement(**about, engagement=stated.engagement, signatory=f"{MARKER} zwei", seen=True),
        AskApplicant(**about, question=MARKER, due=due),
        AnswerQuestion(**about, text=MARKER),
        RecordEvaluation(
            **about, known=1, overall="refused", outcomes=(OutcomeOf("volume", "not-met"),), numbers={"volume": MARKER}
        ),
        RejectApplication(**about, reason="other", own=MARKER, advice=MARKER),
    ):
        given(journal, command)
    exceptional(journal)
    organised(journal)
    partnered(journal)


def organised(journal: Journal) -> None:
    """Enter an organisation with somebody to ask there."""
    (registered,) = given(journal, RegisterOrganisation(body=HAGEN, name="Sportfreunde", effective=today()))
    assert isinstance(registered, OrganisationRegistered)
    known = Person(name=MARKER, email=f"lu-{MARKER}@example.org")
    held: dict[str, Any] = {"body": HAGEN, "organisation": registered.organisation, "effective": today()}
    given(journal, NameOrganisationContact(**held, contact=known))
    given(journal, VetOrganisation(**held))
    (link,) = given(journal, GiveOrganisationLink(**held))
    assert isinstance(link, OrganisationLinkGiven)
    volunteer = Volunteer(name=MARKER, mail=f"vo-{MARKER}@example.org", activity=MARKER, since="2019-05", hours=5)
    given(journal, NameVolunteers(**held, link=link.link, volunteers=(volunteer,)))


def partnered(journal: Journal) -> None:
    """Enter a partner with somebody to ask there."""
    place: dict[str, Any] = {"name": "Museum", "street": "Museumsplatz 1", "postcode": "58095"}
    (proposed,) = given(journal, ProposePartner(body=HAGEN, effective=today(), **place))
    assert isinstance(proposed, PartnerProposed)
    known = Person(name=MARKER, email=f"mo-{MARKER}@example.org")
    held: dict[str, Any] = {"body": HAGEN, "partner": proposed.partner, "effective": today()}
    given(journal, NamePartnerContact(**held, contact=known))


def exceptional(journal: Journal) -> None:
    """Take another application to the approval as an exception, which is sealed as well."""
    handed, _stated = given(journal, apply())
    assert isinstance(handed, ApplicationHandedIn)
    about: dict[str, Any] = {"body": HAGEN, "application": handed.application, "effective": today()}
    missed = (OutcomeOf("volume", "not-met"),)
    given(journal, RecordEvaluation(**about, known=10_000, overall="refused", outcomes=missed, numbers={}))
    given(journal, ApproveException(**about, basis=MARKER))
