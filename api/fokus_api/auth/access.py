"""Who asks, and what they may see: credential to actor, actor to grants, and the one place that filters log rows."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from fokus_api.auth.key_uses import KeyUses
from fokus_api.auth.shared_look import SharedLook
from fokus_api.auth.signin import Flaw, ProviderDown, SignIn
from fokus_api.http.caller import Caller, Reach, SignedIn
from fokus_api.http.problems import ApiProblem
from fokus_api.runtime.service import Service
from fokus_core.access.actor import Actor
from fokus_core.access.api_keys import matches
from fokus_core.access.grants import Grant, narrowed, permitted
from fokus_core.domain import clock
from fokus_core.domain.commands import ANYWHERE, Asked, Policy
from fokus_core.domain.facts import LOG_READERS, Fact, Recorded
from fokus_core.domain.facts import PUBLIC as PUBLIC_AUDIENCE
from fokus_core.domain.refusals import Forbidden, Invalid, NotFound, Unavailable
from fokus_core.journal.request import Receipt
from fokus_projections import Reader, bodies_known

TABLES = ("core_grant", "core_key")
READ_LOG = "core.read-log"
SAMPLE = 0.25  # seconds between two looks at the journal's head
BEHIND = 2.0  # seconds that the grants may lag behind the journal
NO_DIGEST = "0" * 64
KEY = "SELECT actor, digest, roles, scopes, since, until, revoked_on FROM core_key WHERE key = ?"


class Access:
    """Resolves credentials and judges policies over the read models of this node."""

    def __init__(
        self,
        service: Service,
        look: SharedLook,
        signin: SignIn,
        uses: KeyUses,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.service = service
        self.permissions = service.catalogue.permissions
        seen_by = {kind.audience for kind in service.catalogue.facts.values()} - {PUBLIC_AUDIENCE, LOG_READERS}
        self._narrow = sorted(seen_by, key=lambda audience: (audience.permission, audience.kind))
        self._look = look
        self._signin = signin
        self._uses = uses
        self._now = now
        self._sampled = -SAMPLE
        self._sampling = asyncio.Lock()
        self._seen: tuple[int, int, date] = (-1, -1, date.min)
        self._grants: dict[str, tuple[Grant, ...]] = {}
        self._callers: dict[str, tuple[str, Caller | None]] = {}

    @property
    def reader(self) -> Reader:
        """The read models, as this thread reads them."""
        return self._look.reader()

    async def caller(self, authorization: str | None, session: str | None = None) -> Caller:
        """Return who asks; raises `ApiProblem` for a credential that does not hold or cannot be judged now."""
        today = clock.day_of(self.service.journal.now())
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
        today = clock.day_of(self.service.journal.now())
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
        self._uses.note(key, self.service.journal.now())
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
        today = clock.day_of(self.service.journal.now())
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

    def demand(self, caller: Caller, policy: Policy, programme: str, things: Mapping[str, Any]) -> None:
        """Let the caller pass or raise `Forbidden`, or `NotFound` where the policy hides the thing itself."""
        if policy.scope == "signed-in" and caller.actor is None:
            raise Forbidden
        if not policy.permission:
            return
        asked = self._asked(policy, programme, things, caller.today)
        if policy.permission not in self.permissions or not permitted(
            caller.grants, asked, self.permissions, on=caller.today
        ):
            raise NotFound if policy.hidden else Forbidden

    def reach(self, caller: Caller, permission: str, *others: str) -> Reach:
        """Return where a caller holds a permission, or one of others: everywhere in its programme, or within things."""
        programme = permission.partition(".")[0]
        roles = {role for one in (permission, *others) for role in self.permissions[one].roles}
        everything = False
        things: defaultdict[str, set[str]] = defaultdict(set)
        for grant in caller.grants:
            if grant.role not in roles or not grant.holds(caller.today):
                continue
            kind, _, thing = grant.scope.partition(":")
            everything |= grant.scope in {"state", f"programme:{programme}"}
            things[kind].add(thing)
        return Reach(everything, {kind: frozenset(some) for kind, some in things.items()})

    def told(self, caller: Caller, receipt: Receipt) -> Receipt:
        """Return a receipt without facts about other things than the first is about, where the caller may not see them.

        So a body that withdraws is not told which other one takes its place.
        """
        about = {key for record in receipt.facts[:1] for key in record.keys}

        def shown(record: Recorded[Fact]) -> bool:
            kind = self.service.catalogue.facts.get(record.type)
            audience = kind.audience if kind else PUBLIC_AUDIENCE
            things = [key for key in record.keys if audience.kind and key.startswith(f"{audience.kind}:")]
            if about.issuperset(things):
                return True
            reach = self.reach(caller, audience.permission, *audience.beyond)
            return reach.everything or any(key.partition(":")[2] in reach.of(audience.kind) for key in things)

        return replace(receipt, facts=[record for record in receipt.facts if shown(record)])

    def audiences(self, caller: Caller, *, files: bool = False) -> tuple[str, dict[str, Any]]:
        """Return the SQL condition, with its parameters, that leaves the log rows this caller may see.

        With `files` it leaves those alone whose files the caller may read, too.
        """
        seen = "core_log.audience"
        params: dict[str, Any] = {}

        def one_of(column: str, values: Iterable[str]) -> str:
            names = {f"seen_{number}": value for number, value in enumerate(sorted(values), len(params))}
            params.update(names)
            return f"{column} IN ({', '.join(f':{name}' for name in names)})"

        whole, parts = {PUBLIC_AUDIENCE.permission}, []
        log = self.reach(caller, READ_LOG)
        if log.of("state"):
            whole.add(LOG_READERS.permission)
        elif log.of("programme"):
            parts.append(f"({seen} = '' AND {one_of('core_log.programme', log.of('programme'))})")
        for audience in self._narrow:
            reach = self.reach(caller, audience.permission, *(() if files else audience.beyond))
            if reach.everything and audience.kind:
                parts.append(f"{seen} GLOB '{audience.permission} {audience.kind}:*'")
            elif reach.everything:
                whole.add(audience.permission)
            elif audience.kind:
                whole |= {f"{audience.permission} {audience.kind}:{thing}" for thing in reach.of(audience.kind)}
        return f"({' OR '.join([one_of(seen, whole), *parts])})", params

    async def _fresh(self) -> None:
        """Raise `ApiProblem` unless the grants held every fact of the journal a moment ago."""
        if self._now() - self._sampled < SAMPLE:
            return
        async with self._sampling:
            if self._now() - self._sampled < SAMPLE:
                return
            at = self._now()
            try:
                head = await asyncio.to_thread(self.service.journal.store.head)
            except Unavailable as error:
                raise ApiProblem("access-unknown") from error
            behind = self.reader.position < head
            if behind and not await asyncio.to_thread(self.service.models.wait_for, head, BEHIND):
                raise ApiProblem("access-unknown")
            if self.reader.behind(TABLES):
                raise ApiProblem("access-unknown")
            self._sampled = at

    def _looked(self, today: date) -> Reader:
        """Return the read models, and forget whom one knew if a grant, a key or the day has changed."""
        reader = self.reader
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

    def _asked(self, policy: Policy, programme: str, things: Mapping[str, Any], today: date) -> Asked:
        if policy.scope in ANYWHERE:
            return Asked(policy.permission, "" if policy.scope == "state" else programme)
        value, reader = str(things[f"{policy.scope}_id"]), self.reader
        if policy.scope == "body":
            try:
                value = bodies_known(reader, reader.position).resolve(value, today, field="body", party=True)
            except Invalid:
                raise NotFound from None
        return Asked(policy.permission, programme, {policy.scope: value})


@lru_cache(1)
def _anybody(today: date) -> Caller:
    return Caller(today=today)


def _in_force(day: str, since: str | None, until: str | None, revoked_on: str | None) -> bool:
    return (
        (since is None or since <= day) and (until is None or day < until) and (revoked_on is None or day < revoked_on)
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
