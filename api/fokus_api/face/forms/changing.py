"""What a command would change in what holds, as a preview shows it: in words, before and after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fokus_api.face.forms.choosing import DAY
from fokus_api.face.shown.cells import Column
from fokus_api.face.shown.columns import Shape, shape_of
from fokus_api.node import Node
from fokus_api.pages.shown import as_day
from fokus_core.bodies.names import Bodies
from fokus_core.plugins.texts import NOTHING, SEALED, Words
from fokus_projections import TwoClockTable

__all__ = ["Changed", "changed_by"]


BODIES = frozenset({"body", "party"})


@dataclass(frozen=True)
class Changed:
    """What changes about a thing from a day on: each detail with what it was and what it becomes."""

    about: str
    since: str
    details: Sequence[tuple[str, ...]]


def changed_by(
    changes: Iterable[Mapping[str, Any]], node: Node, bodies: Bodies, today: date, words: Words
) -> list[Changed]:
    """Return the changes that a dry run tells, in words; details that are ids of what has no name are left out."""
    tables = {one.table.name: one for one in node.service.models.projections if isinstance(one, TwoClockTable)}
    kinds = frozenset({*BODIES, *(kind for kind, _within in node.choices)})
    named = {*BODIES, *node.service.catalogue.namings}
    found = []
    for one in changes:
        if (table := tables.get(one["table"])) is None:
            continue
        shape = shape_of(table.state, table.name.partition(".")[0], kinds, node.service.labels, node.title)
        before, after = one["before"] or {}, one["after"] or {}
        shown = [each for each in shape.columns if not each.of or each.of in named]
        changed = [each for each in shown if before.get(each.name) != after.get(each.name)]
        details = [
            (words(each.heading), *(_said(shape, each, row, bodies, today, words) for row in (before, after)))
            for each in changed
        ]
        kind, _colon, thing = one["thing"].partition(":")
        if details:
            found.append(Changed(bodies.name(thing, today) if kind == "body" else "", one["since"], details))
    return found


def _said(shape: Shape, column: Column, row: Mapping[str, Any], bodies: Bodies, today: date, words: Words) -> str:
    value = row.get(column.name)
    if value in (None, ""):
        return NOTHING
    if isinstance(value, dict) and value.get("sealed"):
        return SEALED
    if column.of in BODIES and isinstance(value, str):
        return bodies.name(value, today)
    if isinstance(value, str) and DAY.fullmatch(value):
        return as_day(value, words.language, "short")
    return shape.cell(column, row, words, str).text
