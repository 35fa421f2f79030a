"""Access: what a caller may do by its grants, and where."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from fokus_api.auth.shared_look import SharedLook
from fokus_api.http.caller import Caller, Reach
from fokus_core.access.grants import permitted
from fokus_core.domain.commands import Command, CommandType
from fokus_core.domain.policy import ANYWHERE, Asked, Policy
from fokus_core.domain.refusals import Forbidden, Invalid, NotFound
from fokus_core.plugins.catalogue import Catalogue
from fokus_projections import bodies_known

__all__ = ["Access"]


class Access:
    """Judges policies by the grants of a caller."""

    def __init__(self, catalogue: Catalogue, look: SharedLook) -> None:
        self._permissions = catalogue.permissions
        self._look = look

    def demand(self, caller: Caller, policy: Policy, programme: str, things: Mapping[str, Any]) -> None:
        """Let the caller pass or raise `Forbidden`, or `NotFound` where the policy hides the thing itself."""
        if policy.scope == "signed-in" and caller.actor is None:
            raise Forbidden
        if not policy.permission:
            return
        asked = self._asked(policy, programme, things, caller.today)
        if policy.permission not in self._permissions or not permitted(
            caller.grants, asked, self._permissions, on=caller.today
        ):
            raise NotFound if policy.hidden else Forbidden

    def may_give(self, caller: Caller, kind: CommandType) -> bool:
        """Tell whether a caller may give a command about something: about one of the things that its grants are for.

        One that judges by what it finds, as a correction does, is for whoever has a role.
        """
        policy, judges = kind.policy, kind.cls.plan is not Command.plan
        if not policy.permission:
            return policy.scope == "public" or caller.actor is not None
        if policy.permission not in self._permissions:
            return judges and bool(caller.grants)
        reach = self.reach(caller, policy.permission)
        if judges or policy.scope not in ANYWHERE:
            return reach.everything or any(map(reach.of, ("body", "cohort") if judges else (policy.scope,)))
        asked = self._asked(policy, kind.programme, {}, caller.today)
        return permitted(caller.grants, asked, self._permissions, on=caller.today)

    def reach(self, caller: Caller, permission: str, *others: str) -> Reach:
        """Return where a caller holds a permission, or one of others: everywhere in its programme, or within things."""
        programme = permission.partition(".")[0]
        roles = {role for one in (permission, *others) for role in self._permissions[one].roles}
        everything = False
        things: defaultdict[str, set[str]] = defaultdict(set)
        for grant in caller.grants:
            if grant.role not in roles or not grant.holds(caller.today):
                continue
            kind, _, thing = grant.scope.partition(":")
            everything |= grant.scope in {"state", f"programme:{programme}"}
            things[kind].add(thing)
        return Reach(everything, {kind: frozenset(some) for kind, some in things.items()})

    def _asked(self, policy: Policy, programme: str, things: Mapping[str, Any], today: date) -> Asked:
        if policy.scope in ANYWHERE:
            return Asked(policy.permission, "" if policy.scope == "state" else programme)
        value, reader = str(things[f"{policy.scope}_id"]), self._look.reader()
        if policy.scope == "body":
            try:
                value = bodies_known(reader, reader.position).resolve(value, today, field="body", party=True)
            except Invalid:
                raise NotFound from None
        return Asked(policy.permission, programme, {policy.scope: value})
