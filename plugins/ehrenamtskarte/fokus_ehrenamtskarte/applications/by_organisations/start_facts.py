"""How an organisation starts applications: its link, the volunteers it names, and what became of it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from fokus_core import Start
from fokus_ehrenamtskarte.applications.record.terms import Claim, Line
from fokus_ehrenamtskarte.organisations.facts import SEEN_BY, OfOrganisation
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Key, Personal, PersonId, Purpose, Sealed, _

ID = r"^[0-9a-f]{32}$"
LinkId = Annotated[
    str,
    Key("organisation-link"),
    Meta(pattern=ID, title=_("Link einer Organisation"), description="Id of a link of an organisation"),
]
StartId = Annotated[
    str,
    Key("start"),
    Meta(pattern=ID, title=_("Vorbereiteter Antrag"), description="Id of an application that an organisation began"),
]


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation says of a volunteer, sealed as a whole."""

    mail: str
    claim: Claim


@ehrenamtskarte.fact(
    "organisation-link-given@1",
    audience=SEEN_BY,
    sentence=_("{body} hat einer Organisation einen Link gegeben, mit dem sie Anträge vorbereitet."),
)
class OrganisationLinkGiven(OfOrganisation, frozen=True, kw_only=True):
    """An organisation may start applications by a link that was sent to one of its contacts."""

    link: LinkId
    contact: PersonId


@ehrenamtskarte.fact(
    "organisation-link-ended@1",
    audience=SEEN_BY,
    sentence=_("{body} hat den Link einer Organisation gesperrt, mit dem sie Anträge vorbereitet hat."),
)
class OrganisationLinkEnded(OfOrganisation, frozen=True, kw_only=True):
    """A link of an organisation serves no more."""

    link: LinkId


@ehrenamtskarte.fact(
    "volunteer-named@1",
    audience=SEEN_BY,
    sentence=_("Eine Organisation hat einen Antrag bei {body_dative} vorbereitet."),
)
class VolunteerNamed(OfOrganisation, frozen=True, kw_only=True):
    """An organisation said who volunteers there; it counts for nothing until that person makes an application of it."""

    start: StartId
    person: PersonId
    name: Annotated[Sealed[Line], Personal("person", purpose="started")]
    said: Annotated[Sealed[Named], Personal("person", purpose="started")]
    contact: PersonId


@ehrenamtskarte.fact(
    "volunteer-agreed@1",
    audience=SEEN_BY,
    sentence=_("Zu einem vorbereiteten Antrag bei {body_dative} hat die Person den Antrag gestellt."),
)
class VolunteerAgreed(OfOrganisation, frozen=True, kw_only=True):
    """The volunteer completed and signed what the organisation began; from then on it is an application."""

    start: StartId
    person: PersonId
    application: Annotated[str, Meta(pattern=ID, description="The application")]


ehrenamtskarte.purpose(
    Purpose(
        "started",
        _("Engagierte fragen, ob sie einen vorbereiteten Antrag stellen möchten"),
        basis=_("Artikel 6 Absatz 1 Buchstabe e DSGVO mit § 3 DSG NRW: Aufgabe im öffentlichen Interesse"),
        kept=_("Bis zwei Monate nach der Nennung durch die Organisation (Beispiel)"),
        recipients=(_("Zuständige Stelle"),),
        starts=(Start("named", _("Nennung durch die Organisation"), ("start",), (VolunteerNamed,)),),
    )
)
