"""COSE_Sign1 with ES256 (RFC 9052), deterministic signatures (RFC 6979), and P-256 keys by thumbprint (RFC 9679)."""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from fokus_ehrenamtskarte.credential.cbor import NotDeterministic, byte_string, decoded, encoded

__all__ = ["Point", "Signed", "alone", "kid_of", "point_of", "read", "said_by", "sign", "verified"]

TAG = b"\xd2"  # COSE_Sign1 is tag 18
FOUR = TAG + b"\x84"  # and an array of four
EMPTY = b"\xa0"  # the map without anything in it
SIGNED = b"\x84\x6aSignature1"
ES256 = ec.ECDSA(SHA256(), deterministic_signing=True)
PLAIN = ec.ECDSA(SHA256())
ALGORITHMS = frozenset({-7, -9})  # ES256, and its name with the curve said (RFC 9864)


class Point(NamedTuple):
    """A public P-256 key by its coordinates of 32 bytes."""

    x: bytes
    y: bytes

    @property
    def key(self) -> ec.EllipticCurvePublicKey:
        """The key; raises `ValueError` where the point is on no curve."""
        numbers = ec.EllipticCurvePublicNumbers(
            int.from_bytes(self.x, "big"), int.from_bytes(self.y, "big"), ec.SECP256R1()
        )
        return numbers.public_key()


class Signed(NamedTuple):
    """A COSE_Sign1 in its parts: the protected header decoded, and the bytes that are signed."""

    header: dict[Any, Any]
    protected: bytes
    payload: bytes
    signature: bytes


def point_of(key: ec.EllipticCurvePublicKey) -> Point:
    """Return a public key by its coordinates."""
    numbers = key.public_numbers()
    return Point(numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big"))


def kid_of(point: Point) -> bytes:
    """Return the id of a key: the first four bytes of its COSE Key Thumbprint."""
    return sha256(encoded({1: 2, -1: 1, -2: point.x, -3: point.y})).digest()[:4]


def sign(private: ec.EllipticCurvePrivateKey, header: Mapping[int, Any], claims: Any) -> bytes:
    """Return claims signed, with algorithm −7 and these further protected headers; the same for the same."""
    protected, payload = encoded({1: -7, **header}), encoded(claims)
    numbers = decode_dss_signature(private.sign(_signed(protected, payload), ES256))
    signature = b"".join(one.to_bytes(32, "big") for one in numbers)
    return TAG + encoded([protected, {}, payload, signature])


def read(data: bytes) -> tuple[Signed, bytes]:
    """Return the COSE_Sign1 that bytes begin with, and the bytes behind it; raises `NotDeterministic`."""
    if not data.startswith(FOUR):
        raise NotDeterministic
    protected, at = byte_string(data, 2)
    if data[at : at + 1] != EMPTY:  # it is not signed: anything in it could be changed
        raise NotDeterministic
    payload, at = byte_string(data, at + 1)
    signature, at = byte_string(data, at)
    if len(signature) != 64:
        raise NotDeterministic
    return Signed(_header(protected), protected, payload, signature), data[at:]


@lru_cache(256)
def _header(protected: bytes) -> dict[Any, Any]:
    """Return a protected header, which is the same on every card of a key; raises `NotDeterministic`."""
    header, used = decoded(protected)
    if type(header) is not dict or used != len(protected) or type(header.get(1)) is not int:
        raise NotDeterministic
    return header


def alone(data: bytes) -> Signed:
    """Return the one COSE_Sign1 that bytes are; raises `NotDeterministic`."""
    signed, rest = read(data)
    if rest:
        raise NotDeterministic
    return signed


def said_by(signed: Signed, labels: set[int]) -> dict[Any, Any]:
    """Return the claims of what has exactly these protected headers; raises `NotDeterministic`."""
    claims, length = decoded(signed.payload)
    if length != len(signed.payload) or type(claims) is not dict or signed.header.keys() != labels:
        raise NotDeterministic
    return claims


def verified(signed: Signed, key: ec.EllipticCurvePublicKey) -> bool:
    """Tell whether a key signed it, by an algorithm that we take."""
    if signed.header[1] not in ALGORITHMS:
        return False
    r, s = int.from_bytes(signed.signature[:32], "big"), int.from_bytes(signed.signature[32:], "big")
    try:
        key.verify(encode_dss_signature(r, s), _signed(signed.protected, signed.payload), PLAIN)
    except InvalidSignature:
        return False
    return True


def _signed(protected: bytes, payload: bytes) -> bytes:
    return b"%b%b\x40%b" % (SIGNED, cbor2.dumps(protected), cbor2.dumps(payload))
