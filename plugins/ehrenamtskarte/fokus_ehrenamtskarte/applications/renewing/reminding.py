"""The reminder that a card ends: to its holder, from the day on which the renewal can be applied for."""

from datetime import date, timedelta

from fokus_ehrenamtskarte.applications.by_link.addressees import reachable
from fokus_ehrenamtskarte.applications.record.desk_facts import RenewalBegun
from fokus_ehrenamtskarte.applications.record.policies import READ
from fokus_ehrenamtskarte.applications.renewing.renewal import months_said, opens_on
from fokus_ehrenamtskarte.cards.facts import CardIssued, CardRevoked
from fokus_ehrenamtskarte.offices.facts import OfficeDescribed
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Addressee, LinkTo, Occasion, _

A_DAY, OFTEN = timedelta(days=1), 20


def opens(occasion: Occasion) -> date | None:
    """Return the day on which the renewal of a card opens; None for one for life, or without an application."""
    card = occasion.fact
    if card.valid_until is None or card.application is None:
        return None
    said = occasion.under(f"body:{card.body}", OfficeDescribed)
    return max(opens_on(card, months_said(said, occasion.today)), occasion.today)


def holder(occasion: Occasion) -> list[Addressee]:
    """Return the holder of a card that is still to be renewed: not revoked, not over, and nobody asked for it yet."""
    card = occasion.fact
    over = card.valid_until < occasion.today or occasion.under(f"card:{card.card}", CardRevoked)
    begun = occasion.under(f"application:{card.application}", RenewalBegun)
    return [] if over or begun else reachable(occasion)


ehrenamtskarte.message(
    "card-ends",
    by=CardIssued,
    to=holder,
    day=opens,
    subject=_("Ihre Ehrenamtskarte läuft bald ab"),
    parts=(
        _("Ihre Karte gilt bis einschließlich {valid_until}."),
        _("Engagieren Sie sich weiter? Dann verlängern Sie die Karte mit diesem Link. Öffnen allein ändert nichts:"),
        "{renew}",
        _("Möchten Sie keine neue Karte, brauchen Sie nichts zu tun."),
    ),
    why=_("Sie erhalten diese Nachricht, weil Sie mit dieser Adresse eine Ehrenamtskarte beantragt haben."),
    permission=READ,
    purpose="application",
    office="body",
    fills={
        "renew": lambda occasion, _one: LinkTo(
            "ehrenamtskarte.renew",
            {"body": occasion.fact.body, "application": occasion.fact.application},
            occasion.fact.valid_until - occasion.today + A_DAY,
            uses=OFTEN,
        )
    },
)
