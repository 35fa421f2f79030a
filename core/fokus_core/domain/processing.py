"""What personal data is processed for, and where it lies besides the journal, as a programme declares it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from fokus_core.domain.facts import Fact
from fokus_core.domain.texts import _

__all__ = ["Purpose", "Start", "Trace"]


def first_ending(fact: Any, ends: Sequence[Any]) -> date | None:
    """Return the first day on which one of the ends holds, or that of the fact where it is later."""
    return max(fact.effective, ends[0].effective) if ends else None


@dataclass(frozen=True)
class Start:
    """An event with which the period begins for which data is kept, such as the end of a term.

    `day` tells the first day of the period for a fact, by the standing `ends` that carry one of its keys of these
    `kinds`, in effective order, and None while the event has not come; by itself it is the first day of the first end.
    Where the ends lie under another key, `under` is the kind of that key with the same id: `run` for a run's cohort.
    """

    id: str
    title: str
    kinds: tuple[str, ...]
    ends: tuple[type[Fact], ...]
    day: Callable[[Any, Sequence[Any]], date | None] = first_ending
    under: str = ""


@dataclass(frozen=True)
class Purpose:
    """What personal fields are sealed for, said once per programme; `id` is the purpose that `Personal` names.

    `basis` is the legal ground, `kept` for how long, `recipients` who is told, `origin` whom it comes from. `starts`
    are the events from which a period of retention can run, the usual one first; without one only an erasure ends it.
    """

    id: str
    title: str
    basis: str
    kept: str
    recipients: tuple[str, ...] = ()
    origin: str = _("Angaben der Person oder der Stelle, für die sie tätig ist")
    starts: tuple[Start, ...] = ()


@dataclass(frozen=True)
class Trace:
    """A place besides the journal that names persons, by ids alone: entries of the state store under a name.

    What `stays` is kept when a person is erased, as it says nothing without what is sealed; all else goes.
    """

    name: str
    title: str
    kind: Literal["entry", "draft", "link", "mail"] = "entry"
    stays: bool = False
