"""Entries of the log as pages tell them: a sentence, its day, its source, and who recorded it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from fokus_api.face.shown.cells import readable
from fokus_api.node import Node
from fokus_core.domain.clock import BERLIN
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["Told", "account", "days", "grouped", "told", "years"]

HISTORY = "documented-history"
RECORDERS = {HISTORY: _("aus der überlieferten Geschichte"), "console": _("über die Kommandozeile")}


@dataclass(frozen=True)
class Told:
    """An entry in words; `more` are others of the same kind and day that are not told themselves."""

    position: int
    sentence: str
    effective: str
    at: str
    by: str
    type: str
    inferred: bool
    source: Mapping[str, Any] | None
    retracted_by: int | None
    replaces: int | None
    more: int = 0


def told(item: Mapping[str, Any], words: Words) -> Told:
    """Return an entry of the log in words."""
    source = {"certainty": "stated", "note": "", **item["source"]} if item.get("source") else None
    return Told(
        position=item["position"],
        sentence=item["sentence"][words.language],
        effective=item["effective"],
        at=item["at"],
        by=recorder(item["by"], words),
        type=item["type"],
        inferred=source is not None and source["certainty"] == "inferred",
        source=source,
        retracted_by=item.get("retracted_by"),
        replaces=item.get("replaces"),
    )


def recorder(by: str, words: Words) -> str:
    """Return who recorded an entry, in words."""
    return words(RECORDERS[by]) if by in RECORDERS else words(_("von {account}"), account=_plain(by))


def grouped(entries: Iterable[Told], most: int, lines: int = 1) -> list[Told]:
    """Return entries with those of one kind and day told by the first `lines` of them, and how many more there are."""
    found: list[Told] = []
    for _of, some in groupby(entries, key=lambda one: (one.effective, one.type)):
        same = list(some)
        found += same[: lines - 1]
        last = same[lines - 1]
        found.append(Told(**{**last.__dict__, "more": len(same) - lines}))
        if len(found) >= most:
            break
    return found


def years(entries: Sequence[Told]) -> list[tuple[str, list[Told]]]:
    """Return entries by the year from which they hold."""
    return [(year, list(some)) for year, some in groupby(entries, key=lambda one: one.effective[:4])]


def days(entries: Sequence[Told]) -> list[tuple[str, list[Told]]]:
    """Return entries by the day in Berlin on which they were recorded."""

    def day(one: Told) -> str:
        return datetime.fromisoformat(one.at).astimezone(BERLIN).date().isoformat()

    return [(found, list(some)) for found, some in groupby(entries, key=day)]


def account(name: str, node: Node, words: Words) -> str:
    """Return what an account is called; those of a demonstration by their role."""
    title = node.title("actor", name)
    return words(title) if title else _plain(name)


def _plain(name: str) -> str:
    return readable(name.removeprefix("demo-")) if name.startswith("demo-") else name
