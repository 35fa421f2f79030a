"""Who could do what: the holders of a permission on a day, folded from the grants that were known."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from fokus_api.asof import Moment
from fokus_api.input_errors import FieldError
from fokus_api.node import Node
from fokus_api.paging import Listing, Page
from fokus_api.policy import read
from fokus_api.problems import Trouble
from fokus_api.rows import COLUMNS, record_of
from fokus_api.tabular import CSV_TYPE
from fokus_core.access import MANAGE, AccessGranted, AccessWithdrawn, grants_of
from fokus_core.facts import Fact, Recorded, in_effective_order
from fokus_projections import Reader

OfPermission = Annotated[str, QueryParameter(max_length=120, description="Kennung der Berechtigung.")]


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """An actor that holds a permission by a role within a scope, from `since` (inclusive) until `until` (exclusive)."""

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


@read("/access/who-could", policy=MANAGE, tables=("core_log",), also=(CSV_TYPE,), operation_id="core_who_could")
async def who_could(
    permission: OfPermission,
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    node: NamedDependency[Node],
) -> Response[Page[Holder]]:
    """List who held a permission on a day, by which role and within which scope, as it was known at a position.

    Which roles give the permission is taken from the programmes as they are installed now.
    """
    catalogue = node.service.catalogue
    if permission not in catalogue.permissions:
        detail = "Diese Berechtigung gibt es nicht."
        raise Trouble("invalid-input", errors=[FieldError(parameter="permission", detail=detail)])
    types = catalogue.names(AccessGranted, AccessWithdrawn)
    rows = reader.rows(
        f"SELECT {COLUMNS} FROM core_log WHERE type IN ({', '.join('?' * len(types))}) AND position <= ? "
        "ORDER BY position",
        (*types, moment.known),
    )
    facts = (record_of(row, catalogue) for row in rows)
    found = holders(facts, catalogue.permissions[permission].roles, on=moment.on)
    return listing.of(found, lambda holder: holder.place, Holder)
