"""The read models and routes of the programme pass what every programme's must pass."""

from pathlib import Path

from fokus_api.testing import AppContract
from fokus_network.plugin import plugin
from fokus_projections.testing import ReadModelContract


class TestReadModels(ReadModelContract):
    plugin = plugin
    samples = Path(__file__).parent / "samples"


class TestFace(AppContract):
    plugin = plugin
