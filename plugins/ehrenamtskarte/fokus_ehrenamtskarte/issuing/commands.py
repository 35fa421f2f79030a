"""The card of an approved application: name, kind and person come from it, and the decision is named."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from fokus_core import ERASED
from fokus_ehrenamtskarte.applications.record.facts import CLOSING, STEPS, ApplicationApproved, ApplicationHandedIn
from fokus_ehrenamtskarte.applications.record.terms import ApplicationId
from fokus_ehrenamtskarte.cards.facts import CardIssued, CardSigned, ValidUntil
from fokus_ehrenamtskarte.cards.policies import ISSUE
from fokus_ehrenamtskarte.cards.signing import KEYS_AND_LISTS, places, signed
from fokus_ehrenamtskarte.facts import TAKES_PART
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyRef, Command, Fact, Past, Reads, Refused, Sealed, _


@ehrenamtskarte.command("issue-approved-card", ISSUE, title=_("Karte zum bewilligten Antrag ausstellen"))
class IssueApprovedCard(Command, frozen=True, kw_only=True):
    """Issue the card of an approved application, with the code that others check."""

    reads: ClassVar[Reads] = (
        Reads("application", *STEPS, CardIssued) | Reads("body", evidence=(TAKES_PART.id,)) | KEYS_AND_LISTS
    )
    body: BodyRef
    application: ApplicationId
    effective: date
    valid_until: ValidUntil | None = None

    def more(self, past: Past) -> Reads:
        """Read whether places are taken."""
        return places(past)

    def decide(self, past: Past) -> Iterator[CardIssued | CardSigned]:
        """Yield the card of an application that is approved and not withdrawn, once, and its code."""
        handed = past.recorded(ApplicationHandedIn)
        if not handed or handed[-1].fact.body != self.body:
            message = _("Diesen Antrag gibt es bei {body_dative} nicht.")
            raise Refused("unknown-application", message, field="application")
        closing: list[Fact] = past.of(*CLOSING)
        approvals = past.recorded(ApplicationApproved)
        if not approvals or not isinstance(closing[-1], ApplicationApproved):
            message = _("Der Antrag ist nicht bewilligt. Eine Karte gibt es erst nach der Bewilligung.")
            raise Refused("not-approved", message, field="application")
        if past.of(CardIssued):
            message = _("Zu diesem Antrag gibt es schon eine Karte. Ersetzen Sie sie, wenn sie fehlt.")
            raise Refused("card-already-issued", message, field="application")
        approved = approvals[-1]
        if self.effective < approved.fact.effective:
            message = _("Der Antrag ist erst später bewilligt. Wählen Sie einen späteren Tag.")
            raise Refused("before-approval", message, field="effective")
        if past.on(self.effective).evidence(TAKES_PART.id).state != "proven":
            message = _("{body} nimmt am {effective} nicht an der Ehrenamtskarte teil.")
            raise Refused("not-taking-part", message, field="body")
        name = past.open(handed[-1], "name")
        if name is ERASED:
            message = _("Die Angaben zu dieser Person sind gelöscht. Es gibt keine neue Karte für sie.")
            raise Refused("person-erased", message, field="application")
        issued = CardIssued(
            effective=self.effective,
            card=past.new_id("card"),
            body=self.body,
            person=approved.fact.person,
            name=Sealed.of(str(name)),
            kind=approved.fact.kind,
            valid_until=self.valid_until,
            origin="approved",
            application=self.application,
            decision=approved.position,
        )
        yield issued
        yield signed(past, issued, str(name), self.effective, "first")
