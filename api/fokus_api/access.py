"""Who asks, and what they may see: credential to actor, actor to grants, and the one place that filters log rows."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from fokus_api.problems import Trouble
from fokus_core.access import PUBLIC_ACTOR, Actor, Grant, matches, permitted
from fokus_core.bodies.names import Bodies
from fokus_core.commands import Asked, Policy
from fokus_core.journal import clock
from fokus_core.journal.store import StoreUnavailable
from fokus_core.refusals import Forbidden, Invalid, NotFound
from fokus_projections import Reader, bodies_known

if TYPE_CHECKING:
    from fokus_api.service import Service

TABLES = ("core_grant", "core_key")
REGISTER = ("core_bodies",)
READ_LOG = "core.read-log"
SAMPLE = 0.25  # seconds between two looks at the journal's head
BEHIND = 2.0  # seconds that the grants may lag behind the journal
NO_DIGEST = "0" * 64


@dataclass(frozen=True)
class Caller:
    """Who asks: an actor with the grants in force today, or nobody in particular (`actor` is None).

    `key` is the API key shown, `register` the position of the last change to the bodies that scopes are about.
    """

    actor: str | None = None
    grants: tuple[Grant, ...] = ()
    key: str = ""
    register: int = 0
    today: date = field(default_factory=lambda: clock.day_of(clock.now()))

    @property
    def as_actor(self) -> Actor:
        """The actor that the journal judges."""
        return PUBLIC_ACTOR if self.actor is None else Actor(self.actor)

    @cached_property
    def digest(self) -> str:
        """What answers to this caller may depend on: the actor and its grants."""
        parts = (self.actor or "", str(self.register), *sorted(f"{grant.role} {grant.scope}" for grant in self.grants))
        return blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()


class Access:
    """Resolves credentials and judges policies over the read models of this node."""

    def __init__(self, service: "Service", now: Callable[[], float] = time.monotonic) -> None:
        self.service = service
        self.permissions = service.catalogue.permissions
        self._now = now
        self._sampled = -SAMPLE
        self._sampling = asyncio.Lock()
        self._seen: tuple[int, int, date] = (-1, -1, date.min)
        self._grants: dict[str, tuple[Grant, ...]] = {}

    @property
    def reader(self) -> Reader:
        """The read models, as this thread reads them."""
        return self.service.models.reader()

    async def caller(self, authorization: str | None) -> Caller:
        """Return who asks; raises `Trouble` for a credential that does not hold or cannot be judged now."""
        today = clock.day_of(self.service.journal.now())
        if authorization is None:
            return Caller(today=today)
        scheme, _, token = authorization.partition(" ")
        prefix, _, rest = token.strip().partition("_")
        key, _, secret = rest.partition("_")
        if scheme.lower() != "bearer" or prefix != "fk" or not key or not secret:
            raise Trouble("invalid-credential")
        await self._fresh()
        digest, caller = self._known(key, today)
        if not matches(secret, digest) or caller is None:
            raise Trouble("invalid-credential")
        return caller

    def again(self, caller: Caller) -> Caller:
        """Return a caller with the grants that are in force by now, for answers that take long; raises `Trouble`."""
        today = clock.day_of(self.service.journal.now())
        if caller.actor is None:
            return Caller(today=today)
        _, now = self._known(caller.key, today)
        if now is None:
            raise Trouble("invalid-credential")
        return now

    def _known(self, key: str, today: date) -> tuple[str, Caller | None]:
        """Return the digest of a key's secret, and who it stands for where it is in force."""
        row = self.reader.first("SELECT actor, digest, since, until, revoked_on FROM core_key WHERE key = ?", (key,))
        if row is None:
            return NO_DIGEST, None
        actor, digest, *days = row
        if not _in_force(today.isoformat(), *days):
            return digest, None
        return digest, Caller(actor, self._grants_of(actor, today), key, self.reader.changed(REGISTER), today)

    def demand(
        self, caller: Caller, policy: Policy, programme: str, things: Mapping[str, Any], *, hidden: bool = False
    ) -> None:
        """Let the caller pass or raise `Forbidden`, or `NotFound` where the thing itself is `hidden`."""
        if not policy.permission:
            return
        asked = self._asked(policy, programme, things, caller.today)
        if policy.permission not in self.permissions or not permitted(
            caller.grants, asked, self.permissions, self._within(caller.today), on=caller.today
        ):
            raise NotFound if hidden else Forbidden

    def audiences(self, caller: Caller, alias: str = "core_log") -> tuple[str, dict[str, Any]]:
        """Return the SQL condition, with its parameters, that leaves the log rows this caller may see."""
        roles = self.permissions[READ_LOG].roles
        scopes = {grant.scope for grant in caller.grants if grant.role in roles and grant.holds(caller.today)}
        if "state" in scopes:
            return "1", {}
        programmes = sorted(scope.partition(":")[2] for scope in scopes if scope.startswith("programme:"))
        names = {f"seen_{number}": programme for number, programme in enumerate(programmes)}
        public = f"{alias}.audience = 'public'"
        if not names:
            return public, {}
        return f"({public} OR {alias}.programme IN ({', '.join(f':{name}' for name in names)}))", names

    def _bodies(self) -> Bodies:
        reader = self.reader
        return bodies_known(reader, reader.position)

    async def _fresh(self) -> None:
        """Raise `Trouble` unless the grants held every fact of the journal a moment ago."""
        if self._now() - self._sampled < SAMPLE:
            return
        async with self._sampling:
            if self._now() - self._sampled < SAMPLE:
                return
            at = self._now()
            try:
                head = await asyncio.to_thread(self.service.journal.store.head)
            except StoreUnavailable as error:
                raise Trouble("access-unknown") from error
            behind = self.reader.position < head
            if behind and not await asyncio.to_thread(self.service.models.wait_for, head, BEHIND):
                raise Trouble("access-unknown")
            if self.reader.behind(TABLES):
                raise Trouble("access-unknown")
            self._sampled = at

    def _grants_of(self, actor: str, today: date) -> tuple[Grant, ...]:
        reader = self.reader
        seen = (reader.generation, reader.changed(TABLES), today)
        if seen != self._seen:
            self._seen, self._grants = seen, {}
        if actor not in self._grants:
            rows = reader.rows("SELECT role, scope, since, until FROM core_grant WHERE actor = ?", (actor,))
            grants = (Grant(role, scope, _day(since) or date.min, _day(until)) for role, scope, since, until in rows)
            self._grants[actor] = tuple(grant for grant in grants if grant.holds(today))
        return self._grants[actor]

    def _asked(self, policy: Policy, programme: str, things: Mapping[str, Any], today: date) -> Asked:
        if policy.scope in {"public", "state", "programme"}:
            return Asked(policy.permission, "" if policy.scope == "state" else programme)
        value = str(things[f"{policy.scope}_id"])
        if policy.scope == "body":
            try:
                value = self._bodies().resolve(value, today, field="body", party=True)
            except Invalid:
                raise NotFound from None
        return Asked(policy.permission, programme, {policy.scope: value})

    def _within(self, today: date) -> Callable[[str, str], bool]:
        def within(body: str, upper: str) -> bool:
            return self._bodies().register.is_within(body, upper, today)

        return within


def _in_force(day: str, since: str | None, until: str | None, revoked_on: str | None) -> bool:
    return (
        (since is None or since <= day) and (until is None or day < until) and (revoked_on is None or day < revoked_on)
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
