"""The page from which clerks print: which cards wait, which came back, and the files of each order."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from fokus_api import PageAsk, ProgrammePage
from fokus_ehrenamtskarte.printing.routes import PrintOrderView
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import _

MOST = 50  # cards that a form is filled in with
FORM = "/vorgang/ehrenamtskarte"


async def print_page(ask: PageAsk) -> Mapping[str, Any]:
    """Return the cards to print and to give out, each with the form that is filled in with them, and the orders."""
    place = f"ehrenamtskarte/bodies/{ask.thing}"
    orders = await ask.get(f"{place}/print-orders", limit=MOST)
    town = await ask.get(f"bodies/{ask.thing}")
    waiting = await ask.get(f"{place}/cards-on-paper", paper="to-print", limit=MOST, total="true")
    here = await ask.get(f"{place}/cards-on-paper", paper="delivered", limit=MOST, total="true")
    printers = ask.called(PrintOrderView, "printer")
    return {
        "town": town["name"],
        "steps": [
            {"found": waiting, "href": _form("order-print", ask.thing, waiting["items"]), "to": "print"},
            {"found": here, "href": _form("give-out-cards", ask.thing, here["items"]), "to": "give-out"},
        ],
        "orders": [
            {
                **one,
                "by": printers.get(one["printer"], one["printer"]),
                "files": f"/api/v1/{place}/print-orders/{one['print_order']}",
                "arrived": f"{FORM}/receive-print?{urlencode({'body': ask.thing, 'order': one['print_order']})}",
            }
            for one in orders["items"]
        ],
        "acts": not ask.past,
    }


def _form(command: str, body: str, cards: Sequence[Mapping[str, Any]]) -> str:
    given = [("body", body), *(("cards", one["card"]) for one in cards)]
    return f"{FORM}/{command}?{urlencode(given)}"


ehrenamtskarte.page(
    ProgrammePage("print.html", print_page, at="kartendruck", title=_("Karten drucken und ausgeben"), about="body")
)
