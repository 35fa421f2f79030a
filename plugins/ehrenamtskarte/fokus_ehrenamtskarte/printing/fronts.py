"""What stands on the front of a card, and the papers that are made of fronts: one card, sheets, letters."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from babel.dates import format_date

from fokus_api import paper, qr_code
from fokus_core import Bodies
from fokus_ehrenamtskarte.cards.prints import Print

TEMPLATES = Path(__file__).parent.parent / "templates"
FRONT, CARD, SHEETS, LETTERS = (TEMPLATES / f"card-{name}.typ" for name in ("front", "alone", "sheets", "letters"))
KINDS = {"standard": "Ehrenamtskarte", "anniversary": "Jubiläums-Ehrenamtskarte"}  # papers are German, as the cards
FOR_LIFE = "unbefristet gültig"


def front(found: Print, bodies: Bodies) -> dict[str, Any]:
    """Return what the template prints of a card."""
    code, until = qr_code(found.text), found.fact.valid_until
    return {
        "name": found.name,
        "kind": KINDS[found.fact.kind],
        "until": FOR_LIFE if until is None else f"gültig bis {written(until)}",
        "sentence": "Sie gilt ein Leben lang." if until is None else f"Sie gilt bis einschließlich {written(until)}.",
        "issuer": sender(bodies, found.fact.body, found.fact.since),
        "qr": code.svg,
        "side": code.side,
    }


async def card_paper(found: Print, bodies: Bodies) -> bytes:
    """Return one card as PDF."""
    shown = front(found, bodies)
    return await paper(FRONT, CARD, title=shown["kind"], author=shown["issuer"], card=shown)


async def sheets_paper(found: Sequence[Print], body: str, day: date, bodies: Bodies) -> bytes:
    """Return cards as sheets of ten, which are printed on card stock and cut."""
    cards = await asyncio.to_thread(lambda: [front(one, bodies) for one in found])
    return await paper(FRONT, SHEETS, title="Ehrenamtskarten", author=sender(bodies, body, day), cards=cards)


async def letters_paper(
    found: Sequence[Print], addresses: Mapping[str, tuple[str, ...]], body: str, day: date, bodies: Bodies
) -> bytes:
    """Return a letter for each card, with the address in the window and the card to be cut out.

    Where no address is kept, the name stands there alone.
    """
    issuer = sender(bodies, body, day)

    def letter(one: Print) -> dict[str, Any]:
        address = (one.name, *addresses.get(one.fact.card, ()))
        return {"card": front(one, bodies), "address": address, "day": written(day)}

    letters = await asyncio.to_thread(lambda: [letter(one) for one in found])
    return await paper(FRONT, LETTERS, title="Ihre Ehrenamtskarte", author=issuer, issuer=issuer, letters=letters)


def sender(bodies: Bodies, body: str, day: date) -> str:
    """Return how a body calls itself on paper: Stadt Hagen, Oberbergischer Kreis."""
    said = str(bodies.called(body, day))
    return said.removeprefix("die ") if said.startswith("die ") else bodies.name(body, day)


def written(day: date) -> str:
    """Return a day as papers have it."""
    return format_date(day, "long", locale="de")
