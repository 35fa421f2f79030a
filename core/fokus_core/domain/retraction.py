"""The retraction: the fact that takes back an earlier one, and one that takes its place."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from fokus_core.domain.dispositions import Disposed
from fokus_core.domain.facts import Fact, Key, Recorded, fact
from fokus_core.domain.words import Reason

Position = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Keys = Annotated[tuple[str, ...], Key("")]


@fact("core.fact-retracted@1", public=True, irrevocable=True)
class FactRetracted(Fact, frozen=True):
    """An earlier fact was taken back; the retraction carries every key of the fact it takes back."""

    target: Position
    reason: Reason
    carries: Keys


@dataclass(frozen=True)
class TakingBack:
    """A retraction, with what becomes of the later decisions that rest on what it takes back."""

    fact: FactRetracted
    dispositions: tuple[Disposed, ...]


@dataclass(frozen=True)
class Replacing:
    """A fact that takes the place of an earlier one, which the same decision retracts."""

    fact: Fact
    target: Recorded[Fact]
