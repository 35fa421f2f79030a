"""API keys: issued and revoked as facts; of their secrets only the digest is kept."""

import hmac
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Annotated, ClassVar
from zlib import crc32

from msgspec import Meta, structs

from fokus_core.access.accounts import keeping_no_reason_of_the_erased
from fokus_core.access.actor import ActorId, refuse_reserved
from fokus_core.access.grants import MANAGE, RoleId, Scope, refuse_unknown_role, refuse_unknown_scope
from fokus_core.domain.commands import Command, Lookup, Outcome, Plan, command
from fokus_core.domain.dates import Until
from fokus_core.domain.drawing import Drawn, was_drawn
from fokus_core.domain.facts import Fact, Key, fact
from fokus_core.domain.past import Past
from fokus_core.domain.policy import Asked
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Refused
from fokus_core.domain.texts import _
from fokus_core.domain.words import Reason
from fokus_core.privacy.private_reasons import SaysWhy, private_reason

KeyId = Annotated[str, Key("key"), Meta(pattern=r"^[0-9a-f]{16}$")]
CLOSED = _("Diese Rolle passt in keinen Zugangsschlüssel für andere. Wer sie hat, stellt den Schlüssel selbst aus.")
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the secret, hexadecimal")]


@fact("core.key-issued@2", irrevocable=True)
class KeyIssued(Fact, frozen=True):
    """An API key was issued to an actor; only the digest of its secret is kept.

    One with `roles` or `scopes` opens only what the actor may do by these roles and within these scopes.
    """

    key: KeyId
    actor: ActorId
    digest: Digest
    until: Until | None = None
    roles: tuple[RoleId, ...] = ()
    scopes: tuple[Scope, ...] = ()


@fact("core.key-revoked@2", irrevocable=True)
class KeyRevoked(SaysWhy, frozen=True, kw_only=True):
    """An API key was revoked; why is sealed."""

    key: KeyId
    actor: ActorId


def new_secret() -> tuple[str, str]:
    """Return a secret of 256 random bits, its CRC-32 at its end, and its SHA-256 in hexadecimal.

    By the checksum whoever looks for leaked keys tells ours from other texts of the same form.
    """
    random = secrets.token_urlsafe(32)
    secret = f"{random}{crc32(random.encode()):08x}"
    return secret, sha256(secret.encode()).hexdigest()


def _secret() -> str:
    return new_secret()[0]


def token_of(secret: str, facts: Sequence[Fact]) -> str:
    """Return the key of a secret as it is sent; of one that waits for a second person the id is not known yet."""
    issued = next((fact.key for fact in facts if isinstance(fact, KeyIssued)), "…")
    return f"fk_{issued}_{secret}"


def matches(secret: str, digest: str) -> bool:
    """Tell in constant time whether a secret has this digest."""
    return hmac.compare_digest(sha256(secret.encode()).hexdigest(), digest)


def asked_for_key(command: Command, actor: str, lookup: Lookup) -> tuple[Asked, ...]:
    """Return what issuing or revoking an actor's key asks: nothing of itself, unless it acts by a narrower key."""
    return () if actor == lookup.actor and not lookup.narrowed else command.asks()


@command("core.issue-key", MANAGE, title=_("Zugangsschlüssel ausstellen"))
class IssueKey(Command, frozen=True):
    """Issue an API key: the service draws its secret and shows it once, or the caller hands over a digest alone.

    An actor may issue keys to itself; two issue one to somebody else, as whom either could then act, but by no closed
    role. With `roles` or `scopes` the key opens no more than these.
    """

    actor: ActorId
    effective: date
    until: Until | None = None
    roles: Annotated[tuple[RoleId, ...], Meta(max_length=20)] = ()
    scopes: Annotated[tuple[Scope, ...], Meta(max_length=20)] = ()
    digest: Annotated[Digest | None, Drawn(_secret, token_of)] = None

    def plan(self, lookup: Lookup) -> Plan:
        """Ask for access management unless the key is the actor's own; refuse roles and scopes that are not there."""
        closed = {role.id for role in lookup.roles.values() if role.closed}
        if self.actor == lookup.actor or lookup.trusted:
            closed = set()

        def begin(_past: Past) -> None:
            for number, role in enumerate(self.roles):
                refuse_unknown_role(role, lookup, f"roles/{number}")
                if role in closed:
                    raise Refused("closed-role", CLOSED, field=f"roles/{number}")
            for number, scope in enumerate(self.scopes):
                refuse_unknown_scope(scope, lookup, f"scopes/{number}")

        def finish(outcome: list[Outcome], _past: Past) -> list[Outcome]:
            rest = tuple(sorted(lookup.roles.keys() - closed)) if closed and not self.roles else self.roles
            return [structs.replace(one, roles=rest) if isinstance(one, KeyIssued) else one for one in outcome]

        asked = tuple(replace(one, four_eyes=True) for one in asked_for_key(self, self.actor, lookup))
        return replace(super().plan(lookup), asked=asked, begin=begin, finish=finish)

    def decide(self, past: Past) -> Iterator[KeyIssued]:
        """Yield the key under a new id."""
        refuse_reserved(self.actor)
        if self.until is not None and self.until < self.effective:
            raise Refused("empty-period", _("Das Ende liegt vor dem Beginn."), field="until")
        yield KeyIssued(
            effective=self.effective,
            key=past.new_id("key")[:16],
            actor=self.actor,
            digest=was_drawn(self.digest),
            until=self.until,
            roles=self.roles,
            scopes=self.scopes,
        )


@command("core.revoke-key", MANAGE, title=_("Zugangsschlüssel widerrufen"))
class RevokeKey(Command, frozen=True):
    """Revoke an API key from a day on; an actor may revoke its own."""

    reads: ClassVar[Reads] = Reads("key", KeyIssued, KeyRevoked)
    key: KeyId
    effective: date
    reason: Reason

    def plan(self, lookup: Lookup) -> Plan:
        """Ask for access management unless the key is the actor's own."""
        issued = lookup.under(f"key:{self.key}", KeyIssued)
        if not issued:
            return super().plan(lookup)
        actor = issued[0].fact.actor
        plan = replace(super().plan(lookup), asked=asked_for_key(self, actor, lookup))
        return keeping_no_reason_of_the_erased(plan, actor, lookup)

    def decide(self, past: Past) -> Iterator[KeyRevoked]:
        """Yield the revocation of a key that was issued and not revoked."""
        issued = past.latest(KeyIssued)
        if issued is None:
            raise Refused("unknown-key", _("Diesen Zugangsschlüssel gibt es nicht."), field="key")
        if past.of(KeyRevoked):
            raise Refused("key-revoked", _("Dieser Zugangsschlüssel ist schon widerrufen."), field="key")
        why = private_reason(self.reason, past)
        yield KeyRevoked(effective=self.effective, key=self.key, actor=issued.actor, **why)
