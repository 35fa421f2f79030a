"""The lists of blocked cards for everybody, and the code of a card for whoever prints it."""

import io
from typing import Annotated, Any

import msgspec
import segno
from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta

from fokus_api import Moment, Node, Unsealer, read, resolved_body
from fokus_core import ERASED, PUBLIC, Bodies, NotFound, Recorded, _
from fokus_ehrenamtskarte.cards.facts import CardSigned
from fokus_ehrenamtskarte.cards.policies import SEE
from fokus_ehrenamtskarte.cards.signing import claims_of
from fokus_ehrenamtskarte.cards.status import published
from fokus_ehrenamtskarte.credential.card import write
from fokus_ehrenamtskarte.credential.digits import digits_of
from fokus_ehrenamtskarte.keys.keeping import ring_in
from fokus_ehrenamtskarte.keys.private_keys import PrivateKeys
from fokus_ehrenamtskarte.programme import ehrenamtskarte

BOTH = CWT, JWT = "application/statuslist+cwt", "application/statuslist+jwt"
SVG = "image/svg+xml"
NUMBERS, BYTES = 1, 4  # modes of ISO/IEC 18004
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
    data = await _signed(body_id, card, node, bodies, moment, unsealer)
    return CardCode(text=_text(node, data), size=len(data))


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
    data = await _signed(body_id, card, node, bodies, moment, unsealer)
    return Response(picture(_text(node, data)), media_type=SVG)


def picture(text: str) -> str:
    """Return a QR code as SVG: the address as bytes, the card as digits, a quiet zone of four modules around."""
    address, _mark, digits = text.partition("#")
    parts: Any = [(f"{address}#", BYTES), (digits, NUMBERS)]  # which segno takes beside a text
    made = segno.make(parts, error="m", boost_error=False, micro=False)
    out = io.BytesIO()
    made.save(out, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None, omitsize=True)
    return out.getvalue().decode()


def _text(node: Node, data: bytes) -> str:
    return f"{node.service.settings.public_url}/k#{digits_of(data)}"


async def _signed(body_id: str, card: str, node: Node, bodies: Bodies, moment: Moment, unsealer: Unsealer) -> bytes:
    """Return the bytes of the card as they are printed; raises `NotFound` where there are none any more."""
    issuers = bodies.looked_after(resolved_body(bodies, body_id, moment.on), moment.on)
    asked = {"card": card, "known": moment.known, "bodies": msgspec.json.encode(sorted(issuers)).decode()}
    ((position,),) = node.reader.rows(LATEST, asked)
    record: Recorded[Any] | None = node.reader.recorded(position) if position else None
    if record is None:
        raise NotFound(NO_CODE)
    (opened,) = await unsealer(SEE, [record], body_id=body_id)
    fact: CardSigned = record.fact
    private = PrivateKeys(node.service.state_store, node.service.journal).find(fact.kid)
    if private is None or opened["name"] is None or opened["name"] is ERASED:
        raise NotFound(NO_CODE)
    return write(claims_of(fact, opened["name"], ring_in(node.service.journal).lists), private)
