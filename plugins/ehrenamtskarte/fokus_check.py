#!/usr/bin/env python3
"""Check a card of the Ehrenamtskarte offline: what was scanned, against a key set and a list of blocked cards.

One file that needs Python 3.11 and the package cryptography, nothing else of Fokus Kommune. What it reads and answers
is docs/card-format.md. Exit codes: 0 valid, 1 not valid, 2 it cannot be told.
"""

import argparse
import json
import re
import sys
import time
import zlib
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

DAY = 86_400
DIGITS = re.compile("[0-9]{1,4000}")
SIZES = {17: 7, 15: 6, 13: 5, 10: 4, 8: 3, 5: 2, 3: 1}
RED = {"not-valid", "not-yet", "expired", "not-genuine", "not-a-card"}
SAYS = {
    "valid": "valid: compare the name with a document",
    "not-valid": "not valid",
    "not-yet": "not valid yet",
    "expired": "expired",
    "not-genuine": "not genuine",
    "not-a-card": "not a card",
    "blocking-unknown": "genuine and in date; whether it is blocked is not known",
    "show-anew": "the phone must show the card anew",
    "load-keys": "load the key set first",
    "check-clock": "the clock of this machine is wrong",
}
ES256 = ec.ECDSA(SHA256())


class NoCardError(ValueError):
    """Bytes are not in the form that was agreed."""


class Sign1(NamedTuple):
    """A COSE_Sign1 in its parts."""

    header: dict[Any, Any]
    guarded: bytes
    payload: bytes
    signature: bytes


class Keys(NamedTuple):
    """A key set: since when, where lists stand, and by kid the public key, what it signs, from, until, for whom."""

    iat: int
    lists: tuple[str, ...]
    keys: dict[bytes, tuple[ec.EllipticCurvePublicKey, int, int, int, tuple[str, ...]]]


class Blocked(NamedTuple):
    """A list: its address, times, bits for each place, and what it holds."""

    uri: str
    iat: int
    exp: int
    bits: int
    content: bytes


def demand(holds: bool) -> None:
    """Raise `NoCardError` where something is not as it must be."""
    if not holds:
        raise NoCardError


def of_digits(text: str) -> bytes:
    """Return what digits stand for, seventeen of them for seven bytes."""
    demand(DIGITS.fullmatch(text) is not None)
    found = []
    for start in range(0, len(text), 17):
        part = text[start : start + 17]
        demand(len(part) in SIZES and int(part) < 256 ** SIZES[len(part)])
        found.append(int(part).to_bytes(SIZES[len(part)], "little"))
    return b"".join(found)


def item(data: bytes, at: int = 0, depth: int = 0) -> tuple[Any, int]:
    """Return the value at a place in its one deterministic form, and the place behind it."""
    demand(at < len(data))
    kind, count, at = data[at] >> 5, data[at] & 31, at + 1
    if count > 23:
        size = 1 << (count - 24)
        demand(count < 28 and at + size <= len(data))
        count, at = int.from_bytes(data[at : at + size], "big"), at + size
        demand((24 if size == 1 else 256 ** (size // 2)) <= count < 2**53)
    if kind == 0:
        return count, at
    if kind == 1:
        demand(count < 2**53 - 1)
        return -1 - count, at
    if kind in (2, 3):
        demand(at + count <= len(data))
        held = data[at : at + count]
        try:
            return (held if kind == 2 else held.decode()), at + count
        except UnicodeDecodeError as error:
            raise NoCardError from error
    demand(kind < 6 and depth < 6 and count <= len(data))
    if kind == 4:
        row = []
        for _ in range(count):
            one, at = item(data, at, depth + 1)
            row.append(one)
        return row, at
    table, before = {}, b""
    for _ in range(count):
        start = at
        label, at = item(data, at, depth + 1)
        demand(type(label) in (int, str) and data[start:at] > before)
        before = data[start:at]
        table[label], at = item(data, at, depth + 1)
    return table, at


def whole(data: bytes) -> dict[Any, Any]:
    """Return the map that bytes are."""
    value, end = item(data)
    demand(end == len(data) and type(value) is dict)
    return value  # type: ignore[no-any-return]  # demanded above


def sign1(data: bytes) -> tuple[Sign1, bytes]:
    """Return the COSE_Sign1 that bytes begin with, and what stands behind it."""
    demand(data[:1] == b"\xd2")
    parts, end = item(data, 1)
    shape = [type(one) for one in parts] if type(parts) is list else []
    demand(shape == [bytes, dict, bytes, bytes] and parts[1] == {})
    demand(len(parts[3]) == 64)
    header = whole(parts[0])
    demand(type(header.get(1)) is int)
    return Sign1(header, parts[0], parts[2], parts[3]), data[end:]


def alone(data: bytes, labels: set[int]) -> tuple[Sign1, dict[Any, Any]]:
    """Return the COSE_Sign1 that bytes are, with exactly these headers, and its claims."""
    signed, rest = sign1(data)
    demand(not rest and signed.header.keys() == labels)
    return signed, whole(signed.payload)


def prefix(kind: int, size: int) -> bytes:
    """Return how bytes or a text of a size begin."""
    for extra, place in ((1, 24), (2, 25), (4, 26)):
        if size < 24:
            return bytes([kind << 5 | size])
        if size < 256**extra:
            return bytes([kind << 5 | place]) + size.to_bytes(extra, "big")
    raise NoCardError


def is_signed(signed: Sign1, key: ec.EllipticCurvePublicKey) -> bool:
    """Tell whether a key signed it."""
    if signed.header[1] not in (-7, -9):
        return False
    text = b"\x84\x6aSignature1" + prefix(2, len(signed.guarded)) + signed.guarded + b"\x40"
    text += prefix(2, len(signed.payload)) + signed.payload
    r, s = int.from_bytes(signed.signature[:32], "big"), int.from_bytes(signed.signature[32:], "big")
    try:
        key.verify(encode_dss_signature(r, s), text, ES256)
    except InvalidSignature:
        return False
    return True


def public(x: bytes, y: bytes) -> ec.EllipticCurvePublicKey:
    """Return the P-256 key at a point; raises `ValueError` where there is none."""
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + x + y)


def kid_of(x: bytes, y: bytes) -> bytes:
    """Return the id of a key, by RFC 9679."""
    return sha256(b"\xa4\x01\x02\x20\x01\x21\x58\x20" + x + b"\x22\x58\x20" + y).digest()[:4]


def open_keys(data: bytes, root: tuple[bytes, bytes]) -> Keys | None:
    """Return a key set, None where this root did not sign it."""
    try:
        signed, said = alone(data, {1, 4})
        if signed.header[4] != kid_of(*root) or not is_signed(signed, public(*root)):
            return None
        keys = {}
        for one in said[-65538]:
            demand(one[1] == 2 and one[-1] == 1 and one[2] == kid_of(one[-2], one[-3]))
            told = (one[-65537], one[-65538], one[-65539], tuple(one.get(-65540, ())))
            keys[one[2]] = (public(one[-2], one[-3]), *told)
        return Keys(said[6], tuple(said[-65539]), keys)
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def open_list(data: bytes, keys: Keys) -> Blocked | None:
    """Return a list, None where no list key of the set signed it in its time."""
    try:
        signed, said = alone(data, {1, 4, 16})
        key, use, nbf, exp, _ = keys.keys[signed.header[4]]
        found = Blocked(said[2], said[6], said[4], said[65533]["bits"], said[65533]["lst"])
        demand(use == 1 and signed.header[16] == "application/statuslist+cwt" and nbf <= found.iat < exp)
        demand(found.iat <= found.exp and found.bits in (1, 2, 4, 8) and found.uri in keys.lists)
        demand(is_signed(signed, key))
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(found.content, 2**20)
        demand(unpacking.eof and not unpacking.unused_data)
        return found._replace(content=content)
    except (ValueError, KeyError, TypeError, zlib.error):
        return None


def claims_of(signed: Sign1) -> dict[str, Any]:
    """Return what a card says, whoever signed it."""
    said = whole(signed.payload)
    demand(signed.header.keys() == {1, 4} and type(signed.header[4]) is bytes)
    try:
        place = said[65535]["status_list"]
        found = {"iss": said[1], "nbf": said[5], "exp": said.get(4), "name": said[169][4]}
        found |= {"kind": said[-65537], "idx": place["idx"], "uri": place["uri"]}
        device = said[8][1] if 8 in said else None
        point = None if device is None else (device[1], device[-1], device[-2], device[-3])
    except (KeyError, TypeError, IndexError) as error:
        raise NoCardError from error
    demand(all(type(found[name]) is str and found[name] for name in ("iss", "name", "uri")))
    counts = [found[name] for name in ("nbf", "kind", "idx")] + ([found["exp"]] if 4 in said else [])
    demand(all(type(one) is int and one >= 0 for one in counts))
    if point is not None:
        demand(point[:2] == (2, 1) and all(type(one) is bytes and len(one) == 32 for one in point[2:]))
    return found | {"device": None if point is None else point[2:]}


def status_at(blocked: Blocked, idx: int) -> int | None:
    """Return the status of a place, 0 for not blocked, None outside the list."""
    each = 8 // blocked.bits
    if idx >= len(blocked.content) * each:
        return None
    return blocked.content[idx // each] >> (idx % each * blocked.bits) & ((1 << blocked.bits) - 1)


def check(text: str, keys: Keys | None, blocked: Blocked | None, now: int) -> tuple[str, dict[str, Any] | None]:
    """Return what is to be said of a card, and what a genuine one says."""
    try:
        card, rest = sign1(of_digits(text.partition("#")[2] if "#" in text else text))
        claims = claims_of(card)
        proof, proved = alone(rest, {1}) if rest else (None, {})
        demand(not rest or (claims["device"] is not None and type(proved.get(6)) is int))
    except NoCardError:
        return "not-a-card", None
    if keys is None or card.header[4] not in keys.keys:
        return ("load-keys" if keys is None or now - keys.iat > 30 * DAY else "not-genuine"), None
    key, use, nbf, exp, bodies = keys.keys[card.header[4]]
    if use != 0 or not nbf <= claims["nbf"] < exp or not is_signed(card, key):
        return "not-genuine", None
    if bodies and not claims["iss"].startswith(bodies):
        return "not-genuine", None
    if now < claims["nbf"]:
        return "not-yet", claims
    if claims["exp"] is not None and now >= claims["exp"]:
        return "expired", claims
    if blocked is not None and now < blocked.iat - 300:
        return "check-clock", claims
    if blocked is None or blocked.uri != claims["uri"] or claims["uri"] not in keys.lists or now >= blocked.exp:
        return "blocking-unknown", claims
    if status_at(blocked, claims["idx"]) != 0:
        return "not-valid", claims
    if claims["device"] is not None:
        try:
            good = proof is not None and abs(now - proved[6]) <= 60 and is_signed(proof, public(*claims["device"]))
        except ValueError:
            good = False
        if not good:
            return "show-anew", claims
    return "valid", claims


def vectors(path: Path) -> int:
    """Hold this file against published vectors; return how many it answers otherwise."""
    told = json.loads(path.read_text(encoding="utf-8"))
    root = (bytes.fromhex(told["root"]["x"]), bytes.fromhex(told["root"]["y"]))
    wrong = 0
    for case in told["cases"]:
        keys = open_keys(bytes.fromhex(told["key_sets"][case["keys"]]), root) if case["keys"] else None
        blocked = open_list(bytes.fromhex(told["lists"][case["list"]]), keys) if case["list"] and keys else None
        answer, _ = check(case["text"], keys, blocked, case["now"])
        if answer != case["answer"]:
            wrong += 1
            print(f"{case['name']}: {answer}, not {case['answer']}")
    print(f"{len(told['cases'])} cases, {wrong} otherwise")
    return wrong


def main(arguments: list[str] | None = None) -> int:
    """Check what is scanned, line by line, or hold this file against vectors."""
    parser = argparse.ArgumentParser(
        prog="fokus-check", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--root", help="public root key: x and y as 128 hexadecimal digits")
    parser.add_argument("--keys", type=Path, help="file with the key set (keys.cwt)")
    parser.add_argument("--list", type=Path, help="file with the list of blocked cards")
    parser.add_argument("--vectors", type=Path, help="file with test vectors to hold this program against")
    parser.add_argument("text", nargs="?", help="what was scanned; else lines of standard input")
    given = parser.parse_args(arguments)
    if given.vectors:
        return 1 if vectors(given.vectors) else 0
    if not given.root or not re.fullmatch("[0-9a-fA-F]{128}", given.root) or not given.keys:
        parser.error("--root (128 hexadecimal digits) and --keys are needed")
    point = bytes.fromhex(given.root)
    keys = open_keys(given.keys.read_bytes(), (point[:32], point[32:]))
    if keys is None:
        print("The root has not signed this key set.", file=sys.stderr)
        return 2
    blocked = open_list(given.list.read_bytes(), keys) if given.list else None
    code = 0
    for line in [given.text] if given.text is not None else sys.stdin:
        answer, claims = check(line.strip(), keys, blocked, int(time.time()))
        print(SAYS[answer] + (said(claims, blocked) if claims and answer in ("valid", "blocking-unknown") else ""))
        code = max(code, 0 if answer == "valid" else 1 if answer in RED else 2)
    return code


def said(claims: dict[str, Any], blocked: Blocked | None) -> str:
    """Return what a card says for whoever compares it with a document."""
    last = "for life" if claims["exp"] is None else f"until {datetime.fromtimestamp(claims['exp'] - 1, UTC):%d.%m.%Y}"
    as_of = f", list of {datetime.fromtimestamp(blocked.iat, UTC):%d.%m.%Y %H:%M} UTC" if blocked else ""
    return f" - {claims['name']}, {last}, issued by {claims['iss']}{as_of}"


if __name__ == "__main__":
    sys.exit(main())
