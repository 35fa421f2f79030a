"""How far many cards are that were ordered at once: each order, and a result for each recipient."""

import asyncio
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Meta

from fokus_api import Listing, Moment, Node, Page, Unsealer, read, resolved_body
from fokus_core import Bodies, Recorded, _
from fokus_ehrenamtskarte.applications.record.policies import READ
from fokus_ehrenamtskarte.issuing.batch_facts import BatchId, WhyNot
from fokus_ehrenamtskarte.issuing.read_models import Result
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_projections import in_force

OfBatch = Annotated[BatchId | None, QueryParameter(description=_("Nur Karten dieses Sammelauftrags."))]
OfResult = Annotated[Result | None, QueryParameter(description=_("Nur Karten mit diesem Ergebnis."))]
ROWS = f"""
SELECT card.application AS application, card.result AS result, card.reason AS reason, card.issued AS issued,
    card.day AS day, card.batch AS batch, card.ordered_at AS ordered_at, applied.handed AS handed
FROM (SELECT * FROM ehrenamtskarte_batch_row WHERE {in_force()} AND body IN (SELECT value FROM json_each(:bodies))) card
LEFT JOIN (SELECT application, handed FROM ehrenamtskarte_application WHERE {in_force()}) applied
    ON applied.application = card.application
WHERE (:batch IS NULL OR card.batch = :batch) AND (:result IS NULL OR card.result = :result)
"""
BATCHES = f"""
SELECT batch, min(day) AS day, min(ordered_at) AS ordered_at, count(*) AS cards, sum(result = 'waiting') AS waiting,
    sum(result = 'issued') AS issued, sum(result = 'not-issued') AS not_issued
FROM ehrenamtskarte_batch_row WHERE {in_force()} AND body IN (SELECT value FROM json_each(:bodies)) GROUP BY batch
"""

ehrenamtskarte.choice(
    "card-batch",
    "bodies/{body}/card-batches",
    value="batch",
    label=_("Karten, die ab {day} gelten"),
    note=_("Karten: {cards}"),
)


class CardBatchView(msgspec.Struct, frozen=True, kw_only=True):
    """Cards that were ordered at once, and how far they are; what was ordered again counts with the later order."""

    batch: BatchId
    day: Annotated[date, Meta(description="First day of the cards")]
    cards: int
    waiting: int
    issued: int
    not_issued: int


class BatchRowView(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one of many cards; `applicant` is null once the person's data were erased."""

    application: str
    applicant: str | None
    day: Annotated[date, Meta(description="First day of the card")]
    result: Result
    reason: WhyNot | None
    issued: Annotated[str | None, Meta(description="Id of the card")]
    batch: BatchId


@ehrenamtskarte.route
@read("/ehrenamtskarte/bodies/{body_id:str}/card-batches", policy=READ, title=_("Sammelaufträge für Karten"))
async def card_batches(
    body_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
) -> Response[Page[CardBatchView]]:
    """List what was ordered at once, the latest first, with how far it is."""
    columns = ("batch", "day", "cards", "waiting", "issued", "not_issued", "ordered_at")
    rows = await asyncio.to_thread(
        listing.select,
        node.reader,
        BATCHES,
        _own(body_id, bodies, moment),
        columns=columns,
        order=("ordered_at", "batch"),
        descending=True,
    )
    views = [msgspec.convert(dict(zip(columns, row, strict=True)), CardBatchView) for row in rows]
    return listing.page(views, [(row[-1], row[0]) for row in rows], CardBatchView)


@ehrenamtskarte.route
@read("/ehrenamtskarte/bodies/{body_id:str}/batch-rows", policy=READ, title=_("Ergebnisse der Sammelaufträge"))
async def batch_rows(
    body_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    unsealer: NamedDependency[Unsealer],
    batch: OfBatch = None,
    result: OfResult = None,
) -> Response[Page[BatchRowView]]:
    """List the applications whose cards were ordered at once, with the result of each."""
    columns = ("application", "result", "reason", "issued", "day", "batch", "ordered_at", "handed")
    params = {**_own(body_id, bodies, moment), "batch": batch, "result": result}

    def found() -> tuple[list[Any], list[Recorded[Any]]]:
        rows = listing.select(node.reader, ROWS, params, columns=columns, order=("ordered_at", "application"))
        held = [node.reader.recorded(row[-1]) for row in rows[: listing.limit] if row[-1]]
        return rows, [one for one in held if one is not None]

    rows, records = await asyncio.to_thread(found)
    opened = await unsealer(READ, records, body_id=body_id)
    names = {one.position: fields["name"] for one, fields in zip(records, opened, strict=True)}
    views = [
        msgspec.convert(dict(zip(columns, row, strict=True)) | {"applicant": names.get(row[-1])}, BatchRowView)
        for row in rows
    ]
    return listing.page(views, [(row[-2], row[0]) for row in rows], BatchRowView)


def _own(body_id: str, bodies: Bodies, moment: Moment) -> dict[str, Any]:
    own = bodies.looked_after(resolved_body(bodies, body_id, moment.on), moment.on)
    return {**moment.params, "bodies": msgspec.json.encode(sorted(own)).decode()}
