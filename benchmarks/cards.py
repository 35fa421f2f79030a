"""Cards: checked beside bare ES256 verification, and the list of a million places beside zlib over its bits."""

import zlib
from random import Random

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from benchmarks.pairs import Ratio, Slice, alternate, ratio, timed
from fokus_ehrenamtskarte.credential import card, cbor, cose, key_set, status_list
from fokus_ehrenamtskarte.credential.checking import check
from fokus_ehrenamtskarte.credential.digits import digits_of

NOW = 1_800_000_000
URI = "https://karte.example/s/1"
LISTED, BLOCKED = 1_000_000, 10_000


def cards(count: int, pairs: int) -> list[Ratio]:
    """Measure with checks of `count` different cards."""
    private, lists, root = (ec.derive_private_key(number, ec.SECP256R1()) for number in (7, 8, 9))
    uses = ((private, "card"), (lists, "list"))
    keys = [
        key_set.Key(point=cose.point_of(one.public_key()), use=use, nbf=0, exp=2 * NOW)  # type: ignore[arg-type]  # one of two
        for one, use in uses
    ]
    held = key_set.opened(key_set.write_key_set(keys, [URI], NOW, root), cose.point_of(root.public_key()))
    assert held is not None
    places = Random(7).sample(range(LISTED), BLOCKED)
    content = status_list.bits_of(places)
    blocked = status_list.opened_list(status_list.write_list(URI, content, NOW, lists), held)
    shown = [
        card.write(
            card.Claims(iss="05958004", nbf=1, exp=2 * NOW, name="Magdalena Musterfrau", kind=0, idx=number, uri=URI),
            private,
        )
        for number in range(count)
    ]
    texts = [f"https://karte.example/k#{digits_of(one)}" for one in shown]
    public = private.public_key()
    bare = [(encode_dss_signature(*_numbers(one.signature)), _signed(one)) for one, _ in map(cose.read, shown)]

    def verify() -> Slice:
        def work() -> int:
            for signature, text in bare:
                public.verify(signature, text, ec.ECDSA(SHA256()))
            return len(bare)

        return timed(work)

    def checked() -> Slice:
        return timed(lambda: sum(check(text, held, blocked, NOW).answer != "not-genuine" for text in texts))

    def packed() -> Slice:
        return timed(lambda: len(zlib.compress(content, 9)) and 1)

    def listed() -> Slice:
        def work() -> int:
            status_list.write_list(URI, status_list.bits_of(places), NOW, lists)
            return 1

        return timed(work)

    return [
        ratio(
            "cards, checked", "cards/s", alternate(verify, checked, pairs), "bare ES256", "digits, CBOR, table, list"
        ),
        ratio("cards, the list", "lists/s", alternate(packed, listed, pairs), "zlib", "a million places, signed"),
    ]


def _numbers(signature: bytes) -> tuple[int, int]:
    return int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")


def _signed(one: cose.Signed) -> bytes:
    return cbor.encoded(["Signature1", one.protected, b"", one.payload])
