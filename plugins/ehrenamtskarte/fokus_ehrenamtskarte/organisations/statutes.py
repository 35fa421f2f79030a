"""What must hold of every organisation at every date."""

from collections.abc import Iterator

from fokus_ehrenamtskarte.organisations.facts import (
    OF_ORGANISATIONS,
    OrganisationContactDropped,
    OrganisationContactNamed,
    OrganisationMerged,
    OrganisationRegistered,
)
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Breach, Fact, Recorded, _


@ehrenamtskarte.statute("organisation", *OF_ORGANISATIONS)
def an_organisation_is_registered_first_and_merged_last(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """An organisation is registered once and first, nothing follows a merger, and a contact is one at a time."""
    registered = merged = False
    contacts: set[str] = set()
    for record in sorted(history, key=lambda one: one.position):
        fact, at = record.fact, record.position
        if merged:
            message = _("Diese Organisation ist mit einer anderen zusammengeführt. Wählen Sie die andere.")
            yield Breach("organisation-merged", message, at, "organisation")
        if isinstance(fact, OrganisationRegistered) == registered:
            message = _("Diese Organisation gibt es nicht. Wählen Sie eine aus der Liste aus.")
            yield Breach("unknown-organisation", message, at, "organisation")
        registered = True
        merged = merged or isinstance(fact, OrganisationMerged)
        if isinstance(fact, OrganisationContactNamed):
            if fact.contact in contacts:
                message = _("Diese Person ist dort schon Ansprechperson.")
                yield Breach("contact-named", message, at, "contact")
            contacts.add(fact.contact)
        elif isinstance(fact, OrganisationContactDropped):
            if fact.contact not in contacts:
                message = _("Diese Person ist dort nicht Ansprechperson. Wählen Sie eine andere.")
                yield Breach("contact-unknown", message, at, "contact")
            contacts.discard(fact.contact)
