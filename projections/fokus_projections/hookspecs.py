"""The hook of the projections layer: which read models a programme keeps."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fokus_core.domain.hooks import hookspec

if TYPE_CHECKING:
    from fokus_projections.projection import Projection


@hookspec
def projections() -> "Sequence[Projection]":  # type: ignore[empty-body]  # a hook specification has no body
    """Return the projections of the programme; their names and tables begin with its id. Called once, at start."""
