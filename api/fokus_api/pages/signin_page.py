"""The plain pages of signing in: complete without script."""

from collections.abc import Sequence
from typing import Any

from litestar import Response
from litestar.datastructures import Cookie

from fokus_api.http.problem_types import TITLES
from fokus_api.http.problems import ApiProblem
from fokus_api.pages.frame import Frame
from fokus_api.pages.pages import page
from fokus_core.domain.texts import _

__all__ = ["page_of", "signin_page"]

TEXTS = {
    "roles": _("Ihre Rollen"),
    "no-role": _("Sie haben noch keine Rolle. Fragen Sie die Stelle, die Ihren Zugang verwaltet."),
    "sign-in": _("Anmelden"),
    "sign-out": _("Abmelden"),
}
ACCOUNT = _("Konto: {actor}")
ROLE = _("{role}, gilt für {scope}")
EVERYWHERE = _("ganz NRW")


def signin_page(
    status: int,
    frame: Frame,
    title: str,
    *,
    detail: str = "",
    actor: str = "",
    roles: Sequence[tuple[str, Any]] = (),
    cookies: Sequence[Cookie] = (),
    **shown: Any,
) -> Response[str]:
    """Return a page about signing in: for an `actor` with its `roles` and a form to sign out, else with a way in.

    A role comes with what it applies to, which is nothing where it applies everywhere.
    """
    words = frame.words
    shown |= {
        "detail": words(detail),
        "account": words(ACCOUNT, actor=actor) if actor else "",
        "roles": [words(ROLE, role=words(role), scope=scope or words(EVERYWHERE)) for role, scope in roles],
        "texts": {name: words(text) for name, text in TEXTS.items()},
    }
    return page(status, "signin.html", frame, title=words(title), cookies=cookies, **shown)


def page_of(trouble: ApiProblem, frame: Frame, *, cookies: Sequence[Cookie] = ()) -> Response[str]:
    """Return the page that tells a person what a problem tells a program."""
    title = TITLES[trouble.slug]
    return signin_page(title.status, frame, title.title, detail=trouble.detail or title.detail, cookies=cookies)
