"""What an organisation that may begin applications is told, and each volunteer whom it names: their links."""

from datetime import timedelta

from fokus_ehrenamtskarte.applications.by_organisations.start_facts import (
    OrganisationLinkEnded,
    OrganisationLinkGiven,
    VolunteerAgreed,
    VolunteerNamed,
)
from fokus_ehrenamtskarte.applications.record.policies import READ
from fokus_ehrenamtskarte.linking import link_about
from fokus_ehrenamtskarte.organisations.facts import OrganisationContactNamed
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Addressee, Occasion, _

YEAR, WEEKS, MANY = timedelta(days=365), timedelta(weeks=8), 1000


def contact(occasion: Occasion) -> list[Addressee]:
    """Return the contact of the organisation to whom the link goes, while it serves."""
    fact = occasion.fact
    if any(isinstance(one.fact, OrganisationLinkEnded) for one in occasion.under(f"organisation-link:{fact.link}")):
        return []
    named = [
        one
        for one in occasion.under(f"organisation:{fact.organisation}", OrganisationContactNamed)
        if one.fact.contact == fact.contact
    ]
    return [Addressee(fact.contact, one, "contact_mail", "contact_name") for one in named[-1:]]


def volunteer(occasion: Occasion) -> list[Addressee]:
    """Return the volunteer who was named, until they have applied."""
    fact = occasion.fact
    if any(isinstance(one.fact, VolunteerAgreed) for one in occasion.under(f"start:{fact.start}")):
        return []
    return [Addressee(fact.person, occasion.record, "said.mail", "name")]


ehrenamtskarte.message(
    "organisation-link",
    by=OrganisationLinkGiven,
    to=contact,
    subject=_("Ehrenamtskarte: Ihr Link für Anträge"),
    parts=(
        _("Mit diesem Link bereitet Ihre Organisation Anträge auf die Ehrenamtskarte vor:"),
        "{link}",
        _("Programme senden dieselben Angaben als JSON an diese Adresse. Geben Sie den Link nicht weiter."),
    ),
    why=_("Sie erhalten diese Nachricht, weil Sie bei uns als Ansprechperson der Organisation eingetragen sind."),
    permission=READ,
    purpose="started",
    fills={
        "link": link_about("body", "organisation", "link", to="ehrenamtskarte.name-volunteers", lasts=YEAR, uses=MANY)
    },
    office="body",
    declinable=False,
)
ehrenamtskarte.message(
    "started",
    by=VolunteerNamed,
    to=volunteer,
    subject=_("Ehrenamtskarte: Ein Antrag ist für Sie vorbereitet"),
    parts=(
        _("Die Organisation „{organisation}“ schlägt Sie für eine Ehrenamtskarte vor. Noch ist nichts beantragt."),
        _("Möchten Sie die Karte, prüfen und ergänzen Sie die Angaben. Öffnen allein ändert nichts:"),
        "{link}",
        _("Möchten Sie keine Karte, brauchen Sie nichts zu tun."),
    ),
    why=_("Sie erhalten diese Nachricht, weil eine Organisation Sie mit dieser Adresse genannt hat."),
    permission=READ,
    purpose="started",
    fills={
        "organisation": lambda occasion, _one: occasion.open(occasion.record, "said").claim.organisation,
        "link": link_about("body", "start", to="ehrenamtskarte.agree-to-application", lasts=WEEKS),
    },
    office="body",
    declinable=False,
)
