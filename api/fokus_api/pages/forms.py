"""Commands as forms of a page: which fields a person can fill in, and what was sent."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from urllib.parse import parse_qsl

from msgspec import inspect

from fokus_api.http.problems import ApiProblem
from fokus_core.domain.commands import Command
from fokus_core.domain.flaws import TWICE
from fokus_core.domain.refusals import Malformed, Wrong
from fokus_core.domain.texts import _
from fokus_core.domain.words import has_lines

__all__ = [
    "DAY",
    "ISO",
    "NO_DAY",
    "NO_SUCH_DAY",
    "Field",
    "day_typed",
    "fields_of",
    "given_by",
    "unaskable",
    "with_days",
]

MOST = 200  # fields of a form
DAY = re.compile(r"(?P<d>[0-9]{1,2})[. /]+(?P<m>[0-9]{1,2})[. /]+(?P<y>[0-9]{4})")
ISO = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})")
NO_DAY = _("Geben Sie Tag, Monat und Jahr an, zum Beispiel 30.6.2017.")
NO_SUCH_DAY = _("Den {text} gibt es nicht. Prüfen Sie das Datum.")
Kind = Literal["text", "long", "number", "date", "yes", "choice"]


@dataclass(frozen=True)
class Field:
    """A field of a form; `name` is that of the command."""

    name: str
    kind: Kind
    required: bool
    longest: int | None = None
    choices: Sequence[str] = ()

    def label(self, labels: Mapping[str, str]) -> str:
        """Return what people call the field."""
        return labels.get(self.name, self.name)

    def named_choices(self, labels: Mapping[str, str]) -> list[tuple[str, str]]:
        """Return the choices with what people call them: those with a label first, in the order of the labels."""
        known = {f"{self.name}={one}": one for one in self.choices}
        ordered = dict.fromkeys([*(key for key in labels if key in known), *known])
        return [(known[key], labels.get(key, known[key])) for key in ordered]


def fields_of(command: type[Command], names: Collection[str]) -> list[Field]:
    """Return the fields of a command, among those named, that a form can ask for."""
    return [made for one in _infos(command) if one.encode_name in names and (made := _field(one)) is not None]


def unaskable(command: type[Command]) -> list[str]:
    """Return the fields that must be filled in and that no form can ask for."""
    return [one.encode_name for one in _infos(command) if one.required and _field(one) is None]


def given_by(body: bytes, fields: Iterable[Field]) -> dict[str, Any]:
    """Return what was sent by a form: what was left empty is left out; raises `ApiProblem`, `Malformed`."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST)
    except ValueError:
        raise ApiProblem("bad-request") from None
    given: dict[str, Any] = {name: value.replace("\r\n", "\n").strip() for name, value in pairs}
    if twice := {name for name, number in Counter(name for name, _value in pairs).items() if number > 1}:
        raise Malformed([Wrong(name, TWICE) for name in sorted(twice)])
    for field in fields:
        if field.kind == "yes" and field.required:
            given.setdefault(field.name, "false")
        elif not given.get(field.name):
            given.pop(field.name, None)
    return given


def with_days(given: Mapping[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    """Return what was typed with its days as commands take them; raises `Malformed` for what is no day."""
    read, wrong = dict(given), list[Wrong]()
    for name in (one.name for one in fields if one.kind == "date" and one.name in given):
        try:
            read[name] = day_typed(given[name]).isoformat()
        except ValueError:
            wrong.append(Wrong(name, NO_DAY))
        except LookupError:
            wrong.append(Wrong(name, NO_SUCH_DAY, {"text": given[name]}))
    if wrong:
        raise Malformed(wrong)
    return read


def day_typed(text: str) -> date:
    """Return the day that somebody wrote; raises `ValueError` for what is none, `LookupError` for one there is not."""
    found = DAY.fullmatch(text.strip()) or ISO.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        raise LookupError(text) from None


def _infos(command: type[Command]) -> Sequence[inspect.Field]:
    info = inspect.type_info(command)
    assert isinstance(info, inspect.StructType)  # noqa: S101  # a command is a struct
    return info.fields


def _field(info: inspect.Field) -> Field | None:
    match _plain(info.type):
        case [inspect.StrType(max_length=longest, pattern=pattern)]:
            kind: Kind = "long" if has_lines(longest, pattern or "") else "text"
            return Field(info.encode_name, kind, info.required, longest)
        case [inspect.IntType()]:
            return Field(info.encode_name, "number", info.required)
        case [inspect.DateType()]:
            return Field(info.encode_name, "date", info.required)
        case [inspect.BoolType()]:
            return Field(info.encode_name, "yes", info.required)
        case [inspect.LiteralType(values=values)] if all(isinstance(one, str) for one in values):
            return Field(info.encode_name, "choice", info.required, choices=[str(one) for one in values])
        case _:
            return None


def _plain(kind: inspect.Type) -> list[inspect.Type]:
    """Return the types that a field takes, without the empty one."""
    if isinstance(kind, inspect.Metadata):
        return _plain(kind.type)
    if isinstance(kind, inspect.UnionType):
        return [inner for one in kind.types for inner in _plain(one)]
    return [] if isinstance(kind, inspect.NoneType) else [kind]
