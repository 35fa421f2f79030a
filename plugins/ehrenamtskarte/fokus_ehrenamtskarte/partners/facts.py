"""What happens to a partner of the card: proposed, returned or approved, asked, confirmed, ended; and whom to ask."""

from typing import Annotated

from fokus_core import Start
from fokus_ehrenamtskarte.partners.policies import SEEN_BY
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
from fokus_kommune import BodyId, Fact, Personal, PersonId, Purpose, Reason, Sealed, _


class OfPartner(Fact, frozen=True, kw_only=True):
    """Something about a partner, which one municipality keeps."""

    body: BodyId
    partner: PartnerId


class Profile(OfPartner, frozen=True, kw_only=True):
    """A partner as it is told."""

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


@ehrenamtskarte.fact(
    "partner-proposed@1",
    audience=SEEN_BY,
    sentence=_("Für {body_accusative} ist der Partner „{name}“ vorgeschlagen, oder eine Änderung seiner Angaben."),
)
class PartnerProposed(Profile, frozen=True, kw_only=True):
    """A partner was proposed, or a change of what is told of it."""


@ehrenamtskarte.fact(
    "partner-returned@1",
    audience=SEEN_BY,
    sentence=_("{body} hat einen Vorschlag für einen Partner nicht freigegeben. Grund: {reason}"),
)
class PartnerReturned(OfPartner, frozen=True, kw_only=True):
    """What was proposed of a partner was not approved."""

    reason: Reason


@ehrenamtskarte.fact(
    "partner-approved@1",
    public=True,
    sentence=_("„{name}“ ist Partner der Ehrenamtskarte. Freigegeben hat das {body}."),
)
class PartnerApproved(Profile, frozen=True, kw_only=True):
    """A municipality approved a partner as it was proposed, or a change of it."""


@ehrenamtskarte.fact(
    "partner-asked@1", public=True, sentence=_("{body} hat einen Partner gefragt, ob seine Angaben noch stimmen.")
)
class PartnerAsked(OfPartner, frozen=True, kw_only=True):
    """A partner was asked whether what is told of it is still right."""


@ehrenamtskarte.fact(
    "partner-confirmed@1", public=True, sentence=_("Ein Partner {body_genitive} hat bestätigt, dass alles noch stimmt.")
)
class PartnerConfirmed(OfPartner, frozen=True, kw_only=True):
    """A partner confirmed that what is told of it is still right."""


@ehrenamtskarte.fact(
    "partner-ended@1",
    public=True,
    ends=True,
    sentence=_("Ein Betrieb ist nicht mehr Partner der Ehrenamtskarte. Eingetragen hat das {body}. Grund: {reason}"),
)
class PartnerEnded(OfPartner, frozen=True, kw_only=True):
    """A partner no longer takes part; what was told of it stays in the history."""

    reason: Reason


@ehrenamtskarte.fact(
    "partner-contact-named@1", audience=SEEN_BY, sentence=_("{body} kennt eine Ansprechperson eines Partners.")
)
class PartnerContactNamed(OfPartner, frozen=True, kw_only=True):
    """Somebody can be asked at a partner."""

    contact: PersonId
    contact_name: Annotated[Sealed[str], Personal("contact", purpose="partner", says="name")]
    contact_mail: Annotated[Sealed[str], Personal("contact", purpose="partner", says="mail")]


@ehrenamtskarte.fact(
    "partner-contact-dropped@1",
    audience=SEEN_BY,
    sentence=_("{body} fragt eine Ansprechperson eines Partners nicht mehr."),
)
class PartnerContactDropped(OfPartner, frozen=True, kw_only=True):
    """Somebody is no longer asked at a partner."""

    contact: PersonId


TOLD = (PartnerProposed, PartnerReturned, PartnerApproved, PartnerEnded)
CONTACTS = (PartnerContactNamed, PartnerContactDropped)
CARED = (PartnerAsked, PartnerConfirmed)

ehrenamtskarte.purpose(
    Purpose(
        "partner",
        _("Partner fragen, ob ihre Angaben noch stimmen"),
        basis=_("Artikel 6 Absatz 1 Buchstabe e DSGVO mit § 3 DSG NRW: Aufgabe im öffentlichen Interesse"),
        kept=_("Bis die Person nicht mehr Ansprechperson ist"),
        recipients=(_("Zuständige Stelle"),),
        starts=(Start("dropped", _("Ende als Ansprechperson"), ("person",), (PartnerContactDropped,)),),
    )
)
