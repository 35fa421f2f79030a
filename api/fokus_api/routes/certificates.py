"""The certificates that were made, for those who may see every fact behind them."""

import asyncio
from datetime import date, datetime
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import PathParameter

from fokus_api.auth.policy import Policy, read
from fokus_api.http.caller import Caller
from fokus_api.node import Node
from fokus_api.responses.entries import seen_of
from fokus_api.responses.paging import Listing, Page
from fokus_core.domain.facts import AUDIT
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_core.ledger.certificate import Kept, kept, kept_all
from fokus_projections import Reader

__all__ = ["certificate_file", "certificates"]

AUDITORS = Policy(AUDIT)
TEXT = "text/plain"
CertificateId = Annotated[str, PathParameter(pattern=r"^[0-9a-f]{32}$", description=_("Kennung der Bescheinigung."))]


class CertificateView(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate: when it was made, how far the journal was known, and the row that it is about, if it is.

    `kind` is `replay` where it says that all read models follow from the journal.
    """

    id: str
    made: datetime
    kind: str
    position: int
    table: str | None
    thing: str | None
    on: date | None
    facts: int


@read(
    "/audit/certificates",
    policy=AUDITORS,
    live=True,
    operation_id="core_certificates",
    title=_("Bescheinigungen"),
)
async def certificates(
    reader: NamedDependency[Reader],
    listing: NamedDependency[Listing],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Response[Page[CertificateView]]:
    """List the certificates that were made, the latest first."""
    found = await asyncio.to_thread(lambda: list(kept_all(node.service.state_store)))
    views = [_view(one) for one in found if _seen(one, reader, caller, node)]
    return listing.of(views, _backwards, CertificateView)


@read(
    "/audit/certificates/{certificate:str}",
    policy=AUDITORS,
    live=True,
    operation_id="core_certificate",
    media_type=TEXT,
)
async def certificate_file(
    certificate: CertificateId,
    reader: NamedDependency[Reader],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Response[str]:
    """Hand out a certificate, a signed note for `fokus-verify`."""
    found = await asyncio.to_thread(kept, node.service.state_store, certificate)
    if found is None or not _seen(found, reader, caller, node):
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="{certificate}.certificate"'}
    return Response(found.note, media_type=TEXT, headers=headers)


def _seen(one: Kept, reader: Reader, caller: Caller, node: Node) -> bool:
    return not one.facts or len(seen_of(node.audiences, caller, reader, one.facts, reader.position)) == len(one.facts)


def _view(one: Kept) -> CertificateView:
    return CertificateView(
        id=one.id,
        made=one.made,
        kind=one.kind,
        position=one.position,
        table=one.table or None,
        thing=one.thing or None,
        on=date.fromisoformat(one.on) if one.on else None,
        facts=len(one.facts),
    )


def _backwards(one: CertificateView) -> tuple[int, str]:
    return -int(one.made.timestamp() * 1000), one.id
