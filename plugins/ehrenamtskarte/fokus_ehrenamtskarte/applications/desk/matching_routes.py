"""Engagements that no organisation is known for yet, each with the organisation that it may be at."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta

from fokus_api import Listing, Moment, Node, Page, Unsealer, read, resolved_body
from fokus_core import Bodies, Recorded
from fokus_ehrenamtskarte.applications.record.facts import EngagementStated
from fokus_ehrenamtskarte.applications.record.policies import READ
from fokus_ehrenamtskarte.applications.record.read_models import APPLICATIONS
from fokus_ehrenamtskarte.organisations.likeness import RANK, Likeness, likeness
from fokus_ehrenamtskarte.organisations.read_models import ORGANISATIONS
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import _

IN_OFFICE = "body IN (SELECT value FROM json_each(:bodies))"
UNMATCHED = f"""
SELECT application, each.value AS engagement, received FROM {APPLICATIONS.table.name} a, json_each(a.unmatched) each
WHERE {APPLICATIONS.in_force("a")} AND a.{IN_OFFICE} AND a.decided IS NULL
"""  # names come from code
KNOWN = f"""
SELECT organisation, name, aliases, contacts FROM {ORGANISATIONS.table.name}
WHERE {ORGANISATIONS.in_force()} AND {IN_OFFICE} AND status IN ('registered', 'vetted') ORDER BY name, organisation
"""  # names come from code


class UnmatchedView(msgspec.Struct, frozen=True, kw_only=True):
    """An engagement as it was stated, and the organisation that it may be at; null where none is like it."""

    application: str
    engagement: str
    received: date
    stated: Annotated[str | None, Meta(description="Organisation as the applicant wrote it")]
    organisation: Annotated[str | None, Meta(description="Id of the organisation that is proposed")]
    name: str | None
    likeness: Annotated[Likeness | None, Meta(description="In what they are alike")]


@ehrenamtskarte.route
@read(
    "/ehrenamtskarte/bodies/{body_id:str}/unmatched-engagements",
    policy=READ,
    title=_("Engagements ohne zugeordnete Organisation"),
)
async def unmatched_engagements(
    body_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    unsealer: NamedDependency[Unsealer],
) -> Response[Page[UnmatchedView]]:
    """List engagements of open applications that no organisation is known for, with the one each may be at."""
    offices = bodies.looked_after(resolved_body(bodies, body_id, moment.on), moment.on)
    params = {**moment.params, "bodies": msgspec.json.encode(sorted(offices)).decode()}
    rows, stated, known, contacts = await asyncio.to_thread(_read, node, listing, params)
    said = dict(
        zip([one.fact.engagement for one in stated], await unsealer(READ, stated, body_id=body_id), strict=True)
    )
    opened = await unsealer(READ, contacts, body_id=body_id)
    mails = {one.position: values["contact_mail"] for one, values in zip(contacts, opened, strict=True)}
    views = [_view(row, said.get(row[1], {}), known, mails) for row in rows]
    return listing.page(views, [(view.received.isoformat(), view.engagement) for view in views], UnmatchedView)


def _read(node: Node, listing: Listing, params: dict[str, Any]) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """Return the rows of a page and one more, their engagements, the organisations of the office and their contacts."""
    reader = node.reader
    columns = ("application", "engagement", "received")
    rows = listing.select(reader, UNMATCHED, params, columns=columns, order=("received", "engagement"))
    stated: list[Recorded[Any]] = []
    for row in rows[: listing.limit]:
        found = reader.facts(f"engagement:{row[1]}", known=params["known"])
        stated += [one for one in found if isinstance(one.fact, EngagementStated)]
    known = [
        (organisation, name, msgspec.json.decode(aliases), msgspec.json.decode(contacts))
        for organisation, name, aliases, contacts in reader.rows(KNOWN, params)
    ]
    contacts = [one for row in known for at in row[3] if (one := reader.recorded(at)) is not None]
    return rows, stated, known, contacts


def _view(row: Any, said: Mapping[str, Any], known: Sequence[Any], mails: Mapping[int, str | None]) -> UnmatchedView:
    claim, asked = said.get("claim"), said.get("contact_mail")
    found: dict[Likeness, Any] = {}
    if claim is not None:
        for organisation, name, aliases, contacts in known:
            theirs = [mail for at in contacts if (mail := mails.get(at))]
            if like := likeness(claim.organisation, asked or "", (name, *aliases), theirs):
                found.setdefault(like, (organisation, name))
    best: Likeness | None = next((one for one in RANK if one in found), None)
    organisation, name = found[best] if best else (None, None)
    return UnmatchedView(
        application=row[0],
        engagement=row[1],
        received=date.fromisoformat(row[2]),
        stated=claim.organisation if claim else None,
        organisation=organisation,
        name=name,
        likeness=best,
    )
