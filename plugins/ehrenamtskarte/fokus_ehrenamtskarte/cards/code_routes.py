"""The lists of blocked cards for everybody, and the code of a card for whoever prints it."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta

from fokus_api import Moment, Node, Unsealer, qr_code, read, resolved_body
from fokus_core import PUBLIC, Bodies, NotFound, Recorded, _
from fokus_ehrenamtskarte.cards.policies import SEE
from fokus_ehrenamtskarte.cards.prints import Print, prints_of
from fokus_ehrenamtskarte.cards.status import published
from fokus_ehrenamtskarte.programme import ehrenamtskarte

BOTH = CWT, JWT = "application/statuslist+cwt", "application/statuslist+jwt"
SVG = "image/svg+xml"
NO_CODE = _("Diese Karte hat keinen Code, der sich drucken lässt.")
LATEST = """
SELECT max(position) FROM ehrenamtskarte_card_signed
WHERE card = :card AND device IS NULL AND known_from <= :known AND body IN (SELECT value FROM json_each(:bodies))
"""


class CardCode(msgspec.Struct, frozen=True, kw_only=True):
    """The text of a card's QR code: an address, and behind `#` the card itself in digits."""

    text: Annotated[str, Meta(description="What the QR code holds")]
    size: Annotated[int, Meta(description="Bytes of the signed card")]


@ehrenamtskarte.route
@read(
    "/ehrenamtskarte/status-lists/{number:int}",
    policy=PUBLIC,
    live=True,
    media_type=CWT,
    also=(JWT,),
    binary=(CWT, JWT),
    short="/s",
)
async def status_list(
    number: FromPath[int], node: NamedDependency[Node], request: Request[Any, Any, Any]
) -> Response[bytes]:
    """Return a list of blocked cards as a signed Token Status List: as CWT, or as JWT where that is asked for."""
    found = published(node.service.state_store, number)
    if found is None:
        raise NotFound(_("Diese Sperrliste gibt es nicht."))
    if JWT in request.headers.get("accept", ""):
        return Response(found.jwt.encode(), media_type=JWT)
    return Response(found.cwt, media_type=CWT)


@ehrenamtskarte.route
@read("/ehrenamtskarte/bodies/{body_id:str}/cards/{card:str}/code", policy=SEE, live=True, title=_("Code der Karte"))
async def card_code(
    body_id: FromPath[str],
    card: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    unsealer: NamedDependency[Unsealer],
) -> CardCode:
    """Return what the QR code of a card holds; asked again it is the same, to the byte."""
    found = await signed_print(body_id, card, node, bodies, moment, unsealer)
    return CardCode(text=found.text, size=len(found.data))


@ehrenamtskarte.route
@read("/ehrenamtskarte/bodies/{body_id:str}/cards/{card:str}/code.svg", policy=SEE, live=True, media_type=SVG)
async def card_picture(
    body_id: FromPath[str],
    card: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    unsealer: NamedDependency[Unsealer],
) -> Response[str]:
    """Return the QR code of a card as a picture of at most version 13 at error correction M."""
    found = await signed_print(body_id, card, node, bodies, moment, unsealer)
    return Response(qr_code(found.text).svg, media_type=SVG)


async def signed_print(
    body_id: str, card: str, node: Node, bodies: Bodies, moment: Moment, unsealer: Unsealer
) -> Print:
    """Return a card as it is printed; raises `NotFound` where there is none any more."""
    issuers = bodies.looked_after(resolved_body(bodies, body_id, moment.on), moment.on)
    asked = {"card": card, "known": moment.known, "bodies": msgspec.json.encode(sorted(issuers)).decode()}
    ((position,),) = node.reader.rows(LATEST, asked)
    record: Recorded[Any] | None = node.reader.recorded(position) if position else None
    (found,) = [None] if record is None else await prints_of(node, [record], unsealer, body_id)
    if found is None:
        raise NotFound(NO_CODE)
    return found
