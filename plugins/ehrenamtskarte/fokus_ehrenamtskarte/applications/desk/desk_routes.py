"""Lists for the clerks of an office: who waits to be released before they are written to."""

import asyncio
from datetime import date
from typing import Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import Listing, Moment, Node, Page, Unsealer, read, resolved_body
from fokus_core import Bodies, Recorded
from fokus_ehrenamtskarte.applications.desk.releasing import ReleaseContact
from fokus_ehrenamtskarte.applications.record.facts import EngagementAnswered, EngagementStated
from fokus_ehrenamtskarte.applications.record.policies import READ
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import _
from fokus_projections import in_force

ORDER = ("received", "engagement")
UNRELEASED = f"""
SELECT a.application, each.value AS engagement, a.received
FROM ehrenamtskarte_application a, json_each(a.unreleased) each
WHERE {in_force("a")} AND a.body IN (SELECT value FROM json_each(:bodies)) AND a.decided IS NULL AND a.reachable
"""


class ContactView(msgspec.Struct, frozen=True, kw_only=True):
    """Who was named to confirm an engagement and is not written to yet; null where they were erased."""

    application: str
    engagement: str
    received: date
    organisation: str | None
    contact_name: str | None
    contact_mail: str | None


ehrenamtskarte.task(
    "release",
    "bodies/{body}/contacts",
    ReleaseContact,
    title=_("Ansprechperson freigeben"),
    fields={"application": "application", "engagement": "engagement"},
    why=_("Eingegangen am {received}."),
)


@ehrenamtskarte.route
@read(
    "/ehrenamtskarte/bodies/{body_id:str}/contacts", policy=READ, title=_("Ansprechpersonen, die auf Freigabe warten")
)
async def contacts(
    body_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    unsealer: NamedDependency[Unsealer],
) -> Response[Page[ContactView]]:
    """List who was named to confirm an engagement and waits for a clerk, the oldest application first.

    Nobody on this list has been written to. Applications whose mail address is not confirmed are left out.
    """
    offices = bodies.looked_after(resolved_body(bodies, body_id, moment.on), moment.on)
    params = {**moment.params, "bodies": msgspec.json.encode(sorted(offices)).decode()}
    rows, records = await asyncio.to_thread(_read, node, listing, params)
    opened = await unsealer(READ, records, body_id=body_id)
    fields: dict[str, dict[str, Any]] = {}
    for one, values in zip(records, opened, strict=True):
        fields[one.fact.engagement] = fields.get(one.fact.engagement, {}) | values
    views = [_view(row, fields.get(row[1], {})) for row in rows]
    return listing.page(views, [(view.received.isoformat(), view.engagement) for view in views], ContactView)


def _view(row: Any, values: dict[str, Any]) -> ContactView:
    claim = values.get("claim")
    return ContactView(
        application=row[0],
        engagement=row[1],
        received=date.fromisoformat(row[2]),
        organisation=claim.organisation if claim else None,
        contact_name=values.get("contact_name"),
        contact_mail=values.get("contact_mail"),
    )


def _read(node: Node, listing: Listing, params: dict[str, Any]) -> tuple[list[Any], list[Recorded[Any]]]:
    """Return the rows of a page and one more, and the facts that name the contacts on the page, colleagues later."""
    reader = node.reader
    rows = listing.select(reader, UNRELEASED, params, columns=("application", "engagement", "received"), order=ORDER)
    found: list[Recorded[Any]] = []
    for row in rows[: listing.limit]:
        stated = reader.facts(f"engagement:{row[1]}", known=params["known"])
        found += [one for one in stated if isinstance(one.fact, EngagementStated) or _passes_on(one.fact)]
    return rows, found


def _passes_on(fact: Any) -> bool:
    return isinstance(fact, EngagementAnswered) and fact.answer == "passed-on"
