"""The test kit for rules and programmes; part of the product, so that integrators run what we run."""

from fokus_core.testing.contract import MARKER, ProgrammeContract
from fokus_core.testing.given import Given, Outcome, Scenario
from fokus_core.testing.memory import MemoryStore, MemoryVault

__all__ = ["MARKER", "Given", "MemoryStore", "MemoryVault", "Outcome", "ProgrammeContract", "Scenario"]
