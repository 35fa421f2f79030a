"""Links for those without an account: secrets bound to one action, that expire and can be used so many times."""

import re
import secrets
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec

from fokus_core.access.actor import Actor
from fokus_core.storage.state_store import StateStore

__all__ = ["LINK", "Link", "LinkGone", "Links", "Use"]

LINK = Actor("link", trusted=True)  # the link is the authority; the rules alone judge what it gives
SPACE = "link"
CLAIM = 60.0  # seconds after which a use that nobody finished or gave back may be tried again
FREE, USED = 0.0, -1.0
ABOUT = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._-]{0,199}")


class LinkGone(Exception):
    """There is no such link, it has expired, it is used up, or somebody is using it now: nobody is told which."""


class Link(msgspec.Struct, frozen=True):
    """What a link is bound to: an action, the ids it is about, when it expires, and how each of its uses stands.

    A use is free, used, or claimed until a time in seconds since 1970.
    """

    action: str
    about: dict[str, str]
    expires: float
    uses: tuple[float, ...]

    def free(self, now: float) -> int | None:
        """Return the number of the first use that is left."""
        return next((number for number, until in enumerate(self.uses) if until != USED and until <= now), None)


@dataclass(frozen=True)
class Use:
    """One use of a link, under way; a repeat of it gives its command under the same id."""

    link: Link
    command_id: str


class Links:
    """The links of an installation; the state store keeps a hash of each secret and what it is bound to."""

    def __init__(self, state_store: StateStore) -> None:
        self._state_store = state_store

    def issue(self, action: str, about: Mapping[str, str], *, expires: datetime, uses: int = 1) -> str:
        """Return the path of a new link, which is nowhere kept; `about` holds ids, never personal data."""
        wrong = [name for name, value in about.items() if not ABOUT.fullmatch(value)]
        if wrong:
            raise ValueError(f"A link is bound to ids; {', '.join(wrong)} is none.")
        if not 1 <= uses <= 1000:
            raise ValueError("A link can be used between 1 and 1000 times.")
        secret, until = secrets.token_urlsafe(32), expires.timestamp()
        link = Link(action, dict(about), until, (FREE,) * uses)
        self._state_store.put(SPACE, _digest(secret), msgspec.json.encode(link), expires=until)
        return f"/l/{secret}"

    def find(self, secret: str) -> Link:
        """Return what a link is bound to; raises `LinkGone`. Changes nothing."""
        _, link = self._held(_digest(secret))
        if link.free(time.time()) is None:
            raise LinkGone
        return link

    @contextmanager
    def use(self, secret: str) -> Generator[Use]:
        """Use a link once, unless the block fails: then it is as before. Raises `LinkGone`.

        Of many callers exactly one gets each use. Where a process dies inside, the use can be tried again after a
        while; that the command has its id from the link makes the repeat harmless.
        """
        digest = _digest(secret)
        link, number, until = self._claim(digest)
        try:
            yield Use(link, f"link:{digest[:40]}:{number}")
        except BaseException:
            self._mark(digest, number, until, FREE)
            raise
        self._mark(digest, number, until, USED)

    def _held(self, digest: str) -> tuple[bytes, Link]:
        stored = self._state_store.get(SPACE, digest)
        if stored is None:
            raise LinkGone
        return stored, msgspec.json.decode(stored, type=Link)

    def _claim(self, digest: str) -> tuple[Link, int, float]:
        while True:
            stored, link = self._held(digest)
            now = time.time()
            number = link.free(now)
            if number is None:
                raise LinkGone
            if self._replace(digest, stored, link, number, now + CLAIM):
                return link, number, now + CLAIM

    def _mark(self, digest: str, number: int, claim: float, state: float) -> None:
        """End a claim; one that ran out and was taken by somebody else is theirs to end."""
        done = False
        while not done:
            try:
                stored, link = self._held(digest)
            except LinkGone:
                return  # it has expired meanwhile
            done = link.uses[number] != claim or self._replace(digest, stored, link, number, state)

    def _replace(self, digest: str, stored: bytes, link: Link, number: int, state: float) -> bool:
        uses = (*link.uses[:number], state, *link.uses[number + 1 :])
        changed = msgspec.structs.replace(link, uses=uses)
        return self._state_store.compare_and_set(SPACE, digest, stored, msgspec.json.encode(changed))


def _digest(secret: str) -> str:
    return sha256(secret.encode(errors="surrogatepass")).hexdigest()
