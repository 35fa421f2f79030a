"""Signing in with a browser: there and back, once, in the browser that began it, and to nowhere else."""

import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from api_kit import Client, bearer, slug
from signin_kit import (
    CLIENT,
    ORIGIN,
    SECRET,
    SESSION,
    SIGNING_IN,
    begun,
    chosen,
    cookie_of,
    grant,
    local_provider,
    own_page,
    path_of,
    query_of,
    sign_in,
    signing_client,
)

from fokus_api.auth.signin import actor_of
from fokus_api.auth.signin.provider import RECENT
from fokus_api.auth.signin.sessions import digest_of
from fokus_api.operations.identity_provider import LocalProvider
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import service_of, temporary_client

HTML = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
ID = re.compile(r"[A-Za-z0-9_-]{43}")


@pytest.fixture(scope="module")
def provider() -> Iterator[LocalProvider]:
    with local_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def shared(provider: LocalProvider) -> Iterator[Client]:
    with signing_client(provider) as client:
        yield client


@pytest.fixture
def client(shared: Client) -> Client:
    """A browser that was never here, at a service where nobody is signed in."""
    shared.cookies.clear()
    state_store = service_of(shared).state_store
    for space in ("session", "signin"):
        for key, _ in state_store.scan(space):
            state_store.delete(space, key)
    return shared


@pytest.fixture
def service(client: Client) -> Service:
    return service_of(client)


def test_a_person_signs_in_and_out(client: Client, service: Service, provider: LocalProvider) -> None:
    actor = grant(service, provider, "anna", "municipal-officer", "body:05315000")
    session = sign_in(client)
    assert ID.fullmatch(session)
    assert client.get("/api/v1/garden/bodies/05315000/keeper").json()["actor"] == actor
    page = client.get("/signin")
    assert page.status_code == 200
    assert all(
        part in page.text for part in (actor, "Engagementförderung der Kommune, gilt für die Stadt Köln", "Abmelden")
    )
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    assert "script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', page.text))
    out = client.post("/signout", data=fields, headers={"Origin": ORIGIN})
    assert out.status_code == 200
    assert "Sie sind abgemeldet" in out.text
    assert cookie_of(client, SESSION) is None
    client.cookies.set(SESSION, session)
    assert slug(client.get("/health")) == "session-ended"


def test_the_way_to_the_provider_carries_what_the_standards_ask(client: Client, provider: LocalProvider) -> None:
    answer = client.get("/signin")
    asked = query_of(answer.headers["location"])
    assert answer.headers["location"].startswith(f"{provider.issuer}/authorize?")
    assert {name: asked.pop(name) for name in ("state", "nonce", "code_challenge")}.keys() == {
        "state",
        "nonce",
        "code_challenge",
    }
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": f"{ORIGIN}/signin/callback",
        "scope": "openid",
        "code_challenge_method": "S256",
    }
    (cookie,) = answer.headers.get_list("set-cookie")
    assert re.fullmatch(rf"{SIGNING_IN}=[\w-]{{43}}; HttpOnly; Path=/; SameSite=lax; Secure", cookie)
    again = query_of(client.get("/signin").headers["location"])
    assert again["state"] != query_of(answer.headers["location"])["state"]


def test_the_session_cookie_is_for_this_host_and_no_script(client: Client) -> None:
    answer = client.get(path_of(chosen(begun(client), "anna")))
    gone, kept = answer.headers.get_list("set-cookie")
    assert re.fullmatch(rf"{SESSION}=[\w-]{{43}}; HttpOnly; Path=/; SameSite=lax; Secure", kept)
    assert re.fullmatch(rf'{SIGNING_IN}=""; HttpOnly; Max-Age=0; Path=/; SameSite=lax; Secure', gone)


def test_nothing_on_the_state_store_is_a_secret_of_the_browser(client: Client, service: Service) -> None:
    address = begun(client)
    waiting = str(service.state_store.scan("signin"))
    assert query_of(address)["state"] not in waiting
    assert str(cookie_of(client, SIGNING_IN)) not in waiting
    client.get(path_of(chosen(address, "anna")))
    session = str(cookie_of(client, SESSION))
    ((key, value),) = service.state_store.scan("session")
    assert key == digest_of(session)
    assert session not in str(value)
    assert service.state_store.scan("signin") == []


def test_an_id_from_before_the_sign_in_is_worth_nothing(client: Client, service: Service) -> None:
    planted = "A" * 43
    client.cookies.set(SESSION, planted, domain="fokus.example", path="/")
    refused = client.get("/api/v1/session")
    assert (refused.status_code, slug(refused)) == (401, "session-ended")
    assert refused.headers["set-cookie"].startswith(f'{SESSION}=""; HttpOnly; Max-Age=0')
    session = sign_in(client)
    assert session != planted
    client.cookies.clear()
    client.cookies.set(SESSION, planted)
    assert slug(client.get("/api/v1/session")) == "session-ended"


def test_who_signs_in_anew_ends_the_session_before(client: Client, provider: LocalProvider) -> None:
    address = begun(client)  # in one tab, while the other signs in
    waiting = str(cookie_of(client, SIGNING_IN))
    first = sign_in(client)
    back = path_of(chosen(address, "ben"))
    client.cookies.clear()
    answer = client.get(back, headers={"Cookie": f"{SESSION}={first}; {SIGNING_IN}={waiting}"})
    assert answer.status_code == 303
    assert client.get("/api/v1/session").json()["actor"] == actor_of(provider.issuer, "ben")
    client.cookies.clear()
    client.cookies.set(SESSION, first)
    assert slug(client.get("/api/v1/session")) == "session-ended"


def _fresh(client: Client) -> Client:
    client.cookies.clear()
    return client


@pytest.mark.parametrize("path", ["/", "/signin", "/api/v1/log?limit=3", "/a/b-c_d~e.html?x=%C3%A4&y=[1]"])
def test_it_goes_on_where_the_person_wanted_to(client: Client, path: str) -> None:
    sign_in(client, after=path)
    if path != "/signin":
        answer = client.get("/signin", params={"next": path})
        assert (answer.status_code, answer.headers["location"]) == (303, path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "/a\\b",
        "/\r\nSet-Cookie: a=b",
        " //evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/ä",
        "/" + "x" * 2000,
    ],
)
@pytest.mark.parametrize("signed_in", [False, True])
def test_it_goes_on_to_no_foreign_place(client: Client, service: Service, path: str, signed_in: bool) -> None:
    if signed_in:
        sign_in(client)
    answer = client.get("/signin", params={"next": path})
    assert (answer.status_code, slug(answer)) == (422, "invalid-input")
    assert [error["parameter"] for error in answer.json()["errors"]] == ["next"]
    assert service.state_store.scan("signin") == []


def changed(name: str, value: str) -> Any:
    return lambda back: httpx.URL(back).copy_set_param(name, value)


def dropped(name: str) -> Any:
    return lambda back: httpx.URL(back).copy_remove_param(name)


def doubled(name: str) -> Any:
    return lambda back: httpx.URL(back).copy_add_param(name, "x")


@pytest.mark.parametrize(
    ("change", "status", "expected"),
    [
        (changed("state", "A" * 43), 400, "signin-not-started"),
        (changed("state", "x" * 5000), 400, "bad-request"),
        (changed("state", ""), 400, "signin-not-started"),
        (dropped("state"), 400, "signin-not-started"),
        (doubled("state"), 400, "bad-request"),
        (doubled("code"), 400, "bad-request"),
        (dropped("code"), 401, "signin-refused"),
        (changed("code", "A" * 32), 401, "signin-refused"),
        (changed("error", "access_denied"), 401, "signin-refused"),
        (changed("iss", "https://evil.example"), 401, "signin-refused"),
        (dropped("iss"), 401, "signin-refused"),
    ],
)
def test_an_answer_that_does_not_hold_signs_nobody_in(client: Client, change: Any, status: int, expected: str) -> None:
    back = change(chosen(begun(client), "anna"))
    answer = client.get(path_of(str(back)))
    assert (answer.status_code, slug(answer)) == (status, expected)
    assert cookie_of(client, SESSION) is None
    assert client.get("/api/v1/session").json()["actor"] is None


def test_what_a_provider_adds_to_its_answer_is_ignored(client: Client) -> None:
    back = changed("session_state", "x")(chosen(begun(client), "anna"))
    assert client.get(path_of(str(back))).status_code == 303


def test_an_answer_is_good_once(client: Client) -> None:
    back = path_of(chosen(begun(client), "anna"))
    waiting = str(cookie_of(client, SIGNING_IN))
    assert client.get(back).status_code == 303
    client.cookies.clear()
    client.cookies.set(SIGNING_IN, waiting)
    assert slug(client.get(back)) == "signin-not-started"


def test_a_code_is_good_once_and_for_one_sign_in(client: Client) -> None:
    used = chosen(begun(client), "anna")
    assert client.get(path_of(used)).status_code == 303
    client.cookies.clear()
    for code in (query_of(used)["code"], query_of(chosen(begun(_fresh(client)), "ben"))["code"]):
        back = changed("code", code)(chosen(begun(_fresh(client)), "anna"))
        assert slug(client.get(path_of(str(back)))) == "signin-refused"


@pytest.mark.parametrize("cookie", [None, "", "A" * 43, "x" * 5000])
def test_an_answer_is_good_in_the_browser_that_began(client: Client, cookie: str | None) -> None:
    back = path_of(chosen(begun(client), "anna"))
    client.cookies.clear()
    if cookie is not None:
        client.cookies.set(SIGNING_IN, cookie)
    answer = client.get(back)
    assert (answer.status_code, slug(answer)) == (400, "signin-not-started")


def test_an_answer_comes_in_time(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fokus_api.auth.signin.signin.MINUTES", -1)
    assert slug(client.get(path_of(chosen(begun(client), "anna")))) == "signin-not-started"


def test_an_id_token_of_another_sign_in_is_refused(
    client: Client, provider: LocalProvider, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    back = path_of(chosen(begun(client), "anna"))
    stale = provider.id_token("anna", nonce="of another sign-in")
    monkeypatch.setattr(provider, "exchange", lambda form, login: {"id_token": stale})
    assert slug(client.get(back)) == "signin-refused"
    assert stale not in caplog.text
    assert "sign-in refused: invalid_claim" in caplog.text


@pytest.mark.parametrize("answer", [{}, {"id_token": 7}, {"id_token": "x.y.z"}, {"id_token": ""}, []])
def test_an_odd_answer_to_the_code_is_refused(
    client: Client, provider: LocalProvider, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    back = path_of(chosen(begun(client), "anna"))
    monkeypatch.setattr(provider, "exchange", lambda form, login: answer)
    assert slug(client.get(back)) == "signin-refused"


def test_a_wrong_client_secret_signs_nobody_in(provider: LocalProvider) -> None:
    with signing_client(provider, oidc_client_secret="another") as client:
        assert slug(client.get(path_of(chosen(begun(client), "anna")))) == "signin-refused"


@pytest.mark.parametrize("headers", [{}, HTML])
def test_a_provider_that_is_down_is_told(headers: dict[str, str]) -> None:
    with local_provider() as provider, signing_client(provider) as client:
        back = path_of(chosen(begun(client), "anna"))
        provider.switch_off()
        late = client.get(back, headers=headers)
        client.app.state.node.signin.provider._now = lambda: time.monotonic() + RECENT + 1
        early = client.get("/signin", headers=headers)
        sessions = service_of(client).state_store.scan("session")
    assert (late.status_code, early.status_code, sessions) == (503, 503, [])
    if headers:
        for answer in (late, early):
            assert answer.headers["content-type"].startswith("text/html")
            assert "Der Anmeldedienst antwortet zurzeit nicht." in answer.text
    else:
        assert [slug(late), slug(early)] == ["provider-down"] * 2


def test_a_person_is_told_on_a_page_what_went_wrong(client: Client) -> None:
    answer = client.get("/signin/callback?state=x&code=y", headers=HTML)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "Anmeldung nicht begonnen" in answer.text
    assert 'href="/signin"' in answer.text


@pytest.mark.parametrize("given", [{}, {"oidc_client_id": ""}])
def test_where_no_sign_in_is_set_up_there_is_none(provider: LocalProvider, given: dict[str, str]) -> None:
    settings = {"oidc_issuer": provider.issuer, **given} if given else {}
    with temporary_client(**settings) as client:
        for path in ("/signin", "/signin/callback"):
            answer = client.get(path)
            assert (answer.status_code, slug(answer)) == (404, "signin-not-offered")
        assert "Sie sind abgemeldet" in client.post("/signout").text


def test_a_session_and_another_credential_are_one_too_many(client: Client, provider: LocalProvider) -> None:
    sign_in(client)
    for credential in (provider.access_token("anna"), "fk_0123456789abcdef_x"):
        answer = client.get("/health", headers=bearer(credential))
        assert (answer.status_code, slug(answer)) == (400, "two-credentials")


def test_a_doubled_session_is_refused(client: Client) -> None:
    session = sign_in(client)
    client.cookies.clear()
    answer = client.get("/health", headers={"Cookie": f"{SESSION}={session}; {SESSION}={'A' * 43}"})
    assert (answer.status_code, slug(answer)) == (400, "bad-request")


@pytest.mark.parametrize("value", ["", "x", "A" * 42, "A" * 44, "A" * 5000, "A" * 42 + "ä", "A" * 42 + '"'])
def test_a_malformed_session_is_refused(client: Client, value: str) -> None:
    answer = client.get("/health", headers={"Cookie": f"{SESSION}={value}".encode()})  # type: ignore[dict-item]  # bytes
    assert (answer.status_code, slug(answer)) == (401, "session-ended")


def test_the_name_without_a_prefix_is_for_demonstrations_alone(client: Client, provider: LocalProvider) -> None:
    session = sign_in(client)
    client.cookies.clear()
    assert client.get("/api/v1/session", headers={"Cookie": f"fokus-session={session}"}).json()["actor"] is None
    with signing_client(provider, demo=True) as demo:
        kept = demo.get("/signin").headers["set-cookie"]
        assert re.fullmatch(r"fokus-signin=[\w-]{43}; HttpOnly; Path=/; SameSite=lax; Secure", kept)


def test_signing_in_and_out_is_logged_and_no_secret_with_it(
    client: Client, provider: LocalProvider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "fokus")
    address = begun(client)
    back = chosen(address, "anna")
    client.get(path_of(back))
    assert client.post("/signout", headers=own_page(client)).status_code == 200
    told = [(one.getMessage(), one.__dict__["actor"]) for one in caplog.records if one.name == "fokus.signin"]
    assert told == [(event, actor_of(provider.issuer, "anna")) for event in ("signed in", "signed out")]
    secrets = {*query_of(address).values(), *query_of(back).values(), SECRET} - {CLIENT, "code", "S256", "openid"}
    assert [one for one in secrets if one in caplog.text] == []
