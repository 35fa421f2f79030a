"""Who could do what: the holders of a permission on a day, folded from the grants that were known."""

import asyncio
from collections import Counter
from datetime import date, datetime
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from fokus_api.auth.policy import Policy, read
from fokus_api.http.caller import Caller
from fokus_api.http.input_errors import FieldError
from fokus_api.http.problems import ApiProblem
from fokus_api.http.request_context import Moment
from fokus_api.node import Node
from fokus_api.responses.paging import Listing, Page
from fokus_api.responses.row_entry import RowEntry
from fokus_core.access.grants import AccessGranted, AccessWithdrawn
from fokus_core.access.holders import Holder, holders
from fokus_core.domain.dates import Until
from fokus_core.domain.texts import _
from fokus_core.storage.state_store import AccessEntry
from fokus_projections import Reader, recorded_rows

VISIBLE = "SELECT position FROM core_log WHERE position IN (SELECT value FROM json_each(:there)) AND {seen}"
OfSubject = Annotated[
    str, QueryParameter(max_length=120, description=_("Kennung einer Person, oder eine Gruppe wie cohort:4."))
]
OfPermission = Annotated[str, QueryParameter(max_length=120, description=_("Kennung der Berechtigung."))]


class HolderView(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds a permission by a role within a scope, from `since` until `until`, both included.

    `entry` is the grant. Of a closed role there is one line for each scope: how many `accounts`, and nothing else.
    """

    actor: str | None = None
    role: str
    scope: str
    since: date | None = None
    until: Until | None = None
    accounts: int
    entry: RowEntry | None = None


@read(
    "/access/who-could",
    policy=Policy("core.read-access", "state"),
    operation_id="core_who_could",
    title=_("Wer eine Berechtigung hatte"),
)
async def who_could(
    permission: OfPermission,
    reader: NamedDependency[Reader],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Response[Page[HolderView]]:
    """List who held a permission on a day, by which role and within which scope, as it was known at a position.

    Who holds a closed role is told to those alone who hold the permission there themselves; others are told how many
    do. Which roles give the permission is taken from the programmes as they are installed now.
    """
    catalogue = node.service.catalogue
    if permission not in catalogue.permissions:
        detail = _("Diese Berechtigung gibt es nicht. Wählen Sie aus der Liste.")
        raise ApiProblem("invalid-input", errors=[FieldError(parameter="permission", detail=detail)])
    types = catalogue.names(AccessGranted, AccessWithdrawn)
    sql = recorded_rows(f"type IN ({', '.join('?' * len(types))})", "position <= ?")
    facts = list(map(reader.decoded, reader.rows(f"{sql} ORDER BY position", (*types, moment.known))))
    found = holders(facts, catalogue.permissions[permission].roles, on=moment.on)
    reach = node.access.reach(caller, permission)

    def closed(holder: Holder) -> bool:
        kind, _colon, thing = holder.scope.partition(":")
        role = catalogue.roles.get(holder.role)
        return role is not None and role.closed and not (reach.everything or thing in reach.of(kind))

    begun = {_place(one.fact): one.position for one in facts if isinstance(one.fact, AccessGranted)}
    views = [
        HolderView(**msgspec.structs.asdict(one), accounts=1, entry=RowEntry(begun[one.place]))
        for one in found
        if not closed(one)
    ]
    counted = Counter((one.role, one.scope) for one in found if closed(one))
    views += [HolderView(role=role, scope=scope, accounts=number) for (role, scope), number in counted.items()]
    return listing.of(views, lambda one: (one.actor or "", one.role, one.scope, str(one.since)), HolderView)


def _place(granted: AccessGranted) -> tuple[str, str, str, str]:
    """Return the place in the list of who holds a permission by a grant."""
    return (granted.actor, granted.role, granted.scope, granted.effective.isoformat())


class OpeningView(msgspec.Struct, frozen=True, kw_only=True):
    """An answer in which sealed fields were opened: who asked, by which permission, which fact, and what for."""

    number: int
    at: datetime
    actor: str
    permission: str
    position: int
    purpose: str


@read(
    "/access/openings",
    policy=Policy("core.read-openings", "state"),
    live=True,
    operation_id="core_openings",
    title=_("Eingesehene personenbezogene Daten"),
)
async def openings(
    subject: OfSubject,
    listing: NamedDependency[Listing],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> Response[Page[OpeningView]]:
    """List who has opened the personal fields of a person or a group, the first one first.

    Auditors are shown openings of entries that they see; those of a closed group are not among them.
    """
    after = int(listing.after[0]) if listing.after else 0
    found = await asyncio.to_thread(_opened, node, caller, subject, after, listing.limit + 1)
    items = [
        OpeningView(
            number=one.number,
            at=one.at,
            actor=one.actor,
            permission=one.permission,
            position=one.position,
            purpose=one.purpose,
        )
        for one in found
    ]
    return listing.page(items, [(one.number,) for one in items], OpeningView)


def _opened(node: Node, caller: Caller, subject: str, after: int, number: int) -> list[AccessEntry]:
    """Return the next openings that a caller is shown, up to a number of them."""
    state_store = node.service.state_store
    if node.access.reach(caller, "core.read-closed-openings").everything:
        return state_store.accesses(subject=subject, after=after, limit=number)
    seen, params = node.audiences.condition(caller)
    shown: list[AccessEntry] = []
    while len(shown) < number and (found := state_store.accesses(subject=subject, after=after)):
        after = found[-1].number
        there = msgspec.json.encode([one.position for one in found]).decode()
        rows = node.reader.rows(VISIBLE.format(seen=seen), {"there": there, **params})
        visible = {position for (position,) in rows}
        shown += [one for one in found if one.position in visible]
    return shown[:number]
