"""What an office knows of an organisation: its names, whether it is vetted or blocked, and whom to ask there."""

from typing import Annotated

from msgspec import Meta

from fokus_core import Start
from fokus_ehrenamtskarte.cards.policies import CLERK
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Audience, BodyId, Fact, Key, Personal, PersonId, Purpose, Reason, Sealed, _

KEEP = ehrenamtskarte.permission(
    "keep-organisations", scope="body", roles=(CLERK.id,), title=_("Organisationen führen, die Engagements bestätigen")
)
SEEN_BY = Audience(KEEP.permission, "body")
OrganisationId = Annotated[
    str,
    Key("organisation"),
    Meta(pattern=r"^[0-9a-f]{32}$", title=_("Organisation"), description="Id of an organisation of an office"),
]
OrganisationName = Annotated[str, Meta(min_length=1, max_length=200, description="Name; never that of a person")]


class OfOrganisation(Fact, frozen=True, kw_only=True):
    """Something about an organisation, as an office knows it."""

    body: BodyId
    organisation: OrganisationId


@ehrenamtskarte.fact(
    "organisation-registered@1", audience=SEEN_BY, sentence=_("{body} führt jetzt die Organisation „{name}“.")
)
class OrganisationRegistered(OfOrganisation, frozen=True, kw_only=True):
    """An office entered an organisation that confirms engagements."""

    name: OrganisationName


@ehrenamtskarte.fact(
    "organisation-also-called@1", audience=SEEN_BY, sentence=_("{body} kennt eine Organisation auch als „{alias}“.")
)
class OrganisationAlsoCalled(OfOrganisation, frozen=True, kw_only=True):
    """An organisation is known by another name, too."""

    alias: OrganisationName


@ehrenamtskarte.fact("organisation-vetted@1", audience=SEEN_BY, sentence=_("{body} hat eine Organisation geprüft."))
class OrganisationVetted(OfOrganisation, frozen=True, kw_only=True):
    """An office looked at an organisation and relies on it; that ends a block."""


@ehrenamtskarte.fact(
    "organisation-blocked@1", audience=SEEN_BY, sentence=_("{body} hat eine Organisation gesperrt. Grund: {reason}")
)
class OrganisationBlocked(OfOrganisation, frozen=True, kw_only=True):
    """An office no longer takes confirmations of an organisation."""

    reason: Reason


@ehrenamtskarte.fact(
    "organisation-merged@1", audience=SEEN_BY, sentence=_("{body} führt zwei Organisationen jetzt als eine.")
)
class OrganisationMerged(OfOrganisation, frozen=True, kw_only=True):
    """An organisation is the same as another, `into`, which stands for both from now on."""

    into: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$", description="Id of the organisation that stands for both")]


@ehrenamtskarte.fact(
    "organisation-contact-named@1",
    audience=SEEN_BY,
    sentence=_("{body} kennt eine Ansprechperson einer Organisation."),
)
class OrganisationContactNamed(OfOrganisation, frozen=True, kw_only=True):
    """Somebody can be asked at an organisation."""

    contact: PersonId
    contact_name: Annotated[Sealed[str], Personal("contact", purpose="organisation", says="name")]
    contact_mail: Annotated[Sealed[str], Personal("contact", purpose="organisation", says="mail")]


@ehrenamtskarte.fact(
    "organisation-contact-dropped@1",
    audience=SEEN_BY,
    sentence=_("{body} fragt eine Ansprechperson einer Organisation nicht mehr."),
)
class OrganisationContactDropped(OfOrganisation, frozen=True, kw_only=True):
    """Somebody is no longer asked at an organisation."""

    contact: PersonId


OF_ORGANISATIONS = (
    OrganisationRegistered,
    OrganisationAlsoCalled,
    OrganisationVetted,
    OrganisationBlocked,
    OrganisationMerged,
    OrganisationContactNamed,
    OrganisationContactDropped,
)

ehrenamtskarte.purpose(
    Purpose(
        "organisation",
        _("Ansprechpersonen von Organisationen um Bestätigung bitten"),
        basis=_("Artikel 6 Absatz 1 Buchstabe e DSGVO mit § 3 DSG NRW: Aufgabe im öffentlichen Interesse"),
        kept=_("Bis die Person nicht mehr Ansprechperson ist"),
        recipients=(_("Zuständige Stelle"),),
        starts=(Start("dropped", _("Ende als Ansprechperson"), ("person",), (OrganisationContactDropped,)),),
    )
)
