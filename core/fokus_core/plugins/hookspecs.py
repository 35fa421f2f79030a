"""The hooks of the core layer: what a programme is, how its facts read, and what it does outside the house."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from fokus_core.domain.facts import Fact
    from fokus_core.domain.programme import ProgrammeInfo, Sentence
    from fokus_core.jobs.scheduler import Job
    from fokus_core.journal.documented import HistoryFile

hookspec = pluggy.HookspecMarker("fokus")  # marks a hook that a programme offers to others
hookimpl = pluggy.HookimplMarker("fokus")  # marks what a plugin answers to a hook


@hookspec
def programme() -> "ProgrammeInfo":  # type: ignore[empty-body]  # a hook specification has no body
    """Return the programme: facts, commands, statutes, evidence, permissions. Called once, at start."""


@hookspec
def describe() -> "Mapping[type[Fact], Sentence]":  # type: ignore[empty-body]  # a hook specification has no body
    """Return a German and an English sentence for every fact class of the programme. Called once, at start."""


@hookspec
def history() -> "Sequence[HistoryFile]":  # type: ignore[empty-body]  # a hook specification has no body
    """Return the files of documented history that `fokus load` enters. Called by `fokus load`."""


@hookspec
def jobs() -> "Sequence[Job[Any]]":  # type: ignore[empty-body]  # a hook specification has no body
    """Return the work that time or a fact asks for and that leaves the house. Called once, at start."""
