"""Who would get an info mail if it were sent today: how many persons of which member, and which member nobody of."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import Caller, Moment, Node, read
from fokus_core import Bodies, NotFound, _, alphabetic
from fokus_network.mails.read_models import INFO_MAILS
from fokus_network.membership.read_models import ACTIVE, MEMBERS
from fokus_network.people.facts import HeldByPerson
from fokus_network.people.read_models import TERMS
from fokus_network.policies import KEEP_MAILS
from fokus_projections import Reader, select_as_of

CONTACTS = "function IN ('contact', 'deputy')"


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """A member, how many of its contact persons and deputies get the mail, and how many have no address."""

    body: str
    name: str
    persons: int
    without_address: int


class MailPreview(msgspec.Struct, frozen=True, kw_only=True):
    """Who would get an info mail on a day: how many persons in all, and for each member how many; never an address."""

    mail: str
    day: date
    persons: int
    members: int
    unreached: int
    items: Sequence[Reached]


@read("/network/mails/{mail:str}/preview", policy=KEEP_MAILS, live=True)
async def mail_preview(
    mail: FromPath[str],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Response[MailPreview]:
    """Show who would get an info mail if it were sent today, member by member; those whom nobody gets it for first."""
    now = Moment(caller.today, reader.position)
    if not select_as_of(
        reader, INFO_MAILS, now.on, now.known, columns=("mail",), where="mail = :mail", params={"mail": mail}
    ):
        raise NotFound(_("Diese Infomail gibt es nicht."))
    shown = await asyncio.to_thread(_preview, node, bodies, mail, now)
    return Response(shown, headers={"Cache-Control": "no-store"})


def _preview(node: Node, bodies: Bodies, mail: str, now: Moment) -> MailPreview:
    reader = node.reader
    members = [body for (body,) in select_as_of(reader, MEMBERS, now.on, now.known, columns=("body",), where=ACTIVE)]
    reached: dict[str, set[str]] = defaultdict(set)
    silent: dict[str, int] = defaultdict(int)
    terms = select_as_of(reader, TERMS, now.on, now.known, columns=("party", "named_at"), where=CONTACTS)
    for body, named_at in terms:
        record = reader.recorded(named_at)
        if record is None or not isinstance(named := record.fact, HeldByPerson) or named.person is None:
            continue
        if named.mail is None:
            silent[body] += 1
        else:
            reached[body].add(named.person)
    items = [
        Reached(body=body, name=bodies.name(body, now.on), persons=len(reached[body]), without_address=silent[body])
        for body in members
    ]
    items.sort(key=lambda one: (one.persons > 0, alphabetic(one.name), one.body))
    everybody = {person for body in members for person in reached[body]}
    return MailPreview(
        mail=mail,
        day=now.on,
        persons=len(everybody),
        members=len(items),
        unreached=sum(one.persons == 0 for one in items),
        items=items,
    )


ROUTES = (mail_preview,)
