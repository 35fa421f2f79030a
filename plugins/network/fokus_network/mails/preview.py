"""Who would get an info mail if it were sent today: how many persons of which member, and which member nobody of."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency

from fokus_api import Caller, Moment, Node, read
from fokus_core import (
    BODY_CHANGES,
    ERASED,
    Bodies,
    Fact,
    NotFound,
    Past,
    Recorded,
    alphabetic,
    fact_type,
    open_sealed,
    standing,
)
from fokus_network.mails.audience import OF_BODY, addressed, bodies_asked, reached
from fokus_network.mails.delivery import COUNTING, mailbox
from fokus_network.mails.facts import InfoMailDrafted
from fokus_network.mails.routes import UNKNOWN, OfMail
from fokus_network.membership.facts import MunicipalityJoined, RoundOpened
from fokus_network.people.facts import SPEAKERS
from fokus_network.policies import KEEP_MAILS
from fokus_projections import Reader


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """A body, how many of its contact persons and deputies get the mail, and how many have no address."""

    body: str
    name: str
    persons: int
    without_address: int


class MailPreview(msgspec.Struct, frozen=True, kw_only=True):
    """Who would get an info mail on a day: persons, mailboxes, and how many persons of each body; never an address."""

    mail: str
    day: date
    persons: int
    mailboxes: int
    members: int
    unreached: int
    items: Sequence[Reached]


@read("/network/mails/{mail:str}/preview", policy=KEEP_MAILS, live=True)
async def mail_preview(
    mail: OfMail,
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Response[MailPreview]:
    """Show who would get an info mail if it were sent today, member by member; those whom nobody gets it for first."""
    now = Moment(caller.today, reader.position)
    shown = await asyncio.to_thread(_preview, node, bodies, mail, now)
    return Response(shown, headers={"Cache-Control": "no-store"})


def _preview(node: Node, bodies: Bodies, mail: str, now: Moment) -> MailPreview:
    past = _past(node.reader, mail, now)
    draft = past.latest(InfoMailDrafted)
    if draft is None:
        raise NotFound(UNKNOWN)
    asked = (now.on, draft.groups, draft.region, draft.topics)
    named = [one for one in reached(past, *asked) if one.fact.person is not None]
    have: dict[str, set[str]] = defaultdict(set)
    silent: dict[str, set[str]] = defaultdict(set)
    for record in named:
        (silent if record.fact.mail is None else have)[record.fact.body].add(record.fact.person)
    items = [
        Reached(
            body=body,
            name=bodies.name(body, now.on),
            persons=len(have[body]),
            without_address=len(silent[body] - have[body]),
        )
        for body in {*addressed(past, *asked), *have, *silent}
    ]
    items.sort(key=lambda one: (one.persons > 0, alphabetic(one.name), one.body))
    return MailPreview(
        mail=mail,
        day=now.on,
        persons=len({person for persons in have.values() for person in persons}),
        mailboxes=_mailboxes(node, named),
        members=len(items),
        unreached=sum(one.persons == 0 for one in items),
        items=items,
    )


def _past(reader: Reader, mail: str, now: Moment) -> Past:
    """Return what sending the mail would read, from the read model."""

    def read(key: str, *types: type[Fact]) -> list[Recorded[Any]]:
        return reader.facts(key, known=now.known, bases={fact_type(one).base for one in types})

    first = [*read("programme:network", RoundOpened, *SPEAKERS), *read("programme:core", *BODY_CHANGES)]
    first += read(f"mail:{mail}", InfoMailDrafted)
    for one in [one.fact.round for one in first if isinstance(one.fact, RoundOpened)]:
        first += read(f"round:{one}", MunicipalityJoined)
    found = {one.position: one for one in standing(first)}
    draft = next((one.fact for one in found.values() if isinstance(one.fact, InfoMailDrafted)), None)
    for body in bodies_asked(Past(found.values()), draft.groups if draft else ()):
        found |= {one.position: one for one in standing(read(f"body:{body}", *OF_BODY))}
    return Past(found.values()).on(now.on)


def _mailboxes(node: Node, named: Sequence[Recorded[Any]]) -> int:
    """Return in how many mailboxes the mail would arrive; addresses are compared here and told to nobody."""
    service, found, opened = node.service, set[str](), []
    for record in named:
        if record.fact.mail is None:
            continue
        address = open_sealed(record.fact.mail, str, record.meta.id, "mail", service.vault)
        if address is not ERASED:
            found.add(mailbox(address))
            opened.append((record.fact.person, record.position, "contact"))
    service.state_store.record_access(
        at=service.journal.now(), actor=COUNTING, permission=KEEP_MAILS.permission, opened=opened
    )
    return len(found)


ROUTES = (mail_preview,)
