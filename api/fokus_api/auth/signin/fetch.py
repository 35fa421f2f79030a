"""HTTP towards the identity provider: one exchange, bounded in time and size, without redirects."""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from fokus_api.runtime.loopback import is_near, is_safe

__all__ = ["NotAnswered", "Rejected", "fetch"]

TIMEOUT = 4.0  # seconds for one operation on the connection, and twice that for the whole exchange
LIMIT = 256 * 1024  # bytes of an answer


class NotAnswered(Exception):
    """The identity provider did not give a usable answer in time."""


class Rejected(Exception):
    """The identity provider understood the request and refused it."""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow no redirect: it is answered as an error."""


async def fetch(url: str, *, form: Mapping[str, str] | None = None, login: tuple[str, str] | None = None) -> bytes:
    """Return what a URL answers to GET, or to POST of a form; raises `NotAnswered`, `Rejected`."""
    try:
        return await asyncio.wait_for(asyncio.to_thread(_exchange, url, form, login), 2 * TIMEOUT)
    except HTTPError as error:
        with error:
            raise (Rejected if form is not None and 400 <= error.code < 500 else NotAnswered) from None
    except (OSError, HTTPException, ValueError, TimeoutError) as error:
        raise NotAnswered from error


def _exchange(url: str, form: Mapping[str, str] | None, login: tuple[str, str] | None) -> bytes:
    if not is_safe(url):
        raise ValueError("The address is not safe.")
    headers = {"Accept": "application/json"}
    if login is not None:
        pair = ":".join(quote(part, safe="") for part in login)  # RFC 6749 section 2.3.1
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    data = None if form is None else urlencode(form).encode()
    with _opener(url).open(Request(url, data, headers), timeout=TIMEOUT) as response:  # noqa: S310  # is_safe above
        body: bytes = response.read(LIMIT + 1)
    if len(body) > LIMIT:
        raise ValueError("The answer is too long.")
    return body


def _opener(url: str) -> OpenerDirector:
    return build_opener(_NoRedirect, *([ProxyHandler({})] if is_near(url) else []))
