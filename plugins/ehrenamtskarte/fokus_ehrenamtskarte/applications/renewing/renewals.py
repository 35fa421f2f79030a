"""Cards that can be renewed now: of whom nobody has asked yet, for the clerks of an office and for reminders."""

import asyncio
from collections.abc import Collection
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta

from fokus_api import Listing, Moment, Node, Page, Unsealer, read, resolved_body
from fokus_core import Bodies, Recorded, _
from fokus_ehrenamtskarte.applications.record.policies import READ
from fokus_ehrenamtskarte.applications.record.read_models import APPLICATIONS
from fokus_ehrenamtskarte.cards.read_models import CARD_STATES
from fokus_ehrenamtskarte.offices.facts import RENEWAL_MONTHS
from fokus_ehrenamtskarte.offices.read_models import OFFICES
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_projections import Reader

COLUMNS = ("application", "card", "body", "valid_until", "opens", "handed")
MONTHS = f"COALESCE(office.renewal_months, {RENEWAL_MONTHS})"
OPENS = (  # the same day so many months before, or the last of a month that is shorter
    f"min(date(card.valid_until, '-' || {MONTHS} || ' months'), "
    f"date(card.valid_until, 'start of month', '-' || ({MONTHS} - 1) || ' months', '-1 day'))"
)
DUE = f"""
SELECT application.application AS application, card.card AS card, application.body AS body,
card.valid_until AS valid_until, {OPENS} AS opens,
application.handed AS handed
FROM {CARD_STATES.table.name} card
JOIN {APPLICATIONS.table.name} application ON application.application = card.application
LEFT JOIN {OFFICES.table.name} office ON office.body = application.body AND {OFFICES.in_force("office")}
WHERE {CARD_STATES.in_force("card")} AND {APPLICATIONS.in_force("application")} AND NOT application.renewed
AND application.status = 'approved' AND card.revoked_on IS NULL AND card.valid_until IS NOT NULL
AND (:bodies IS NULL OR application.body IN (SELECT value FROM json_each(:bodies)))
AND {OPENS} <= :on
"""  # names come from code


class RenewalView(msgspec.Struct, frozen=True, kw_only=True):
    """A card that can be renewed; `applicant` is null once the person's data were erased."""

    application: str
    applicant: str | None
    card: str
    valid_until: Annotated[date, Meta(description="Last day on which it is valid")]
    opens: Annotated[date, Meta(description="Day from which its renewal can be applied for")]


class Renewable(msgspec.Struct, frozen=True, kw_only=True):
    """A card that can be renewed and that nobody has asked about: whom a reminder goes to, from which day on."""

    application: str
    card: str
    body: str
    valid_until: date
    opens: date
    handed: int


def renewable(reader: Reader, moment: Moment, bodies: Collection[str] | None = None) -> list[Renewable]:
    """Return the cards that can be renewed on a day, of some offices or all, the one that ends first before the others.

    `opens` is the day on which a reminder is due.
    """
    held = None if bodies is None else msgspec.json.encode(sorted(bodies)).decode()
    rows = reader.rows(f"{DUE} ORDER BY valid_until, application", {**moment.params, "bodies": held})
    return msgspec.convert([dict(zip(COLUMNS, row, strict=True)) for row in rows], list[Renewable], strict=False)


@ehrenamtskarte.route
@read("/ehrenamtskarte/bodies/{body_id:str}/renewals", policy=READ, title=_("Karten, die verlängert werden können"))
async def renewals(
    body_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    unsealer: NamedDependency[Unsealer],
) -> Response[Page[RenewalView]]:
    """List the cards of an office that can be renewed and of which nobody has asked, the one that ends first first."""
    offices = bodies.looked_after(resolved_body(bodies, body_id, moment.on), moment.on)
    params = {**moment.params, "bodies": msgspec.json.encode(sorted(offices)).decode()}
    rows, records = await asyncio.to_thread(_read, node, listing, params)
    opened = await unsealer(READ, records, body_id=body_id)
    names = {one.position: fields["name"] for one, fields in zip(records, opened, strict=True)}
    found = [dict(zip(COLUMNS, row, strict=True)) | {"applicant": names.get(row[-1])} for row in rows]
    views = msgspec.convert(found, list[RenewalView])
    return listing.page(views, [(view.valid_until.isoformat(), view.application) for view in views], RenewalView)


def _read(node: Node, listing: Listing, params: dict[str, Any]) -> tuple[list[Any], list[Recorded[Any]]]:
    reader = node.reader
    rows = listing.select(reader, DUE, params, columns=COLUMNS, order=("valid_until", "application"))
    return rows, [one for row in rows[: listing.limit] if (one := reader.recorded(row[-1])) is not None]
