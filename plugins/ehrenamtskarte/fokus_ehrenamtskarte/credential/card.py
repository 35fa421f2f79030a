"""The card itself: its claims, written as a signed CWT (RFC 8392) and read from one."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from msgspec import Struct, structs

from fokus_ehrenamtskarte.credential.cbor import NotDeterministic, encoded
from fokus_ehrenamtskarte.credential.cose import Point, Signed, kid_of, point_of, said_by, sign
from fokus_ehrenamtskarte.credential.digits import digits_of

__all__ = ["LARGEST", "Claims", "claims_of", "fits", "proof", "size_of", "surplus", "write"]

ISS, EXP, NBF, IAT, CNF, IDENTITY, STATUS, KIND = 1, 4, 5, 6, 8, 169, 65535, -65537
NAME = 4  # in the identity data of label 169
LARGEST = 295  # bytes of a card that fit a QR code of version 13 at level M with an address of 30 characters
CODE = 2672  # bits that a QR code of version 13 holds at level M


class Claims(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a card says; times are seconds since 1970, `exp` None is for life, `device` the key of a phone."""

    iss: str
    nbf: int
    exp: int | None = None
    name: str
    kind: int
    idx: int
    uri: str
    device: Point | None = None


def write(claims: Claims, private: EllipticCurvePrivateKey) -> bytes:
    """Return the signed bytes of a card; raises `ValueError` where it is longer than a card may be."""
    data = sign(private, {4: kid_of(point_of(private.public_key()))}, _said(claims))
    if claims.device is None and len(data) > LARGEST:
        raise ValueError(f"A card has at most {LARGEST} bytes, this one {len(data)}.")
    return data


def size_of(claims: Claims) -> int:
    """Return how many bytes a card has, whichever key signs it."""
    return 1 + len(encoded([encoded({1: -7, 4: bytes(4)}), {}, encoded(_said(claims)), bytes(64)]))


def fits(size: int, address: str) -> bool:
    """Tell whether a card of so many bytes fits its code, behind the address that the code begins with."""
    digits = len(digits_of(bytes(size)))
    written = 4 + 16 + 8 * len(address.encode()) + 4 + 12 + digits // 3 * 10 + (0, 4, 7)[digits % 3]
    return size <= LARGEST and written <= CODE


def surplus(claims: Claims, address: str) -> int:
    """Return how many letters of the name are too many for the code of a card; 0 where it fits."""
    for kept in range(len(claims.name), -1, -1):
        if fits(size_of(structs.replace(claims, name=claims.name[:kept])), address):
            return len(claims.name) - kept
    return len(claims.name)


def proof(device: EllipticCurvePrivateKey, now: int) -> bytes:
    """Return what a phone shows behind its card: the time, signed with its own key."""
    return sign(device, {}, {IAT: now})


def claims_of(signed: Signed) -> Claims:
    """Return what a card says, whoever signed it; raises `NotDeterministic` where it is no card."""
    said = said_by(signed, {1, 4})
    if type(signed.header[4]) is not bytes:
        raise NotDeterministic
    try:
        return Claims(
            iss=_text(said[ISS]),
            nbf=_count(said[NBF]),
            exp=_count(said[EXP]) if EXP in said else None,
            name=_text(said[IDENTITY][NAME]),
            kind=_count(said[KIND]),
            idx=_count(said[STATUS]["status_list"]["idx"]),
            uri=_text(said[STATUS]["status_list"]["uri"]),
            device=_device(said[CNF]) if CNF in said else None,
        )
    except (KeyError, TypeError, IndexError) as error:
        raise NotDeterministic from error


def _said(claims: Claims) -> dict[int, Any]:
    said: dict[int, Any] = {
        ISS: claims.iss,
        NBF: claims.nbf,
        IDENTITY: {NAME: claims.name},
        STATUS: {"status_list": {"idx": claims.idx, "uri": claims.uri}},
        KIND: claims.kind,
    }
    if claims.exp is not None:
        said[EXP] = claims.exp
    if claims.device is not None:
        said[CNF] = {1: {1: 2, -1: 1, -2: claims.device.x, -3: claims.device.y}}
    return said


def _text(value: Any) -> str:
    if type(value) is not str or not value:
        raise NotDeterministic
    return value


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise NotDeterministic
    return value


def _device(value: Any) -> Point:
    key = value[1]
    if key[1] != 2 or key[-1] != 1:
        raise NotDeterministic
    point = Point(key[-2], key[-3])
    if any(type(one) is not bytes or len(one) != 32 for one in point):
        raise NotDeterministic
    return point
