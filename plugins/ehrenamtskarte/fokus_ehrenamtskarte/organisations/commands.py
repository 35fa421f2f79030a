"""Keeping organisations: registering, naming, vetting, blocking, merging, and whom to ask there."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from fokus_core import Chosen
from fokus_ehrenamtskarte.organisations.facts import (
    KEEP,
    OF_ORGANISATIONS,
    OrganisationAlsoCalled,
    OrganisationBlocked,
    OrganisationContactDropped,
    OrganisationContactNamed,
    OrganisationId,
    OrganisationMerged,
    OrganisationName,
    OrganisationRegistered,
    OrganisationVetted,
)
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyRef, Command, Fact, Invalid, Past, Person, PersonId, Reads, Reason, Refused, Sealed, _

NOT_HERE = _("Diese Organisation gibt es bei {body_dative} nicht. Wählen Sie eine aus der Liste aus.")


@ehrenamtskarte.command("register-organisation", KEEP, title=_("Organisation eintragen"))
class RegisterOrganisation(Command, frozen=True, kw_only=True):
    """Enter an organisation that confirms engagements."""

    body: BodyRef
    name: OrganisationName
    effective: date

    def decide(self, past: Past) -> Iterator[OrganisationRegistered]:
        """Yield the organisation, under an id of its own."""
        organisation = past.new_id("organisation")
        yield OrganisationRegistered(
            effective=self.effective, body=self.body, organisation=organisation, name=self.name
        )


class AboutOrganisation(Command, frozen=True, kw_only=True):
    """Something about an organisation of an office."""

    reads: ClassVar[Reads] = Reads("organisation", *OF_ORGANISATIONS)
    blames: ClassVar[str] = "organisation"
    body: BodyRef
    organisation: OrganisationId
    effective: date

    def held(self, past: Past) -> dict[str, Any]:
        """Return the fields that every fact about it has; raises `Refused` where the office does not know it."""
        demand_kept(past, self.organisation, self.body, "organisation")
        return {"effective": self.effective, "body": self.body, "organisation": self.organisation}


def demand_kept(past: Past, organisation: str, body: str, field: str) -> None:
    """Raise `Refused` unless an office knows an organisation, and as one of its own."""
    found = (one for one in past.of(OrganisationRegistered) if one.organisation == organisation)
    registered = next(found, None)
    if registered is None or registered.body != body:
        raise Refused("unknown-organisation", NOT_HERE, field=field)
    if any(one.organisation == organisation for one in past.of(OrganisationMerged)):
        message = _("Diese Organisation ist mit einer anderen zusammengeführt. Wählen Sie die andere.")
        raise Refused("organisation-merged", message, field=field)


def status_of(past: Past, organisation: str) -> Fact | None:
    """Return what was decided last of an organisation: vetted or blocked."""
    decided = past.of(OrganisationVetted, OrganisationBlocked)
    return next((one for one in reversed(decided) if one.organisation == organisation), None)


@ehrenamtskarte.command("name-organisation", KEEP, title=_("Weiteren Namen einer Organisation eintragen"))
class NameOrganisation(AboutOrganisation, frozen=True, kw_only=True):
    """Enter another name by which an organisation is known."""

    alias: OrganisationName

    def decide(self, past: Past) -> Iterator[OrganisationAlsoCalled]:
        """Yield the name."""
        yield OrganisationAlsoCalled(**self.held(past), alias=self.alias)


@ehrenamtskarte.command("vet-organisation", KEEP, title=_("Organisation als geprüft eintragen"))
class VetOrganisation(AboutOrganisation, frozen=True, kw_only=True):
    """Record that the office looked at an organisation and relies on it; that ends a block."""

    def decide(self, past: Past) -> Iterator[OrganisationVetted]:
        """Yield it, unless it is vetted."""
        held = self.held(past)
        if isinstance(status_of(past, self.organisation), OrganisationVetted):
            raise Refused("already-vetted", _("Die Organisation ist schon geprüft."), field="organisation")
        yield OrganisationVetted(**held)


@ehrenamtskarte.command("block-organisation", KEEP, title=_("Organisation sperren"))
class BlockOrganisation(AboutOrganisation, frozen=True, kw_only=True):
    """Record that the office no longer takes confirmations of an organisation."""

    reason: Reason

    def decide(self, past: Past) -> Iterator[OrganisationBlocked]:
        """Yield it, unless it is blocked."""
        held = self.held(past)
        if isinstance(status_of(past, self.organisation), OrganisationBlocked):
            raise Refused("already-blocked", _("Die Organisation ist schon gesperrt."), field="organisation")
        yield OrganisationBlocked(**held, reason=self.reason)


@ehrenamtskarte.command("merge-organisations", KEEP, title=_("Organisationen zusammenführen"))
class MergeOrganisations(AboutOrganisation, frozen=True, kw_only=True):
    """Record that two organisations are one; the second stands for both."""

    into: OrganisationId

    def more(self, past: Past) -> Reads | None:
        """Read the other organisation as well."""
        return Reads(f"organisation:{self.into}", *OF_ORGANISATIONS)

    def decide(self, past: Past) -> Iterator[OrganisationMerged]:
        """Yield it, of two different organisations of one office."""
        held = self.held(past)
        if self.into == self.organisation:
            raise Refused("same-organisation", _("Das ist dieselbe. Wählen Sie eine andere."), field="into")
        demand_kept(past, self.into, self.body, "into")
        yield OrganisationMerged(**held, into=self.into)


@ehrenamtskarte.command("name-organisation-contact", KEEP, title=_("Ansprechperson einer Organisation eintragen"))
class NameOrganisationContact(AboutOrganisation, frozen=True, kw_only=True):
    """Enter who can be asked at an organisation; there may be several."""

    contact: Annotated[Person, Meta(extra={"needs": ("email",)})]

    def decide(self, past: Past) -> Iterator[OrganisationContactNamed]:
        """Yield the contact."""
        held = self.held(past)
        if self.contact.email is None:
            raise Invalid("no-mail-address", _("Geben Sie die E-Mail-Adresse an."), field="contact/email")
        yield OrganisationContactNamed(
            **held,
            contact=self.contact.id,
            contact_name=Sealed.of(self.contact.name),
            contact_mail=Sealed.of(self.contact.email),
        )


@ehrenamtskarte.command("drop-organisation-contact", KEEP, title=_("Ansprechperson einer Organisation austragen"))
class DropOrganisationContact(AboutOrganisation, frozen=True, kw_only=True):
    """Record that somebody is no longer asked at an organisation."""

    contact: Annotated[PersonId, Chosen("organisation-contact")]

    def decide(self, past: Past) -> Iterator[OrganisationContactDropped]:
        """Yield it; the statute knows whether they were."""
        yield OrganisationContactDropped(**self.held(past), contact=self.contact)
