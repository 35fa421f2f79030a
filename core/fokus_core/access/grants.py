"""Who may do what: grants and API keys as facts, and the one place that judges them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core.access.accounts import keeping_no_reason_of_the_erased
from fokus_core.access.actor import Actor, ActorId, refuse_reserved
from fokus_core.domain.commands import Command, Lookup, Plan, command
from fokus_core.domain.dates import Until, last_day
from fokus_core.domain.facts import NOBODY, Fact, fact
from fokus_core.domain.past import Past
from fokus_core.domain.policy import Asked, Policy
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Invalid, Refused
from fokus_core.domain.roles import Permission, Role
from fokus_core.domain.texts import _
from fokus_core.domain.words import Chosen, Reason
from fokus_core.privacy.private_reasons import SaysWhy, private_reason

RoleId = Annotated[str, Chosen("role"), Meta(pattern=r"^[a-z][a-z-]{1,40}$")]
Scope = Annotated[
    str,
    Meta(pattern=r"^(state|[a-z]+:[A-Za-z0-9-]{1,60})$", description="state, programme:<id>, body:<id>, cohort:<id>"),
]

ROLES = (
    Role("state-office", _("Staatskanzlei"), four_eyes=True),
    Role(
        "municipal-officer",
        _("Engagementförderung der Kommune"),
        given_by=("municipal-officer",),
        example="body:05914000",
    ),
    Role("auditor", _("Revision"), four_eyes=True),
    Role("data-protection-officer", _("Datenschutz"), four_eyes=True),
    Role("integrator", _("Anbindung von Fachverfahren")),
    Role("operator", _("Betrieb"), four_eyes=True),
)


@fact("core.access-granted@2", irrevocable=True)
class AccessGranted(Fact, frozen=True):
    """An actor was given a role within a scope."""

    actor: ActorId
    role: RoleId
    scope: Scope
    until: Until | None = None


@fact("core.access-withdrawn@2", irrevocable=True)
class AccessWithdrawn(SaysWhy, frozen=True, kw_only=True):
    """A role was taken from an actor; why is sealed."""

    actor: ActorId
    role: RoleId
    scope: Scope


@dataclass(frozen=True)
class Grant:
    """A role within a scope, in force from one day until another, both included."""

    role: str
    scope: str
    since: date
    until: Until | None = None

    def holds(self, on: date) -> bool:
        """Tell whether the grant is in force on a day."""
        return self.since <= on and (self.until is None or on <= self.until)


def grants_of(facts: Iterable[Fact]) -> list[Grant]:
    """Fold the grants of one actor, given in effective order."""
    open_: dict[tuple[str, str], Grant] = {}
    closed: list[Grant] = []
    for item in facts:
        match item:
            case AccessGranted():
                before = open_.pop((item.role, item.scope), None)
                if before:  # it ran out by its `until`, or goes on by this one, so that one end ends both
                    closed.append(_ended(before, item.effective))
                open_[item.role, item.scope] = Grant(item.role, item.scope, item.effective, item.until)
            case AccessWithdrawn():
                ended = open_.pop((item.role, item.scope), None)
                if ended is not None:
                    closed.append(_ended(ended, item.effective))
            case _:
                pass
    return closed + list(open_.values())


def _ended(grant: Grant, day: date) -> Grant:
    """Return a grant that no longer holds on a day, if it did not run out before."""
    last = last_day(day)
    return replace(grant, until=min(grant.until or last, last))


def covers(scope: str, asked: Asked) -> bool:
    """Tell whether a grant's scope covers what is asked; that of a body is that body alone."""
    kind, _colon, thing = scope.partition(":")
    if kind == "state":
        return True
    if kind == "programme":
        return thing == asked.programme
    return asked.things.get(kind) == thing


def narrowed(grants: Iterable[Grant], actor: Actor) -> list[Grant]:
    """Return what is left of an actor's grants where it acts by some of its roles, or within narrower scopes."""
    left = [grant for grant in grants if not actor.roles or grant.role in actor.roles]
    if not actor.scopes:
        return left
    wider = [replace(grant, scope=one) for grant in left if grant.scope == "state" for one in actor.scopes]
    kept = [grant for grant in left if grant.scope != "state" and not {"state", grant.scope}.isdisjoint(actor.scopes)]
    return wider + kept


def permitted(grants: Iterable[Grant], asked: Asked, permissions: dict[str, Permission], *, on: date) -> bool:
    """Tell whether one of the grants gives the permission within the scope that is asked, on a day."""
    if not asked.permission:
        return True
    roles = {*permissions[asked.permission].roles, *asked.roles}
    return any(grant.role in roles and grant.holds(on) and covers(grant.scope, asked) for grant in grants)


MANAGE = Policy("core.manage-access", "state")


def right_to_give(role: str, scope: str, lookup: Lookup) -> Asked:
    """Return what giving or taking a role within a scope asks: access management there, or a role that gives it.

    A closed role asks for what nobody has, so that nobody learns from a refusal who holds it.
    """
    kind, _colon, thing = scope.partition(":")
    known = lookup.roles.get(role)
    programme = thing if kind == "programme" else known.programme if known and kind != "state" else ""
    things = {kind: thing} if kind not in {"state", "programme"} else {}
    return Asked(
        NOBODY.permission if known is not None and known.closed else MANAGE.permission,
        programme,
        things,
        four_eyes=known is not None and known.four_eyes,
        roles=known.given_by if known else (),
    )


def refuse_unknown_role(role: str, lookup: Lookup, field: str) -> None:
    """Raise `Invalid` for a role that nobody brought."""
    if role not in lookup.roles:
        raise Invalid("unknown-role", _("Diese Rolle gibt es nicht. Wählen Sie aus der Liste."), field=field)


SCOPE_KINDS = frozenset({"state", "programme", "body", "cohort"})  # what grants can be given for


def refuse_unknown_scope(scope: str, lookup: Lookup, field: str) -> None:
    """Raise `Invalid` for a scope of an unknown kind, or within a programme or a body that is not there."""
    kind, _colon, thing = scope.partition(":")
    if kind not in SCOPE_KINDS:
        raise Invalid(
            "unknown-scope",
            _("Wählen Sie, wofür die Rolle gilt: ganz NRW, ein Programm, eine Kommune oder eine Gruppe."),
            field=field,
        )
    if kind == "programme" and thing not in lookup.programmes:
        raise Invalid("unknown-programme", _("Dieses Programm gibt es nicht. Wählen Sie aus der Liste."), field=field)
    if kind == "body" and lookup.body(thing, field=field) != thing:
        detail = _("Wählen Sie die Kommune aus der Liste.")
        raise Invalid("unknown-body", detail, field=field)


@command("core.grant-access", MANAGE, title=_("Rolle geben"))
class GrantAccess(Command, frozen=True):
    """Give an actor a role within a scope."""

    reads: ClassVar[Reads] = Reads("actor", AccessGranted, AccessWithdrawn)
    actor: ActorId
    role: RoleId
    scope: Scope
    effective: date
    until: Until | None = None

    def plan(self, lookup: Lookup) -> Plan:
        """Ask for the right to give the role; refuse a role, a programme or a body that is not there."""

        def begin(_past: Past) -> None:
            refuse_unknown_role(self.role, lookup, "role")
            refuse_unknown_scope(self.scope, lookup, "scope")

        asked = right_to_give(self.role, self.scope, lookup)
        return replace(super().plan(lookup), asked=(asked,), begin=begin)

    def decide(self, past: Past) -> Iterator[AccessGranted]:
        """Yield the grant unless the actor has it on that day."""
        refuse_reserved(self.actor)
        if self.until is not None and self.until < self.effective:
            raise Refused("empty-period", _("Das Ende liegt vor dem Beginn."), field="until")
        held = [grant for grant in grants_of(past.of(AccessGranted, AccessWithdrawn)) if grant.holds(self.effective)]
        if any((grant.role, grant.scope) == (self.role, self.scope) for grant in held):
            raise Refused("already-granted", _("{actor} hat diese Rolle am {effective} schon."), field="role")
        yield AccessGranted(
            effective=self.effective, actor=self.actor, role=self.role, scope=self.scope, until=self.until
        )


@command("core.withdraw-access", MANAGE, title=_("Rolle entziehen"))
class WithdrawAccess(Command, frozen=True):
    """Take a role within a scope from an actor."""

    reads: ClassVar[Reads] = Reads("actor", AccessGranted, AccessWithdrawn)
    actor: ActorId
    role: RoleId
    scope: Scope
    effective: date
    reason: Reason

    def plan(self, lookup: Lookup) -> Plan:
        """Ask for the right to give the role; taking it away needs no second actor."""
        asked = replace(right_to_give(self.role, self.scope, lookup), four_eyes=False)
        plan = replace(super().plan(lookup), asked=(asked,))
        return keeping_no_reason_of_the_erased(plan, self.actor, lookup)

    def decide(self, past: Past) -> Iterator[AccessWithdrawn]:
        """Yield the withdrawal when the actor has the grant on that day."""
        held = [grant for grant in grants_of(past.of(AccessGranted, AccessWithdrawn)) if grant.holds(self.effective)]
        if not any((grant.role, grant.scope) == (self.role, self.scope) for grant in held):
            raise Refused(
                "not-granted",
                _("{actor} hat diese Rolle am {effective} nicht. Prüfen Sie Rolle, Bereich und Tag."),
                field="role",
            )
        yield AccessWithdrawn(
            effective=self.effective,
            actor=self.actor,
            role=self.role,
            scope=self.scope,
            **private_reason(self.reason, past),
        )
