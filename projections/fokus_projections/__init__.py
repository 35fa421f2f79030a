"""Read models: projections, the follower that feeds them, and how they are read."""

from typing import TYPE_CHECKING, Any

from fokus_core.plugins.stability import outdated
from fokus_projections.builtin.bodies import all_known, bodies_known
from fokus_projections.builtin.proposals import open_proposals
from fokus_projections.loading import built_in, load_projections
from fokus_projections.models import ProjectionStatus, ReadModels
from fokus_projections.projection import Projection
from fokus_projections.publishing import Copy
from fokus_projections.reader import Reader, note_tables
from fokus_projections.storage.generations import followed
from fokus_projections.storage.log import LOG_ROW, OF_KEY, UNRETRACTED, recorded_rows
from fokus_projections.storage.schema import Column, Table
from fokus_projections.tables.fact_table import FactTable, gone_from, not_gone, standing
from fokus_projections.tables.foreseen import Change, foreseen
from fokus_projections.tables.key_figure import KeyFigure, figure_by
from fokus_projections.tables.periods import period_table
from fokus_projections.tables.standing import Standing, StandingOf, standing_by
from fokus_projections.tables.timeline import OPEN_DAY, OPEN_POSITION
from fokus_projections.tables.two_clocks import TwoClockTable, in_force, select_as_of

if TYPE_CHECKING:
    from fokus_projections.storage.database import ModelDatabase

__all__ = [
    "LOG_ROW",
    "OF_KEY",
    "OPEN_DAY",
    "OPEN_POSITION",
    "UNRETRACTED",
    "Change",
    "Column",
    "Copy",
    "FactTable",
    "KeyFigure",
    "ModelDatabase",
    "Projection",
    "ProjectionStatus",
    "ReadModels",
    "Reader",
    "Standing",
    "StandingOf",
    "Table",
    "TwoClockTable",
    "all_known",
    "bodies_known",
    "built_in",
    "figure_by",
    "followed",
    "foreseen",
    "gone_from",
    "in_force",
    "load_projections",
    "not_gone",
    "note_tables",
    "open_proposals",
    "period_table",
    "recorded_rows",
    "select_as_of",
    "standing",
    "standing_by",
]


if not TYPE_CHECKING:  # or no type checker would tell a wrong name

    def __getattr__(name: str) -> Any:
        """Load the class that projections write to: whoever only reads need not wait for it."""
        if name != "ModelDatabase":
            return outdated(__name__, name)
        from fokus_projections.storage import database

        return database.ModelDatabase
