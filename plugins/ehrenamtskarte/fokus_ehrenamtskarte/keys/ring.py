"""The keys and lists as the facts about them say: a pure fold, for rules, jobs and answers alike."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from fokus_core import clock
from fokus_ehrenamtskarte.credential.cose import Point
from fokus_ehrenamtskarte.credential.key_set import Key, KeySet, opened
from fokus_ehrenamtskarte.keys.encoding import unbase64
from fokus_ehrenamtskarte.keys.facts import KeyMade, KeySetPublished, KeyUse, KeyWithdrawn, RootSet, StatusListOpened
from fokus_kommune import Fact

__all__ = ["Ring", "midnight", "point_from", "ring_of"]


class Ring(Struct, frozen=True, kw_only=True):
    """Root, keys by kid, those withdrawn, the key set in force, and the lists by number, as they stand."""

    root: Point | None
    made: dict[str, KeyMade]
    withdrawn: frozenset[str]
    published: KeySetPublished | None
    key_set: KeySet | None
    lists: dict[int, str]

    @property
    def in_force(self) -> dict[str, KeyMade]:
        """The keys that sign: made here, in the key set in force, not withdrawn."""
        held = {kid.hex() for kid in self.key_set.keys} if self.key_set else set[str]()
        return {kid: key for kid, key in self.made.items() if kid in held and kid not in self.withdrawn}

    def signer(self, use: KeyUse, day: date) -> KeyMade | None:
        """Return the key that signs what begins on a day, the newest of those whose time it is."""
        found = [key for key in self.in_force.values() if key.use == use and key.since <= day <= key.until]
        return max(found, key=lambda key: (key.since, key.kid), default=None)

    def wanted(self) -> list[Key]:
        """Return the keys that the next key set holds: all but those withdrawn, and those of others in the last one."""
        ours = [key_of(key) for kid, key in sorted(self.made.items()) if kid not in self.withdrawn]
        others = [key for key, _ in self.key_set.keys.values()] if self.key_set else []
        return [*ours, *(key for key in others if key.kid.hex() not in self.made)]

    @property
    def due(self) -> bool:
        """Whether the root has to sign anew: a key is missing in the set, or one in it is withdrawn."""
        held = {kid.hex() for kid in self.key_set.keys} if self.key_set else set[str]()
        lists = set(self.key_set.lists) if self.key_set else set[str]()
        return held != {key.kid.hex() for key in self.wanted()} or not lists >= set(self.lists.values())


def ring_of(facts: Iterable[Fact]) -> Ring:
    """Return what facts in recorded order say."""
    root: Point | None = None
    made: dict[str, KeyMade] = {}
    withdrawn: set[str] = set()
    published: KeySetPublished | None = None
    lists: dict[int, str] = {}
    for fact in facts:
        match fact:
            case RootSet():
                root, published = point_from(fact.root), None
            case KeyMade():
                made[fact.kid] = fact
            case KeyWithdrawn():
                withdrawn.add(fact.kid)
            case KeySetPublished():
                published = fact
            case StatusListOpened():
                lists[fact.number] = fact.uri
            case _:
                pass
    key_set = opened(unbase64(published.content), root) if published and root else None
    return Ring(root=root, made=made, withdrawn=frozenset(withdrawn), published=published, key_set=key_set, lists=lists)


def key_of(made: KeyMade) -> Key:
    """Return a key as the set holds it."""
    since, until = midnight(made.since), midnight(made.until + timedelta(days=1))
    return Key(point=point_from(made.point), use=made.use, nbf=since, exp=until)


def point_from(text: str) -> Point:
    """Return a public key from its 128 hexadecimal digits."""
    data = bytes.fromhex(text)
    return Point(data[:32], data[32:])


def midnight(day: date) -> int:
    """Return the second in which a day begins in Berlin."""
    return int(datetime.combine(day, time(), clock.BERLIN).timestamp())
