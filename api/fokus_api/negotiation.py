"""Which of the forms we have a request wants: JSON unless it asks for CSV or an event stream first."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import parse_qs

Form = Literal["json", "csv", "events"]
FORMS: dict[str, Form] = {"text/csv": "csv", "text/event-stream": "events"}
JSON = ("application/json", "application/*", "*/*")


def header(scope: Mapping[str, Any], name: bytes) -> str | None:
    """Return a header of a request, by its name in small letters."""
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    for key, value in headers:
        if key == name:
            return value.decode("latin-1")
    return None


def accepts(scope: Mapping[str, Any]) -> Form:
    """Return the form with the highest quality in the Accept header; JSON wins a draw."""
    return _best(header(scope, b"accept") or "")


@lru_cache(1000)
def _best(accept: str) -> Form:
    best: tuple[float, Form] = (0.0, "json")
    for part in accept.lower().split(","):
        name, *params = (piece.strip() for piece in part.split(";"))
        form: Form | None = "json" if name in JSON else FORMS.get(name)
        quality = next((_quality(one[2:]) for one in params if one.startswith("q=")), 1.0)
        if form is not None and (quality > best[0] or (quality == best[0] and form == "json")):
            best = (quality, form)
    return best[1]


def wants_csv(scope: Mapping[str, Any]) -> bool:
    """Tell whether a list is asked for as CSV: by the parameter `format`, else by the Accept header."""
    if b"format" not in scope["query_string"] and b"%" not in scope["query_string"]:
        return accepts(scope) == "csv"
    formats = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True).get("format")
    return "csv" in formats if formats else accepts(scope) == "csv"


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
