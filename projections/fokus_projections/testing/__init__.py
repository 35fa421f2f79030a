"""The test kit for read models; part of the product, so that integrators run what we run."""

from fokus_projections.testing.contract import ReadModelContract
from fokus_projections.testing.models import assert_rebuild_equals_live, contents, fed, followed
from fokus_projections.testing.rows import model_of, recorded, replay, rows_of, take_back, true_on

__all__ = [
    "ReadModelContract",
    "assert_rebuild_equals_live",
    "contents",
    "fed",
    "followed",
    "model_of",
    "recorded",
    "replay",
    "rows_of",
    "take_back",
    "true_on",
]
