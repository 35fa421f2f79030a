"""The stages of a decision: a command with its plan, the case that was read for it, and the verdict."""

from typing import NamedTuple

from fokus_core.domain.commands import Command, Plan
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.refusals import Refused
from fokus_core.journal.engines.store import Item, Row
from fokus_core.journal.lookup import JournalLookup
from fokus_core.journal.naming import Naming
from fokus_core.journal.request import Request


class Settled(NamedTuple):
    """A command whose names and persons are ids, with its plan, or why it has none.

    `persons` are the fields of the command that name somebody, with their ids; `after` is the head from before a plan
    that looked something up.
    """

    command: Command
    persons: dict[str, str]
    lookup: JournalLookup
    plan: Plan | Refused
    after: int | None


class Case(NamedTuple):
    """What was read for a request: `rows` match its `own` lines and those in `read`, as of the head.

    `recorded` are the facts that carry its id already. Nothing may have been added to what was read after `after`.
    """

    request: Request
    settled: Settled
    plan: Plan
    own: list[Item]
    read: list[Item]
    rows: list[Row]
    recorded: list[Recorded[Fact]]
    after: int
    head: int


class Verdict(NamedTuple):
    """What is to be recorded, the facts that are decided or proposed thereby, and the lines that were read for it.

    `coming` is what will be recorded in the end: the same, unless a second actor must confirm. `naming` knows
    whom the decision named.
    """

    drafts: list[Recorded[Fact]]
    coming: list[Recorded[Fact]]
    facts: list[Fact]
    read: list[Item]
    naming: Naming
