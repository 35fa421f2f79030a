"""What a row of an answer shows in a table: a column for each field that says something, read off its class."""

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from fokus_api.face.shown.cells import (
    BODY_KINDS,
    NAMES,
    NONE,
    Cell,
    Column,
    address_of_thing,
    as_entered,
    readable,
    said,
    told_by,
)
from fokus_api.face.shown.comparing import comparing
from fokus_api.responses.differences import Comparison
from fokus_api.responses.named_by import NamedBy
from fokus_api.responses.row_entry import RowEntry
from fokus_core.domain.facts import Key
from fokus_core.domain.labels import Label
from fokus_core.domain.namings import Titles
from fokus_core.domain.texts import _
from fokus_core.domain.words import Checked, Chosen
from fokus_core.plugins.labels import Labels
from fokus_core.plugins.texts import Words
from fokus_core.sources.facts import partial_day

__all__ = ["Shape", "filled", "shape_of"]

ENDS = tuple(f"_{name}" for name in NAMES)  # of fields that name what another holds the id of
PLACES = frozenset({"position", "joined_at", "replaces", "retracted_by"})  # fields that hold the number of an entry
ENTRY = _("Nr. {number}")
SOURCE = _("Quelle")


@dataclass(frozen=True)
class Shape:
    """The columns of a class of rows: `subject` is that of what a row is about, `named` what calls it by name.

    `titles` tells what people call the things that rows name by their ids.
    """

    columns: Sequence[Column]
    subject: Column | None
    named: Column | None
    titles: Titles

    @cached_property
    def shown(self) -> list[Column]:
        """The columns of a table: the name first, without ids that a name stands for."""
        behind = {self._about.name} if self._about else set()
        behind |= {one.stands_for for one in self.columns if one.stands_for}
        first = [self.named] if self.named else []
        return [*first, *(one for one in self.columns if one is not self.named and one.name not in behind)]

    @property
    def _about(self) -> Column | None:
        """The column that `named` calls by name; none where that names something else of the row."""
        return self.subject if self.named and not self.named.stands_for else None

    def cells(self, item: Mapping[str, Any], words: Words, to: Any) -> list[Cell]:
        """Return the cells of a row; `to` makes an address of a page one that carries the clocks."""
        return [self.cell(one, item, words, to) for one in self.shown]

    def cell(self, column: Column, item: Mapping[str, Any], words: Words, to: Any) -> Cell:
        """Return the cell of one column in a row."""
        found = self._cell(column, item, words, to)
        return as_entered(found, words) if column.is_entered(item.get(column.name)) else found

    def _cell(self, column: Column, item: Mapping[str, Any], words: Words, to: Any) -> Cell:
        value = item.get(column.name)
        if column is self.named and self._about is not None:
            about = item.get(self._about.name)
            if value in (None, "") and about:
                value = self.titles(self._about.of, about) or about
            return Cell(said(value, column, words), to(address_of_thing(self._about.of, about)) if about else "")
        if column.stands_for and isinstance(value, str) and value:
            about = item.get(column.stands_for)
            of = next((one.of for one in self.columns if one.name == column.stands_for), "")
            if not of and column is self.named:
                return Cell(value)
            of = of or "body"
            return Cell(str(value), to(address_of_thing(of, about)) if about else "")
        if column.holds is RowEntry:
            return told_by(value or None, words, to, self.titles)
        if column.holds is Comparison:
            return comparing(value, words, to) if value else Cell(NONE)
        if isinstance(value, bool):
            return Cell(words("{value}", value=value), mark="yes" if value else "no")
        if column.name in PLACES and value is not None:
            return Cell(words(ENTRY, number=value), to(f"/eintrag/{value}"))
        if not column.of or not value:
            return Cell(said(value, column, words))
        if isinstance(value, str):
            href, title = to(address_of_thing(column.of, value)), self.titles(column.of, value)
            return as_entered(Cell(title, href), words) if title else Cell(said(value, column, words), href)
        ids = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return Cell(said([self.titles(column.of, one) or one for one in value] if ids else value, column, words))


def shape_of(row: Any, programme: str, kinds: frozenset[str], labels: Labels, titles: Titles) -> Shape:
    """Return the columns of a class of a programme's rows; a text that is called like a kind of thing is its id."""
    plain: type[msgspec.Struct] = get_origin(row) or row
    hints = get_type_hints(plain, include_extras=True)

    def inner(part: type[msgspec.Struct]) -> Sequence[Column]:
        return shape_of(part, programme, kinds, labels, titles).columns

    columns = [
        _column(one.encode_name, hints[one.name], labels.of(programme, plain, _meant(one.name, hints)), kinds, inner)
        for one in msgspec.structs.fields(plain)
    ]
    columns = [replace(one, stands_for=_stands_for(one.name, hints)) for one in columns]
    columns = _with_title(columns)
    named = next((one for name in NAMES for one in columns if one.name == name), None)
    things = [one for one in columns if one.of]
    bodies = [one for one in things if one.of in BODY_KINDS] if named and named.name == "name" else []
    return Shape(columns, next(iter([*bodies, *things]), None), named, titles)


def _with_title(columns: list[Column]) -> list[Column]:
    """Return columns where a title beside a name is that of the other thing that a row is about."""
    names = {one.name for one in columns}
    others = [one.name for one in columns if one.of and one.of not in BODY_KINDS]
    if not {*NAMES} <= names or len(others) != 1:
        return columns
    return [replace(one, stands_for=others[0]) if one.name == "title" else one for one in columns]


def _meant(name: str, hints: Mapping[str, Any]) -> str:
    """Return the field whose heading a field has: a name stands for the id beside it."""
    return _stands_for(name, hints) or name


def _stands_for(name: str, hints: Mapping[str, Any]) -> str:
    """Return the field with the id of what a field names, where there is one."""
    for other, hint in hints.items():
        if any(isinstance(one, NamedBy) and one.field == name for one in _apart(hint)[1]):
            return other
    bare = next((name.removesuffix(end) for end in ENDS if name.endswith(end)), "")
    return bare if bare in hints else ""


def filled(
    columns: Sequence[tuple[str, Column]], rows: Sequence[Sequence[Cell]]
) -> tuple[list[tuple[str, Column]], list[list[Cell]]]:
    """Return the columns of a table that say something in any of its rows, and the rows with these alone."""
    kept = [place for place in range(len(columns)) if place == 0 or any(row[place].text != NONE for row in rows)]
    return [columns[place] for place in kept], [[row[place] for place in kept] for row in rows]


def _column(name: str, hint: Any, label: Label | None, kinds: frozenset[str], inner: Any) -> Column:
    members, marks = _apart(hint)
    (only,) = members if len(members) == 1 else (None,)
    item = get_args(only)[0] if only and get_args(only) else only
    of_item = _apart(item)[1]
    key = next((one.kind for one in [*marks, *of_item] if isinstance(one, Key)), "")
    key = key or next((one.kind for one in of_item if isinstance(one, Chosen)), "")
    if not key and members == [str] and name in (kinds | BODY_KINDS | {"programme"}) - {"key"}:
        key = name
    title, values = (label.title, label.values) if label else (readable(name), {})
    title = SOURCE if only is RowEntry else title
    parts = inner(item) if isinstance(item, type) and issubclass(item, msgspec.Struct) else None
    in_part = any(isinstance(one, Checked) and one.check is partial_day for one in marks)
    return Column(name, title, only if isinstance(only, type) else None, key, values, parts, in_part=in_part)


def _apart(hint: Any) -> tuple[list[Any], list[Any]]:
    """Return the types that a hint allows besides None, and every mark on the way to them, the innermost first."""
    if get_origin(hint) is Annotated:
        members, marks = _apart(get_args(hint)[0])
        return members, [*marks, *hint.__metadata__]
    if get_origin(hint) in (Union, types.UnionType):
        found = [_apart(one) for one in get_args(hint) if one is not types.NoneType]
        return [one for members, _marks in found for one in members], [
            one for _members, marks in found for one in marks
        ]
    return [hint], []
