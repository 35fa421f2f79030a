"""Which of the forms we have a request wants: JSON unless it asks for CSV or an event stream first."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qs

from fokus_core.plugins.texts import LANGUAGES, Words

Form = Literal["json", "csv", "events"]
FORMS: dict[str, Form] = {"text/csv": "csv", "text/event-stream": "events"}
JSON = ("application/json", "application/*", "*/*")
UTF_8 = frozenset({"", "utf-8", "utf8", "us-ascii"})  # the charsets that are read, the usual one unsaid
CHARSET = re.compile(r'(?:^|;)\s*charset\s*=\s*"?([^\s;"]+)"?', re.IGNORECASE)
Coding = Literal["", "gzip", "zstd"]
CODINGS: tuple[Coding, ...] = ("zstd", "gzip")
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
if TYPE_CHECKING:
    Language = str
else:
    Language = Literal[*LANGUAGES]
LANGUAGE = "fokus-language"  # the cookie of who chose one
CHOSEN = re.compile(rf"(?:^|;)\s*{LANGUAGE}=({'|'.join(LANGUAGES)})\s*(?:;|$)")


def header(scope: Mapping[str, Any], name: bytes) -> str | None:
    """Return a header of a request, by its name in small letters."""
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    for key, value in headers:
        if key == name:
            return value.decode("latin-1")
    return None


def accepts(scope: Mapping[str, Any]) -> Form:
    """Return the form with the highest quality in the Accept header; JSON wins a draw."""
    return form_of((header(scope, b"accept") or "").encode("latin-1"))


def wants_page(scope: Mapping[str, Any]) -> bool:
    """Tell whether a browser asks: a page rather than JSON, where both are named."""
    return _prefers_page((header(scope, b"accept") or "").encode("latin-1"))


@lru_cache(1000)
def _prefers_page(accept: bytes) -> bool:
    wanted = dict(_qualities(accept.decode("latin-1")))
    page = wanted.get("text/html", 0.0)
    return page > wanted.get("application/json", 0.0) and page >= wanted.get("*/*", 0.0)


def language(scope: Mapping[str, Any]) -> Language:
    """Return the language that was chosen, else the one of ours that the Accept-Language header prefers, or German."""
    return language_of(header(scope, b"accept-language") or "", header(scope, b"cookie") or "")


def look_of(headers: Mapping[bytes, bytes]) -> str:
    """Return what the looks of an answer depend on, by its head: its form, whether it is a page, its language."""
    accept = headers.get(b"accept", b"")
    said = (headers.get(name, b"").decode("latin-1") for name in (b"accept-language", b"cookie"))
    return f"{form_of(accept)} {'page ' * _prefers_page(accept)}{language_of(*said)}"


def language_of(accept_language: str, cookie: str) -> Language:
    """Return the language that a cookie names, else the one that an Accept-Language header wants."""
    if chosen := CHOSEN.search(cookie):
        return chosen[1]
    return _preferred(accept_language)


@lru_cache(1000)
def _preferred(accept_language: str) -> Language:
    best = dict.fromkeys(LANGUAGES, 0.0)
    for name, quality in _qualities(accept_language):
        ours = name if name in best else name.partition("-")[0]
        if quality > best.get(ours, 1.0):
            best[ours] = quality
    return max(LANGUAGES, key=best.__getitem__)  # the first of those that are wanted most


def media_type_of(content_type: str | None) -> tuple[str, str]:
    """Return the media type that a Content-Type names and its charset, in small letters; no other parameter counts."""
    name, _, parameters = (content_type or "").partition(";")
    charset = CHARSET.search(parameters)
    return name.strip().lower(), charset[1].lower() if charset else ""


def spoken(words: Words) -> dict[str, str]:
    """Return the headers of an answer with text in the language that was asked for."""
    return {"Content-Language": words.language, "Vary": "Accept-Language"}


@lru_cache(1000)
def coding_of(accept_encoding: bytes) -> Coding:
    """Return the content coding that an Accept-Encoding header wants most of those we have; empty for none."""
    said = dict(_qualities(accept_encoding.decode("latin-1")))
    rest = said.get("*", 0.0)
    best: Coding = max(CODINGS, key=lambda name: said.get(name, rest))  # the first of those that are wanted most
    return best if said.get(best, rest) > 0 else ""


def sends_form(scope: Mapping[str, Any]) -> bool:
    """Tell whether the form of a page was sent."""
    return media_type_of(header(scope, b"content-type"))[0] == FORM


def sends_files(scope: Mapping[str, Any]) -> bool:
    """Tell whether a form of a page was sent with files in it."""
    return media_type_of(header(scope, b"content-type"))[0] == MULTIPART


@lru_cache(1000)
def form_of(accept: bytes) -> Form:
    """Return the form that an Accept header wants."""
    best: tuple[float, Form] = (0.0, "json")
    for name, quality in _qualities(accept.decode("latin-1")):
        form: Form | None = "json" if name in JSON else FORMS.get(name)
        if form is not None and (quality > best[0] or (quality == best[0] and form == "json")):
            best = (quality, form)
    return best[1]


def wants_csv(scope: Mapping[str, Any]) -> bool:
    """Tell whether a list is asked for as CSV: by the parameter `format`, else by the Accept header."""
    if b"format" not in scope["query_string"] and b"%" not in scope["query_string"]:
        return accepts(scope) == "csv"
    formats = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True).get("format")
    return "csv" in formats if formats else accepts(scope) == "csv"


def _qualities(text: str) -> Iterator[tuple[str, float]]:
    """Yield what a header such as Accept names, in small letters, with its quality."""
    for part in text.lower().split(","):
        name, *params = (piece.strip() for piece in part.split(";"))
        yield name, next((_quality(one[2:]) for one in params if one.startswith("q=")), 1.0)


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
