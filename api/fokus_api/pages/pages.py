"""Pages from templates: complete without script, in the frame that all of them have."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, FunctionLoader, StrictUndefined
from litestar import Response
from litestar.datastructures import Cookie

from fokus_api.http.negotiation import spoken
from fokus_api.pages.assets import address_of
from fokus_api.pages.frame import Frame
from fokus_api.pages.shown import as_day, as_number, as_part, as_time
from fokus_core.domain.texts import _

__all__ = ["POLICY", "TEMPLATES", "page"]

WRONG = _("Fehler: {title}")
REFUSED = frozenset({409, 422})
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HERE = Path(__file__).parent


def _brought(name: str) -> str | None:
    """Return the template `<package>/<name>` of a programme, None where there is none."""
    package, _slash, file = name.partition("/")
    try:
        return (files(package) / "templates" / file).read_text(encoding="utf-8") if file else None
    except (OSError, ImportError):
        return None


TEMPLATES = Environment(
    loader=ChoiceLoader(
        [FileSystemLoader([HERE.parent / "face" / "templates", HERE / "templates"]), FunctionLoader(_brought)]
    ),
    autoescape=True,
    auto_reload=False,  # else every page asks the file system about each of its templates
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
TEMPLATES.globals["asset"] = address_of
TEMPLATES.filters |= {"day": as_day, "part": as_part, "time": as_time, "number": as_number}


def page(
    status: int,
    template: str,
    frame: Frame,
    *,
    title: str,
    cookies: Sequence[Cookie] = (),
    headers: Mapping[str, str] | None = None,
    **shown: Any,
) -> Response[str]:
    """Return a page made of a template and what it shows, which is escaped; it is kept where a header says so.

    In templates `_` says a text in the language of the page; macros are imported `with context`.
    """
    words = frame.words
    named = words(WRONG, title=title) if status in REFUSED else title
    given = {"frame": frame, "_": words, "lang": words.language, "title": title, "page_title": named}
    text = TEMPLATES.get_template(template).render(given | shown)
    said = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY, **spoken(words)}
    if frame.linked:
        said["Referrer-Policy"] = "same-origin"  # else forms come from the origin `null`
    said |= headers or {}
    return Response(text, status_code=status, media_type="text/html", headers=said, cookies=cookies)
