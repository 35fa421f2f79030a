"""The link by which a holder renews a card: what is known from the last application, and the few questions left."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fokus_api import LinkAction
from fokus_core import FactRetracted, NotFound, clock, standing
from fokus_ehrenamtskarte.applications.by_link.links import Details, Held
from fokus_ehrenamtskarte.applications.record.desk_facts import RenewalBegun
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn, EngagementStated
from fokus_ehrenamtskarte.applications.renewing.renewal import RenewCard, months_said, opens_on
from fokus_ehrenamtskarte.cards.facts import CardIssued, CardRevoked
from fokus_ehrenamtskarte.offices.facts import OfficeDescribed
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import _


def show_renewal(services: Any, about: Mapping[str, str]) -> Details:
    """Tell what is known from the last application, or since when or from when the renewal is applied for."""
    held = Held(services, about)
    if (begun := held.first(RenewalBegun)) is not None:
        return {"renewed": begun.fact.effective}
    issued = [one.fact for one in held.records if isinstance(one.fact, CardIssued)]
    handed, card = held.first(ApplicationHandedIn), issued[-1] if issued else None
    if handed is None or card is None or card.valid_until is None:
        raise NotFound
    if any(isinstance(one.fact, CardRevoked) for one in standing(services.journal.under(f"card:{card.card}"))):
        raise NotFound
    day = clock.day_of(services.journal.now())
    told: dict[str, Any] = {"valid_until": card.valid_until}
    opens = opens_on(card, _months(services.journal, held.office, day))
    if day < opens:
        return told | {"opens": opens}
    details = held.open(handed, "details")
    engagements = [one for one in held.records if isinstance(one.fact, EngagementStated)]
    return told | {
        "name": held.open(handed, "name"),
        "lives": services.journal.bodies().name(details.residence, day),
        "address": details.street,
        "engaged": [held.open(one, "claim").organisation for one in engagements],
    }


def show_renewal_now(services: Any, about: Mapping[str, str]) -> Details:
    """Tell the same while the renewal can be applied for."""
    told = show_renewal(services, about)
    if "name" not in told:
        raise NotFound
    return told


def _months(journal: Any, office: str, day: date) -> int:
    return months_said(standing(journal.under(f"body:{office}", OfficeDescribed, FactRetracted)), day)


TEXT = _(
    "Das steht in Ihrem letzten Antrag. Hat sich nichts geändert, kreuzen Sie nur die Erklärung an. "
    "Bei anderen Änderungen stellen Sie einen neuen Antrag."
)
LABELS = {
    "valid_until": _("Ihre Karte gilt bis einschließlich"),
    "opens": _("Verlängern können Sie ab dem"),
    "renewed": _("Die Verlängerung ist beantragt seit dem"),
    "name": _("Name"),
    "lives": _("Wohnort"),
    "address": _("Adresse"),
    "engaged": _("Engagement bei"),
    "residence": _("Neuer Wohnort, wenn Sie umgezogen sind"),
    "street": _("Neue Adresse, wenn Sie umgezogen sind"),
    "hours": _("Stunden, wenn sie sich geändert haben"),
    "contact": _("Neue Ansprechperson der Organisation"),
    "contact_mail": _("E-Mail-Adresse der neuen Ansprechperson"),
    "truthful": _("Alles andere ist wie bisher. Meine Angaben stimmen."),
}
for _id, _show in (("renew", show_renewal), ("renew-now", show_renewal_now)):
    ehrenamtskarte.link_action(
        LinkAction(f"ehrenamtskarte.{_id}", RenewCard, _("Karte verlängern"), TEXT, labels=LABELS, show=_show)
    )
