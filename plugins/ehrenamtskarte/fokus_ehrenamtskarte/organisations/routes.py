"""The organisations of an office, for its clerks."""

import asyncio
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta

from fokus_api import Listing, Moment, Node, Page, RowEntry, Unsealer, read, resolved_body
from fokus_core import Bodies, Recorded
from fokus_ehrenamtskarte.organisations.commands import RegisterOrganisation
from fokus_ehrenamtskarte.organisations.facts import KEEP
from fokus_ehrenamtskarte.organisations.read_models import ORGANISATIONS, Organisation, OrganisationStatus
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import _

COLUMNS = ("organisation", "name", "aliases", "status", "merged_into", "contacts", "people", "entry")
OF_BODY = f"""
SELECT {", ".join(COLUMNS)} FROM {ORGANISATIONS.table.name}
WHERE {ORGANISATIONS.in_force()} AND body IN (SELECT value FROM json_each(:bodies))
"""  # names come from code


class ContactOfView(msgspec.Struct, frozen=True, kw_only=True):
    """Who can be asked at an organisation; null where they were erased."""

    contact: str
    contact_name: str | None
    contact_mail: str | None


class OrganisationView(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that confirms engagements."""

    organisation: str
    name: str
    aliases: tuple[str, ...]
    status: OrganisationStatus
    merged_into: Annotated[str | None, Meta(description="Organisation that stands for it since they were merged")]
    contacts: tuple[ContactOfView, ...]
    entry: RowEntry | None = None


ehrenamtskarte.choice(
    "organisation",
    "bodies/{body}/organisations",
    value="organisation",
    label="name",
    new=(RegisterOrganisation,),
)
ehrenamtskarte.choice(
    "organisation-contact",
    "bodies/{body}/organisations",
    each="contacts",
    value="contact",
    label="contact_name",
    note="name",
    otherwise=_("Person, deren Angaben gelöscht sind"),
)


@ehrenamtskarte.route
@read("/ehrenamtskarte/bodies/{body_id:str}/organisations", policy=KEEP, title=_("Organisationen"))
async def organisations(
    body_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    unsealer: NamedDependency[Unsealer],
) -> Response[Page[OrganisationView]]:
    """List the organisations that an office keeps, with whom to ask there."""
    offices = bodies.looked_after(resolved_body(bodies, body_id, moment.on), moment.on)
    params = {**moment.params, "bodies": msgspec.json.encode(sorted(offices)).decode()}
    rows, records = await asyncio.to_thread(_read, node, listing, params)
    opened = await unsealer(KEEP, records, body_id=body_id)
    fields = {one.position: values for one, values in zip(records, opened, strict=True)}
    views = [_view(row, fields) for row in rows]
    return listing.page(views, [(view.name, view.organisation) for view in views], OrganisationView)


def _read(node: Node, listing: Listing, params: dict[str, Any]) -> tuple[list[Any], list[Recorded[Any]]]:
    """Return the rows of a page and one more, and the facts that hold the contacts on the page."""
    reader = node.reader
    rows = listing.select(reader, OF_BODY, params, columns=COLUMNS, order=("name", "organisation"))
    positions = [at for row in rows[: listing.limit] for at in msgspec.json.decode(row[5])]
    return rows, [one for at in positions if (one := reader.recorded(at)) is not None]


def _view(row: Any, fields: dict[int, dict[str, Any]]) -> OrganisationView:
    state = msgspec.convert(
        {"body": "", "name": row[1], **{name: msgspec.json.decode(row[at]) for name, at in LISTS.items()}}, Organisation
    )
    return OrganisationView(
        organisation=row[0],
        name=row[1],
        aliases=state.aliases,
        status=row[3],
        merged_into=row[4],
        contacts=tuple(
            ContactOfView(contact=person, **fields.get(at, {"contact_name": None, "contact_mail": None}))
            for at, person in zip(state.contacts, state.people, strict=True)
        ),
        entry=RowEntry(row[7]),
    )


LISTS = {"aliases": 2, "contacts": 5, "people": 6}
