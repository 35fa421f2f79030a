"""Who may do what: grants and API keys as facts, and the one place that judges them."""

import hmac
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core.commands import Asked, Command, Lookup, Plan, Policy, Reads, command
from fokus_core.facts import Fact, Key, fact
from fokus_core.past import Past
from fokus_core.programme import Permission, Role
from fokus_core.refusals import Invalid, Refused

ActorId = Annotated[
    str, Key("actor"), Meta(pattern=r"^[a-z0-9][a-z0-9-]{1,62}$", description="Id of an actor; no personal data")
]
RoleId = Annotated[str, Meta(pattern=r"^[a-z][a-z-]{1,40}$")]
Scope = Annotated[
    str,
    Meta(pattern=r"^(state|[a-z]+:[A-Za-z0-9-]{1,60})$", description="state, programme:<id>, body:<id>, cohort:<id>"),
]
Reason = Annotated[str, Meta(min_length=1, max_length=1000)]
KeyId = Annotated[str, Key("key"), Meta(pattern=r"^[0-9a-f]{16}$")]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the secret, hexadecimal")]

ROLES = (
    Role("state-office", "Staatskanzlei", "State office"),
    Role("municipal-officer", "Engagementbeauftragte der Kommune", "Municipal officer"),
    Role("auditor", "Prüfung", "Auditor"),
    Role("data-protection-officer", "Datenschutzbeauftragte", "Data-protection officer"),
    Role("integrator", "Anbindung von Fachverfahren", "Integrator"),
    Role("operator", "Betrieb", "Operator"),
)


@dataclass(frozen=True)
class Actor:
    """Who acts. `trusted` actors sit at the machine itself; their commands are judged by the rules alone."""

    id: str
    trusted: bool = False


CONSOLE = Actor("console", trusted=True)
PUBLIC_ACTOR = Actor("public")
RESERVED = frozenset({"console", "core", "documented-history", "public"})


@fact("core.access-granted@1", irrevocable=True)
class AccessGranted(Fact, frozen=True):
    """An actor was given a role within a scope."""

    actor: ActorId
    role: RoleId
    scope: Scope
    until: date | None = None


@fact("core.access-withdrawn@1", irrevocable=True)
class AccessWithdrawn(Fact, frozen=True):
    """A role was taken from an actor."""

    actor: ActorId
    role: RoleId
    scope: Scope
    reason: Reason


@fact("core.key-issued@1", irrevocable=True)
class KeyIssued(Fact, frozen=True):
    """An API key was issued to an actor; only the digest of its secret is kept."""

    key: KeyId
    actor: ActorId
    digest: Digest
    until: date | None = None


@fact("core.key-revoked@1", irrevocable=True)
class KeyRevoked(Fact, frozen=True):
    """An API key was revoked."""

    key: KeyId
    actor: ActorId
    reason: Reason


@dataclass(frozen=True)
class Grant:
    """A role within a scope, in force from one day (inclusive) until another (exclusive)."""

    role: str
    scope: str
    since: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Tell whether the grant is in force on a day."""
        return self.since <= on and (self.until is None or on < self.until)


def grants_of(facts: Iterable[Fact]) -> list[Grant]:
    """Fold the grants of one actor, given in effective order."""
    open_: dict[tuple[str, str], Grant] = {}
    closed: list[Grant] = []
    for item in facts:
        match item:
            case AccessGranted():
                before = open_.pop((item.role, item.scope), None)  # one that ran out by its `until`
                closed += [before] if before else []
                open_[item.role, item.scope] = Grant(item.role, item.scope, item.effective, item.until)
            case AccessWithdrawn():
                ended = open_.pop((item.role, item.scope), None)
                if ended is not None:
                    until = min(item.effective, ended.until or item.effective)
                    closed.append(Grant(ended.role, ended.scope, ended.since, until))
            case _:
                pass
    return closed + list(open_.values())


Within = Callable[[str, str], bool]


def covers(scope: str, asked: Asked, within: Within) -> bool:
    """Tell whether a grant's scope covers what is asked; `within(body, upper)` knows the hierarchy of bodies."""
    kind, _, thing = scope.partition(":")
    if kind == "state":
        return True
    if kind == "programme":
        return thing == asked.programme
    wanted = asked.things.get(kind)
    return wanted is not None and (wanted == thing or (kind == "body" and within(wanted, thing)))


def permitted(
    grants: Iterable[Grant], asked: Asked, permissions: dict[str, Permission], within: Within, *, on: date
) -> bool:
    """Tell whether one of the grants gives the permission within the scope that is asked, on a day."""
    if not asked.permission:
        return True
    roles = permissions[asked.permission].roles
    return any(grant.role in roles and grant.holds(on) and covers(grant.scope, asked, within) for grant in grants)


def refuse_reserved(actor: str) -> None:
    """Raise `Refused` for the ids under which the house itself acts."""
    if actor in RESERVED:
        raise Refused("reserved-actor", "Unter dieser Kennung handelt das System selbst.", field="actor")


def new_secret() -> tuple[str, str]:
    """Return a secret of 256 random bits and its SHA-256 in hexadecimal."""
    secret = secrets.token_urlsafe(32)
    return secret, sha256(secret.encode()).hexdigest()


def matches(secret: str, digest: str) -> bool:
    """Tell in constant time whether a secret has this digest."""
    return hmac.compare_digest(sha256(secret.encode()).hexdigest(), digest)


MANAGE = Policy("core.manage-access", "state")


@command("core.grant-access", MANAGE)
class GrantAccess(Command, frozen=True):
    """Give an actor a role within a scope."""

    reads: ClassVar[Reads] = Reads("actor", AccessGranted, AccessWithdrawn)
    actor: ActorId
    role: RoleId
    scope: Scope
    effective: date
    until: date | None = None

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse a role or a programme that nobody brought."""

        def begin(_: Past) -> None:
            kind, thing = (self.scope + ":").split(":")[:2]
            if self.role not in lookup.roles:
                raise Invalid("unknown-role", "Diese Rolle gibt es nicht.", field="role")
            if kind not in {"state", "programme", "body", "cohort"}:
                raise Invalid("unknown-scope", "Diesen Geltungsbereich gibt es nicht.", field="scope")
            if kind == "programme" and thing not in lookup.programmes:
                raise Invalid("unknown-programme", "Dieses Programm gibt es nicht.", field="scope")

        return replace(super().plan(lookup), begin=begin)

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield the grant unless the actor has it on that day."""
        refuse_reserved(self.actor)
        if self.until is not None and self.until <= self.effective:
            raise Refused("empty-period", "Das Ende liegt nicht nach dem Beginn.", field="until")
        held = [grant for grant in grants_of(past.of(AccessGranted, AccessWithdrawn)) if grant.holds(self.effective)]
        if any((grant.role, grant.scope) == (self.role, self.scope) for grant in held):
            raise Refused("already-granted", "Die Berechtigung besteht an diesem Tag bereits.", field="role")
        yield AccessGranted(
            effective=self.effective, actor=self.actor, role=self.role, scope=self.scope, until=self.until
        )


@command("core.withdraw-access", MANAGE)
class WithdrawAccess(Command, frozen=True):
    """Take a role within a scope from an actor."""

    reads: ClassVar[Reads] = Reads("actor", AccessGranted, AccessWithdrawn)
    actor: ActorId
    role: RoleId
    scope: Scope
    effective: date
    reason: Reason

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield the withdrawal when the actor has the grant on that day."""
        held = [grant for grant in grants_of(past.of(AccessGranted, AccessWithdrawn)) if grant.holds(self.effective)]
        if not any((grant.role, grant.scope) == (self.role, self.scope) for grant in held):
            raise Refused("not-granted", "Diese Berechtigung besteht an diesem Tag nicht.", field="role")
        yield AccessWithdrawn(
            effective=self.effective, actor=self.actor, role=self.role, scope=self.scope, reason=self.reason
        )


@command("core.issue-key", MANAGE)
class IssueKey(Command, frozen=True):
    """Issue an API key; the caller makes the secret and hands over its digest only."""

    actor: ActorId
    digest: Digest
    effective: date
    until: date | None = None

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield the key under a new id."""
        refuse_reserved(self.actor)
        yield KeyIssued(
            effective=self.effective,
            key=past.new_id("key")[:16],
            actor=self.actor,
            digest=self.digest,
            until=self.until,
        )


@command("core.revoke-key", MANAGE)
class RevokeKey(Command, frozen=True):
    """Revoke an API key from a day on."""

    reads: ClassVar[Reads] = Reads("key", KeyIssued, KeyRevoked)
    key: KeyId
    effective: date
    reason: Reason

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield the revocation of a key that was issued and not revoked."""
        issued = past.latest(KeyIssued)
        if issued is None:
            raise Refused("unknown-key", "Diesen Schlüssel gibt es nicht.", field="key")
        if past.of(KeyRevoked):
            raise Refused("key-revoked", "Dieser Schlüssel ist bereits widerrufen.", field="key")
        yield KeyRevoked(effective=self.effective, key=self.key, actor=issued.actor, reason=self.reason)
