"""The test kit for rules and programmes; part of the product, so that integrators run what we run."""

from fokus_core.messages.telling import TellPeople
from fokus_core.testing.contract import MARKER, ProgrammeContract
from fokus_core.testing.given import AT, TODAY, Given, Outcome, Scenario, catalogue_of
from fokus_core.testing.histories import played, whole
from fokus_core.testing.memory import MemoryStore, MemoryVault
from fokus_core.testing.purposes import purposes
from fokus_core.testing.races import Node, at_once, nodes_over, race

__all__ = [
    "AT",
    "MARKER",
    "TODAY",
    "Given",
    "MemoryStore",
    "MemoryVault",
    "Node",
    "Outcome",
    "ProgrammeContract",
    "Scenario",
    "TellPeople",
    "at_once",
    "catalogue_of",
    "nodes_over",
    "played",
    "purposes",
    "race",
    "whole",
]
