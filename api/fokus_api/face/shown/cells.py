"""What stands in a cell of a table: a value as people read it, where it leads, and in which language it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from fokus_api.face.frame.citing import SOURCE, address_of_source, cited
from fokus_api.pages.shown import as_day, as_number, as_part, as_time
from fokus_core.domain.facts import Source
from fokus_core.domain.namings import Titles
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import LANGUAGES, Words
from fokus_core.plugins.texts import SOURCE as GERMAN

__all__ = [
    "BODY_KINDS",
    "NAMES",
    "NONE",
    "Cell",
    "Column",
    "address_of_thing",
    "as_entered",
    "readable",
    "said",
    "told_by",
]

BODY_KINDS = frozenset({"body", "party"})
NAMES = ("name", "title")
SEALED = _("geschützt")
INFERRED = _("erschlossen")
NONE = "–"
LONG, BRIEF = 160, 48  # characters of a text in a table, and of a source there


@dataclass(frozen=True)
class Column:
    """A field of a row: its heading, what it holds, and of which kind of thing it is the id.

    `parts` are the fields of what it holds; `stands_for` is the field with the id of what it names; `in_part` is a day
    of which the month or the year alone may be known.
    """

    name: str
    heading: str
    holds: type | None = None
    of: str = ""
    labels: Mapping[Any, str] = field(default_factory=dict)
    parts: "Sequence[Column] | None" = None
    stands_for: str = ""
    in_part: bool = False

    @property
    def about(self) -> str:
        """The field it is, or whose name it tells."""
        return self.stands_for or self.name

    def is_entered(self, value: Any) -> bool:
        """Tell whether a value is a text that somebody entered, and no day, number, choice or address."""
        if isinstance(value, list):
            return bool(value) and all(isinstance(one, str) for one in value) and not (self.labels or self.of)
        text = isinstance(value, str) and self.holds not in (date, datetime) and not self.labels
        return text and any(map(str.isalpha, value))

    @property
    def is_number(self) -> bool:
        """Whether it is set flush right."""
        return self.holds in (int, float)

    @property
    def is_day(self) -> bool:
        """Whether it is named beside what it holds where a row stands alone: a day says little without."""
        return self.holds in (date, datetime)


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: a text, where it leads, whether it is a mark (`yes`, `no`), its language, a word beside.

    The language is named where it is another than that of the page, in which the word beside is said.
    """

    text: str
    href: str = ""
    mark: str = ""
    lang: str = ""
    beside: str = ""


def as_entered(cell: Cell, words: Words) -> Cell:
    """Return the cell of a text that somebody entered: it is German, whatever the language of the page."""
    return cell if words.language == GERMAN else replace(cell, lang=GERMAN)


def told_by(entry: Mapping[str, Any] | None, words: Words, to: Any, titles: Titles) -> Cell:
    """Return the source of the entry that a row begins with; it leads to that entry, which tells the note, too."""
    source = (entry or {}).get("source")
    if not entry or not source:
        return Cell(NONE)
    inferred = words(INFERRED) if source.get("certainty") == "inferred" else ""
    cell = Cell(
        _shortened(cited(source["reference"], titles), BRIEF), to(f"/eintrag/{entry['position']}"), beside=inferred
    )
    return as_entered(cell, words)


def _shortened(text: str, most: int = LONG) -> str:
    if len(text) <= most:
        return text
    cut = text[:most]
    return f"{(cut.rpartition(' ')[0] or cut[:-1]).rstrip(' ,;:')} …"


def said(value: Any, column: Column, words: Words) -> str:
    """Return a value in words; days are written short."""
    lang = words.language
    if value is None or value in ("", [], {}):
        return NONE
    if isinstance(value, str):
        if value in column.labels:
            return words(column.labels[value])
        if column.in_part:
            return as_part(value, lang, "short")
        if column.holds is date:
            return as_day(value, lang, "short")
        if column.holds is datetime:
            return as_time(value, lang)
        if column.labels:
            return readable(value)
        return _shortened(value)
    if isinstance(value, bool | int | float):
        return as_number(value, lang)
    if isinstance(value, dict):
        return words(SEALED) if value.get("sealed") is True else _of_parts(value, column, words)
    between = " · " if column.parts else ", "
    return between.join(said(one, column, words) for one in value)


def _of_parts(value: Mapping[str, Any], column: Column, words: Words) -> str:
    """Return what is said of a thing in parts: its name, or all of them."""
    if words.language in value and set(value) <= {*LANGUAGES}:
        return str(value[words.language])
    for name in NAMES:
        if isinstance(value.get(name), str):
            return str(value[name])
    there = {name: one for name, one in value.items() if one not in (None, "", [], {})}
    if column.holds is Source:
        there.pop("entry", None)  # a digest, which says nothing to people
    if column.parts is None:
        plain = Column("", "", None)
        return ", ".join(said(one, plain, words) for one in there.values())
    behind = {one.stands_for for one in column.parts if one.name in there}
    known = [one for one in column.parts if one.name in there and one.name not in behind]
    return "; ".join(f"{words(one.heading)}: {said(there[one.name], one, words)}" for one in known)


def address_of_thing(kind: str, value: Any) -> str:
    """Return where the page of a thing is, by its kind and id."""
    if kind in BODY_KINDS:
        return f"/kommunen/{quote(str(value), safe='')}"
    if kind == SOURCE:
        return address_of_source(str(value))
    return f"/ding/{quote(kind, safe='')}/{quote(str(value), safe='')}" if kind else ""


def readable(name: str) -> str:
    """Return a name as people may read it, for want of a title."""
    text = name.rpartition(".")[2].replace("-", " ").replace("_", " ").strip()
    return text[:1].upper() + text[1:]
