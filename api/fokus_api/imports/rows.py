"""A row of a table as a command: texts become what the fields take, and each error is told at its column."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fokus_api.imports.given import Given, id_of
from fokus_api.imports.sheets import Line
from fokus_api.plugins.bulk_imports import BulkImport, Column
from fokus_api.responses.command_fields import CommandField, command_fields
from fokus_api.runtime.service import Service
from fokus_core.domain.commands import command_type
from fokus_core.domain.facts import Fact
from fokus_core.domain.input import taken
from fokus_core.domain.refusals import Invalid, Malformed, Wrong
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import LANGUAGES

__all__ = ["Reading"]

DAY = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")
MONTH = re.compile(r"(\d{1,2})[./]\s*(\d{4})")
SEPARATED = re.compile(r"\s*[|;,]\s*")
YES = {"ja": True, "j": True, "x": True, "yes": True, "true": True, "1": True}
NO = {"nein": False, "n": False, "-": False, "no": False, "false": False, "0": False}
LONGEST_KEY = 200
NO_KEY = _("Geben Sie an, wodurch sich diese Zeile von allen anderen unterscheidet.")
TWICE = _("Dieselbe Angabe steht schon in Zeile {line}. Jede Zeile braucht eine eigene.")
NO_SUCH_ROW = _("Zu dieser Angabe ist nichts eingelesen. Lesen Sie zuerst die andere Liste ein.")


@dataclass
class Reading:
    """Reads the rows of one table; `known` are all imports there are, for rows that rest on those of another."""

    service: Service
    wanted: BulkImport
    known: Mapping[str, BulkImport]
    today: date
    _keys: dict[str, int] = field(default_factory=dict)

    def given(self, line: Line) -> Given:
        """Return what a row asks for; raises `Malformed` with pointers to columns."""
        key = line.cells.get(self.wanted.key, "")
        if not key or len(key) > LONGEST_KEY:
            raise self._wrong(self.wanted.key, NO_KEY)
        shape, wrong = self._shape(line)
        body = self._scope(shape)
        before = self._keys.setdefault(f"{body}\0{key}", line.number)
        if before != line.number:
            raise self._wrong(self.wanted.key, TWICE, line=before)
        for column in (one for one in self.wanted.columns if one.of and line.cells.get(one.name)):
            found = self._recorded(column, line.cells[column.name], body)
            if found is None:
                wrong.append(Wrong(column.name, NO_SUCH_ROW))
                continue
            _put(shape, column.field.split("/"), str(getattr(found, column.gives)))
            if column.within:
                shape[command_type(self.wanted.command).policy.scope] = getattr(found, column.within)
        if wrong:
            raise Malformed(wrong)
        try:
            command = taken(_closed(shape), self.wanted.command, strict=False)
        except Malformed as error:
            error.point(self.column)
            raise
        return Given(command, self._id(self.wanted.name, body, key))

    def column(self, at: str | None) -> str:
        """Return the name of the column that fills in a field of the command, the empty text where none does."""
        path = at or ""
        fitting = [one for one in self.wanted.columns if _within(one.field, path) or _within(path, one.field)]
        exact = [one for one in fitting if one.field == path]
        return (exact or fitting)[0].name if fitting and path else ""

    def _shape(self, line: Line) -> tuple[dict[str, Any], list[Wrong]]:
        kind = command_type(self.wanted.command)
        fields = command_fields(kind, self.service.labels)
        texts: dict[str, str] = {}
        for column in self.wanted.columns:
            text = "" if column.of else line.cells.get(column.name, "")
            if text:
                texts[column.field] = f"{texts[column.field]} {text}" if column.field in texts else text
        shape: dict[str, Any] = dict(self.wanted.fixed)
        wrong: list[Wrong] = []
        for path, text in texts.items():
            try:
                value = _value(text, _field_at(fields, path), self._words)
            except ValueError as error:
                wrong.append(Wrong(self.column(path), str(error)))
            else:
                _put(shape, path.split("/"), value)
        return shape, wrong

    def _words(self, text: str) -> set[str]:
        programme = self.wanted.name.partition(".")[0]
        return {self.service.texts.say(text, one, programme).casefold() for one in LANGUAGES}

    def _scope(self, shape: Mapping[str, Any]) -> str:
        """Return the id of the thing within which the row is entered, so that two offices may have the same keys."""
        name = command_type(self.wanted.command).policy.scope
        value = str(shape.get(name, ""))
        with suppress(Invalid):
            value = self.service.journal.bodies().resolve(value, self.today, field=name, party=True)
        return value

    def _id(self, name: str, scope: str, key: str) -> str:
        return id_of(self.service.vault, f"import:{name}", scope, key)

    def _recorded(self, column: Column, key: str, scope: str) -> Fact | None:
        records = self.service.journal.under(f"command:{self._id(column.of, scope, key)}")
        return next((one.fact for one in records if getattr(one.fact, column.gives, None)), None)

    def _wrong(self, column: str, message: str, **values: object) -> Malformed:
        return Malformed([Wrong(column, message, values)])


def _within(path: str, of: str) -> bool:
    return path == of or path.startswith(f"{of}/")


def _field_at(fields: tuple[CommandField, ...], path: str) -> CommandField | None:
    found: CommandField | None = None
    for step in path.split("/"):
        if not step.isdecimal():
            found = next((one for one in fields if one.name == step), None)
            fields = found.fields if found else ()
    return found


def _put(shape: dict[str, Any], path: list[str], value: Any) -> None:
    """Put a value at its place; lists are objects by number until all is there."""
    first, *rest = path
    if not rest:
        shape[first] = value
        return
    _put(shape.setdefault(first, {}), rest, value)


def _closed(shape: Any) -> Any:
    if not isinstance(shape, dict):
        return shape
    if shape and all(name.isdecimal() for name in shape):
        return [_closed(shape[name]) for name in sorted(shape, key=int)]
    return {name: _closed(value) for name, value in shape.items()}


def _value(text: str, one: CommandField | None, words: Callable[[str], set[str]]) -> Any:
    """Return what a text stands for in a field; raises `ValueError` with a sentence."""
    if one is None:
        return text
    if one.many and one.kind != "group":
        return [_single(part, one, words) for part in SEPARATED.split(text) if part]
    return _single(text, one, words)


def _single(text: str, one: CommandField, words: Callable[[str], set[str]]) -> Any:
    match one.kind:
        case "yes":
            found = (YES | NO).get(text.casefold())
            if found is None:
                raise ValueError(_("Schreiben Sie „ja“ oder „nein“."))
            return found
        case "number":
            return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
        case "choice":
            called = text.casefold()
            same = [
                value for value, label in one.values.items() if called == value.casefold() or called in words(label)
            ]
            if not same:
                raise ValueError(_("Das ist keine der Möglichkeiten. Schreiben Sie es wie im Formular."))
            return same[0]
        case "date" | "text":
            return _day(text) if one.kind == "date" or one.pattern else text
        case _:
            return text


def _day(text: str) -> str:
    if (found := DAY.fullmatch(text)) is not None:
        return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    if (found := MONTH.fullmatch(text)) is not None:
        return f"{found[2]}-{int(found[1]):02}"
    return text
