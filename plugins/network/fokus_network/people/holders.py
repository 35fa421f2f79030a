"""Who holds a function, as forms offer it: by name to those who may read names, to others without."""

from collections.abc import Sequence
from datetime import date

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import Caller, Listing, Moment, Node, Page, RowEntry, Unsealer, read, resolved_body
from fokus_core import SIGNED_IN, Bodies, _
from fokus_network.people.read_models import Function
from fokus_network.people.routes import Term, alphabetic, members_on, terms_on
from fokus_network.policies import READ_CONTACTS, READ_CONTACTS_AS_MEMBER
from fokus_projections import Reader


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """A function that a person holds on a day; `person` is the name, null where the caller may not read it."""

    term: str
    function: Function
    body: str
    name: str
    since: date
    person: str | None
    entry: RowEntry | None = None


@read(
    "/network/bodies/{body_id:str}/holders",
    policy=SIGNED_IN,
    live=True,
    title=_("Ansprechpersonen und Stellvertretungen"),
)
async def holders_of_body(
    body_id: FromPath[str],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    unsealer: NamedDependency[Unsealer],
) -> Response[Page[Holder]]:
    """List the contact person and the deputies of a body, with their names for those who may read them."""
    body = resolved_body(bodies, body_id, moment.on)
    where = "party = :party AND function IN ('contact', 'deputy')"
    terms = terms_on(reader, bodies, moment, where=where, params={"party": body})
    return _answer(listing, await _named(terms, reader, moment, caller, node, unsealer))


@read("/network/speakers", policy=SIGNED_IN, live=True, title=_("Sprecherteam"))
async def speakers(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    unsealer: NamedDependency[Unsealer],
) -> Response[Page[Holder]]:
    """List the speakers of the network, with their names for those who may read them."""
    terms = terms_on(reader, bodies, moment, where="function = 'speaker'")
    return _answer(listing, await _named(terms, reader, moment, caller, node, unsealer))


async def _named(
    terms: Sequence[Term], reader: Reader, moment: Moment, caller: Caller, node: Node, unsealer: Unsealer
) -> list[Holder]:
    """Return terms with the names that the caller may read, each of which is entered as opened."""
    reach = node.access.reach(caller, READ_CONTACTS.permission)
    own = sorted(reach.of("body") & members_on(reader, Moment(caller.today, reader.position)))
    shown = members_on(reader, moment) if own and not reach.everything else set[str]()
    records = [
        record
        for term in terms
        if (reach.everything or term.party in shown) and (record := reader.recorded(term.position)) is not None
    ]
    if reach.everything:
        opened = await unsealer(READ_CONTACTS, records)
    else:
        opened = await unsealer(READ_CONTACTS_AS_MEMBER, records, body_id=own[0]) if records else []
    names = {record.position: fields["name"] for record, fields in zip(records, opened, strict=True)}
    return [
        Holder(
            term=term.term,
            function=term.function,
            body=term.party,
            name=term.name,
            since=term.since,
            person=names.get(term.position),
            entry=term.entry,
        )
        for term in sorted(terms, key=alphabetic)
    ]


def _answer(listing: Listing, found: Sequence[Holder]) -> Response[Page[Holder]]:
    answer = listing.of(found, lambda one: (one.name, one.function, one.term), Holder)
    answer.headers["Cache-Control"] = "no-store"
    return answer


ROUTES = (holders_of_body, speakers)
