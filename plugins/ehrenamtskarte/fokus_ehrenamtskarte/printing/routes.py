"""The print orders of a body, and how far its cards are on paper, for its clerks."""

import asyncio
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Meta

from fokus_api import Listing, Moment, Node, Page, RowEntry, Unsealer, read, resolved_body
from fokus_core import Bodies, Recorded, _
from fokus_ehrenamtskarte.cards.facts import CardKind, ValidUntil
from fokus_ehrenamtskarte.cards.policies import SEE
from fokus_ehrenamtskarte.printing.commands import ReceivePrint
from fokus_ehrenamtskarte.printing.facts import OrderId, Printer
from fokus_ehrenamtskarte.printing.read_models import OnPaper
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_projections import in_force

OfPaper = Annotated[OnPaper | None, QueryParameter(description=_("Nur Karten, die so weit sind."))]
OfOrder = Annotated[OrderId | None, QueryParameter(description=_("Nur Karten dieses Druckauftrags."))]
OWN = "body IN (SELECT value FROM json_each(:bodies))"
CARDS = f"""
SELECT * FROM ehrenamtskarte_card_on_paper WHERE {in_force()} AND {OWN}
AND (:paper IS NULL OR paper = :paper) AND (:order IS NULL OR print_order = :order)
"""
ORDERS = f"""
SELECT * FROM ehrenamtskarte_print_order WHERE {in_force()} AND {OWN} AND (:open IS NULL OR open = :open)
"""

ehrenamtskarte.choice(
    "print-order",
    "bodies/{body}/print-orders",
    value="print_order",
    label=_("Druckauftrag vom {ordered}"),
    note=_("Karten: {cards}"),
)
ehrenamtskarte.task(
    "receive-print",
    "bodies/{body}/print-orders",
    ReceivePrint,
    title=_("Druckauftrag vom {ordered}"),
    fields={"order": "print_order"},
    query={"open": "true"},
    why=_("Karten: {cards}, davon eingegangen: {delivered}."),
)


class PrintOrderView(msgspec.Struct, frozen=True, kw_only=True):
    """A print order as it stands on a day."""

    print_order: OrderId
    ordered: date
    printer: Printer
    cards: Annotated[int, Meta(description="How many cards it is about")]
    delivered: Annotated[int, Meta(description="How many of them are delivered")]
    open: Annotated[bool, Meta(description="Whether something is yet to be delivered")]
    entry: RowEntry | None = None


class PaperView(msgspec.Struct, frozen=True, kw_only=True):
    """How far a card is on paper; `holder` is null once the person's data were erased."""

    card: str
    holder: str | None
    kind: CardKind
    since: Annotated[date, Meta(description="First day on which the code is valid")]
    valid_until: ValidUntil | None
    paper: OnPaper
    print_order: OrderId | None


@ehrenamtskarte.route
@read("/ehrenamtskarte/bodies/{body_id:str}/print-orders", policy=SEE, title=_("Druckaufträge"))
async def print_orders(
    body_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    open_only: Annotated[
        bool | None,
        QueryParameter(name="open", description=_("Nur Aufträge, bei denen noch etwas aussteht, oder nicht.")),
    ] = None,
) -> Response[Page[PrintOrderView]]:
    """List the print orders of a body, the latest first."""
    params = {**_own(body_id, bodies, moment), "open": open_only}
    columns = ("print_order", "ordered", "printer", "cards", "delivered", "open", "entry")
    rows = await asyncio.to_thread(
        listing.select, node.reader, ORDERS, params, columns=columns, order=("ordered", "print_order"), descending=True
    )
    found = [dict(zip(columns, row, strict=True)) | {"open": bool(row[-2]), "entry": RowEntry(row[-1])} for row in rows]
    views = msgspec.convert(found, list[PrintOrderView])
    return listing.page(views, [(view.ordered.isoformat(), view.print_order) for view in views], PrintOrderView)


@ehrenamtskarte.route
@read("/ehrenamtskarte/bodies/{body_id:str}/cards-on-paper", policy=SEE, title=_("Karten im Druck"))
async def cards_on_paper(
    body_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    unsealer: NamedDependency[Unsealer],
    paper: OfPaper = None,
    order: OfOrder = None,
) -> Response[Page[PaperView]]:
    """List the cards of a body that have a code, in the order of their codes, with how far each is on paper."""
    params = {**_own(body_id, bodies, moment), "paper": paper, "order": order}

    def found() -> tuple[list[Any], list[Recorded[Any]]]:
        reader, columns = node.reader, ("card", "paper", "print_order", "signed_at")
        rows = listing.select(reader, CARDS, params, columns=columns, order=("signed_at", "card"))
        return rows, [one for row in rows if (one := reader.recorded(row[-1])) is not None]

    rows, records = await asyncio.to_thread(found)
    opened = await unsealer(SEE, records[: listing.limit], body_id=body_id)
    views = [
        PaperView(
            card=card,
            holder=opened[number]["name"] if number < len(opened) else None,
            kind=record.fact.kind,
            since=record.fact.since,
            valid_until=record.fact.valid_until,
            paper=state,
            print_order=by,
        )
        for number, ((card, state, by, _at), record) in enumerate(zip(rows, records, strict=True))
    ]
    return listing.page(views, [(row[-1], row[0]) for row in rows], PaperView)


def _own(body_id: str, bodies: Bodies, moment: Moment) -> dict[str, Any]:
    """Return the parameters that name the body and those that ended and whose successor it is."""
    own = bodies.looked_after(resolved_body(bodies, body_id, moment.on), moment.on)
    return {**moment.params, "bodies": msgspec.json.encode(sorted(own)).decode()}
