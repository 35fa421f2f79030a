"""The test mails of an info mail, and how far each has come."""

from datetime import date
from typing import Literal, cast

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import Listing, Moment, Node, Page, RowEntry, read
from fokus_core import Delivery, _, deliveries
from fokus_network.mails.trying import OWN, InfoMailTried
from fokus_network.policies import KEEP_MAILS
from fokus_projections import Reader

State = Literal["waiting", "delayed", "accepted", "refused", "given-up"]


class MailTest(msgspec.Struct, frozen=True, kw_only=True):
    """A test of an info mail, and how far it has come; `code` is the mail server's last answer."""

    mail: str
    day: date
    state: State
    code: int | None
    entry: RowEntry | None = None


@read("/network/mails/{mail_id:str}/tests", policy=KEEP_MAILS, live=True, title=_("Testmails"))
async def mail_tests(
    mail_id: FromPath[str],
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    node: NamedDependency[Node],
) -> Response[Page[MailTest]]:
    """List the tests of an info mail by a day, and how far each has come by now; it went to the own mailbox alone."""
    found = []
    for record in reader.facts(f"mail:{mail_id}", known=moment.known):
        if isinstance(record.fact, InfoMailTried) and record.fact.effective <= moment.on:
            known = deliveries(node.service.state_store, record.meta.id).get(OWN)
            found.append(_test(mail_id, record.fact.effective, known, record.position))
    answer = listing.of(found, lambda one: (one.day.isoformat(), one.entry.position if one.entry else 0), MailTest)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _test(mail: str, day: date, known: Delivery | None, position: int) -> MailTest:
    state = cast(State, known.state if known else "waiting")  # it is to no person, and there is one mailbox
    code = (known.code or None) if known else None
    return MailTest(mail=mail, day=day, state=state, code=code, entry=RowEntry(position))


ROUTES = (mail_tests,)
