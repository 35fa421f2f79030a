"""The check of a card: one pure function over what is shown, the key set, the list of blocked cards and the clock."""

from typing import Literal

from msgspec import Struct

from fokus_ehrenamtskarte.credential.card import IAT, Claims, claims_of
from fokus_ehrenamtskarte.credential.cbor import NotDeterministic
from fokus_ehrenamtskarte.credential.cose import Point, Signed, alone, read, said_by, verified
from fokus_ehrenamtskarte.credential.digits import bytes_of
from fokus_ehrenamtskarte.credential.key_set import KeySet
from fokus_ehrenamtskarte.credential.status_list import StatusList

__all__ = ["Answer", "Checked", "check", "is_proof"]

Answer = Literal[
    "valid",
    "not-valid",
    "not-yet",
    "expired",
    "not-genuine",
    "not-a-card",
    "blocking-unknown",
    "show-anew",
    "load-keys",
    "check-clock",
]
KEYS_FRESH = 30 * 86_400
SLACK = 300  # seconds that a clock may be behind
FRESH, DATED = 43_200, 7 * 86_400  # ages of a list
PROOF = 60  # seconds that a phone's proof may be off


class Checked(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What came of a check: what a genuine card says, and how old the list was that it was held against."""

    answer: Answer
    card: Claims | None = None
    listed: int | None = None
    age: Literal["fresh", "dated", "old"] | None = None


def check(text: str, keys: KeySet | None, blocked: StatusList | None, now: int) -> Checked:
    """Return what is to be said of a card at a moment; whatever is shown, there is an answer."""
    data = bytes_of(text.partition("#")[2] if "#" in text else text)
    try:
        if not data:
            return Checked(answer="not-a-card")
        card, rest = read(data)
        claims = claims_of(card)
        later = _proof(rest) if rest else None
    except NotDeterministic:
        return Checked(answer="not-a-card")
    if later is not None and claims.device is None:
        return Checked(answer="not-a-card")
    if keys is None or card.header[4] not in keys.keys:
        old = keys is None or now - keys.iat > KEYS_FRESH
        return Checked(answer="load-keys" if old else "not-genuine")
    key, public = keys.keys[card.header[4]]
    if key.use != "card" or not key.nbf <= claims.nbf < key.exp or not verified(card, public):
        return Checked(answer="not-genuine")
    if key.bodies and not claims.iss.startswith(key.bodies):
        return Checked(answer="not-genuine")
    return _in_time(claims, keys, blocked, now, later)


def _in_time(
    claims: Claims, keys: KeySet, blocked: StatusList | None, now: int, later: tuple[Signed, int] | None
) -> Checked:
    """Judge a genuine card by the clock and the list."""
    if now < claims.nbf:
        return Checked(answer="not-yet", card=claims)
    if claims.exp is not None and now >= claims.exp:
        return Checked(answer="expired", card=claims)
    if blocked is not None and now < blocked.iat - SLACK:
        return Checked(answer="check-clock", card=claims)
    if blocked is None or blocked.uri != claims.uri or claims.uri not in keys.lists or now >= blocked.exp:
        return Checked(answer="blocking-unknown", card=claims)
    if blocked.status(claims.idx) != 0:
        return Checked(answer="not-valid", card=claims, listed=blocked.iat)
    if claims.device is not None and (later is None or not _shown(later, claims.device, now)):
        return Checked(answer="show-anew", card=claims)
    passed = now - blocked.iat
    age: Literal["fresh", "dated", "old"] = "fresh" if passed <= FRESH else "dated" if passed <= DATED else "old"
    return Checked(answer="valid", card=claims, listed=blocked.iat, age=age)


def is_proof(data: bytes, device: Point, now: int) -> bool:
    """Tell whether a telephone with this key made a proof, just now."""
    try:
        return _shown(_proof(data), device, now)
    except NotDeterministic:
        return False


def _shown(proof: tuple[Signed, int], device: Point, now: int) -> bool:
    try:
        return abs(now - proof[1]) <= PROOF and verified(proof[0], device.key)
    except ValueError:  # a point on no curve
        return False


def _proof(data: bytes) -> tuple[Signed, int]:
    """Return the proof of a phone and its time; raises `NotDeterministic` where it is none."""
    signed = alone(data)
    said = said_by(signed, {1})
    if type(said.get(IAT)) is not int:
        raise NotDeterministic
    return signed, said[IAT]
