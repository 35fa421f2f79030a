"""Whether a card is valid, for whoever is shown one; the cards of a body, for its clerks."""

import asyncio
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter, RawBody

from fokus_api import Caller, Listing, Moment, Node, Page, RowEntry, Unsealer, query, read, resolved_body
from fokus_core import PUBLIC, Bodies, Limit, Recorded, _, read_json
from fokus_ehrenamtskarte.cards.code import Code, card_of
from fokus_ehrenamtskarte.cards.facts import CardKind, ValidUntil, WhyRevoked
from fokus_ehrenamtskarte.cards.policies import SEE
from fokus_ehrenamtskarte.cards.read_models import CARD_STATES
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_projections import Reader, in_force, select_as_of

Status = Literal["valid", "expired", "revoked"]
OfStatus = Annotated[Status | None, QueryParameter(description=_("Nur Karten mit diesem Status."))]
CHECKS = Limit("ehrenamtskarte-card-checks", 30, per=60, closed=True)
STATUS = """
CASE WHEN revoked_on IS NOT NULL THEN 'revoked' WHEN valid_until < :on THEN 'expired' ELSE 'valid' END
"""
OF_BODY = f"""
SELECT * FROM (
    SELECT *, {STATUS} AS status FROM ehrenamtskarte_card
    WHERE {in_force()} AND body IN (SELECT value FROM json_each(:bodies))
) WHERE :status IS NULL OR status = :status
"""
COLUMNS = ("card", "kind", "status", "valid_since", "valid_until", "revoked_on", "reason", "entry", "issued_at")
ORDER = ("valid_since", "card")

ehrenamtskarte.choice(
    "card",
    "bodies/{body}/cards",
    value="card",
    label="holder",
    note=_("gültig seit {valid_since}"),
)


class ShownCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The code on a card that somebody shows."""

    code: Code


class CardCheck(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a card is valid today; its kind and last day where it is, the day null where it is valid for life."""

    valid: bool
    kind: CardKind | None = None
    valid_until: ValidUntil | None = None


class CardView(msgspec.Struct, frozen=True, kw_only=True):
    """A card on a day; `holder` is null once the person's data were erased.

    `valid_until` is its last day, null where it is valid for life; `revoked_on` the first on which it is revoked.
    """

    card: str
    holder: str | None
    kind: CardKind
    status: Status
    valid_since: date
    valid_until: ValidUntil | None
    revoked_on: date | None
    reason: WhyRevoked | None
    entry: RowEntry | None = None


@ehrenamtskarte.route
@query("/ehrenamtskarte/checks", policy=PUBLIC, limit=CHECKS, takes=ShownCard)
async def check_card(body: RawBody, reader: NamedDependency[Reader], caller: NamedDependency[Caller]) -> CardCheck:
    """Tell whether a card is valid today; one that is not any more, or not yet, is answered like one there never was.

    Whose it is, is not told: it is valid with a document that shows the name on it.
    """
    card = card_of(read_json(body, ShownCard).code)
    found = select_as_of(
        reader,
        CARD_STATES,
        caller.today,
        reader.position,
        columns=("kind", "valid_until"),
        where=f"card = :card AND {STATUS} = 'valid'",
        params={"card": card},
    )
    if not found:
        return CardCheck(valid=False)
    ((kind, valid_until),) = found
    return msgspec.convert({"valid": True, "kind": kind, "valid_until": valid_until}, CardCheck)


@ehrenamtskarte.route
@read("/ehrenamtskarte/bodies/{body_id:str}/cards", policy=SEE, title=_("Ausgegebene Karten"))
async def cards(
    body_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    unsealer: NamedDependency[Unsealer],
    status: OfStatus = None,
) -> Response[Page[CardView]]:
    """List the cards of a body that began by a day, the latest first, with their holders.

    They are the ones it issued, and those of bodies that ended and whose successor it is.
    """
    issuers = bodies.looked_after(resolved_body(bodies, body_id, moment.on), moment.on)
    params = {**moment.params, "bodies": msgspec.json.encode(sorted(issuers)).decode(), "status": status}
    rows, records = await asyncio.to_thread(_read, node, listing, params)
    opened = await unsealer(SEE, records, body_id=body_id)
    holders = {one.position: fields["name"] for one, fields in zip(records, opened, strict=True)}
    found = [
        dict(zip(COLUMNS, row, strict=True)) | {"holder": holders.get(row[-1]), "entry": RowEntry(row[-2])}
        for row in rows
    ]
    views = msgspec.convert(found, list[CardView])
    return listing.page(views, [(view.valid_since.isoformat(), view.card) for view in views], CardView)


def _read(node: Node, listing: Listing, params: dict[str, Any]) -> tuple[list[Any], list[Recorded[Any]]]:
    """Return the rows of a page and one more, and the facts that hold the holders on the page."""
    reader = node.reader
    rows = listing.select(reader, OF_BODY, params, columns=COLUMNS, order=ORDER, descending=True)
    return rows, [one for row in rows[: listing.limit] if (one := reader.recorded(row[-1])) is not None]
