"""The plain pages of signing in: complete without script, German first."""

from collections.abc import Sequence
from typing import Any

from litestar import Response
from litestar.datastructures import Cookie

from fokus_api.http.problem_types import TITLES
from fokus_api.http.problems import ApiProblem
from fokus_api.pages.pages import page
from fokus_core.plugins.texts import Words

__all__ = ["page_of", "signin_page"]


def signin_page(
    status: int,
    title: str,
    title_en: str,
    *,
    detail: str = "",
    actor: str = "",
    cookies: Sequence[Cookie] = (),
    **shown: Any,
) -> Response[str]:
    """Return a page about signing in: for an `actor` with its `roles` and a form to sign out, else with a way in."""
    referrer = {"Referrer-Policy": "same-origin"}  # else forms come from the origin `null`
    shown |= {"title_en": title_en, "detail": detail, "actor": actor}
    return page(status, "signin.html", title=title, cookies=cookies, headers=referrer, **shown)


def page_of(trouble: ApiProblem, words: Words, *, cookies: Sequence[Cookie] = ()) -> Response[str]:
    """Return the page that tells a person what a problem tells a program."""
    title = TITLES[trouble.slug]
    detail = trouble.detail or title.detail
    return signin_page(title.status, title.title, words.texts.say(title.title, "en"), detail=detail, cookies=cookies)
