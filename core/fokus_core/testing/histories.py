"""Random histories: one thing done after the other, sensible or not, over a journal in memory."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from fokus_core.access.actor import CONSOLE
from fokus_core.domain.commands import Command
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.refusals import Refused
from fokus_core.journal.journal import Journal
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.testing.memory import MemoryStore, MemoryVault

__all__ = ["played", "whole"]

Step = Callable[[list[Recorded[Fact]]], Command]


def played(
    catalogue: Catalogue, begin: Iterable[Command], step: Step, steps: int
) -> tuple[list[Recorded[Fact]], Counter[str]]:
    """Return what was recorded, and how often a step was `recorded` or refused for which reason.

    The commands that `begin` the history have to be taken; `step` gets what was recorded so far, `steps` times.
    """
    came = Counter[str]()
    journal = Journal(MemoryStore(), catalogue, MemoryVault())
    try:
        for command in begin:
            journal.handle(command, by=CONSOLE)
        for _ in range(steps):
            try:
                journal.handle(step(list(journal.follow())), by=CONSOLE)
                came["recorded"] += 1
            except Refused as refused:
                came[refused.slug] += 1
        return list(journal.follow()), came
    finally:
        journal.close()


def whole(records: Sequence[Recorded[Fact]]) -> set[int]:
    """Return the positions at which no command is known in part: only there the rules have to hold."""
    following = [*(one.meta.command for one in records[1:]), ""]
    return {one.position for one, after in zip(records, following, strict=True) if one.meta.command != after}
