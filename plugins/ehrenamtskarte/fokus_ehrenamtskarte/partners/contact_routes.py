"""Whom to ask at the partners of a municipality, for those who keep them."""

import asyncio
from typing import Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import Listing, Moment, Node, Page, Unsealer, read, resolved_body
from fokus_core import Bodies, Recorded
from fokus_ehrenamtskarte.partners.policies import SEE
from fokus_ehrenamtskarte.partners.read_models import PARTNER_CONTACTS, PROPOSALS
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import _

COLUMNS = ("name", "partner", "contact", "at")
OF_BODY = f"""
SELECT p.name, c.partner, who.value AS contact, json_extract(c.contacts, '$[' || who.key || ']') AS at
FROM {PARTNER_CONTACTS.table.name} c JOIN {PROPOSALS.table.name} p ON p.partner = c.partner, json_each(c.people) who
WHERE {PARTNER_CONTACTS.in_force("c")} AND {PROPOSALS.in_force("p")} AND c.body = :body
"""  # names come from code


class PartnerContactView(msgspec.Struct, frozen=True, kw_only=True):
    """Who can be asked at a partner; null where they were erased."""

    partner: str
    name: str
    contact: str
    contact_name: str | None
    contact_mail: str | None


ehrenamtskarte.choice(
    "partner-contact",
    "bodies/{body}/partner-contacts",
    value="contact",
    label="contact_name",
    note="name",
    otherwise=_("Person, deren Angaben gelöscht sind"),
)


@ehrenamtskarte.route
@read("/ehrenamtskarte/bodies/{body_id:str}/partner-contacts", policy=SEE, title=_("Ansprechpersonen der Partner"))
async def partner_contacts(
    body_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    unsealer: NamedDependency[Unsealer],
) -> Response[Page[PartnerContactView]]:
    """List whom to ask at the partners that a municipality keeps."""
    body = resolved_body(bodies, body_id, moment.on)
    rows, records = await asyncio.to_thread(_read, node, listing, {**moment.params, "body": body})
    opened = await unsealer(SEE, records, body_id=body_id)
    fields: dict[int, Any] = {one.position: held for one, held in zip(records, opened, strict=True)}
    nobody = {"contact_name": None, "contact_mail": None}
    views = [
        PartnerContactView(partner=partner, name=name, contact=contact, **fields.get(at, nobody))
        for name, partner, contact, at in rows
    ]
    return listing.page(views, [(one.name, one.partner, one.contact) for one in views], PartnerContactView)


def _read(node: Node, listing: Listing, params: dict[str, Any]) -> tuple[list[Any], list[Recorded[Any]]]:
    """Return the rows of a page and one more, and the facts that hold the contacts on the page."""
    reader = node.reader
    rows = listing.select(reader, OF_BODY, params, columns=COLUMNS, order=("name", "partner", "contact"))
    return rows, [one for row in rows[: listing.limit] if (one := reader.recorded(row[3])) is not None]
