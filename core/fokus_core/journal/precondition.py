"""No silent undoing: whoever says on what position their view rests is told when something came in between."""

from fokus_core.domain.commands import Command
from fokus_core.domain.facts import keys_of
from fokus_core.domain.refusals import Outdated
from fokus_core.journal.engines.store import Item, Store
from fokus_core.journal.statute_book import StatuteBook


def refuse_outdated(store: Store, statutes: StatuteBook, command: Command, read: list[Item], seen: int | None) -> None:
    """Raise `Outdated` where something came, after the position `seen`, to the things that a command names.

    What counts is what the command reads about them, and what the statutes on what it records look at.
    """
    if seen is None:
        return
    about = keys_of(command)
    lines = [*(item for item in read if item.key in about), *statutes.histories(command)]
    rows, head = store.select(lines, after=seen) if lines else ([], store.head())
    if rows or seen > head:
        raise Outdated(tuple(row.position for row in rows))
