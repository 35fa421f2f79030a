"""Holds the published vectors of the card against python-cwt and claim169, which never saw our code."""

import json
import sys
import zlib
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import cbor2  # of python-cwt
import claim169  # type: ignore[import-not-found]  # fetched for this alone
from cwt import COSE, COSEKey  # type: ignore[import-not-found]  # fetched for this alone

told: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
GENUINE = {"valid", "not-valid", "not-yet", "expired", "blocking-unknown", "check-clock", "show-anew"}
FORGED = {"flipped signature", "another header", "place is a text", "another algorithm"}
SIZES = {17: 7, 15: 6, 13: 5, 10: 4, 8: 3, 5: 2, 3: 1}
BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
POINTS = {
    kid: (x, y)
    for one in told["jwks"]["keys"]
    for kid, x, y in [[urlsafe_b64decode(one[name] + "==") for name in ("kid", "x", "y")]]
}
cose = COSE.new()


def card_of(text: str) -> bytes:
    """Return the bytes of a card, without the proof of a telephone."""
    digits = text.partition("#")[2] if "#" in text else text
    parts = [digits[start : start + 17] for start in range(0, len(digits), 17)]
    data = b"".join(int(part).to_bytes(SIZES[len(part)], "little") for part in parts)
    return cbor2.dumps(cbor2.loads(data))


def by_python_cwt(data: bytes) -> dict[Any, Any]:
    """Return the claims of what the key that it names has signed; raises where it has not."""
    kid = cbor2.loads(cbor2.loads(data).value[0])[4]
    x, y = POINTS[kid]
    claims: dict[Any, Any] = cbor2.loads(cose.decode(data, COSEKey.new({1: 2, 2: kid, 3: -7, -1: 1, -2: x, -3: y})))
    return claims


def by_claim169(data: bytes) -> tuple[Any, ...]:
    """Return the same as claim169 reads it: it wants zlib and base45 around a card."""
    kid = cbor2.loads(cbor2.loads(data).value[0])[4]
    packed = zlib.compress(data)
    text = ""
    for start in range(0, len(packed), 2):
        part = packed[start : start + 2]
        number = int.from_bytes(part, "big")
        for _ in range(len(part) + 1):
            number, rest = divmod(number, 45)
            text += BASE45[rest]
    point = b"\4" + b"".join(POINTS[kid])
    found = claim169.decode_with_ecdsa_p256(text, point, validate_timestamps=False)  # their clock is this machine's
    demand(found.verification_status == "verified" and found.key_id == kid, "claim169 does not verify a card")
    meta = found.cwt_meta
    return meta.issuer, meta.expires_at, meta.not_before, found.claim169.full_name


def demand(holds: bool, what: str) -> None:
    """End where something is not as it is written."""
    if not holds:
        sys.exit(f"card vectors: {what}.")


def refused(read: Any, data: bytes) -> bool:
    """Tell whether a library takes something for no card, whatever it raises."""
    try:
        read(data)
    except Exception:  # each has exceptions of its own
        return True
    return False


def expected(claims: dict[Any, Any], case: dict[str, Any]) -> set[str]:
    """Return which answers a card may have by what python-cwt read of it and of the list."""
    if case["now"] < claims[5]:
        return {"not-yet"}
    if 4 in claims and case["now"] >= claims[4]:
        return {"expired"}
    unsure = {"blocking-unknown", "check-clock"}
    if case["list"] is None:
        return unsure
    listed = by_python_cwt(bytes.fromhex(told["lists"][case["list"]]))
    bits, content = listed[65533]["bits"], zlib.decompress(listed[65533]["lst"])
    idx = claims[65535]["status_list"]["idx"]
    at, each = idx * bits // 8, 8 // bits
    if at >= len(content) or content[at] >> (idx % each * bits) & ((1 << bits) - 1):
        return unsure | {"not-valid"}
    return unsure | {"show-anew", "valid"}


held = 0
for case in told["cases"]:
    name = case["name"]
    if case["answer"] in GENUINE:
        data = card_of(case["text"])
        claims = by_python_cwt(data)
        demand(case["answer"] in expected(claims, case), f"python-cwt answers {name} otherwise")
        if name != "algorithm -9":  # which claim169 does not know yet
            wanted = (claims[1], claims.get(4), claims[5], claims[169][4])
            demand(by_claim169(data) == wanted, f"claim169 reads {name} otherwise")
        held += 1
    elif name in FORGED:
        data = card_of(case["text"])
        demand(refused(by_python_cwt, data) and refused(by_claim169, data), f"{name} is taken")
        held += 1
blocked = bytes.fromhex(told["lists"]["blocked"])
demand(refused(by_python_cwt, blocked[:-1] + bytes([blocked[-1] ^ 1])), "a changed list is taken")
demand(held == sum(case["answer"] in GENUINE for case in told["cases"]) + len(FORGED), "a case is missing")
print(f"card vectors: python-cwt and claim169 agree on {held} cases")
