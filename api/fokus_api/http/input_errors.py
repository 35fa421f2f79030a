"""Where in the input an error stands, and what is wrong there, in German and without the value itself."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

PATH = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")
STEP = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<index>[0-9]+)\]|(?P<any>\[\.\.\.\])")
SHOWN = 80  # characters of a field name that are repeated

TYPES = {
    "str": "ein Text",
    "int": "eine ganze Zahl",
    "float": "eine Zahl",
    "bool": "true oder false",
    "array": "eine Liste",
    "object": "ein Objekt",
    "null": "null",
}
KINDS = (
    (re.compile(r"^Object missing required field `(?P<field>[^`]*)`"), "Diese Angabe fehlt."),
    (re.compile(r"^Object contains unknown field `(?P<field>[^`]*)`"), "Diese Angabe gibt es hier nicht."),
    (re.compile(r"RFC3339 encoded date"), "Erwartet wird ein Datum in der Form JJJJ-MM-TT."),
    (re.compile(r"RFC3339 encoded datetime"), "Erwartet wird ein Zeitpunkt nach RFC 3339."),
    (re.compile(r"^Invalid enum value"), "Dieser Wert ist hier nicht vorgesehen."),
    (re.compile(r"matching regex"), "Die Angabe hat nicht die vorgeschriebene Form."),
    (re.compile(r"of length >= (?P<n>\d+)"), "Die Angabe ist zu kurz; mindestens {n}."),
    (re.compile(r"of length <= (?P<n>\d+)"), "Die Angabe ist zu lang; höchstens {n}."),
    (re.compile(r">= (?P<n>-?\d+)"), "Der Wert ist zu klein; mindestens {n}."),
    (re.compile(r"<= (?P<n>-?\d+)"), "Der Wert ist zu groß; höchstens {n}."),
    (re.compile(r"^Expected `(?P<type>[^`]*)`, got"), "Erwartet wird {type}."),
)


class FieldError(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One error in the input: a JSON pointer (RFC 6901) into the body, or the name of a parameter."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None


def body_errors(message: str) -> list[FieldError]:
    """Return the errors a msgspec message about a body names."""
    at = PATH.search(message)
    pointer = _pointer(at["path"]) if at else ""
    detail, field = _german(PATH.sub("", message))
    if field is not None:
        pointer += f"/{_escaped(field)}"
    return [FieldError(pointer=pointer, detail=detail)]


def parameter_errors(extra: Any) -> list[FieldError]:
    """Return the errors that Litestar found in query, path and header parameters."""
    found: Iterable[Any] = extra if isinstance(extra, list) else ()
    return [
        FieldError(
            parameter=str(one.get("key", "")).removesuffix("_")[:SHOWN],  # `from_` in Python is `from` in the query
            detail=_german(str(one.get("message", "")))[0],
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


def _german(message: str) -> tuple[str, str | None]:
    for pattern, text in KINDS:
        if found := pattern.search(message):
            parts = found.groupdict()
            if "type" in parts:
                wanted = [TYPES.get(name, "eine Angabe anderer Art") for name in parts["type"].split(" | ")]
                return text.format(type=" oder ".join(dict.fromkeys(wanted))), None
            return text.format(**parts), parts.get("field")
    return "Diese Angabe ist fehlerhaft.", None
