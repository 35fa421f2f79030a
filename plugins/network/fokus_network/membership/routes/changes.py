"""What changed from one version to another, of the joint declaration and of the criteria."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api import Ask, Changes, field_changes, read, text_changes
from fokus_core import PUBLIC, NotFound, _
from fokus_network.membership.facts import Criterion
from fokus_projections import standing

Since = Annotated[str, QueryParameter(max_length=61, description=_("Die frühere Fassung, mit der verglichen wird."))]
UNKNOWN = _("Diese Fassung gibt es am {effective} nicht. Wählen Sie eine aus der Liste.")


def _version(ask: Ask, table: str, key: str, columns: str, version: str) -> tuple[Any, ...]:
    """Return what a version says by a day, as known at a position; raises `NotFound`."""
    sql = f"SELECT {columns} FROM {table} WHERE {key} = :version AND {standing()}"
    row = ask.reader.first(sql, {**ask.moment.params, "version": version})
    if row is None:
        raise NotFound(UNKNOWN)
    return row


@read("/network/declarations/{declaration:str}/changes", policy=PUBLIC)
async def declaration_changes(declaration: FromPath[str], ask: NamedDependency[Ask], since: Since) -> Changes:
    """Show what changed in the joint declaration from one version to another: title, day, and text."""
    (old, new) = (
        _version(ask, "network_declaration", "declaration", "title, effective, text", one)
        for one in (since, declaration)
    )
    names = ("title", "published")
    return Changes(
        since=since,
        until=declaration,
        since_day=date.fromisoformat(old[1]),
        until_day=date.fromisoformat(new[1]),
        fields=field_changes(dict(zip(names, old[:2], strict=True)), dict(zip(names, new[:2], strict=True))),
        text=text_changes(old[2], new[2]),
    )


@read("/network/criteria/{version:str}/changes", policy=PUBLIC)
async def criteria_changes(version: FromPath[str], ask: NamedDependency[Ask], since: Since) -> Changes:
    """Show what changed in the criteria from one version to another: which came, went or read differently."""
    (old_day, old), (new_day, new) = (_criteria(ask, one) for one in (since, version))
    titles = {name: text for said in (old, new) for name, text in said.items() if "/" not in name}
    fields = field_changes(old, new, of=titles)
    return Changes(since=since, until=version, since_day=old_day, until_day=new_day, fields=fields)


def _criteria(ask: Ask, version: str) -> tuple[date, Mapping[str, str]]:
    """Return since when a version holds, and its criteria's titles by their ids, with proofs and what they apply to."""
    day, stored = _version(ask, "network_criteria", "version", "effective, criteria", version)
    said: dict[str, str] = {}
    for one in msgspec.json.decode(stored, type=list[Criterion]):
        said[one.id] = one.title
        if one.evidence:
            said[f"{one.id}/evidence"] = ", ".join(one.evidence)
        if one.applies != "both":
            said[f"{one.id}/applies"] = one.applies
    return date.fromisoformat(day), said


ROUTES = (declaration_changes, criteria_changes)
