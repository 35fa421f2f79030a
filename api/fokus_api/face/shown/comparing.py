"""Links from a version of something to the page that compares it with the one before."""

from collections.abc import Iterator, Mapping
from typing import Any

from fokus_api.face.shown.cells import Cell
from fokus_api.responses.differences import Comparison
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["CHANGES", "compared_in", "comparing"]

CHANGES = "/unterschiede"
COMPARE = _("mit der vorigen Fassung vergleichen")
FIELDS = frozenset(Comparison.__struct_fields__)
NUMBERS = ("version", "release")


def comparing(value: Mapping[str, Any], words: Words, to: Any, text: str = COMPARE, **values: Any) -> Cell:
    """Return the cell that leads to a comparison."""
    return Cell(words(text, **values), to(f"{CHANGES}/{value['path']}", since=value["since"], until=value["until"]))


def compared_in(said: Mapping[str, Any], words: Words, to: Any) -> list[Cell]:
    """Return what leads to each comparison that an answer names, of itself or of versions in it."""
    found = []
    for one in _versions(said):
        number = next((one[name] for name in NUMBERS if name in one), None)
        what = {"number": number, "title": one.get("title") or ""}
        text = _("{title}: Fassung {number} mit der vorigen vergleichen") if number else COMPARE
        found.append(comparing(one["compared"], words, to, text, **what))
    return found


def _versions(said: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    parts = [part for value in said.values() if isinstance(value, list) for part in value if isinstance(part, dict)]
    yield from (one for one in (said, *parts) if isinstance(at := one.get("compared"), dict) and at.keys() == FIELDS)
