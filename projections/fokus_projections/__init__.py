"""Read models: projections, the follower that feeds them, and how they are read."""

from fokus_projections.bodies import BodyRow, bodies_known, bodies_on
from fokus_projections.builtin import built_in, load_projections
from fokus_projections.database import ModelDatabase
from fokus_projections.fact_table import FactTable
from fokus_projections.models import ProjectionStatus, ReadModels
from fokus_projections.projection import Column, Projection, Table
from fokus_projections.proposals import open_proposals
from fokus_projections.reader import ModelUnavailable, Reader
from fokus_projections.timeline import OPEN_DAY, OPEN_POSITION
from fokus_projections.two_clocks import TwoClockTable, in_force, select_as_of

__all__ = [
    "OPEN_DAY",
    "OPEN_POSITION",
    "BodyRow",
    "Column",
    "FactTable",
    "ModelDatabase",
    "ModelUnavailable",
    "Projection",
    "ProjectionStatus",
    "ReadModels",
    "Reader",
    "Table",
    "TwoClockTable",
    "bodies_known",
    "bodies_on",
    "built_in",
    "in_force",
    "load_projections",
    "open_proposals",
    "select_as_of",
]
