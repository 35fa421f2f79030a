"""The list of blocked cards: an IETF Token Status List, as CWT and as JWT."""

import json
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from msgspec import Struct

from fokus_ehrenamtskarte.credential.cbor import NotDeterministic
from fokus_ehrenamtskarte.credential.cose import ES256, alone, kid_of, point_of, said_by, sign, verified
from fokus_ehrenamtskarte.credential.key_set import KeySet

__all__ = ["DAYS", "PLACES", "StatusList", "bits_of", "opened_list", "packed", "write_jwt", "write_list"]

PLACES = 2**20
DAYS = 14  # for which a list may be relied on
TTL = 43_200
SUB, EXP, IAT, TYPE, LIST, TIME_TO_LIVE = 2, 4, 6, 16, 65533, 65534
CWT_TYPE = "application/statuslist+cwt"
LARGEST = 2**20  # bytes that a list may unpack to


class StatusList(Struct, frozen=True, kw_only=True):
    """A list as it was signed by a key of the set: of which address, when, until when, and its bits."""

    uri: str
    iat: int
    exp: int
    bits: int
    content: bytes

    def status(self, idx: int) -> int | None:
        """Return the status of a place, 0 where the card is not blocked, None outside the list."""
        each = 8 // self.bits
        if idx >= len(self.content) * each:
            return None
        return self.content[idx // each] >> (idx % each * self.bits) & ((1 << self.bits) - 1)


def bits_of(blocked: Iterable[int], places: int = PLACES) -> bytes:
    """Return the bits of a list, 1 for each blocked place."""
    content = bytearray(places // 8)
    for idx in blocked:
        content[idx >> 3] |= 1 << (idx & 7)
    return bytes(content)


def packed(content: bytes) -> bytes:
    """Return bits as a list holds them; other builds of zlib pack the same bits to other bytes."""
    return zlib.compress(content, 9)


def write_list(
    uri: str, content: bytes, iat: int, private: EllipticCurvePrivateKey, *, bits: int = 1, exp: int | None = None
) -> bytes:
    """Return the signed bytes of a list."""
    said = {
        SUB: uri,
        EXP: iat + DAYS * 86_400 if exp is None else exp,
        IAT: iat,
        LIST: {"bits": bits, "lst": packed(content)},
        TIME_TO_LIVE: TTL,
    }
    return sign(private, {4: kid_of(point_of(private.public_key())), TYPE: CWT_TYPE}, said)


def write_jwt(uri: str, content: bytes, iat: int, private: EllipticCurvePrivateKey, *, bits: int = 1) -> str:
    """Return the same list as a JWT."""
    header = {"alg": "ES256", "kid": _base64(kid_of(point_of(private.public_key()))), "typ": "statuslist+jwt"}
    said = {
        "sub": uri,
        "iat": iat,
        "exp": iat + DAYS * 86_400,
        "ttl": TTL,
        "status_list": {"bits": bits, "lst": _base64(packed(content))},
    }
    text = f"{_base64(_json(header))}.{_base64(_json(said))}"
    numbers = decode_dss_signature(private.sign(text.encode(), ES256))
    return f"{text}.{_base64(b''.join(one.to_bytes(32, 'big') for one in numbers))}"


def opened_list(data: bytes, keys: KeySet) -> StatusList | None:
    """Return a list, None where it is none that a list key of the set signed in its time."""
    try:
        signed = alone(data)
        said = said_by(signed, {1, 4, TYPE})
        key, public = keys.keys[signed.header[4]]
        uri, iat, exp, held = said[SUB], said[IAT], said[EXP], said[LIST]
        bits, lst = held["bits"], held["lst"]
        if key.use != "list" or signed.header[TYPE] != CWT_TYPE or not key.nbf <= iat < key.exp or iat > exp:
            return None
        if bits not in (1, 2, 4, 8) or type(uri) is not str or uri not in keys.lists or not verified(signed, public):
            return None
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(lst, LARGEST)
        if not unpacking.eof or unpacking.unused_data:
            return None
        return StatusList(uri=uri, iat=iat, exp=exp, bits=bits, content=content)
    except (NotDeterministic, KeyError, TypeError, ValueError, zlib.error):
        return None


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
