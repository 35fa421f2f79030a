"""The read models and routes of the programme pass what every programme's must pass."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from cards_kit import PERSONAL

from fokus_api.testing import AppContract
from fokus_core import Command
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_projections.testing import ReadModelContract


class TestReadModels(ReadModelContract):
    plugin = plugin
    samples = Path(__file__).parent / "samples"
    personal: ClassVar[Sequence[Command]] = PERSONAL


class TestFace(AppContract):
    plugin = plugin
