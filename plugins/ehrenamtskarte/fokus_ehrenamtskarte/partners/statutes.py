"""What must hold of a partner at every date."""

from collections.abc import Iterator

from fokus_ehrenamtskarte.partners.facts import (
    CARED,
    CONTACTS,
    TOLD,
    PartnerApproved,
    PartnerContactNamed,
    PartnerEnded,
    PartnerProposed,
    PartnerReturned,
)
from fokus_ehrenamtskarte.partners.turns import checked
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Breach, Fact, Recorded, _


@ehrenamtskarte.statute("partner", *TOLD, *CARED)
def a_partner_is_proposed_approved_and_ended(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """A partner is one body's; what is proposed is returned or approved; once approved it may end, for good."""
    yield from checked(history, PartnerProposed, (PartnerReturned, PartnerApproved), (*CARED, PartnerEnded))


@ehrenamtskarte.statute("partner", *CONTACTS)
def a_partner_is_asked_by_whom_it_named(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """Somebody is a contact of a partner once at a time."""
    named: set[str] = set()
    for record in sorted(history, key=lambda one: one.position):
        fact = record.fact
        if isinstance(fact, PartnerContactNamed):
            if fact.contact in named:
                message = _("Diese Person ist dort schon Ansprechperson.")
                yield Breach("contact-named", message, record.position, "contact")
            named.add(fact.contact)
        else:
            contact = getattr(fact, "contact", "")
            if contact not in named:
                message = _("Diese Person ist dort nicht Ansprechperson. Wählen Sie eine andere.")
                yield Breach("contact-unknown", message, record.position, "contact")
            named.discard(contact)
