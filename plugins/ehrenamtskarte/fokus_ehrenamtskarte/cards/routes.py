"""The cards of a body, for its clerks."""

import asyncio
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api import Listing, Moment, Node, Page, RowEntry, Unsealer, read, resolved_body
from fokus_core import Bodies, Recorded, _
from fokus_ehrenamtskarte.cards.facts import CardKind, ValidUntil, WhyRevoked
from fokus_ehrenamtskarte.cards.policies import SEE
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_projections import in_force

Status = Literal["valid", "expired", "revoked", "suspended"]
OfStatus = Annotated[Status | None, QueryParameter(description=_("Nur Karten mit diesem Status."))]
STATUS = """
CASE WHEN revoked_on IS NOT NULL THEN 'revoked' WHEN valid_until < :on THEN 'expired'
WHEN suspended THEN 'suspended' ELSE 'valid' END
"""
OF = f"""
SELECT * FROM (
    SELECT *, {STATUS} AS status FROM ehrenamtskarte_card
    WHERE {in_force()} AND {{}}
) WHERE :status IS NULL OR status = :status
"""
OF_ONE = OF.format("body = :body")  # in the order of the index, so that a page costs the same however many there are
OF_SEVERAL = OF.format("body IN (SELECT value FROM json_each(:bodies))")
COLUMNS = ("card", "kind", "status", "valid_since", "valid_until", "revoked_on", "reason", "entry", "issued_at")
ORDER = ("valid_since", "card")

ehrenamtskarte.choice(
    "card",
    "bodies/{body}/cards",
    value="card",
    label="holder",
    note=_("gültig seit {valid_since}"),
)


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
    one = len(issuers) == 1
    told = {"body": next(iter(issuers))} if one else {"bodies": msgspec.json.encode(sorted(issuers)).decode()}
    params = {**moment.params, **told, "status": status}
    rows, records = await asyncio.to_thread(_read, node, listing, OF_ONE if one else OF_SEVERAL, params)
    opened = await unsealer(SEE, records, body_id=body_id)
    holders = {one.position: fields["name"] for one, fields in zip(records, opened, strict=True)}
    found = [
        dict(zip(COLUMNS, row, strict=True)) | {"holder": holders.get(row[-1]), "entry": RowEntry(row[-2])}
        for row in rows
    ]
    views = msgspec.convert(found, list[CardView])
    return listing.page(views, [(view.valid_since.isoformat(), view.card) for view in views], CardView)


def _read(node: Node, listing: Listing, sql: str, params: dict[str, Any]) -> tuple[list[Any], list[Recorded[Any]]]:
    """Return the rows of a page and one more, and the facts that hold the holders on the page."""
    reader = node.reader
    rows = listing.select(reader, sql, params, columns=COLUMNS, order=ORDER, descending=True)
    return rows, [one for row in rows[: listing.limit] if (one := reader.recorded(row[-1])) is not None]
