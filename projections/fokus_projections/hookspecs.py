"""The hooks of the projections layer: which read models a programme keeps, and what they say of a body."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fokus_core.domain.hooks import hookspec

if TYPE_CHECKING:
    from fokus_projections.projection import Projection
    from fokus_projections.tables.key_figure import KeyFigure
    from fokus_projections.tables.standing import StandingOf


@hookspec
def projections() -> "Sequence[Projection]":  # type: ignore[empty-body]  # a hook specification has no body
    """Return the projections of the programme; their names and tables begin with its id. Called once, at start."""


@hookspec
def standings() -> "Sequence[StandingOf]":  # type: ignore[empty-body]  # a hook specification has no body
    """Return what tells how a body stands in the programme, for its record across programmes. Called once, at start.

    Most are made of a two-clock table with `fokus_projections.standing_by`. A caller is shown what rests on facts that
    it may see, and nothing else.
    """


@hookspec
def figures() -> "Sequence[KeyFigure]":  # type: ignore[empty-body]  # a hook specification has no body
    """Return the figures that the programme is known by, shown beside those of the others. Called once, at start.

    Most are made of a two-clock table with `fokus_projections.figure_by`; a figure counts what everybody may see.
    """
