"""Comparing read models with what the journal makes from nothing, and it with its rules: asked for, done by a job."""

import shutil
import socket
import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct, json

from fokus_core.domain.clock import now
from fokus_core.domain.finding import Finding
from fokus_core.domain.refusals import Unusable
from fokus_core.jobs.job import JobContext
from fokus_core.storage.state_store import StateStore

__all__ = [
    "Asked",
    "CompareModels",
    "ComparedTable",
    "Comparison",
    "ask_for_comparison",
    "asked",
    "last_comparison",
]

SPACE = "comparison"
ASKED, LAST = "asked", "last"
MOST = 500  # contradictions that are kept


class Asked(Struct, frozen=True):
    """Who asked for a comparison, and when; it waits until a job has made it."""

    by: str
    at: datetime


class ComparedTable(Struct, frozen=True):
    """A table, how many rows the one in use has, and whether what is in it is what the journal makes."""

    name: str
    rows: int
    same: bool


class Comparison(Struct, frozen=True, kw_only=True):
    """What a comparison found: up to which position, on which node, and where something could not be compared, why.

    `contradictions` are what the check of the journal found, up to the same position.
    """

    asked: Asked
    ended: datetime
    node: str
    position: int
    tables: tuple[ComparedTable, ...] = ()
    contradictions: tuple[Finding, ...] = ()
    error: str = ""


class Interrupted(Exception):
    """Another node does the jobs now; the comparison begins anew there."""


class Models(Protocol):
    """What a comparison asks of the read models."""

    def digests(self) -> tuple[int, Mapping[str, Any]]:
        """Return up to which position those in use show the journal, and what is in each table."""
        ...

    def replay(self, target: Path, known: int, progress: Callable[[int, int], None], /) -> Mapping[str, Any]:
        """Write them from nothing to a new file, as known at a position, and return what is in each table."""
        ...


class House(Protocol):
    """What a comparison asks of the services."""

    def contradictions(self, known: int, progress: Callable[[], None], /) -> Iterable[Finding]:
        """Yield what must not be in the journal, as known at a position."""
        ...

    @property
    def models(self) -> Models:
        """The read models of this node."""
        ...


class CompareModels:
    """Builds every read model from nothing beside those in use, where somebody asked for it, and checks the journal."""

    name = "core.compare-models"
    every = 60.0

    def run(self, context: JobContext[House]) -> None:
        """Compare as of now, if it was asked for, and keep what was found."""
        store = context.state_store
        wish = asked(store)
        if wish is None:
            return

        def go_on(*_how_far: int) -> None:
            if not context.holds():
                raise Interrupted

        house = context.services
        position, live = house.models.digests()
        tables: tuple[ComparedTable, ...] = ()
        contradictions: tuple[Finding, ...] = ()
        error = ""
        folder = Path(tempfile.mkdtemp(prefix="fokus-compare-"))
        try:
            anew = house.models.replay(folder / "anew.db", position, go_on)
            tables = tuple(ComparedTable(name, one.rows, one == anew.get(name)) for name, one in sorted(live.items()))
        except Unusable as unusable:
            error = str(unusable)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        try:
            contradictions = tuple(house.contradictions(position, go_on))[:MOST]
        except Unusable as unusable:
            contradictions = (Finding("journal-damaged", str(unusable)),)
            error = error or str(unusable)
        found = Comparison(
            asked=wish,
            ended=now(),
            node=socket.gethostname(),
            position=position,
            tables=tables,
            contradictions=contradictions,
            error=error,
        )
        store.put(SPACE, LAST, json.encode(found))
        store.delete(SPACE, ASKED)


def ask_for_comparison(store: StateStore, by: str) -> Asked:
    """Ask for a comparison, or return who asked before, where one waits already."""
    waiting = asked(store)
    if waiting is None:
        waiting = Asked(by, now())
        store.put(SPACE, ASKED, json.encode(waiting))
    return waiting


def asked(store: StateStore) -> Asked | None:
    """Return who waits for a comparison."""
    found = store.get(SPACE, ASKED)
    return None if found is None else json.decode(found, type=Asked)


def last_comparison(store: StateStore) -> Comparison | None:
    """Return what the last comparison found."""
    found = store.get(SPACE, LAST)
    return None if found is None else json.decode(found, type=Comparison)
