"""The read models and routes of the programme pass what every programme's must pass."""

from fokus_api.testing import AppContract
from fokus_ehrenamtskarte.plugin import plugin
from fokus_projections.testing import ReadModelContract


class TestReadModels(ReadModelContract):
    plugin = plugin


class TestFace(AppContract):
    plugin = plugin
