"""What was typed into a form, read as people write it: the body of a command, and what cannot be read."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from fokus_api.pages.forms import DAY, ISO, NO_DAY, NO_SUCH_DAY, day_typed
from fokus_api.responses.command_fields import CommandField
from fokus_core.domain.refusals import Wrong
from fokus_core.domain.texts import _

__all__ = ["OTHER", "SAME", "Typed", "body_of", "nearest", "rows", "written_day"]

Typed = Mapping[str, Sequence[str]]
CLOCK = re.compile(r"(?P<h>[0-9]{1,2})[:.](?P<min>[0-9]{2})(?:\s*(?:Uhr|h))?", re.IGNORECASE)
NO_TIME = _("Geben Sie Tag und Uhrzeit an, zum Beispiel 30.6.2017, 14:30.")
NO_NUMBER = _("Geben Sie eine ganze Zahl an, zum Beispiel 12.")
NO_AMOUNT = _("Geben Sie eine Zahl an, zum Beispiel 2,5.")
NO_JSON = _("Geben Sie die Angabe als JSON an.")
SAME, OTHER = "same_as", "another"  # of a person: who is meant, of those who are known
SHOWN = 40  # characters of what was typed that are repeated
MONTH = re.compile(r"(?P<m>0?[1-9]|1[0-2])[. /]+(?P<y>[0-9]{4})")
AMOUNT = re.compile(r"(?:[0-9]{1,15}|[0-9]{1,3}(?:[. \u00a0][0-9]{3})+)(?:,[0-9]{1,6})?|[0-9]{1,15}\.[0-9]{1,2}")
GROUPED = re.compile(r"[0-9]{1,3}(?:[. \u00a0][0-9]{3})+")


class _Unreadable(Exception):
    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message, self.values = message, values


def body_of(fields: Iterable[CommandField], typed: Typed, at: str = "") -> tuple[dict[str, Any], list[Wrong]]:
    """Return the body of a command, or of a part of it that stands at a name, and what is wrong with what was typed.

    What was left empty is left out, so that a field is missing or has its usual value; so is a part of a list that
    may be empty.
    """
    body: dict[str, Any] = {}
    wrong: list[Wrong] = []
    for one in fields:
        name = f"{at}{one.name}"
        if one.kind == "person" or (one.kind == "group" and not one.many):
            inner, flaws = body_of(one.fields, typed, f"{name}/")
            if one.kind == "person":
                inner = _meant(inner)
            if _is_typed(typed, name) or one.required:  # a box that is not ticked is no answer by itself
                body[one.name] = inner
                wrong += flaws
        elif one.kind == "group":
            there = [number for number in rows(typed, name) if one.required or _is_typed(typed, f"{name}/{number}")]
            found = [body_of(one.fields, typed, f"{name}/{number}/") for number in there]
            if found or one.required:
                body[one.name] = [inner for inner, _flaws in found]
            wrong += [flaw for _inner, flaws in found for flaw in flaws]
        else:
            try:
                value = _value(one, [text.replace("\r\n", "\n").strip() for text in typed.get(name, ())], name in typed)
            except _Unreadable as error:
                wrong.append(Wrong(name, error.message, error.values))
            else:
                if value is not None:
                    body[one.name] = value
    return body, wrong


def rows(typed: Typed, name: str) -> list[int]:
    """Return the numbers of the parts of a repeated group, as they stand in the form."""
    numbers = {key.removeprefix(f"{name}/").partition("/")[0] for key in typed if key.startswith(f"{name}/")}
    return sorted(int(one) for one in numbers if one.isdecimal())


def _meant(person: dict[str, Any]) -> dict[str, Any]:
    """Return a person as they are named: somebody who is known already, or somebody else where that was said."""
    known = person.pop(SAME, None)
    person.pop(OTHER, None)
    return person | ({} if known is None else {OTHER: True} if known == OTHER else {SAME: known})


def _is_typed(typed: Typed, name: str) -> bool:
    """Tell whether anything was typed into a group."""
    return any(text.strip() for key, texts in typed.items() if key.startswith(f"{name}/") for text in texts)


def _lines(texts: Iterable[str]) -> list[str]:
    """Return what stands in a text, line by line, without the empty ones."""
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


def written_day(text: str) -> str:
    """Return a day of JSON as it is typed: 2.11.2026; another text as it is."""
    found = ISO.fullmatch(text)
    return f"{int(found['d'])}.{int(found['m'])}.{found['y']}" if found else text


def _value(one: CommandField, texts: list[str], there: bool) -> Any:
    if one.many:
        found = list(_several(one, texts))
        return found if found or (there and not one.required and not one.keeps) else None
    text = texts[-1] if texts else ""
    if one.kind == "yes":
        return _yes(one, text)
    return _single(one, text) if text else None


def _several(one: CommandField, texts: list[str]) -> Iterator[Any]:
    for line in _lines(texts):
        yield _single(one, line)


def _yes(one: CommandField, text: str) -> bool | None:
    """Return whether it was ticked; where nothing is chosen of yes and no, nothing."""
    if one.required or one.keeps:
        return {"true": True, "false": False}.get(text)
    return text == "true"


def _single(one: CommandField, text: str) -> Any:
    match one.kind:
        case "date":
            return _day(text).isoformat()
        case "time":
            return _time(text)
        case "number":
            return _amount(text) if one.broken else _number(text)
        case "json":
            try:
                return msgspec.json.decode(text)
            except msgspec.DecodeError:
                raise _Unreadable(NO_JSON) from None
        case _:
            return _in_form(one, text)


def _in_form(one: CommandField, text: str) -> str:
    """Return a text in the form that its field asks for, where it is a day or a month written as people do."""
    if not one.pattern or re.search(one.pattern, text):
        return text
    month, day = MONTH.fullmatch(text), DAY.fullmatch(text)
    read = f"{month['y']}-{int(month['m']):02}" if month else ""
    if day:
        read = f"{day['y']}-{int(day['m']):02}-{int(day['d']):02}"
    return read if read and re.search(one.pattern, read) else text


def _day(text: str) -> date:
    try:
        return day_typed(text)
    except ValueError:
        raise _Unreadable(NO_DAY) from None
    except LookupError:
        raise _Unreadable(NO_SUCH_DAY, text=text[:SHOWN]) from None


def _time(text: str) -> str:
    """Return a day, or a day with a time of day, as commands take it."""
    if ISO.match(text) and "T" in text:
        return text
    clock = CLOCK.search(text, 6)
    if clock is None:
        return _day(text).isoformat()
    day = _day(text[: clock.start()].strip(" ,"))
    if text[clock.end() :].strip() or int(clock["h"]) > 23 or int(clock["min"]) > 59:
        raise _Unreadable(NO_TIME)
    return f"{day.isoformat()}T{int(clock['h']):02}:{clock['min']}"


def _number(text: str) -> int:
    plain = re.sub(r"[. \u00a0]", "", text) if GROUPED.fullmatch(text) else text
    if not re.fullmatch(r"-?[0-9]{1,15}", plain):
        raise _Unreadable(NO_NUMBER)
    return int(plain)


def _amount(text: str) -> float:
    """Return a number as it is written here, 1.234,5, or with the point of those who type it so, 2.5."""
    if not AMOUNT.fullmatch(text):
        raise _Unreadable(NO_AMOUNT)
    if GROUPED.fullmatch(text) or "," in text:
        text = re.sub(r"[. \u00a0]", "", text).replace(",", ".")
    return float(text)


def nearest(pointer: str, names: Iterable[str]) -> str:
    """Return the name of the field at a pointer, or of the one that it lies in."""
    name = pointer.removeprefix("/").replace("~1", "/").replace("~0", "~")
    found = [one for one in names if name == one or name.startswith(f"{one}/")]
    return max(found, key=len, default="")
