"""Which of the forms we have a request wants: JSON unless it asks for CSV or an event stream first."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

Form = Literal["json", "csv", "events"]
FORMS: dict[str, Form] = {"text/csv": "csv", "text/event-stream": "events"}
JSON = ("application/json", "application/*", "*/*")


def header(scope: Mapping[str, Any], name: bytes) -> str | None:
    """Return a header of a request, by its name in small letters."""
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return next((value.decode("latin-1") for key, value in headers if key == name), None)


def accepts(scope: Mapping[str, Any]) -> Form:
    """Return the form with the highest quality in the Accept header; JSON wins a draw."""
    best: tuple[float, Form] = (0.0, "json")
    for part in (header(scope, b"accept") or "").lower().split(","):
        name, *params = (piece.strip() for piece in part.split(";"))
        form: Form | None = "json" if name in JSON else FORMS.get(name)
        quality = next((_quality(one[2:]) for one in params if one.startswith("q=")), 1.0)
        if form is not None and (quality > best[0] or (quality == best[0] and form == "json")):
            best = (quality, form)
    return best[1]


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
