"""The hooks of the core layer: what a programme is, how its facts read, and what it does outside the house."""

from collections.abc import Mapping, Sequence
from typing import Any

from fokus_core.domain.facts import Fact
from fokus_core.domain.hooks import hookspec
from fokus_core.domain.programme import HistoryFile, ProgrammeInfo, Sentence
from fokus_core.jobs.job import Job


@hookspec
def programme() -> ProgrammeInfo:  # type: ignore[empty-body]  # a hook specification has no body
    """Return the programme: facts, commands, statutes, evidence, permissions. Called once, at start."""


@hookspec
def describe() -> Mapping[type[Fact], Sentence]:  # type: ignore[empty-body]  # a hook specification has no body
    """Return a German and an English sentence for every fact class of the programme. Called once, at start."""


@hookspec
def history() -> Sequence[HistoryFile]:  # type: ignore[empty-body]  # a hook specification has no body
    """Return the files of documented history that `fokus load` enters. Called at start, to see that they are there."""


@hookspec
def jobs() -> Sequence[Job[Any]]:  # type: ignore[empty-body]  # a hook specification has no body
    """Return the work that time or a fact asks for and that leaves the house. Called once, at start."""
