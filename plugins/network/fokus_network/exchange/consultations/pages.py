"""The page of a Kollegiale Beratung: the case, who takes part, what was written, and what one may do next."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from fokus_api import PageAsk, ProgrammePage
from fokus_kommune import _
from fokus_network.exchange.consultations.routes import ParticipantView
from fokus_network.exchange.programme import exchange

ANSWER = (
    (_("Einladung annehmen"), "join-consultation"),
    (_("Einladung ablehnen"), "leave-consultation"),
)
ADVISE = (
    (_("Beitrag schreiben"), "write-contribution"),
    (_("Nicht mehr teilnehmen"), "leave-consultation"),
)
BRING = (
    (_("Beitrag schreiben"), "write-contribution"),
    (_("Kommune einladen"), "invite-to-consultation"),
    (_("Einladung zurückziehen"), "withdraw-invitation"),
    (_("Ergebnis festhalten"), "record-outcome"),
    (_("Beratung abschließen"), "close-consultation"),
)
DRAW = (_("Praxisbeispiel daraus machen"), "draw-example")


class Step(NamedTuple):
    """What one may do next: what it is called, and where its form begins."""

    title: str
    href: str
    why: str = ""


async def consultation(ask: PageAsk) -> Mapping[str, Any]:
    """Return what the page of a case shows to who has a part in it."""
    case = await ask.get(f"network/consultations/{quote(ask.thing, safe='')}")
    steps = {"invited": ANSWER, "taking-part": ADVISE, "brought": BRING}[case["part"]] if not case["closed"] else ()
    if case["part"] == "brought" and case["outcome"] is not None:
        steps = (*steps, DRAW)
    there = [] if ask.past else steps
    about = urlencode({"body": case["own"], "consultation": case["consultation"]})
    return {
        "title": case["title"] or ask.words(_("Kollegiale Beratung")),
        "case": case,
        "parts_of": ask.called(ParticipantView, "part"),
        "steps": [Step(ask.words(name), f"/vorgang/network/{command}?{about}") for name, command in there],
        "examples": [ask.to(f"/ding/example/{one}") for one in case["examples"]],
    }


exchange.page(
    ProgrammePage(
        "consultation.html", consultation, at="beratung", title=_("Kollegiale Beratung"), about="consultation"
    )
)
