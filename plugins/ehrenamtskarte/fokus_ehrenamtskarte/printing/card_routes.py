"""One card on paper and as a picture, for the clerk who prints it here."""

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import PDF_TYPE, Moment, Node, Unsealer, paper_answer, qr_code, read
from fokus_core import Bodies, _
from fokus_ehrenamtskarte.applications.record.policies import READ
from fokus_ehrenamtskarte.cards.code_routes import signed_print
from fokus_ehrenamtskarte.cards.policies import SEE
from fokus_ehrenamtskarte.printing.addresses import addresses_of
from fokus_ehrenamtskarte.printing.fronts import card_paper, letters_paper
from fokus_ehrenamtskarte.programme import ehrenamtskarte

CARD = "/ehrenamtskarte/bodies/{body_id:str}/cards/{card:str}"
PNG = "image/png"


@ehrenamtskarte.route
@read(f"{CARD}/code.png", policy=SEE, live=True, media_type=PNG, binary=(PNG,))
async def card_png(
    body_id: FromPath[str],
    card: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    unsealer: NamedDependency[Unsealer],
) -> Response[bytes]:
    """Return the QR code of a card as a picture of black and white."""
    found = await signed_print(body_id, card, node, bodies, moment, unsealer)
    return Response(qr_code(found.text).png, media_type=PNG)


@ehrenamtskarte.route
@read(f"{CARD}/card.pdf", policy=SEE, live=True, media_type=PDF_TYPE, binary=(PDF_TYPE,), title=_("Karte als PDF"))
async def card_pdf(
    body_id: FromPath[str],
    card: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    unsealer: NamedDependency[Unsealer],
) -> Response[bytes]:
    """Return a card as a tagged PDF of its own size; asked again it is the same, to the byte."""
    found = await signed_print(body_id, card, node, bodies, moment, unsealer)
    return paper_answer(await card_paper(found, bodies), "karte")


@ehrenamtskarte.route
@read(f"{CARD}/letter.pdf", policy=READ, live=True, media_type=PDF_TYPE, binary=(PDF_TYPE,), title=_("Brief mit Karte"))
async def card_letter(
    body_id: FromPath[str],
    card: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    unsealer: NamedDependency[Unsealer],
) -> Response[bytes]:
    """Return the letter with which a card is posted: the address of the application in the window, the card below.

    Where no address is kept any more, the name stands there alone. It is dated by `on`.
    """
    found = await signed_print(body_id, card, node, bodies, moment, unsealer)
    addresses = await addresses_of(node, [found], moment, unsealer, body_id)
    made = await letters_paper([found], addresses, found.fact.body, moment.on, bodies)
    return paper_answer(made, "brief")
