"""What the holder does by a link: set the card up on this telephone, or end it on one that was lost."""

from collections.abc import Mapping
from typing import Any

from fokus_api import LinkAction, Told
from fokus_core import NotFound, clock
from fokus_ehrenamtskarte.cards.facts import CardRevoked
from fokus_ehrenamtskarte.phone.commands import ActivatePhone, EndPhone
from fokus_ehrenamtskarte.phone.holding import held
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import _

CARDS = {"standard": _("Ehrenamtskarte"), "anniversary": _("Jubiläums-Ehrenamtskarte")}
WHICH, UNTIL = _("Karte"), _("Gültig bis einschließlich")


def show_card(services: Any, about: Mapping[str, str]) -> Mapping[str, Any]:
    """Tell which card it is, and since when another telephone has it."""
    found = held(services.journal, about["card"], clock.day_of(services.journal.now()))
    if found.issued is None or found.last(CardRevoked):
        raise NotFound
    issued, current = found.issued.fact, found.current
    told: dict[str, Any] = {"card_kind": Told(CARDS[issued.kind])}
    told |= {"valid_until": issued.valid_until} if issued.valid_until else {}
    return told | ({"displaces": current.fact.effective} if current else {})


def show_phone(services: Any, about: Mapping[str, str]) -> Mapping[str, Any]:
    """Tell since when a telephone has the card; raises `NotFound` where none has."""
    found = show_card(services, about)
    if "displaces" not in found:
        raise NotFound
    return found


ehrenamtskarte.link_action(
    LinkAction(
        "ehrenamtskarte.end-phone",
        EndPhone,
        _("Karte auf dem Telefon beenden"),
        _("Sie haben das Telefon verloren? Dann gilt die Karte darauf nicht mehr. Die gedruckte Karte gilt weiter."),
        labels={
            "card_kind": WHICH,
            "displaces": _("Auf einem Telefon seit dem"),
            "certain": _("Die Karte auf dem Telefon soll nicht mehr gelten."),
        },
        show=show_phone,
    )
)
ehrenamtskarte.link_action(
    LinkAction(
        "ehrenamtskarte.activate-phone",
        ActivatePhone,
        _("Karte auf dem Telefon einrichten"),
        _("Öffnen Sie den Link auf dem Telefon, auf dem Sie die Karte zeigen möchten."),
        labels={
            "card_kind": WHICH,
            "valid_until": UNTIL,
            "displaces": _("Bisher auf einem anderen Telefon, seit dem"),
            "device": _("Schlüssel des Telefons"),
        },
        show=show_card,
        beside=("ehrenamtskarte.end-phone",),
    )
)
