"""Comparing read models in use with what the journal makes from nothing: somebody asks for it, and a job does it."""

import shutil
import socket
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct, json

from fokus_core.domain.clock import now
from fokus_core.domain.refusals import Unusable
from fokus_core.jobs.job import JobContext
from fokus_core.storage.state_store import StateStore

__all__ = ["Asked", "CompareModels", "ComparedTable", "Comparison", "ask_for_comparison", "asked", "last_comparison"]

SPACE = "comparison"
ASKED, LAST = "asked", "last"


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
    """What a comparison found: up to which position, on which node, and where nothing could be compared, why."""

    asked: Asked
    ended: datetime
    node: str
    position: int
    tables: tuple[ComparedTable, ...] = ()
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


class HasModels(Protocol):
    """What a comparison asks of the services."""

    @property
    def models(self) -> Models:
        """The read models of this node."""
        ...


class CompareModels:
    """Builds every read model from nothing beside the ones in use, where somebody asked for it."""

    name = "core.compare-models"
    every = 60.0

    def run(self, context: JobContext[HasModels]) -> None:
        """Compare as of now, if it was asked for, and keep what was found."""
        store = context.state_store
        wish = asked(store)
        if wish is None:
            return

        def go_on(_position: int, _head: int) -> None:
            if not context.holds():
                raise Interrupted

        position, live = context.services.models.digests()
        tables: tuple[ComparedTable, ...] = ()
        error = ""
        folder = Path(tempfile.mkdtemp(prefix="fokus-compare-"))
        try:
            anew = context.services.models.replay(folder / "anew.db", position, go_on)
            tables = tuple(ComparedTable(name, one.rows, one == anew.get(name)) for name, one in sorted(live.items()))
        except Unusable as unusable:
            error = str(unusable)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        found = Comparison(
            asked=wish, ended=now(), node=socket.gethostname(), position=position, tables=tables, error=error
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
