"""Where in the input an error stands, and what is wrong there, without the value itself."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from babel.lists import format_list

from fokus_core.domain.texts import _
from fokus_core.plugins.texts import GERMAN, LOCALES, Words

PATH = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")
STEP = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<index>[0-9]+)\]|(?P<any>\[\.\.\.\])")
SHOWN = 80  # characters of a field name that are repeated

TYPES = {
    "str": _("ein Text"),
    "int": _("eine ganze Zahl"),
    "float": _("eine Zahl"),
    "bool": _("true oder false"),
    "array": _("eine Liste"),
    "object": _("ein Objekt"),
    "null": "null",
}
OTHER_TYPE = _("eine Angabe anderer Art")
KINDS = (
    (re.compile(r"^Object missing required field `(?P<field>[^`]*)`"), _("Diese Angabe fehlt.")),
    (
        re.compile(r"^Object contains unknown field `(?P<field>[^`]*)`"),
        _("Ein Feld mit diesem Namen gibt es hier nicht."),
    ),
    (re.compile(r"RFC3339 encoded date"), _("Erwartet wird ein Datum in der Form JJJJ-MM-TT.")),
    (re.compile(r"RFC3339 encoded datetime"), _("Erwartet wird ein Zeitpunkt nach RFC 3339.")),
    (re.compile(r"^Invalid enum value"), _("Dieser Wert ist hier nicht vorgesehen.")),
    (re.compile(r"matching regex"), _("Die Angabe hat nicht die vorgeschriebene Form.")),
    (re.compile(r"of length >= (?P<n>\d+)"), _("Die Angabe ist zu kurz; mindestens {n}.")),
    (re.compile(r"of length <= (?P<n>\d+)"), _("Die Angabe ist zu lang; höchstens {n}.")),
    (re.compile(r">= (?P<n>-?\d+)"), _("Der Wert ist zu klein; mindestens {n}.")),
    (re.compile(r"<= (?P<n>-?\d+)"), _("Der Wert ist zu groß; höchstens {n}.")),
    (re.compile(r"^Expected `(?P<type>[^`]*)`, got"), _("Erwartet wird {type}.")),
)


class FieldError(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One error in the input: a JSON pointer (RFC 6901) into the body, or the name of a parameter."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None


def body_errors(message: str, words: Words = GERMAN) -> list[FieldError]:
    """Return the errors a msgspec message about a body names."""
    at = PATH.search(message)
    pointer = _pointer(at["path"]) if at else ""
    detail, field = _said(PATH.sub("", message), words)
    if field is not None:
        pointer += f"/{_escaped(field)}"
    return [FieldError(pointer=pointer, detail=detail)]


def parameter_errors(extra: Any, words: Words = GERMAN) -> list[FieldError]:
    """Return the errors that Litestar found in query, path and header parameters."""
    found: Iterable[Any] = extra if isinstance(extra, list) else ()
    return [
        FieldError(
            parameter=str(one.get("key", "")).removesuffix("_")[:SHOWN],  # `from_` in Python is `from` in the query
            detail=_said(str(one.get("message", "")), words)[0],
        )
        for one in found
        if isinstance(one, dict)
    ]


def _pointer(path: str) -> str:
    """Return a msgspec path such as `.a[0].b` as a JSON pointer; it ends where the path names no member."""
    steps: list[str] = []
    for step in STEP.finditer(path):
        if step["any"]:
            break
        steps.append(f"/{_escaped(step['name'] or step['index'])}")
    return "".join(steps)


def _escaped(name: str) -> str:
    return name[:SHOWN].replace("~", "~0").replace("/", "~1")


def _said(message: str, words: Words) -> tuple[str, str | None]:
    for pattern, text in KINDS:
        if found := pattern.search(message):
            parts = found.groupdict()
            if "type" in parts:
                wanted = [words(TYPES.get(name, OTHER_TYPE)) for name in parts["type"].split(" | ")]
                return words(text, type=format_list([*dict.fromkeys(wanted)], "or", LOCALES[words.language])), None
            return words(text, **parts), parts.get("field")
    return words(_("Diese Angabe ist fehlerhaft.")), None
