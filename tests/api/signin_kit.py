"""What the tests of signing in share: a provider on this machine, and a browser that goes there and back."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from api_kit import Client
from litestar.testing import TestClient
from sample_programme import plugin

from fokus_api.auth.signin import actor_of
from fokus_api.operations.identity_provider import Account, LocalProvider, Shape
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import LONG_AGO, settle, temporary_service
from fokus_api.testing.lending import lent
from fokus_core.access.actor import CONSOLE
from fokus_core.access.grants import GrantAccess

ORIGIN = "https://fokus.example"
AUDIENCE = "https://fokus.example/api"
CLIENT, SECRET = "fokus", "streng geheim/%:ü"
SESSION, SIGNING_IN = "__Host-fokus-session", "__Host-fokus-signin"
FIELD = re.compile(r'name="([^"]+)" value="([^"]*)"')


@contextmanager
def local_provider() -> Iterator[LocalProvider]:
    shape = Shape(
        client_id=CLIENT,
        client_secret=SECRET,
        redirects=[f"{ORIGIN}/signin/callback"],
        audience=AUDIENCE,
        accounts=[Account("anna", "Anna"), Account("ben", "Ben")],
    )
    provider = LocalProvider(shape)
    try:
        yield provider
    finally:
        provider.switch_off()


@contextmanager
def signing_client(provider: LocalProvider, **given: Any) -> Iterator[Client]:
    settings = {
        "oidc_issuer": provider.issuer,
        "oidc_audience": AUDIENCE,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "limits": ["sign-in=1000/60", "sign-in-callback=1000/60"],
        **given,
    }
    with (
        temporary_service(plugin, **settings) as service,
        lent(service) as app,
        TestClient(app, base_url=ORIGIN, raise_server_exceptions=False) as client,
    ):
        client.follow_redirects = False
        yield client


def grant(service: Service, provider: LocalProvider, subject: str, role: str, scope: str) -> str:
    actor = actor_of(provider.issuer, subject)
    service.journal.handle(GrantAccess(actor=actor, role=role, scope=scope, effective=LONG_AGO), by=CONSOLE)
    settle(service)
    return actor


def chosen(address: str, account: str) -> str:
    """Return where the provider sends a browser that was sent to `address` and chose an account."""
    page = httpx.get(address)
    assert page.status_code == 200, page.text
    fields = {name: html.unescape(value) for name, value in FIELD.findall(page.text) if name != "account"}
    back = httpx.post(address.partition("?")[0], data={**fields, "account": account})
    assert back.status_code == 303, back.text
    return back.headers["location"]


def begun(client: Client, after: str = "/signin") -> str:
    answer = client.get("/signin", params={"next": after})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def sign_in(client: Client, account: str = "anna", after: str = "/signin") -> str:
    """Sign in with the client as a browser, and return the id of its session."""
    back = chosen(begun(client, after), account)
    answer = client.get(path_of(back))
    assert (answer.status_code, answer.headers["location"]) == (303, after), answer.text
    return cookie_of(client, SESSION) or ""


def cookie_of(client: Client, name: str) -> str | None:
    found: str | None = client.cookies.get(name)
    return found


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def query_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def own_page(client: Client) -> dict[str, str]:
    """Return the headers of a page of ours that changes something."""
    token = client.get("/api/v1/session").json()["csrf_token"]
    return {"Origin": ORIGIN, "X-CSRF-Token": token}
