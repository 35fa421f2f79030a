"""The page that checks cards, at the address that stands in every code: by script without us, else by its form."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from fokus_api import PageApp, PageAsk, ProgrammePage
from fokus_ehrenamtskarte.cards.check_routes import CardText, CardVerdict
from fokus_ehrenamtskarte.keys.keeping import LISTS, LISTS_IN_FULL
from fokus_ehrenamtskarte.labels.keys import ANSWERS
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import _

KEYS = "/api/v1/ehrenamtskarte/keys.cwt"
LIGHTS = {  # what the banner looks like; its sentence says the same without a colour
    "valid": "success",
    "not-valid": "danger",
    "not-yet": "danger",
    "expired": "danger",
    "not-genuine": "danger",
    "not-a-card": "danger",
    "blocking-unknown": "warning",
    "show-anew": "warning",
    "load-keys": "warning",
    "check-clock": "warning",
}
SENTENCES = {
    "valid": _("Vergleichen Sie den Namen mit einem Ausweis."),
    "not-valid": _("Wer diese Karte hat, erfährt den Grund bei der Stelle, die sie ausgestellt hat."),
    "not-yet": _("Sie gilt ab dem {since}."),
    "expired": _("Sie galt bis einschließlich {valid_until}."),
    "not-genuine": _("Der Code wurde nicht von einer Stelle ausgestellt, die Ehrenamtskarten ausgibt."),
    "not-a-card": _("Scannen Sie den Code auf der Karte noch einmal, oder geben Sie alle Ziffern ein."),
    "blocking-unknown": _(
        "Die Karte ist echt und nicht abgelaufen. Ob sie gesperrt ist, lässt sich gerade nicht sagen. "
        "Verbinden Sie das Gerät mit dem Internet und prüfen Sie noch einmal."
    ),
    "show-anew": _("Die Karte auf dem Telefon muss gerade erst geöffnet sein. Lassen Sie sie noch einmal zeigen."),
    "load-keys": _("Verbinden Sie das Gerät mit dem Internet und prüfen Sie noch einmal."),
    "check-clock": _("Stellen Sie Datum und Uhrzeit dieses Geräts richtig und prüfen Sie noch einmal."),
}
KIND_NAMES = {"standard": _("Ehrenamtskarte"), "anniversary": _("Jubiläums-Ehrenamtskarte"), "": _("Andere Karte")}


async def checking(ask: PageAsk) -> Mapping[str, Any]:
    """Return where the page loads keys and lists from, the words of each answer, and the answer to its form."""
    asked = await ask.get("ehrenamtskarte/key-request", on=None, known=None)
    found, wrong = None, ""
    if ask.sent:
        text = ask.sent.get("text", "").strip()
        found, told = await ask.judged("ehrenamtskarte/card-checks", CardText, {"text": text})
        wrong = " ".join(told.values())
    return {
        "root": asked["root"] or "",
        "keys": KEYS,
        "lists": [path for uri in asked["lists"] if (path := urlsplit(uri).path).startswith((LISTS, LISTS_IN_FULL))],
        "answers": [_said(ask, {"answer": answer}) for answer in ANSWERS],
        "kinds": {value: ask.words(text) for value, text in KIND_NAMES.items()},
        "found": found and _said(ask, found),
        "wrong": wrong,
    }


def _said(ask: PageAsk, verdict: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words of an answer with what the card says; without a card its days stay places for the script."""
    answer = verdict["answer"]
    told = {name: verdict.get(name) for name in CardVerdict.__struct_fields__}
    days = {name: date.fromisoformat(day) for name in ("since", "valid_until") if (day := told[name])}
    return {
        **told,
        "light": LIGHTS[answer],
        "title": ask.words(ANSWERS[answer]),
        "sentence": ask.words(SENTENCES[answer], **days),
    }


ehrenamtskarte.page(
    ProgrammePage(
        "check.html",
        checking,
        at="k",
        title=_("Ehrenamtskarte prüfen"),
        app=PageApp(
            files=(
                "card.js",
                "check.js",
                "check.css",
                "worker.js",
                "icon.svg",
                "check.de.webmanifest",
                "check.en.webmanifest",
            ),
            worker="worker.js",
        ),
    )
)
