"""The page on which holders show their own card: set up by a link, kept on the telephone, shown without network."""

from collections.abc import Mapping
from typing import Any

from fokus_api import PageApp, PageAsk, ProgrammePage
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import _

STATES = {  # what is told to the holder, who may know the reason
    "elsewhere": _("Die Karte ist jetzt auf einem anderen Telefon eingerichtet. Hier gilt sie nicht mehr."),
    "ended": _("Die Karte auf diesem Telefon ist beendet. Ihre gedruckte Karte gilt weiter."),
    "suspended": _("Ihre Karte ist vorläufig gesperrt. Fragen Sie die Stelle, die sie ausgestellt hat."),
    "revoked": _("Ihre Karte ist widerrufen. Fragen Sie die Stelle, die sie ausgestellt hat."),
    "expired": _("Ihre Karte ist abgelaufen."),
}


async def own_card(ask: PageAsk) -> Mapping[str, Any]:
    """Return the words for each state; the card itself is on the telephone alone."""
    return {"states": {state: ask.words(text) for state, text in STATES.items()}}


ehrenamtskarte.page(
    ProgrammePage(
        "phone.html",
        own_card,
        at="meine-karte",
        title=_("Meine Ehrenamtskarte"),
        app=PageApp(
            files=(
                "phone.js",
                "device.js",
                "qr.js",
                "phone.css",
                "worker.js",
                "icon.svg",
                "phone.de.webmanifest",
                "phone.en.webmanifest",
            ),
            worker="worker.js",
        ),
    )
)
