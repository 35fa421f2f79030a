"""Write the test vectors of the card's format: `docs/card-vectors.json`, from keys that anybody may know."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from fokus_ehrenamtskarte.credential import card, cbor, cose, key_set, status_list
from fokus_ehrenamtskarte.credential.digits import bytes_of, digits_of

FILE = Path(__file__).parents[1] / "docs" / "card-vectors.json"
NOW = 1_767_870_000  # 8 January 2026, 12:00 in Berlin
DAY = 86_400
FIRST, END = NOW - 12 * 3600 - 100 * DAY, NOW - 12 * 3600 + 900 * DAY
LIST, TWO, FOREIGN = "https://karte.example/s/1", "https://karte.example/s/2", "https://anderswo.example/s/1"
PREFIX = "https://karte.example/k#"
NAME = "Magdalena Wiśniewska-Übelhör"


FORGED = {"flipped signature", "another algorithm", "algorithm -9 in the header of another signature"}


def private(what: str) -> ec.EllipticCurvePrivateKey:
    """Return a key of the vectors, which is no secret."""
    return ec.derive_private_key(int.from_bytes(sha256(f"vector {what}".encode()).digest(), "big") >> 1, ec.SECP256R1())


ROOT, CARD, LISTS, OTHER, STRANGER, DEVICE, RHINE = (
    private(what) for what in ("root", "card", "list", "other card", "stranger", "device", "rhine")
)


def key(of: ec.EllipticCurvePrivateKey, use: Any = "card", **more: Any) -> key_set.Key:
    """Return a key as the set has it, of two years around now."""
    told = {"nbf": NOW - 365 * DAY, "exp": NOW + 365 * DAY, **more}
    return key_set.Key(point=cose.point_of(of.public_key()), use=use, **told)


def claims(**more: Any) -> card.Claims:
    """Return what the card of the vectors says, with some of it changed."""
    told = {"iss": "05958004", "nbf": FIRST, "exp": END, "name": NAME, "kind": 0, "idx": 734_512, "uri": LIST}
    return card.Claims(**{**told, **more})


def shown(data: bytes) -> str:
    """Return the text of a QR code."""
    return PREFIX + digits_of(data)


def sets() -> dict[str, bytes]:
    """Return the key sets."""
    alle = [key(CARD), key(LISTS, "list"), key(RHINE, bodies=("07",)), key(OTHER, exp=FIRST - DAY)]
    write = key_set.write_key_set
    return {
        "fresh": write(alle, [LIST, TWO], NOW - DAY, ROOT),
        "old": write(alle, [LIST, TWO], NOW - 31 * DAY, ROOT),
        "withdrawn": write(alle[1:], [LIST, TWO], NOW - DAY, ROOT),
        "of another root": write(alle, [LIST, TWO], NOW - DAY, STRANGER),
    }


def lists() -> dict[str, bytes]:
    """Return the lists."""
    write, bits = status_list.write_list, status_list.bits_of
    none, one = bits([3, 5, 1_048_575]), bits([3, 5, 734_512])
    two = bytearray(2 * len(none))
    two[734_512 // 4] = 0x02  # suspended, in a list of two bits
    return {
        "fresh": write(LIST, none, NOW - 3600, LISTS),
        "blocked": write(LIST, one, NOW - 3600, LISTS),
        "two bits": write(LIST, bytes(2 * len(none)), NOW - 3600, LISTS, bits=2),
        "two bits, suspended": write(LIST, bytes(two), NOW - 3600, LISTS, bits=2),
        "a day old": write(LIST, none, NOW - DAY, LISTS),
        "ten days old": write(LIST, none, NOW - 10 * DAY, LISTS),
        "too old": write(LIST, none, NOW - 14 * DAY, LISTS),
        "from tomorrow": write(LIST, none, NOW + DAY, LISTS),
        "of another address": write(TWO, none, NOW - 3600, LISTS),
        "by a card key": write(LIST, none, NOW - 3600, CARD),
        "short": write(LIST, bits([3], 1024), NOW - 3600, LISTS),
    }


def cases() -> list[dict[str, Any]]:
    """Return every case: text, key set, list, clock, and what is to be answered."""
    found: list[dict[str, Any]] = []

    def add(name: str, answer: str, text: str, keys: str | None = "fresh", blocked: str | None = "fresh") -> None:
        found.append({"name": name, "text": text, "keys": keys, "list": blocked, "now": NOW, "answer": answer})

    good = card.write(claims(), CARD)
    phone = card.write(claims(idx=99, device=cose.point_of(DEVICE.public_key())), CARD)
    text = shown(good)
    add("ordinary card", "valid", text)
    add("Jubilee card, for life", "valid", shown(card.write(claims(kind=1, exp=None, nbf=FIRST), CARD)))
    add("a kind that is not known yet", "valid", shown(card.write(claims(kind=7), CARD)))
    add("one letter as name", "valid", shown(card.write(claims(name="O"), CARD)))
    add("the longest name", "valid", shown(card.write(claims(name="Ö" * 57), CARD)))
    signed, _ = cose.read(good)
    nine = cose.sign(CARD, {1: -9, 4: signed.header[4]}, cbor.decoded(signed.payload)[0])
    add("algorithm -9", "valid", shown(nine))
    add("digits alone", "valid", digits_of(good))
    add("another address before the digits", "valid", "HTTP://ANYWHERE.EXAMPLE/#" + digits_of(good))
    add("not yet", "not-yet", shown(card.write(claims(nbf=NOW + 1), CARD)))
    add("begins now", "valid", shown(card.write(claims(nbf=NOW), CARD)))
    add("expired now", "expired", shown(card.write(claims(exp=NOW), CARD)))
    add("valid for one more second", "valid", shown(card.write(claims(exp=NOW + 1), CARD)))
    add("blocked", "not-valid", text, blocked="blocked")
    add("another place is blocked", "valid", shown(card.write(claims(idx=734_513), CARD)), blocked="blocked")
    add("place outside the list", "not-valid", text, blocked="short")
    add("list of two bits", "valid", text, blocked="two bits")
    add("list of two bits, suspended", "not-valid", text, blocked="two bits, suspended")
    add("list a day old", "valid", text, blocked="a day old")
    add("list ten days old", "valid", text, blocked="ten days old")
    add("list too old", "blocking-unknown", text, blocked="too old")
    add("list of another address", "blocking-unknown", text, blocked="of another address")
    add("list signed by a card key", "blocking-unknown", text, blocked="by a card key")
    add("no list", "blocking-unknown", text, blocked=None)
    add("an address that no key set names", "blocking-unknown", shown(card.write(claims(uri=FOREIGN), CARD)))
    add("clock behind the list", "check-clock", text, blocked="from tomorrow")
    add("expired goes before the list", "expired", shown(card.write(claims(exp=NOW), CARD)), blocked="blocked")
    add("no keys", "load-keys", text, keys=None)
    add("keys of another root", "load-keys", text, keys="of another root")
    add("withdrawn key", "not-genuine", text, keys="withdrawn")
    add("unknown key, old key set", "load-keys", shown(card.write(claims(), STRANGER)), keys="old")
    add("unknown key, fresh key set", "not-genuine", shown(card.write(claims(), STRANGER)))
    add("old key set, known key", "valid", text, keys="old")
    add("signed by a list key", "not-genuine", shown(card.write(claims(), LISTS)))
    add("began after the key's time", "not-genuine", shown(card.write(claims(), OTHER)))
    add("of a body that the key is not for", "not-genuine", shown(card.write(claims(), RHINE)))
    add("of a body that the key is for", "valid", shown(card.write(claims(iss="07315000"), RHINE)))
    add("phone with a good proof", "valid", shown(phone + card.proof(DEVICE, NOW - 30)))
    add("phone with an old proof", "show-anew", shown(phone + card.proof(DEVICE, NOW - 61)))
    add("phone with a proof from later", "show-anew", shown(phone + card.proof(DEVICE, NOW + 61)))
    add("phone without proof", "show-anew", shown(phone))
    add("phone with another's proof", "show-anew", shown(phone + card.proof(STRANGER, NOW)))
    add("proof behind a card of plastic", "not-a-card", shown(good + card.proof(DEVICE, NOW)))
    told = {"iss": "05958004", "nbf": FIRST, "exp": END, "name": NAME, "kind": 0, "idx": 734_512, "uri": LIST}
    found[0] |= {"card": told, "age": "fresh"}
    for name, changed in odd(good).items():
        add(name, "not-genuine" if name in FORGED else "not-a-card", changed)
    return found


def odd(good: bytes) -> dict[str, str]:
    """Return what is no card, or none of ours, by what is wrong with it."""
    signed, _ = cose.read(good)
    parts = [signed.protected, {}, signed.payload, signed.signature]

    def with_header(header: Any) -> bytes:
        return b"\xd2" + cbor.encoded([cbor.encoded(header), *parts[1:]])

    payload = cbor.encoded({**cbor.decoded(signed.payload)[0], 65535: {"status_list": {"idx": "1", "uri": LIST}}})
    return {
        "nothing": "",
        "no digits": PREFIX,
        "another QR code": "https://www.example.org/",
        "letters": PREFIX + "12a",
        "foreign digits": PREFIX + digits_of(good).replace("1", "\u0661"),
        "a blank": PREFIX + " " + digits_of(good),
        "one digit missing": shown(good)[:-1],
        "digits too large": PREFIX + "9" * 17,
        "one byte missing": shown(good[:-1]),
        "one byte more": shown(good + b"\0"),
        "not tagged": shown(good[1:]),
        "flipped signature": shown(good[:-1] + bytes([good[-1] ^ 1])),
        "unprotected header filled": shown(b"\xd2" + cbor.encoded([signed.protected, {1: 0}, *parts[2:]])),
        "unprotected header is an array": shown(b"\xd2" + cbor.encoded([signed.protected, [], *parts[2:]])),
        "another algorithm": shown(with_header({1: -8, 4: signed.header[4]})),
        "algorithm -9 in the header of another signature": shown(with_header({1: -9, 4: signed.header[4]})),
        "kid is an array": shown(with_header({1: -7, 4: [1]})),
        "another header": shown(with_header({1: -7, 4: signed.header[4], 5: b"0"})),
        "place is a text": shown(b"\xd2" + cbor.encoded([signed.protected, {}, payload, signed.signature])),
        "longer form of a length": shown(good.replace(b"\x58\x40", b"\x59\x00\x40", 1)),
        "arrays without end": shown(b"\xd2" + b"\x81" * 900),
        "a huge length": shown(b"\xd2\x9b" + b"\xff" * 8),
    }


def vectors() -> dict[str, Any]:
    """Return the vectors: what anybody needs who writes a checker, with the answer to every case."""
    keys, blocked, root = sets(), lists(), cose.point_of(ROOT.public_key())
    made = cases()
    return {
        "about": "Test vectors of docs/card-format.md. The keys are known to everybody: trust nothing they signed.",
        "root": {"x": root.x.hex(), "y": root.y.hex()},
        "jwks": key_set.jwks([key(CARD), key(LISTS, "list"), key(RHINE, bodies=("07",)), key(OTHER, exp=FIRST - DAY)]),
        "key_sets": {name: data.hex() for name, data in keys.items()},
        "lists": {name: data.hex() for name, data in blocked.items()},
        "list_jwt": status_list.write_jwt(LIST, status_list.bits_of([3, 5, 734_512]), NOW - 3600, LISTS),
        "bytes": {"of": "ordinary card", "hex": (bytes_of(made[0]["text"].partition("#")[2]) or b"").hex()},
        "cases": made,
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{FILE.name}: {len(cases())} cases")
