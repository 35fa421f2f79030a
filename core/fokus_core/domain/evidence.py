"""Evidence: what a programme proves about a thing from its facts, so that others can rely on it by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from fokus_core.domain.facts import Fact, Recorded


@dataclass(frozen=True)
class Evidence:
    """A condition about a thing that a programme proves from facts, usable by others by its name.

    Of a thing that is no more, such as a body that ended, nothing proves it. Where it `counts` facts, the others of
    these classes neither establish nor end it.
    """

    id: str
    key: str
    established_by: tuple[type[Fact], ...]
    ended_by: tuple[type[Fact], ...] = ()
    title: str = ""
    counts: Callable[[Any], bool] | None = None

    @property
    def types(self) -> tuple[type[Fact], ...]:
        """Every fact class that establishes or ends it."""
        return self.established_by + self.ended_by


@dataclass(frozen=True)
class Finding:
    """What the past says of an evidence; `unknown` where no installed programme can tell."""

    state: Literal["proven", "not-proven", "unknown"]
    by: Recorded[Fact] | None = None
