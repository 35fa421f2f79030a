"""Keeping partners: proposing, approving, returning, asking, confirming and ending; statutes know what can follow."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from fokus_core import Chosen
from fokus_ehrenamtskarte.partners.facts import (
    CARED,
    CONTACTS,
    TOLD,
    PartnerApproved,
    PartnerConfirmed,
    PartnerContactDropped,
    PartnerContactNamed,
    PartnerEnded,
    PartnerProposed,
    PartnerReturned,
)
from fokus_ehrenamtskarte.partners.likeness import like
from fokus_ehrenamtskarte.partners.policies import APPROVE, PROPOSE
from fokus_ehrenamtskarte.partners.terms import (
    About,
    Hours,
    Latitude,
    Longitude,
    PartnerId,
    PartnerName,
    Postcode,
    Presence,
    StepFree,
    Street,
    Website,
    WonBy,
)
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import (
    BodyRef,
    Command,
    Invalid,
    Past,
    Person,
    PersonId,
    Reads,
    Reason,
    Refused,
    Sealed,
    _,
    recorded,
)

OF_PARTNER = Reads("partner", *TOLD, *CARED, *CONTACTS)
UNKNOWN = _("Diesen Partner gibt es bei {body_dative} nicht. Wählen Sie einen aus der Liste aus.")
NOTHING = _("Zu diesem Partner liegt am {effective} kein Vorschlag vor. Laden Sie die Liste neu.")
KNOWN = _(
    "„{known}“ steht am selben Ort schon in der Liste. Ändern Sie diesen Partner, oder geben Sie an, dass es ein "
    "anderer ist."
)
SAME = _("Das steht so schon beim Partner. Ändern Sie etwas, oder bestätigen Sie die Angaben.")
PLACE = _("Geben Sie Straße und Postleitzahl an, oder wählen Sie „im Internet“ aus.")
BOTH = _("Geben Sie Breite und Länge zusammen an, oder lassen Sie beide leer.")


def demand_known(past: Past, body: str, field: str = "partner") -> None:
    """Raise `Refused` unless the partner that was read is one of a body."""
    if not any(one.body == body for one in past.of(PartnerProposed)):
        raise Refused("unknown-partner", UNKNOWN, field=field)


class OfKnownPartner(Command, frozen=True, kw_only=True):
    """Something about a partner of a municipality."""

    reads: ClassVar[Reads] = OF_PARTNER
    blames: ClassVar[str] = "partner"
    body: BodyRef
    partner: PartnerId
    effective: date

    def held(self, past: Past) -> dict[str, Any]:
        """Return the fields that every fact about it has; raises `Refused` where it is none of the municipality."""
        demand_known(past, self.body)
        return {"effective": self.effective, "body": self.body, "partner": self.partner}


@ehrenamtskarte.command("propose-partner", PROPOSE, title=_("Partner vorschlagen oder ändern"))
class ProposePartner(Command, frozen=True, kw_only=True):
    """Propose a partner of the card; with `partner` a change of that one, which keeps its identity."""

    reads: ClassVar[Reads] = OF_PARTNER
    blames: ClassVar[str] = "partner"
    body: BodyRef
    partner: PartnerId | None = None
    name: PartnerName
    presence: Presence = "on-site"
    street: Street = ""
    postcode: Postcode = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    website: Website = ""
    hours: Hours = ""
    step_free: StepFree = "unknown"
    about: About = ""
    won_by: WonBy = "unknown"
    another: bool = False
    effective: date

    def more(self, past: Past) -> Reads | None:
        """Read the other partners of the municipality before a new one is proposed."""
        return None if self.partner else Reads(f"body:{self.body}", *TOLD)

    def decide(self, past: Past) -> Iterator[PartnerProposed]:
        """Yield what is proposed; what changes nothing is refused, and what may be known already is asked about."""
        if self.presence != "online" and not (self.street and self.postcode):
            raise Invalid("no-place", PLACE, field="postcode" if self.street else "street")
        if (self.latitude is None) != (self.longitude is None):
            raise Invalid("half-a-point", BOTH, field="latitude")
        if self.partner is not None:
            demand_known(past, self.body)
        proposed = recorded(self, PartnerProposed, partner=self.partner or past.new_id("partner"))
        last = past.on(self.effective).latest(PartnerProposed, PartnerReturned) if self.partner else None
        if isinstance(last, PartnerProposed) and told_of(last) == told_of(proposed):
            raise Refused("nothing-changed", SAME, field="partner")
        if self.partner is None and not self.another and (known := like(past, proposed)) is not None:
            raise Refused("partner-known", KNOWN, field="another", known=known.name)
        yield proposed


def told_of(fact: PartnerProposed) -> dict[str, Any]:
    """Return what is told of a partner, without the day."""
    return {name: getattr(fact, name) for name in fact.__struct_fields__ if name != "effective"}


def pending(now: Past) -> PartnerProposed:
    """Return what waits to be approved; raises `Refused` where nothing does."""
    last = now.latest(PartnerProposed, PartnerReturned, PartnerApproved)
    if not isinstance(last, PartnerProposed):
        raise Refused("nothing-proposed", NOTHING, field="partner")
    return last


@ehrenamtskarte.command("approve-partner", APPROVE, title=_("Partner freigeben"))
class ApprovePartner(OfKnownPartner, frozen=True, kw_only=True):
    """Approve what was proposed of a partner last; from that day it stands in the public list."""

    def decide(self, past: Past) -> Iterator[PartnerApproved]:
        """Yield it as it was proposed."""
        self.held(past)
        yield recorded(pending(past.on(self.effective)), PartnerApproved, effective=self.effective)


@ehrenamtskarte.command("return-partner", APPROVE, title=_("Vorschlag für einen Partner nicht freigeben"))
class ReturnPartner(OfKnownPartner, frozen=True, kw_only=True):
    """Do not approve what was proposed of a partner, and say why."""

    reason: Reason

    def decide(self, past: Past) -> Iterator[PartnerReturned]:
        """Yield the return of what waits."""
        held = self.held(past)
        pending(past.on(self.effective))
        yield PartnerReturned(**held, reason=self.reason)


@ehrenamtskarte.command("confirm-partner", PROPOSE, title=_("Angaben eines Partners bestätigen"))
class ConfirmPartner(OfKnownPartner, frozen=True, kw_only=True):
    """Record that a partner said that what is told of it is still right."""

    def decide(self, past: Past) -> Iterator[PartnerConfirmed]:
        """Yield it; the statute knows whether it is a partner on that day."""
        yield PartnerConfirmed(**self.held(past))


@ehrenamtskarte.command("end-partner", APPROVE, title=_("Ende eines Partners eintragen"))
class EndPartner(OfKnownPartner, frozen=True, kw_only=True):
    """Record that a partner no longer takes part; nothing of it is deleted."""

    reason: Reason

    def decide(self, past: Past) -> Iterator[PartnerEnded]:
        """Yield the end; the statute knows whether it is a partner on that day."""
        yield PartnerEnded(**self.held(past), reason=self.reason)


@ehrenamtskarte.command("name-partner-contact", PROPOSE, title=_("Ansprechperson eines Partners eintragen"))
class NamePartnerContact(OfKnownPartner, frozen=True, kw_only=True):
    """Enter who can be asked at a partner; there may be several."""

    contact: Annotated[Person, Meta(extra={"needs": ("email",)})]

    def decide(self, past: Past) -> Iterator[PartnerContactNamed]:
        """Yield the contact."""
        held = self.held(past)
        if self.contact.email is None:
            raise Invalid("no-mail-address", _("Geben Sie die E-Mail-Adresse an."), field="contact/email")
        yield PartnerContactNamed(
            **held,
            contact=self.contact.id,
            contact_name=Sealed.of(self.contact.name),
            contact_mail=Sealed.of(self.contact.email),
        )


@ehrenamtskarte.command("drop-partner-contact", PROPOSE, title=_("Ansprechperson eines Partners austragen"))
class DropPartnerContact(OfKnownPartner, frozen=True, kw_only=True):
    """Record that somebody is no longer asked at a partner."""

    contact: Annotated[PersonId, Chosen("partner-contact")]

    def decide(self, past: Past) -> Iterator[PartnerContactDropped]:
        """Yield it; the statute knows whether they were."""
        yield PartnerContactDropped(**self.held(past), contact=self.contact)
