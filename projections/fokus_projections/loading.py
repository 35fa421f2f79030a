"""Which projections there are: the built-in ones, and those of the plugins in use."""

import re

from fokus_core.domain.programme import PluginRefused
from fokus_core.plugins.manager import Plugins
from fokus_projections.builtin.access import AccessProjection
from fokus_projections.builtin.bodies import BodiesProjection, BodyEnds
from fokus_projections.builtin.ledger import LedgerProjection
from fokus_projections.builtin.log import LogProjection
from fokus_projections.builtin.open_days import OpenDays
from fokus_projections.builtin.proposals import ProposalsProjection
from fokus_projections.builtin.sources import source_tables
from fokus_projections.projection import Projection
from fokus_projections.storage.schema import OWN, SQL_TYPES

IDENTIFIER = re.compile(r"^[a-z][a-z0-9_]{0,60}$")


def built_in() -> list[Projection]:
    """Return the projections that belong to no programme; the log comes first, the others read it."""
    return [
        LogProjection(),
        AccessProjection(),
        BodiesProjection(),
        BodyEnds(),
        OpenDays(),
        ProposalsProjection(),
        LedgerProjection(),
        *source_tables(),
    ]


def load_projections(plugins: Plugins) -> list[Projection]:
    """Return the projections of everybody, the built-in ones first.

    Raises `PluginRefused` on a name that does not begin with the programme's id, and on two owners of one name.
    """
    projections: list[Projection] = []
    names: set[str] = set()
    tables = {table.name for table in OWN}
    offered = [("core", built_in()), *plugins.each("projections")]
    for owner, projection in ((owner, one) for owner, found in offered for one in found):
        _check_name(owner, "projection", projection.name, f"{owner}.", names)
        for table in projection.tables:
            _check_name(owner, "table", table.name, f"{owner.replace('-', '_')}_", tables)
            for name, column in table.columns.items():
                if not IDENTIFIER.match(name) or column.type not in SQL_TYPES:
                    raise PluginRefused(owner, f"column {table.name}.{name} has no plain name, or no plain type.")
            missing = {*table.pk, *(name for index in table.indexes for name in index)} - {*table.columns}
            if missing or not IDENTIFIER.match(table.name):
                raise PluginRefused(owner, f"table {table.name!r} has no plain name, or lacks {sorted(missing)}.")
        projections.append(projection)
    return projections


def _check_name(owner: str, kind: str, name: str, prefix: str, taken: set[str]) -> None:
    if not name.startswith(prefix):
        raise PluginRefused(owner, f"{kind} {name!r} must begin with {prefix!r}.")
    if name in taken:
        raise PluginRefused(owner, f"{kind} {name!r} has an owner already.")
    taken.add(name)
