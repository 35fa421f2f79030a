"""Who holds which function: for everybody without names, for members with them."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api import Caller, Listing, Moment, Node, Page, RowEntry, Unsealer, read, resolved_body, with_source
from fokus_core import PUBLIC, SIGNED_IN, Bodies, Forbidden, NotFound, Until, _, last_day
from fokus_network.membership.members import NOT_MEMBER
from fokus_network.membership.read_models import ACTIVE, MEMBERS
from fokus_network.people.read_models import TERMS, Function
from fokus_network.policies import READ_CONTACTS, READ_CONTACTS_AS_MEMBER
from fokus_projections import OPEN_DAY, Reader, select_as_of

OfFunction = Annotated[Function | None, QueryParameter(description=_("Nur diese Aufgabe."))]
OfParty = Annotated[
    str | None,
    QueryParameter(
        max_length=120, description=_("Nur diese Kommune oder Organisation (Kennung, Schlüssel oder Name).")
    ),
]
COLUMNS = ("term", "function", "party", "valid_from", "valid_to", "named_at")
PERSONS = "function IN ('contact', 'deputy', 'speaker')"


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """A function held on a day, without the person; `name` is the name of the body or organisation.

    `until` is its last day, null while none is known; `position` the fact it began with.
    """

    term: str
    function: Function
    party: str
    name: str
    since: date
    until: Until | None
    position: int
    entry: RowEntry | None = None


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """A person, as far as named and not erased."""

    name: str | None
    mail: str | None
    phone: str | None


class Contact(Term, frozen=True, kw_only=True):
    """A function held on a day, with the person who holds it."""

    person: Details


class Contacts(msgspec.Struct, frozen=True):
    """The persons of a body who hold a function on a day."""

    items: Sequence[Contact]


def terms_on(
    reader: Reader, bodies: Bodies, moment: Moment, *, where: str = "1", params: dict[str, str | None] | None = None
) -> list[Term]:
    """Return the functions held on a day as known at a position; `where` is SQL of the caller's."""
    rows = select_as_of(reader, TERMS, moment.on, moment.known, columns=COLUMNS, where=where, params=params)
    return [
        Term(
            term=term,
            function=function,
            party=party,
            name=bodies.name(party, moment.on),
            since=date.fromisoformat(since),
            until=None if until == OPEN_DAY else last_day(date.fromisoformat(until)),
            position=position,
            entry=RowEntry(position),
        )
        for term, function, party, since, until, position in rows
    ]


def alphabetic(one: Term) -> tuple[str, str, str]:
    """Return the place of a term in lists."""
    return (one.name, one.function, one.term)


@read("/network/people", policy=PUBLIC, title=_("Aufgaben im Netzwerk"))
async def people(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    function: OfFunction = None,
    party: OfParty = None,
) -> Response[Page[Term]]:
    """List the functions held on a day and by which body or organisation, without names of persons."""
    found = terms_on(
        reader,
        bodies,
        moment,
        where="(:function IS NULL OR function = :function) AND (:party IS NULL OR party = :party)",
        params={
            "function": function,
            "party": None if party is None else resolved_body(bodies, party, moment.on, parameter="party"),
        },
    )
    return listing.of(found, alphabetic, Term)


@read("/network/members/{body_id:str}/contacts", policy=SIGNED_IN, live=True)
async def contacts(
    body_id: FromPath[str],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    unsealer: NamedDependency[Unsealer],
) -> Contacts:
    """Show a member's contact person, deputies and speakers on a day with name, mail and phone.

    Open to the coordination and the state office, and to officers of bodies that are members today.
    """
    reach = node.access.reach(caller, READ_CONTACTS.permission)
    today = members_on(reader, Moment(caller.today, reader.position))
    members = sorted(reach.of("body") & today)
    if not reach.everything and not members:
        raise Forbidden
    body = resolved_body(bodies, body_id, moment.on)
    if not reach.everything and body not in members_on(reader, moment):
        raise NotFound(NOT_MEMBER)
    terms = terms_on(reader, bodies, moment, where=f"party = :party AND {PERSONS}", params={"party": body})
    found = [with_source(one, reader, node.audiences, caller) for one in sorted(terms, key=alphabetic)]
    records = [record for term in found if (record := reader.recorded(term.position)) is not None]
    if reach.everything:
        opened = await unsealer(READ_CONTACTS, records)
    else:
        opened = await unsealer(READ_CONTACTS_AS_MEMBER, records, body_id=members[0])
    return Contacts(
        [
            Contact(**msgspec.structs.asdict(term), person=Details(**fields))
            for term, fields in zip(found, opened, strict=True)
        ]
    )


def members_on(reader: Reader, moment: Moment) -> set[str]:
    """Return the bodies that are members on a day, as known at a position."""
    rows = select_as_of(reader, MEMBERS, moment.on, moment.known, columns=("body",), where=ACTIVE)
    return {body for (body,) in rows}


ROUTES = (people, contacts)
