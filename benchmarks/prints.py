"""Cards on paper: signed, written as QR codes and set as sheets, beside writing the codes alone."""

import asyncio
from datetime import date

import zxingcpp
from cryptography.hazmat.primitives.asymmetric import ec

from benchmarks.pairs import Ratio, Slice, alternate, ratio, timed
from fokus_core import Bodies
from fokus_core.bodies.register import Register
from fokus_ehrenamtskarte.cards.facts import CardSigned
from fokus_ehrenamtskarte.cards.prints import Print
from fokus_ehrenamtskarte.cards.signing import claims_of
from fokus_ehrenamtskarte.credential.card import write
from fokus_ehrenamtskarte.credential.digits import digits_of
from fokus_ehrenamtskarte.printing.facts import MOST
from fokus_ehrenamtskarte.printing.fronts import sheets_paper
from fokus_kommune import Sealed

HAGEN, DAY = "05914000", date(2026, 11, 30)
URI = "https://karte.nrw.example/api/v1/ehrenamtskarte/status-lists/1"


def prints(count: int, pairs: int) -> list[Ratio]:
    """Measure with `count` cards in orders of as many as one may have."""
    private, bodies = ec.derive_private_key(7, ec.SECP256R1()), Bodies(Register.load())
    facts = [
        CardSigned(
            effective=DAY,
            card=f"{number:032x}",
            body=HAGEN,
            person="3f" * 16,
            name=Sealed.of("Magdalena Musterfrau"),
            kind="standard",
            place=f"1-{number}",
            kid="69aeb45b",
            since=DAY,
            valid_until=date(2028, 11, 29),
            why="first",
        )
        for number in range(count)
    ]

    def made(number: int, fact: CardSigned) -> Print:
        name = f"Magdalena Musterfrau {number}"
        data = write(claims_of(fact, name, {1: URI}), private)
        return Print(fact, name, data, f"https://karte.nrw.example/k#{digits_of(data)}")

    texts = [made(number, fact).text for number, fact in enumerate(facts)]

    def codes() -> Slice:
        def work() -> int:
            for text in texts:
                zxingcpp.create_barcode(text, zxingcpp.QRCode, ec_level="M")
            return count

        return timed(work)

    def sheets() -> Slice:
        async def orders() -> int:
            for start in range(0, count, MOST):
                order = [made(start + number, fact) for number, fact in enumerate(facts[start : start + MOST])]
                await sheets_paper(order, HAGEN, DAY, bodies)
            return count

        return timed(lambda: asyncio.run(orders()))

    return [
        ratio("prints, sheets", "cards/s", alternate(codes, sheets, pairs), "zxing-cpp alone", "signed, set as PDF/UA"),
    ]
