"""How a card gets its code: which key signs it, and at which place of which list it can be blocked."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from msgspec import structs

from fokus_core import clock
from fokus_ehrenamtskarte.cards.facts import CardIssued, CardSigned, WhyCoded
from fokus_ehrenamtskarte.credential.card import Claims, surplus
from fokus_ehrenamtskarte.credential.status_list import PLACES
from fokus_ehrenamtskarte.keys.facts import KEYS, PROGRAMME
from fokus_ehrenamtskarte.keys.ring import Ring, midnight, point_from, ring_of
from fokus_kommune import Past, Reads, Refused, Sealed, _

KEYS_AND_LISTS = Reads(PROGRAMME, *KEYS)
TRIES = 8
PHONE_DAYS = 30
KINDS = ("standard", "anniversary")  # by their numbers on a card


def places(past: Past) -> Reads:
    """Return what reads the cards at the places that this command would take, of which the first free one is taken."""
    found = Reads()
    for place in _candidates(past):
        found |= Reads(f"card-place:{place}", CardSigned)
    return found


def signed(
    past: Past, issued: CardIssued, name: str, effective: date, why: WhyCoded, *, device: str | None = None
) -> CardSigned:
    """Return the code of a card under the key of that day; raises `Refused` where there is no key or place.

    A name that does not fit the printed code is refused, too: it is never cut.
    """
    ring = ring_of(past.of(*KEYS))
    since = max(issued.effective, effective, day_of_set(ring))
    key = ring.signer("card", since)
    taken = {one.place for one in past.of(CardSigned)}
    place = next((one for one in _candidates(past) if one not in taken), None)
    if key is None or place is None:
        message = _("Für diesen Tag gibt es noch keinen Schlüssel. Wenden Sie sich an die Stelle des Landes.")
        raise Refused("no-card-key", message, field="effective")
    fact = CardSigned(
        effective=effective,
        card=issued.card,
        body=issued.body,
        person=issued.person,
        name=Sealed.of(name),
        kind=issued.kind,
        place=place,
        kid=key.kid,
        since=max(issued.effective, key.since),
        valid_until=issued.valid_until,
        why=why,
        device=device,
    )
    claims = structs.replace(claims_of(fact, name, ring.lists), idx=PLACES - 1)  # a limit that hangs on no place
    if device is None and (count := surplus(claims, address_of(claims.uri))):
        message = _(
            "Der Name ist um {count} Zeichen zu lang für den Code der Karte, und abgeschnitten wird kein Name. "
            "Vereinbaren Sie mit der Person eine kürzere Schreibweise."
        )
        raise Refused("name-too-long", message, count=count)
    return fact


def address_of(uri: str) -> str:
    """Return what the code of a card begins with whose list stands at an address: both are ours."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}/k#"


def claims_of(fact: CardSigned, name: str, lists: dict[int, str]) -> Claims:
    """Return what the code of a card says."""
    number, _dash, idx = fact.place.partition("-")
    end = None if fact.valid_until is None else midnight(fact.valid_until + timedelta(days=1))
    return Claims(
        iss=fact.body,
        nbf=midnight(fact.since),
        exp=end,
        name=name,
        kind=KINDS.index(fact.kind),
        idx=int(idx),
        uri=lists[int(number)],
    )


def phone_claims(fact: CardSigned, name: str, lists: dict[int, str], day: date) -> Claims:
    """Return what the code on a telephone says from a day on: the same for 30 days, bound to the telephone's key."""
    since, last = max(fact.since, day), max(fact.since, day) + timedelta(days=PHONE_DAYS)
    until = last if fact.valid_until is None else min(fact.valid_until, last)
    claims = claims_of(structs.replace(fact, since=since, valid_until=until), name, lists)
    return structs.replace(claims, device=point_from(fact.device or ""))


def day_of_set(ring: Ring) -> date:
    """Return the day on which the root signed the keys in force: cards from before have a key of that day."""
    return clock.day_of(datetime.fromtimestamp(ring.key_set.iat, clock.BERLIN)) if ring.key_set else date.min


def _candidates(past: Past) -> Iterator[str]:
    """Yield places of the newest list in force, which follow from the id of the command: the same in a repeat."""
    number = max(ring_of(past.of(*KEYS)).lists_in_force, default=0)
    seed = past.new_id("card-place")
    for count in range(TRIES if number else 0):
        idx = int.from_bytes(sha256(f"{seed}:{number}:{count}".encode()).digest()[:4], "big") % PLACES
        yield f"{number}-{idx}"
