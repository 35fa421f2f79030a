"""The plain pages of signing in: complete without script, German first."""

from collections.abc import Sequence
from html import escape

from litestar import Response
from litestar.datastructures import Cookie

from fokus_api.http.problem_types import TITLES
from fokus_api.http.problems import ApiProblem
from fokus_api.pages import pages

__all__ = ["page", "page_of"]

AGAIN = '<p><a href="/signin">Anmelden</a> <span lang="en">(sign in)</span></p>'


def page(status: int, title: str, title_en: str, *parts: str, cookies: Sequence[Cookie] = ()) -> Response[str]:
    """Return a page of parts that are HTML already; it is never kept."""
    english = f'<p lang="en">{escape(title_en)}</p>'
    referrer = {"Referrer-Policy": "same-origin"}  # else forms come from the origin `null`
    return pages.page(status, title, english, *parts, cookies=cookies, headers=referrer)


def page_of(trouble: ApiProblem, *, cookies: Sequence[Cookie] = ()) -> Response[str]:
    """Return the page that tells a person what a problem tells a program."""
    title = TITLES[trouble.slug]
    detail = f"<p>{escape(trouble.detail or title.detail)}</p>"
    return page(title.status, title.de, title.en, detail, AGAIN, cookies=cookies)
