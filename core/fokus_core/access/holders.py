"""Who could do what: the holders of a permission on a day, folded from the grants that were known."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

import msgspec

from fokus_core.access.grants import AccessGranted, AccessWithdrawn, grants_of
from fokus_core.domain.facts import Fact, Recorded, in_effective_order


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """An actor that holds a permission by a role within a scope, from `since` until `until`, both included."""

    actor: str
    role: str
    scope: str
    since: date
    until: date | None

    @property
    def place(self) -> tuple[str, str, str, str]:
        """The place in the list; no two holders share one."""
        return (self.actor, self.role, self.scope, self.since.isoformat())


def holders(recorded: Iterable[Recorded[Fact]], roles: Collection[str], *, on: date) -> list[Holder]:
    """Return who held one of the roles on a day, by actor, going by these facts; those about no grant are left out."""
    of_actor: defaultdict[str, list[Recorded[Fact]]] = defaultdict(list)
    for record in recorded:
        if isinstance(record.fact, AccessGranted | AccessWithdrawn):
            of_actor[record.fact.actor].append(record)
    found = {
        Holder(actor=actor, role=grant.role, scope=grant.scope, since=grant.since, until=grant.until)
        for actor, records in of_actor.items()
        for grant in grants_of(record.fact for record in in_effective_order(records))
        if grant.role in roles and grant.holds(on)
    }
    return sorted(found, key=lambda holder: holder.place)
