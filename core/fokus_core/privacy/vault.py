"""What the house asks of a vault: keys that are made on demand and destroyed for good, and a directory of persons."""

from collections.abc import Callable, Collection
from typing import Protocol

from msgspec import Struct

from fokus_core.privacy.likeness import Agreement, Likely, Mark

__all__ = ["KeyLost", "PersonErasedError", "SealBroken", "Vault", "VaultStatus"]


class PersonErasedError(Exception):
    """Keys of this subject were destroyed; nothing is sealed for it again."""

    def __init__(self) -> None:
        super().__init__("The person was erased; nothing is sealed for them again.")


class SealBroken(Exception):
    """A sealed value is damaged, or stands in another fact or field than the one it was sealed for."""


class KeyLost(SealBroken):
    """The vault holds no such key, though nobody destroyed it: it is another vault's, or the key was damaged."""


class VaultStatus(Struct, frozen=True, kw_only=True):
    """How many keys a vault holds by their state, of how many subjects, and how many persons are recognised."""

    active: int
    blocked: int
    destroyed: int
    subjects: int
    recognised: int


class Vault(Protocol):
    """Keys per subject, purpose and case. A subject is an opaque id: a person's random id, or `cohort:4`.

    A key is made on first use and is active; it is blocked while its subject is, and opens nothing then but for who
    may open what is blocked; it is destroyed for good. An external key service is attached by an object with these
    methods: `key_for`, `key`, `block`, `retire` and the two that destroy are what it must keep.
    """

    def key_for(self, subject: str, purpose: str, case: str = "") -> tuple[str, bytes]:
        """Return the id and the 32 bytes of the key, made on first use. Raises `PersonErasedError`."""
        ...

    def key(self, key_id: str, *, although_blocked: bool = False) -> bytes | None:
        """Return the 32 bytes of a key, None when it was destroyed or is blocked. Raises `KeyLost`."""
        ...

    def digest_key(self, subject: str = "") -> bytes:
        """Return the HMAC key for digests that concern a subject (`""`: nobody); destroyed with the subject.

        Raises `PersonErasedError`.
        """
        ...

    def destroy(self, subject: str, purpose: str | None = None, case: str | None = None) -> int:
        """Destroy a subject's keys, or those of one purpose or case, for ever; return how many there were.

        Without purpose and case the subject's directory entry goes too. May be repeated.
        """
        ...

    def active(self) -> list[tuple[str, str]]:
        """Return the id and the subject of every key that is not destroyed, blocked ones included."""
        ...

    def retire(self, key_id: str) -> None:
        """Seal nothing with a key any more: a new one is made on the next use. What it sealed opens still."""
        ...

    def destroy_key(self, key_id: str) -> bool:
        """Destroy one key, whose subject lives on and gets a new one on the next use; tell whether it was there."""
        ...

    def destroyed(self, subject: str) -> int:
        """Return how many keys of a subject were destroyed."""
        ...

    def erased(self, subject: str) -> bool:
        """Tell whether the whole subject was destroyed."""
        ...

    def likely(self, marks: Collection[Mark]) -> Likely:
        """Return who is likely meant by these marks; record nothing."""
        ...

    def recognises(self, person: str) -> bool:
        """Tell whether the directory holds anything by which a person is recognised."""
        ...

    def enter(self, person: str, marks: Collection[Mark], holds: Callable[[Likely], bool]) -> bool:
        """Record by what a person is recognised, unless who is likely meant meanwhile is not what `holds` expects.

        Tells whether it was. May be repeated. Raises `PersonErasedError` for an erased person.
        """
        ...

    def alike(self) -> list[tuple[str, str, frozenset[Agreement]]]:
        """Return every two persons who agree in something, the smaller id first, and in what."""
        ...

    def block(self, subject: str, *, blocked: bool) -> None:
        """Block a subject's keys (Article 18 GDPR), or let them be used again. May be repeated."""
        ...

    def status(self) -> VaultStatus:
        """Count keys and persons."""
        ...

    def flaws(self) -> list[str]:
        """Return what the engine finds wrong with its files."""
        ...

    def backup(self, target: str) -> None:
        """Write a consistent copy of a SQLite vault to the new file `target`; it opens with the same master key."""
        ...

    def close(self) -> None:
        """Release the connections."""
        ...
