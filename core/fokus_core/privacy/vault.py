"""What the house asks of a vault: keys that are made on demand and destroyed for good, and a directory of persons."""

import unicodedata
from collections.abc import Callable
from typing import Protocol

__all__ = ["KeyLost", "PersonErasedError", "SealBroken", "Vault", "recognised_by"]


class PersonErasedError(Exception):
    """Keys of this subject were destroyed; nothing is sealed for it again."""

    def __init__(self) -> None:
        super().__init__("The person was erased; nothing is sealed for them again.")


class SealBroken(Exception):
    """A sealed value is damaged, or stands in another fact or field than the one it was sealed for."""


class KeyLost(SealBroken):
    """The vault holds no such key, though nobody destroyed it: it is another vault's, or the key was damaged."""


class Vault(Protocol):
    """Keys per subject, purpose and case. A subject is an opaque id: a person's random id, or `cohort:4`."""

    def key_for(self, subject: str, purpose: str, case: str = "") -> tuple[str, bytes]:
        """Return the id and the 32 bytes of the key, made on first use. Raises `PersonErasedError`."""
        ...

    def key(self, key_id: str) -> bytes | None:
        """Return the 32 bytes of a key, None when it was destroyed. Raises `KeyLost`."""
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

    def erased(self, subject: str) -> bool:
        """Tell whether the whole subject was destroyed."""
        ...

    def known(self, *, email: str | None = None, name: str | None = None, birth: str | None = None) -> str | None:
        """Return the id of the person known by this e-mail, else by this name and birth date; record nothing."""
        ...

    def person(
        self, *, email: str | None = None, name: str | None = None, birth: str | None = None, mint: Callable[[], str]
    ) -> str:
        """Return the id of the person known by this e-mail, else by this name and birth date, else `mint()`.

        A minted id is recorded when there is something to recognise the person by. Raises `PersonErasedError` when
        `mint` returns the id of an erased person.
        """
        ...

    def backup(self, target: str) -> None:
        """Write a consistent copy of a SQLite vault to the new file `target`; it opens with the same master key."""
        ...

    def close(self) -> None:
        """Release the connections."""
        ...


def recognised_by(*, email: str | None, name: str | None, birth: str | None) -> str | None:
    """Return what a person is recognised by: the e-mail, else name and birth; None where there is too little."""
    if email and email.strip():
        return f"email\0{normalised(email)}"
    if name and name.strip() and birth:
        return f"birth\0{birth}\0{normalised(name)}"
    return None


def normalised(text: str) -> str:
    """Write an e-mail address or a name so that equal ones are equal: NFC, casefolded, single spaces, trimmed."""
    return unicodedata.normalize("NFC", " ".join(unicodedata.normalize("NFC", text).casefold().split()))
