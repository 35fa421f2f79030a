"""Saying how an office takes applications, and what it tells about the data of applicants."""

from datetime import date

from fokus_core import MailAddress, PhoneNumber
from fokus_ehrenamtskarte.cards.policies import CLERK
from fokus_ehrenamtskarte.offices.facts import (
    RENEWAL_MONTHS,
    CardForms,
    ContactName,
    Link,
    OfficeDescribed,
    Opens,
    PrivacyText,
    PrivacyTextSet,
    RenewalMonths,
    Words,
)
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyRef, Command, Past, Refused, _

DESCRIBE = ehrenamtskarte.permission(
    "describe-office",
    scope="body",
    roles=(CLERK.id, "municipal-officer"),
    title=_("Festlegen, wie Anträge auf die Ehrenamtskarte gestellt werden"),
)


@ehrenamtskarte.command(
    "describe-office",
    DESCRIBE,
    records=OfficeDescribed,
    title=_("Angaben zu Anträgen auf die Ehrenamtskarte festlegen"),
)
class DescribeOffice(Command, frozen=True, kw_only=True):
    """Say how an office takes applications from a day on, all of it: what is left out holds no more."""

    body: BodyRef
    effective: date
    opens: Opens = "open"
    link: Link | None = None
    forms: CardForms = "both"
    welcome: Words | None = None
    closing: Words | None = None
    unit: ContactName | None = None
    unit_mail: MailAddress | None = None
    unit_phone: PhoneNumber | None = None
    renewal_months: RenewalMonths = RENEWAL_MONTHS
    note: Words | None = None

    def check(self, past: Past) -> None:
        """Refuse an office that takes no applications yet and does not say where to read more or whom to ask."""
        if self.opens == "not-yet" and not (self.link or self.unit_mail or self.unit_phone):
            message = _("Geben Sie eine Internetadresse an, oder wo man fragen kann.")
            raise Refused("nowhere-to-ask", message, field="link")
        if self.renewal_months != RENEWAL_MONTHS and self.note is None:
            message = _("Begründen Sie im Vermerk, warum die Verlängerung zu einer anderen Zeit möglich ist.")
            raise Refused("note-missing", message, field="note")


@ehrenamtskarte.command(
    "set-privacy-text", DESCRIBE, records=PrivacyTextSet, title=_("Text zum Datenschutz bei Anträgen festlegen")
)
class SetPrivacyText(Command, frozen=True, kw_only=True):
    """Set what an office tells applicants about their data from a day on; each application says which text it was."""

    body: BodyRef
    effective: date
    text: PrivacyText
