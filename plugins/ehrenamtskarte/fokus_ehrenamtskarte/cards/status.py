"""The lists of blocked cards: what is on them follows from the cards, and a job signs and publishes them."""

from datetime import date
from hashlib import sha256
from typing import Annotated, Any, ClassVar, Protocol

import msgspec
from msgspec import Meta

from fokus_core import Actor, Asked, JobContext, Journal, StateStore, Trace, asked_by, clock
from fokus_ehrenamtskarte.credential.status_list import DAYS, PLACES, bits_of, write_jwt, write_list
from fokus_ehrenamtskarte.keys.commands import KEEP, MAKE, OpenStatusList
from fokus_ehrenamtskarte.keys.keeping import LISTS, ring_in
from fokus_ehrenamtskarte.keys.private_keys import PrivateKeys
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Command, Fact, Key, Reads, _
from fokus_projections import OPEN_DAY, OPEN_POSITION, Reader, ReadModels

PUBLISHER = Actor("ehrenamtskarte-status", trusted=True)
SPACE = ehrenamtskarte.trace(
    Trace("ehrenamtskarte-status-list", _("Veröffentlichte Sperrlisten, die niemanden nennen"), stays=True)
).name
AGAIN = 20 * 3600  # seconds after which a list is published again although nothing changed
FULL = PLACES // 4  # cards on a list from which on the next one is opened
# Cards that may be blocked, each found by an index among a million: what happens to one closes a row of its states,
# and a later code of a card is never its first, or is one on a telephone.
PERHAPS = f"""
SELECT card FROM ehrenamtskarte_card WHERE known_to < {OPEN_POSITION}
UNION ALL SELECT card FROM ehrenamtskarte_card WHERE known_to = {OPEN_POSITION} AND valid_to < '{OPEN_DAY}'
UNION ALL SELECT card FROM ehrenamtskarte_card_signed WHERE why < 'first'
UNION ALL SELECT card FROM ehrenamtskarte_card_signed WHERE why > 'first' AND why < 'phone'
UNION ALL SELECT card FROM ehrenamtskarte_card_signed WHERE why > 'phone'
UNION ALL SELECT card FROM ehrenamtskarte_card_signed WHERE why = 'phone' GROUP BY card HAVING count(*) > 1
UNION ALL SELECT card FROM ehrenamtskarte_phone_ended
"""
BLOCKED = f"""
SELECT CAST(substr(signed.place, instr(signed.place, '-') + 1) AS INTEGER) FROM ehrenamtskarte_card_signed signed
LEFT JOIN ehrenamtskarte_card held ON held.card = signed.card AND held.known_from <= :known AND held.known_to > :known
    AND held.valid_from <= max(:on, signed.since) AND held.valid_to > max(:on, signed.since)
WHERE signed.card IN ({PERHAPS}) AND signed.known_from <= :known AND signed.place LIKE :list || '-%'
    AND (signed.valid_until IS NULL OR signed.valid_until >= :on)
    AND (held.card IS NULL OR held.revoked_on IS NOT NULL OR held.suspended OR EXISTS (
        SELECT 1 FROM ehrenamtskarte_card_signed later WHERE later.card = signed.card
        AND (later.device IS NULL) = (signed.device IS NULL)
        AND later.position > signed.position AND later.known_from <= :known AND later.effective <= :on)
    OR EXISTS (SELECT 1 FROM ehrenamtskarte_phone_ended ended WHERE ended.place = signed.place
        AND ended.known_from <= :known AND ended.effective <= :on))
"""
COUNT = "SELECT count(*) FROM ehrenamtskarte_card_signed WHERE place LIKE :list || '-%'"


ListNumber = Annotated[int, Key("status-list"), Meta(ge=1, le=9999, description="Number of the list")]


class OfList(Fact, frozen=True, kw_only=True):
    """Something about one list of blocked cards."""

    number: ListNumber


Made = Annotated[int, Meta(ge=0, description="When it was made, in seconds since 1970")]
Ends = Annotated[int, Meta(ge=0, description="From when on it is not relied on, in seconds since 1970")]
Known = Annotated[int, Meta(ge=0, description="Position up to which it knows the journal")]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the bits before they are packed")]


@ehrenamtskarte.fact(
    "status-list-published@1", irrevocable=True, sentence=_("Die Sperrliste der Ehrenamtskarte ist veröffentlicht.")
)
class StatusListPublished(OfList, frozen=True, kw_only=True):
    """A list was signed: what was blocked as known at a position, from when until when it may be relied on."""

    iat: Made
    exp: Ends
    digest: Digest
    known: Known


PUBLICATIONS = ehrenamtskarte.facts_of(StatusListPublished, indexes=[("number", "iat")])


@ehrenamtskarte.command("publish-status-list", KEEP, records=StatusListPublished, title=_("Sperrliste veröffentlichen"))
class PublishStatusList(Command, frozen=True, kw_only=True):
    """Record a list that the house has signed."""

    reads: ClassVar[Reads] = Reads()
    number: ListNumber
    iat: Made
    exp: Ends
    digest: Digest
    known: Known
    effective: date

    def asks(self) -> tuple[Asked, ...]:
        """Ask for what nobody may."""
        return (asked_by(self), Asked(MAKE.permission, "ehrenamtskarte"))


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """A list as it is served, and what it was made of."""

    iat: int
    kid: str
    digest: str
    cwt: bytes
    jwt: str


class House(Protocol):
    """What the job asks of the services."""

    @property
    def journal(self) -> Journal:
        """The journal, with its vault."""
        ...

    @property
    def state_store(self) -> StateStore:
        """Where private keys and lists lie."""
        ...

    @property
    def models(self) -> ReadModels:
        """The read models of this node."""
        ...

    @property
    def settings(self) -> Any:
        """The settings, with the address under which people reach the service."""
        ...


class NoListKeyError(Exception):
    """No key signs lists on this day: the root has to sign the keys of this year."""


class PublishLists:
    """Publishes each list within minutes of a change, and at least daily; without a key for it the job fails."""

    name = "ehrenamtskarte.publish-lists"
    every = 300.0

    def run(self, context: JobContext[House]) -> None:
        """Publish what is due."""
        house = context.services
        ring, now = ring_in(house.journal), house.journal.now()
        today, iat = clock.day_of(now), int(now.timestamp())
        reader = house.models.reader()
        for number, uri in sorted(ring.lists_in_force.items()):
            known = reader.position
            content = blocked(reader, number, today, known)
            digest = sha256(content).hexdigest()
            key = ring.signer("list", today)
            private = PrivateKeys(house.state_store, house.journal).find(key.kid) if key else None
            if key is None or private is None:
                raise NoListKeyError
            last = published(house.state_store, number)
            if last and (last.digest, last.kid) == (digest, key.kid) and iat - last.iat < AGAIN:
                continue
            if not context.holds():
                return
            entry = Published(
                iat=iat,
                kid=key.kid,
                digest=digest,
                cwt=write_list(uri, content, iat, private),
                jwt=write_jwt(uri, content, iat, private),
            )
            told = PublishStatusList(
                number=number, iat=iat, exp=iat + DAYS * 86_400, digest=digest, known=known, effective=today
            )
            house.journal.handle(told, by=PUBLISHER, command_id=f"status-list:{number}:{iat}:{known}")
            house.state_store.put(SPACE, str(number), msgspec.json.encode(entry))
        newest = max(ring.lists, default=0)
        if newest and reader.rows(COUNT, {"list": newest})[0][0] >= FULL and context.holds():
            uri = f"{house.settings.public_url}{LISTS}{newest + 1}"
            following = OpenStatusList(uri=uri, effective=today)
            house.journal.handle(following, by=PUBLISHER, command_id=f"status-list:{newest + 1}")


def blocked(reader: Reader, number: int, day: date, known: int) -> bytes:
    """Return the bits of a list on a day, as known at a position.

    A place is blocked where its card is revoked, suspended, taken back, or has a later code of its kind, and where it
    ended on its telephone; one that is past its last day is not: that is judged before.
    """
    rows = reader.rows(BLOCKED, {"on": day.isoformat(), "known": known, "list": str(number)})
    return bits_of(idx for (idx,) in rows)


def published(store: StateStore, number: int) -> Published | None:
    """Return a list as it was published last."""
    held = store.get(SPACE, str(number))
    return None if held is None else msgspec.json.decode(held, type=Published)


ehrenamtskarte.job(PublishLists())
