"""What comes of it when several act at the same moment: threads, and commands to the nodes over one store."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from fokus_core.access.actor import CONSOLE
from fokus_core.domain.commands import Command
from fokus_core.domain.refusals import Refused
from fokus_core.journal.engines.open_store import open_store
from fokus_core.journal.journal import Journal
from fokus_core.testing.given import catalogue_of
from fokus_core.testing.memory import MemoryVault

__all__ = ["Node", "at_once", "nodes_over", "race"]

T = TypeVar("T")
Node = Callable[[], Journal]  # opens one more journal over the store


@contextmanager
def nodes_over(store_url: str, *plugins: object, installed: Sequence[str] = ()) -> Iterator[Node]:
    """Yield what opens journals over one store, as several server nodes do; each has a vault of its own in memory."""
    opened: list[Journal] = []

    def node() -> Journal:
        opened.append(Journal(open_store(store_url), catalogue_of(*plugins, installed=installed), MemoryVault()))
        return opened[-1]

    try:
        yield node
    finally:
        for journal in opened:
            journal.close()


def at_once(count: int, work: Callable[[int], T]) -> list[T | Exception]:
    """Call `work` with 0, 1, … in threads that begin together, and return what each call returned or raised."""
    came: dict[int, T | Exception] = {}
    barrier = threading.Barrier(count)

    def run(number: int) -> None:
        barrier.wait()
        try:
            came[number] = work(number)
        except Exception as error:
            came[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [came[number] for number in range(count)]


def race(*commands: tuple[Journal, Command]) -> list[str]:
    """Give commands at once, each to its node, and return what became of each: `recorded`, or why it was refused."""

    def give(number: int) -> str:
        journal, command = commands[number]
        try:
            journal.handle(command, by=CONSOLE)
        except Refused as refused:
            return refused.slug
        return "recorded"

    said: list[str] = []
    for came in at_once(len(commands), give):
        if isinstance(came, Exception):
            raise came
        said.append(came)
    return said
