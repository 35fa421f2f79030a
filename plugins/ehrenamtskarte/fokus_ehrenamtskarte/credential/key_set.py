"""The keys that sign cards and lists, as a set that the offline root signs: a CWT, and the same as JWKS."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from msgspec import Struct

from fokus_ehrenamtskarte.credential.cbor import NotDeterministic
from fokus_ehrenamtskarte.credential.cose import Point, alone, kid_of, point_of, said_by, sign, verified

__all__ = ["Key", "KeySet", "jwks", "opened", "write_key_set"]

IAT, KEYS, LISTS = 6, -65538, -65539
USE, NBF, EXP, BODIES = -65537, -65538, -65539, -65540  # private labels of a COSE_Key
USES: tuple[Literal["card", "list"], ...] = ("card", "list")


class Key(Struct, frozen=True, kw_only=True):
    """A public key: what it may sign, from when, before when, and for bodies whose keys begin so."""

    point: Point
    use: Literal["card", "list"]
    nbf: int
    exp: int
    bodies: tuple[str, ...] = ()

    @property
    def kid(self) -> bytes:
        """Its id, four bytes."""
        return kid_of(self.point)


class KeySet(Struct, frozen=True, kw_only=True):
    """A set of keys as the root signed it: since when, and at which addresses the lists stand."""

    iat: int
    lists: tuple[str, ...]
    keys: dict[bytes, tuple[Key, EllipticCurvePublicKey]]


def write_key_set(keys: Sequence[Key], lists: Sequence[str], iat: int, root: EllipticCurvePrivateKey) -> bytes:
    """Return the signed bytes of a key set."""
    said = {IAT: iat, KEYS: [_written(key) for key in keys], LISTS: list(lists)}
    return sign(root, {4: kid_of(point_of(root.public_key()))}, said)


def opened(data: bytes, root: Point) -> KeySet | None:
    """Return a key set, None where it is none that this root signed."""
    try:
        signed = alone(data)
        said = said_by(signed, {1, 4})
        if signed.header[4] != kid_of(root) or not verified(signed, root.key):
            return None
        keys = [_read(one) for one in said[KEYS]]
        return KeySet(iat=said[IAT], lists=tuple(said[LISTS]), keys={key.kid: (key, key.point.key) for key in keys})
    except (NotDeterministic, KeyError, TypeError, ValueError):
        return None


def jwks(keys: Sequence[Key]) -> dict[str, Any]:
    """Return keys as tools of JOSE read them (RFC 7517); `exp` and `nbf` as in a JWT, `fokus_use` as in the CWT."""
    return {
        "keys": [
            {
                "kty": "EC",
                "crv": "P-256",
                "x": _base64(key.point.x),
                "y": _base64(key.point.y),
                "kid": _base64(key.kid),
                "alg": "ES256",
                "use": "sig",
                "fokus_use": key.use,
                "nbf": key.nbf,
                "exp": key.exp,
                **({"fokus_bodies": list(key.bodies)} if key.bodies else {}),
            }
            for key in keys
        ]
    }


def _written(key: Key) -> dict[int, Any]:
    said: dict[int, Any] = {1: 2, 2: key.kid, 3: -7, -1: 1, -2: key.point.x, -3: key.point.y}
    said |= {USE: USES.index(key.use), NBF: key.nbf, EXP: key.exp}
    return said | ({BODIES: list(key.bodies)} if key.bodies else {})


def _read(said: dict[int, Any]) -> Key:
    point = Point(said[-2], said[-3])
    if said[1] != 2 or said[-1] != 1 or said[2] != kid_of(point):
        raise NotDeterministic
    return Key(
        point=point,
        use=USES[said[USE]],
        nbf=said[NBF],
        exp=said[EXP],
        bodies=tuple(said.get(BODIES, ())),
    )


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
