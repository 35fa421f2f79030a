"""What a form is begun with: what its address names, as one would have typed it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from fokus_api.node import Node
from fokus_api.responses.command_fields import CommandField
from fokus_core.bodies.names import Bodies
from fokus_core.domain.refusals import Invalid
from fokus_projections import bodies_known

__all__ = ["as_typed"]

KINDS = frozenset({"body", "party"})


def as_typed(
    fields: Iterable[CommandField], asked: Mapping[str, Sequence[str]], node: Node, today: date
) -> dict[str, list[str]]:
    """Return what is typed in at the beginning: a body by its name, where that means it and no other."""
    reader = node.reader
    bodies = bodies_known(reader, reader.position)
    return {
        one.name: [_called(value, bodies, today) if one.kind in KINDS else value for value in asked[one.name]]
        for one in fields
        if asked.get(one.name)
    }


def _called(value: str, bodies: Bodies, today: date) -> str:
    if value not in bodies.register or len(bodies.register[value].names) > 1:
        return value  # on another day it is called something else
    name = bodies.register.called(value, today)
    try:
        return name if bodies.resolve(name, today, field="", party=True) == value else value
    except Invalid:  # several are called so
        return value
