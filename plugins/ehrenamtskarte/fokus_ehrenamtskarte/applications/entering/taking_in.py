"""Applications that were handed in elsewhere: each taken in once, by hand or from a table, with its decision."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import Plan
from fokus_ehrenamtskarte.applications.desk.decisions import ApproveApplication, RejectApplication
from fokus_ehrenamtskarte.applications.entering.applying import Applying
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn, DocumentEnclosed, EngagementStated
from fokus_ehrenamtskarte.applications.record.policies import TAKE_IN
from fokus_ehrenamtskarte.applications.record.responsible import office_reads, responsible
from fokus_ehrenamtskarte.applications.record.terms import StatedDocument, StatedEngagement
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyRef, Column, Invalid, Lookup, Past, Person, Reads, Refused, _


@ehrenamtskarte.command("take-in-application", TAKE_IN, title=_("Antrag aus einem anderen Programm übernehmen"))
class TakeInApplication(Applying, frozen=True, kw_only=True):
    """Take in an application that was handed in elsewhere, for the day on which it was received there.

    From then on it goes the way of every application: the person confirms the mail address before anybody is asked.
    """

    reads: ClassVar[Reads] = Reads()
    then: ClassVar[tuple[str, ...]] = (
        _("Die Person bestätigt ihre E-Mail-Adresse mit dem Link in unserer Nachricht."),
        _("Die Organisation bestätigt das Engagement, meist in vier Wochen."),
    )
    body: BodyRef  # pyright: ignore[reportGeneralTypeIssues]  # kw_only
    person: Annotated[Person, Meta(extra={"needs": ("email", "birth")})]
    engagements: Annotated[tuple[StatedEngagement, ...], Meta(min_length=1, max_length=10)]
    documents: Annotated[tuple[StatedDocument, ...], Meta(max_length=5)] = ()

    def more(self, past: Past) -> Reads:
        """Read who decides for the town, besides where its files are named."""
        return office_reads([self.body]) | (super().more(past) or Reads())

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse a day that is yet to come: it was received before it is taken in."""
        made = super().plan(lookup)

        def begin(past: Past) -> None:
            made.begin(past)
            if self.effective > lookup.today:
                message = _("Der Tag des Eingangs liegt in der Zukunft. Wählen Sie einen früheren Tag.")
                raise Refused("not-received", message, field="effective")

        return replace(made, begin=begin)

    def decide(self, past: Past) -> Iterator[ApplicationHandedIn | EngagementStated | DocumentEnclosed]:
        """Yield the application at the office that is responsible, its engagements and documents."""
        if self.person.email is None:
            raise Invalid("no-mail-address", _("Geben Sie die E-Mail-Adresse der Person an."), field="person/email")
        yield from self.handed_in(past, self.body, responsible(past.on(self.effective), self.body))


ehrenamtskarte.takes_in("applications", TakeInApplication, title=_("Antrag aus einem Portal übernehmen"))
NUMBER = "Antragsnummer"
APPLICATIONS_TABLE = ehrenamtskarte.bulk_import(
    "applications",
    TakeInApplication,
    title=_("Anträge"),
    key=NUMBER,
    columns=(
        Column("Kommune", "body"),
        Column("Kartenart", "kind"),
        Column("Verlängerung", "renewal"),
        Column("Vorname", "person/name"),
        Column("Nachname", "person/name"),
        Column("Geburtsdatum", "person/birth"),
        Column("E-Mail", "person/email"),
        Column("Wohnort", "residence"),
        Column("Adresse", "street"),
        Column("Telefon", "phone"),
        Column("Besonderer Nachweis", "grounds/0/kind"),
        Column("Nachweis gültig bis", "grounds/0/valid_until"),
        *(
            Column(f"{name} {number + 1}", f"engagements/{number}/{field}")
            for number in range(2)
            for name, field in (
                ("Organisation", "organisation"),
                ("Ort", "body"),
                ("Tätigkeit", "activity"),
                ("Seit", "since"),
                ("Bis", "until"),
                ("Stunden", "hours"),
                ("Zeitraum", "per"),
                ("Ansprechperson", "contact"),
                ("E-Mail der Ansprechperson", "contact_mail"),
            )
        ),
        Column("Eingang am", "effective"),
    ),
)
OF_APPLICATION = (
    Column("Kommune", "body"),
    Column(NUMBER, "application", of=APPLICATIONS_TABLE.name, gives="application", within="body"),
)
APPROVALS_TABLE = ehrenamtskarte.bulk_import(
    "approvals",
    ApproveApplication,
    title=_("Bewilligungen"),
    key=NUMBER,
    columns=(*OF_APPLICATION, Column("Bewilligt am", "effective")),
)
REJECTIONS_TABLE = ehrenamtskarte.bulk_import(
    "rejections",
    RejectApplication,
    title=_("Ablehnungen"),
    key=NUMBER,
    columns=(
        *OF_APPLICATION,
        Column("Grund der Ablehnung", "reason"),
        Column("Eigener Grund", "own"),
        Column("Was die Person tun kann", "advice"),
        Column("Abgelehnt am", "effective"),
    ),
)
