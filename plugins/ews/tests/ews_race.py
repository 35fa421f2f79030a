"""Processes that ask for the last places of a run at the same moment."""

import multiprocessing
from collections.abc import Sequence
from multiprocessing.synchronize import Barrier
from queue import SimpleQueue

from fokus_core import CONSOLE, Command, Journal, Refused, Unavailable
from fokus_core.journal.engines.open_store import open_store
from fokus_core.testing import MemoryVault, catalogue_of
from fokus_ews.plugin import plugin

ANSWERED_WITHIN = 120.0  # seconds that a round may take


def opened(url: str) -> Journal:
    """Open a journal as a server process does."""
    return Journal(open_store(url), catalogue_of(plugin), MemoryVault())


def answer(journal: Journal, command: Command) -> str:
    """Give a command until there is an answer, and return `recorded` or why not."""
    while True:
        try:
            journal.handle(command, by=CONSOLE)
        except Unavailable:
            continue
        except Refused as refused:
            return refused.slug
        return "recorded"


def contend(url: str, commands: Sequence[Command], together: Barrier, answers: "SimpleQueue[list[str]]") -> None:
    """Give one command a round, together with the other processes, and send back what became of each."""
    journal = opened(url)
    said = []
    for command in commands:
        together.wait(ANSWERED_WITHIN)
        said.append(answer(journal, command))
    answers.put(said)
    journal.close()


def race(url: str, contenders: Sequence[Sequence[Command]]) -> list[list[str]]:
    """Let a process per contender run through its commands, round by round; return the answers of each round."""
    context = multiprocessing.get_context("spawn")
    together = context.Barrier(len(contenders))
    answers = context.SimpleQueue()
    processes = [context.Process(target=contend, args=(url, commands, together, answers)) for commands in contenders]
    for process in processes:
        process.start()
    said = [answers.get() for _ in processes]
    for process in processes:
        process.join(ANSWERED_WITHIN)
        assert process.exitcode == 0
    return [list(one) for one in zip(*said, strict=True)]
