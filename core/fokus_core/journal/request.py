"""A command on its way through the journal, and what came of it."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import msgspec

from fokus_core.access.actor import CONSOLE, RESERVED, Actor
from fokus_core.corrections.proposals import Proposed
from fokus_core.domain.commands import Command, command_type
from fokus_core.domain.drawing import Drawing, drawing_of
from fokus_core.domain.facts import Fact, Recorded, Source

ENCODER = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True)
class Request:
    """A command on its way to a decision, as it was given.

    With `seen`, the position on which the sender's view rests, nothing may have come to the thing since. What the
    service draws for it is `drawn` once, however often it is decided, and is no part of what was given. `parent` is the
    span (W3C Trace Context) below which it is decided.
    """

    command: Command
    by: Actor
    id: str
    today: date
    source: Source | None = None
    dry_run: bool = False
    seen: int | None = None
    parent: str = ""
    drawn: Drawing = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Draw what the command leaves to the service."""
        object.__setattr__(self, "drawn", drawing_of(self.command))

    @property
    def asking(self) -> bool:
        """Whether somebody gives the command who can be asked whom they mean, and may learn that persons are known."""
        return self.by.id not in RESERVED or self.by.id == CONSOLE.id


@dataclass(frozen=True)
class Receipt:
    """What came of a command: its facts, the position of the last, and whether they had been recorded before.

    In a dry run nothing is recorded and positions count on from the head. `proposal` is set where a second actor must
    confirm. `shown` are secrets that the service drew, by the fields of the command: they are told this once.
    """

    position: int
    facts: list[Recorded[Fact]] = field(default_factory=list)
    repeated: bool = False
    shown: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def proposal(self) -> str | None:
        """The id of the proposal that a second actor must confirm."""
        return next((record.fact.proposal for record in self.facts if isinstance(record.fact, Proposed)), None)


def digest_of(command: Command, keyed: hmac.HMAC) -> str:
    """Return the keyed digest of a command, by which a repeat is told from another command under the same id."""
    digest = keyed.copy()
    digest.update(command_type(type(command)).name.encode() + b"\0" + ENCODER.encode(command))
    return digest.hexdigest()
