"""Plain pages of the service's own, from templates: complete without script, styled by what they bring along."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Response
from litestar.datastructures import Cookie
from markupsafe import Markup

from fokus_api.http.headers import PAGES
from fokus_api.http.negotiation import spoken
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words

__all__ = ["Language", "page"]

Language = Literal["de", "en"]
WRONG = _("Fehler: {title}")
REFUSED = frozenset({409, 422})
TEMPLATES = Environment(
    loader=PackageLoader("fokus_api.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
STYLE = TEMPLATES.get_template("style.css").render()
STYLED = f"{PAGES.decode()}; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
TEMPLATES.globals["style"] = Markup(STYLE)  # noqa: S704  # it comes with the package


def page(
    status: int,
    template: str,
    words: Words,
    *,
    title: str,
    cookies: Sequence[Cookie] = (),
    headers: Mapping[str, str] | None = None,
    **shown: Any,
) -> Response[str]:
    """Return a page made of a template and what it shows, which is escaped; it is never kept."""
    named = words(WRONG, title=title) if status in REFUSED else title
    text = TEMPLATES.get_template(template).render(title=title, named=named, lang=words.language, **shown)
    given = {"Cache-Control": "no-store", "Content-Security-Policy": STYLED, **spoken(words), **(headers or {})}
    return Response(text, status_code=status, media_type="text/html", headers=given, cookies=cookies)
