"""The cookies: one for a session, one for the minutes of signing in, one for the forms of who has no account."""

from collections.abc import Mapping
from typing import Any

from litestar.datastructures import Cookie

from fokus_api.http.negotiation import header
from fokus_api.http.problems import ApiProblem
from fokus_core.domain.texts import _

__all__ = ["Cookies"]


class Cookies:
    """Names and attributes of our cookies.

    A demonstration is often tried over plain HTTP, where browsers keep no cookie with the `__Host-` prefix: there, and
    only there, the names go without it, and the cookie is `Secure` over HTTPS alone.
    """

    def __init__(self, *, demo: bool) -> None:
        self._demo = demo
        self.session = "fokus-session" if demo else "__Host-fokus-session"
        self.forms = "fokus-forms" if demo else "__Host-fokus-forms"
        self.signing_in = "fokus-signin" if demo else "__Host-fokus-signin"

    def of(self, scope: Mapping[str, Any], name: str) -> str | None:
        """Return the value of a cookie; raises `ApiProblem` where it stands twice."""
        pairs = [pair.strip().partition("=") for pair in (header(scope, b"cookie") or "").split(";")]
        values = [value for key, _equals, value in pairs if key == name]
        if len(values) > 1:
            raise ApiProblem(
                "bad-request",
                _(
                    "Ihr Browser sendet widersprüchliche Cookies. Löschen Sie die Cookies dieser Seite "
                    "und melden Sie sich neu an."
                ),
            )
        return values[0] if values else None

    def kept(self, scope: Mapping[str, Any], name: str, value: str) -> Cookie:
        """Return the cookie for a browser to keep until it is closed."""
        return self._cookie(scope, name, value, None)

    def dropped(self, scope: Mapping[str, Any], name: str) -> Cookie:
        """Return the cookie that makes a browser forget it."""
        return self._cookie(scope, name, "", 0)

    def _cookie(self, scope: Mapping[str, Any], name: str, value: str, age: int | None) -> Cookie:
        secure = not self._demo or scope["scheme"] == "https"
        return Cookie(name, path="/", value=value, max_age=age, secure=secure, httponly=True, samesite="lax")
