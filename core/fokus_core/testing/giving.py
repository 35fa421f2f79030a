"""Giving commands in a contract, so that one that is refused is named."""

from collections.abc import Iterable

from fokus_core.access.actor import CONSOLE
from fokus_core.domain.commands import Command, command_type
from fokus_core.domain.refusals import Refused
from fokus_core.journal.journal import Journal

__all__ = ["give"]


def give(journal: Journal, commands: Iterable[Command]) -> None:
    """Give commands at the console; one that is refused fails by its name, and says what was there before it."""
    for one in commands:
        try:
            journal.handle(one, by=CONSOLE)
        except Refused as error:
            name = command_type(type(one)).name
            there = f"after {journal.store.head()} facts, of which samples may be some"
            raise AssertionError(f"`personal`: {name} is refused {there}: {error.slug}: {error.message}") from error
