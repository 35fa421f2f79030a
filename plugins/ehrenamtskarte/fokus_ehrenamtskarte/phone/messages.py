"""What holders are told: the link by which they set their card up on a telephone."""

from datetime import timedelta

from fokus_ehrenamtskarte.cards.policies import SEE
from fokus_ehrenamtskarte.linking import link_about
from fokus_ehrenamtskarte.phone.facts import PhoneOffered
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Addressee, Occasion, _

PAGE = "/meine-karte#"
LASTS = timedelta(days=14)


def holder(occasion: Occasion) -> list[Addressee]:
    """Return the holder, at the address that was given for it; the card alone holds their name."""
    return [Addressee(occasion.fact.person, occasion.record, "mail", "")]


ehrenamtskarte.message(
    "phone-link",
    by=PhoneOffered,
    to=holder,
    subject=_("Ihre Ehrenamtskarte auf dem Telefon"),
    parts=(
        _("Öffnen Sie diesen Link auf dem Telefon, auf dem Sie Ihre Ehrenamtskarte zeigen möchten:"),
        "{link}",
        _(
            "Der Link geht einmal und 14 Tage lang. Hatten Sie die Karte auf einem anderen Telefon, gilt sie dort "
            "danach nicht mehr. Haben Sie Ihr Telefon verloren, können Sie die Karte darauf mit dem Link auch nur "
            "beenden."
        ),
    ),
    why=_("Sie erhalten diese Nachricht, weil Sie die Karte auf dem Telefon haben möchten."),
    permission=SEE,
    purpose="card",
    fills={
        "link": link_about("body", "card", to="ehrenamtskarte.activate-phone", lasts=LASTS, uses=1, page=PAGE),
    },
    office="body",
    declinable=False,
)
