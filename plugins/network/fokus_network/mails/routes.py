"""The archive of info mails for members, and how far each delivery has come for the coordination."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter
from litestar.response import Stream

from fokus_api import FILE_KINDS, Caller, Listing, Moment, Node, Page, RowEntry, file_answer, read, with_source
from fokus_core import SIGNED_IN, Bodies, Delivery, DeliveryState, Forbidden, NotFound, _, deliveries
from fokus_network.mails.audience import Group
from fokus_network.mails.delivery import named_as
from fokus_network.mails.facts import InfoMailSent
from fokus_network.mails.read_models import INFO_MAILS, Status
from fokus_network.membership.read_models import ACTIVE, MEMBERS
from fokus_network.policies import KEEP_MAILS, READ_MAILS
from fokus_projections import Reader, in_force, select_as_of

OfMail = Annotated[str, PathParameter(description=_("Kennung der Infomail."))]
UNKNOWN = _("Diese Infomail gibt es nicht.")
ARCHIVE = f"""
SELECT mail, status, subject, drafted, sent, entry, coalesce(sent, drafted) AS day FROM network_mail
WHERE {in_force()} AND (:drafts OR status = 'sent')
"""


class MailView(msgspec.Struct, frozen=True, kw_only=True):
    """An info mail; `sent` is the day on which it was sent, null before."""

    mail: str
    status: Status
    subject: str
    drafted: date
    sent: date | None
    entry: RowEntry | None = None


class MailDetail(MailView, frozen=True, kw_only=True):
    """An info mail with its text, the ids of the files that go with it, and whom it is for.

    `reference` says where one is known from that went out by other means.
    """

    text: str
    attachments: Sequence[str]
    groups: Sequence[Group]
    region: Sequence[str]
    topics: Sequence[str]
    reference: str


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """How far an info mail has come to one recipient, without the address; `code` is the mail server's last answer.

    `body` is for whom the person is named, null where that was taken back.
    """

    person: str
    body: str | None
    name: str | None
    state: DeliveryState | Literal["waiting"]
    attempts: int
    code: int | None
    last_attempt: datetime | None


class Recipients(msgspec.Struct, frozen=True, kw_only=True):
    """How far an info mail has come to each recipient, and how many there are in each state."""

    mail: str
    sent: date
    counts: Mapping[str, int]
    items: Sequence[Recipient]


@read("/network/mails", policy=SIGNED_IN, live=True, title=_("Info-Mails"))
async def mails(
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Response[Page[MailView]]:
    """List the info mails sent by a day, the newest first; those who keep them see drafts too.

    Open to the coordination, the state office and auditors, and to officers of bodies that are members today.
    """
    params = {**moment.params, "drafts": _drafts(caller, node, reader)}
    answer = listing.rows(reader, ARCHIVE, params, order=("day", "mail"), into=MailView, descending=True)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@read("/network/mails/{mail:str}", policy=SIGNED_IN, live=True)
async def mail(
    mail: OfMail,
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Response[MailDetail]:
    """Show an info mail with its text."""
    found = _found(mail, moment, reader, drafts=_drafts(caller, node, reader))
    detail = with_source(msgspec.convert(found, MailDetail, strict=False), reader, node.audiences, caller)
    return Response(detail, headers={"Cache-Control": "no-store"})


@read("/network/mails/{mail:str}/files/{file:str}", policy=SIGNED_IN, live=True, binary=tuple(FILE_KINDS))
async def mail_file(
    request: Request[Any, Any, Any],
    mail: OfMail,
    file: FromPath[str],
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Stream:
    """Read a file that goes with an info mail."""
    found = _found(mail, moment, reader, drafts=_drafts(caller, node, reader))
    if file not in found["attachments"]:
        raise NotFound
    return await file_answer(request, caller, node, file, position=found["drafted_at"], audience=READ_MAILS)


@read("/network/mails/{mail:str}/deliveries", policy=KEEP_MAILS, live=True)
async def mail_deliveries(
    mail: OfMail,
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    bodies: NamedDependency[Bodies],
    node: NamedDependency[Node],
) -> Response[Recipients]:
    """Show how far an info mail that was sent has come to each recipient by now; never an address."""
    found = _found(mail, moment, reader, drafts=False)
    if found["sent_at"] is None:
        raise NotFound(_("Diese Infomail wurde nicht von hier versandt."))
    shown = await asyncio.to_thread(_recipients, node, bodies, mail, found["sent_at"])
    return Response(shown, headers={"Cache-Control": "no-store"})


def _drafts(caller: Caller, node: Node, reader: Reader) -> bool:
    """Tell whether a caller sees drafts too; raises `Forbidden` for one who sees no info mail at all."""
    if node.access.reach(caller, KEEP_MAILS.permission).everything:
        return True
    reach = node.access.reach(caller, READ_MAILS)
    where = ACTIVE
    members = select_as_of(reader, MEMBERS, caller.today, reader.position, columns=("body",), where=where)
    if not reach.everything and reach.of("body").isdisjoint(body for (body,) in members):
        raise Forbidden
    return False


def _found(mail: str, moment: Moment, reader: Reader, *, drafts: bool) -> dict[str, Any]:
    columns = ("mail", "entry", *INFO_MAILS.state.__struct_fields__)
    where = "mail = :mail AND (:drafts OR status = 'sent')"
    params = {"mail": mail, "drafts": drafts}
    rows = select_as_of(reader, INFO_MAILS, moment.on, moment.known, columns=columns, where=where, params=params)
    if not rows:
        raise NotFound(UNKNOWN)
    found = dict(zip(columns, rows[0], strict=True))
    return {
        **found,
        "entry": RowEntry(found["entry"]),
        **{name: msgspec.json.decode(found[name]) for name in ("attachments", "groups", "region", "topics")},
    }


def _recipients(node: Node, bodies: Bodies, mail: str, position: int) -> Recipients:
    reader = node.reader
    with reader.snapshot():
        record = reader.recorded(position)
        if record is None or not isinstance(record.fact, InfoMailSent):
            raise NotFound(UNKNOWN)
        sent = record.fact
        known = deliveries(node.service.state_store, record.meta.id)
        items = [_recipient(reader, bodies, person, sent, known.get(person)) for person in sent.recipients]
    counts = Counter[str](item.state for item in items)
    return Recipients(mail=mail, sent=sent.effective, counts=counts, items=items)


def _recipient(reader: Reader, bodies: Bodies, person: str, sent: InfoMailSent, delivery: Delivery | None) -> Recipient:
    named = named_as(person, sent, lambda key: reader.facts(key, known=reader.position))
    body = named.fact.body if named else None
    return Recipient(
        person=person,
        body=body,
        name=bodies.name(body, sent.effective) if body else None,
        state=delivery.state if delivery else "waiting",
        attempts=delivery.attempts if delivery else 0,
        code=(delivery.code or None) if delivery else None,
        last_attempt=datetime.fromtimestamp(delivery.at, UTC) if delivery else None,
    )


ROUTES = (mails, mail, mail_file, mail_deliveries)
