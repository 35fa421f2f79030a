"""A print order as files: sheets and letters to be printed here, and what a company prints by."""

import asyncio
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import PDF_TYPE, Moment, Node, Unsealer, paper_answer, read, resolved_body
from fokus_core import Bodies, NotFound, Recorded, _
from fokus_ehrenamtskarte.applications.record.policies import READ
from fokus_ehrenamtskarte.cards.policies import SEE
from fokus_ehrenamtskarte.cards.prints import Print, prints_of
from fokus_ehrenamtskarte.printing.addresses import addresses_of
from fokus_ehrenamtskarte.printing.fronts import letters_paper, sheets_paper
from fokus_ehrenamtskarte.printing.order_files import zip_file
from fokus_ehrenamtskarte.programme import ehrenamtskarte

ORDER = "/ehrenamtskarte/bodies/{body_id:str}/print-orders/{print_order:str}"
ZIP = "application/zip"
NO_ORDER = _("Diesen Druckauftrag gibt es nicht.")
NOTHING = _("Von diesem Druckauftrag lässt sich keine Karte mehr drucken.")
AT = """
SELECT DISTINCT ordered_at FROM ehrenamtskarte_print_order
WHERE print_order = :order AND known_from <= :known AND known_to > :known
AND body IN (SELECT value FROM json_each(:bodies))
"""
CODES = """
SELECT max(position) FROM ehrenamtskarte_card_signed
WHERE card IN (SELECT value FROM json_each(:cards)) AND position < :at GROUP BY card ORDER BY max(position)
"""
REVOKED = """
SELECT card FROM ehrenamtskarte_card WHERE card IN (SELECT value FROM json_each(:cards))
AND revoked_on IS NOT NULL AND known_from <= :known AND known_to > :known
"""


class Order(NamedTuple):
    """An order, and what can be printed of it."""

    record: Recorded[Any]
    prints: list[Print]


async def order_of(body_id: str, order: str, node: Node, bodies: Bodies, moment: Moment, unsealer: Unsealer) -> Order:
    """Return an order with the codes that its cards had; raises `NotFound` where there is none, or nothing to print.

    Left out is who was erased, and what was revoked since: nobody is to hold a card that never was valid.
    """
    own = bodies.looked_after(resolved_body(bodies, body_id, moment.on), moment.on)

    def found() -> tuple[Recorded[Any], list[Recorded[Any]]]:
        reader = node.reader
        asked = {"order": order, "known": moment.known, "bodies": msgspec.json.encode(sorted(own)).decode()}
        row = reader.first(AT, asked)
        ordered: Recorded[Any] | None = reader.recorded(row[0]) if row else None
        if ordered is None:
            raise NotFound(NO_ORDER)
        cards = msgspec.json.encode(ordered.fact.cards).decode()
        codes: list[Recorded[Any] | None] = [
            reader.recorded(at) for (at,) in reader.rows(CODES, {"cards": cards, "at": ordered.position})
        ]
        gone = {card for (card,) in reader.rows(REVOKED, {"cards": cards, "known": moment.known})}
        return ordered, [one for one in codes if one is not None and one.fact.card not in gone]

    ordered, codes = await asyncio.to_thread(found)
    prints = [one for one in await prints_of(node, codes, unsealer, body_id) if one is not None]
    if not prints:
        raise NotFound(NOTHING)
    return Order(ordered, prints)


@ehrenamtskarte.route
@read(f"{ORDER}/sheets.pdf", policy=SEE, live=True, media_type=PDF_TYPE, binary=(PDF_TYPE,), title=_("Druckbogen"))
async def order_sheets(
    body_id: FromPath[str],
    print_order: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    unsealer: NamedDependency[Unsealer],
) -> Response[bytes]:
    """Return the cards of an order as sheets of ten, a tagged PDF; asked again it is the same, to the byte."""
    record, prints = await order_of(body_id, print_order, node, bodies, moment, unsealer)
    made = await sheets_paper(prints, record.fact.body, record.fact.effective, bodies)
    return paper_answer(made, "druckbogen")


@ehrenamtskarte.route
@read(f"{ORDER}/letters.pdf", policy=READ, live=True, media_type=PDF_TYPE, binary=(PDF_TYPE,), title=_("Briefe"))
async def order_letters(
    body_id: FromPath[str],
    print_order: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    unsealer: NamedDependency[Unsealer],
) -> Response[bytes]:
    """Return a letter for each card of an order, for envelopes with a window, dated by `on`."""
    record, prints = await order_of(body_id, print_order, node, bodies, moment, unsealer)
    addresses = await addresses_of(node, prints, moment, unsealer, body_id)
    made = await letters_paper(prints, addresses, record.fact.body, moment.on, bodies)
    return paper_answer(made, "briefe")


@ehrenamtskarte.route
@read(f"{ORDER}/cards.zip", policy=SEE, live=True, media_type=ZIP, binary=(ZIP,), title=_("Datei für die Druckerei"))
async def order_archive(
    body_id: FromPath[str],
    print_order: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    unsealer: NamedDependency[Unsealer],
) -> Response[bytes]:
    """Return what a company prints the cards of an order by: a CSV file with their fields, and the codes as SVG."""
    _record, prints = await order_of(body_id, print_order, node, bodies, moment, unsealer)
    made = await asyncio.to_thread(zip_file, prints, bodies)
    headers = {"Content-Disposition": 'attachment; filename="karten.zip"', "Fokus-SHA256": sha256(made).hexdigest()}
    return Response(made, media_type=ZIP, headers=headers)
