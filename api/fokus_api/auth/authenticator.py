"""The authenticator: which caller a credential stands for, with the grants in force by now."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from fokus_api.auth.key_uses import KeyUses
from fokus_api.auth.shared_look import SharedLook
from fokus_api.auth.signin import Flaw, ProviderDown, SignIn
from fokus_api.http.caller import Caller, SignedIn
from fokus_api.http.problems import ApiProblem
from fokus_api.runtime.service import Service
from fokus_core.access.actor import Actor
from fokus_core.access.api_keys import matches
from fokus_core.access.grants import Grant, narrowed
from fokus_core.domain import clock
from fokus_core.domain.refusals import Unavailable
from fokus_projections import Reader

__all__ = ["SAMPLE", "Authenticator"]

TABLES = ("core_grant", "core_key")
SAMPLE = 0.25  # seconds between two looks at the journal's head
BEHIND = 2.0  # seconds that the grants may lag behind the journal
NO_DIGEST = "0" * 64
KEY = "SELECT actor, digest, roles, scopes, since, until, revoked_on FROM core_key WHERE key = ?"


class Authenticator:
    """Resolves API keys, access tokens and browser sessions over the read models of this node."""

    def __init__(
        self,
        service: Service,
        look: SharedLook,
        signin: SignIn,
        uses: KeyUses,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._service = service
        self._look = look
        self._signin = signin
        self._uses = uses
        self._now = now
        self._sampled = -SAMPLE
        self._sampling = asyncio.Lock()
        self._seen: tuple[int, int, date] = (-1, -1, date.min)
        self._grants: dict[str, tuple[Grant, ...]] = {}
        self._callers: dict[str, tuple[str, Caller | None]] = {}

    async def caller(self, authorization: str | None, session: str | None = None) -> Caller:
        """Return who asks; raises `ApiProblem` for a credential that does not hold or cannot be judged now."""
        today = clock.day_of(self._service.journal.now())
        if session is not None:
            if authorization is not None:
                raise ApiProblem("two-credentials")
            return await self._signed(self._signin.by_session(session), today)
        if authorization is None:
            return _anybody(today)
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() == "bearer" and not token.strip().startswith("fk_"):
            return await self._signed(self._signin.by_token(token.strip()), today)
        await self._fresh()
        caller = self._by_key(authorization, today)
        if caller is None:
            raise ApiProblem("invalid-credential")
        return caller

    def at_once(self, authorization: str | None) -> Caller | None:
        """Return who asks where that is known and nothing has to be waited for."""
        today = clock.day_of(self._service.journal.now())
        if authorization is None:
            return _anybody(today)
        return None if self._now() - self._sampled >= SAMPLE else self._by_key(authorization, today)

    def _by_key(self, authorization: str, today: date) -> Caller | None:
        """Return whom an API key stands for, and note that it is used; None for what is none in force."""
        scheme, _, token = authorization.partition(" ")
        prefix, _, rest = token.strip().partition("_")
        key, _, secret = rest.partition("_")
        if scheme.lower() != "bearer" or prefix != "fk" or not key or not secret:
            return None
        digest, caller = self._known(key, today)
        if not matches(secret, digest) or caller is None:
            return None
        self._uses.note(key, self._service.journal.now())
        return caller

    async def _signed(self, found: Awaitable[SignedIn | None], today: date) -> Caller:
        """Return who an access token or a browser session stands for."""
        try:
            signed = await found
        except Flaw as flaw:
            raise ApiProblem("invalid-credential") from flaw
        except ProviderDown as error:
            raise ApiProblem("provider-down") from error
        if signed is None:
            raise ApiProblem("session-ended")
        await self._fresh()
        return self._signed_caller(signed, today)

    def _signed_caller(self, signed: SignedIn, today: date) -> Caller:
        reader = self._looked(today)
        return Caller(signed.actor, self._grants_of(reader, signed.actor), today=today, signed=signed)

    async def again(self, caller: Caller) -> Caller:
        """Return a caller with the grants that are in force by now, for answers that take long; raises `ApiProblem`."""
        today = clock.day_of(self._service.journal.now())
        if caller.actor is None:
            return _anybody(today)
        if caller.signed is not None:
            if not await self._signin.holds(caller.signed):
                raise ApiProblem("invalid-credential")
            return self._signed_caller(caller.signed, today)
        _, now = self._known(caller.key, today)
        if now is None:
            raise ApiProblem("invalid-credential")
        return now

    def _known(self, key: str, today: date) -> tuple[str, Caller | None]:
        """Return the digest of a key's secret, and who it stands for where it is in force."""
        reader = self._looked(today)
        found = self._callers.get(key)
        if found is None and (row := reader.first(KEY, (key,))) is not None:
            found = self._callers[key] = self._of_key(reader, key, row, today)
        return found or (NO_DIGEST, None)

    def _of_key(self, reader: Reader, key: str, row: Sequence[Any], today: date) -> tuple[str, Caller | None]:
        actor, digest, roles, scopes, *days = row
        if not _in_force(today.isoformat(), *days):
            return digest, None
        by = Actor(actor, roles=tuple(roles.split()), scopes=tuple(scopes.split()))
        grants = tuple(narrowed(self._grants_of(reader, actor), by))
        return digest, Caller(actor, grants, key, by.roles, by.scopes, today)

    async def _fresh(self) -> None:
        """Raise `ApiProblem` unless the grants held every fact of the journal a moment ago."""
        if self._now() - self._sampled < SAMPLE:
            return
        async with self._sampling:
            if self._now() - self._sampled < SAMPLE:
                return
            at = self._now()
            try:
                head = await asyncio.to_thread(self._service.journal.store.head)
            except Unavailable as error:
                raise ApiProblem("access-unknown") from error
            behind = self._look.reader().position < head
            if behind and not await asyncio.to_thread(self._service.models.wait_for, head, BEHIND):
                raise ApiProblem("access-unknown")
            if self._look.reader().behind(TABLES):
                raise ApiProblem("access-unknown")
            self._sampled = at

    def _looked(self, today: date) -> Reader:
        """Return the read models, and forget whom one knew if a grant, a key or the day has changed."""
        reader = self._look.reader()
        seen = (reader.generation, reader.changed(TABLES), today)
        if seen != self._seen:
            self._seen, self._grants, self._callers = seen, {}, {}
        return reader

    def _grants_of(self, reader: Reader, actor: str) -> tuple[Grant, ...]:
        """Return the grants of an actor that hold on the day last looked at."""
        if actor not in self._grants:
            rows = reader.rows("SELECT role, scope, since, until FROM core_grant WHERE actor = ?", (actor,))
            grants = (Grant(role, scope, _day(since) or date.min, _day(until)) for role, scope, since, until in rows)
            self._grants[actor] = tuple(grant for grant in grants if grant.holds(self._seen[2]))
        return self._grants[actor]


@lru_cache(1)
def _anybody(today: date) -> Caller:
    return Caller(today=today)


def _in_force(day: str, since: str | None, until: str | None, revoked_on: str | None) -> bool:
    return (
        (since is None or since <= day) and (until is None or day <= until) and (revoked_on is None or day < revoked_on)
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
