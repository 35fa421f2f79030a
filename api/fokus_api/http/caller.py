"""Who asks, and where they hold a permission."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import Literal

from fokus_core.access.actor import PUBLIC_ACTOR, Actor
from fokus_core.access.grants import Grant
from fokus_core.domain import clock


@dataclass(frozen=True)
class SignedIn:
    """An actor by token or session: until when (seconds since 1970), and the digest and CSRF token of the session."""

    actor: str
    until: float = math.inf
    session: str = ""
    csrf: str = field(default="", repr=False)


@dataclass(frozen=True)
class Caller:
    """Who asks: an actor with the grants in force today, or nobody in particular (`actor` is None).

    `key` is the API key shown. Where it names `roles` or `scopes`, `grants` are what it leaves of the actor's;
    `signed` is a token or session shown.
    """

    actor: str | None = None
    grants: tuple[Grant, ...] = ()
    key: str = ""
    roles: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    today: date = field(default_factory=lambda: clock.day_of(clock.now()))
    signed: SignedIn | None = None

    @property
    def session(self) -> str:
        """The digest of the browser session shown, empty without one."""
        return self.signed.session if self.signed else ""

    @property
    def signed_in(self) -> Literal["key", "token", "session"] | None:
        """By what the caller is known."""
        if self.signed is not None:
            return "session" if self.signed.session else "token"
        return "key" if self.key else None

    @property
    def as_actor(self) -> Actor:
        """The actor that the journal judges."""
        return PUBLIC_ACTOR if self.actor is None else Actor(self.actor, roles=self.roles, scopes=self.scopes)

    @cached_property
    def digest(self) -> str:
        """What answers to this caller may depend on: the actor and its grants."""
        parts = (self.actor or "", *sorted(f"{grant.role} {grant.scope}" for grant in self.grants))
        return blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()


@dataclass(frozen=True)
class Reach:
    """Where a caller holds a permission: everywhere in its programme, or within single things by kind."""

    everything: bool
    things: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, kind: str) -> frozenset[str]:
        """Return the ids of the things of a kind."""
        return self.things.get(kind, frozenset())
