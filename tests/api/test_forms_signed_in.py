"""Forms in a browser that is signed in: whose page may send them, and what is left when the session ends."""

from collections.abc import Iterator

import pytest
from api_kit import Client
from page_kit import BROWSER, Page
from signin_kit import ORIGIN, SESSION, grant, local_provider, sign_in, signing_client

from fokus_api.operations.identity_provider import LocalProvider
from fokus_api.testing.contract import service_of

TYPED = {"body": "05315000", "name": "Rosengarten", "effective": "1.1.2020"}
OURS = BROWSER | {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def provider() -> Iterator[LocalProvider]:
    with local_provider() as provider:
        yield provider


@pytest.fixture
def client(provider: LocalProvider) -> Iterator[Client]:
    with signing_client(provider) as client:
        grant(service_of(client), provider, "anna", "municipal-officer", "body:05315000")
        sign_in(client)
        yield client


def begin(client: Client) -> str:
    answer = client.get("/vorgang/garden/open", headers=BROWSER)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def token(client: Client) -> str:
    return str(client.get("/api/v1/session").json()["csrf_token"])


def test_a_form_carries_the_token_of_its_session_and_is_taken_with_it(client: Client) -> None:
    address = begin(client)
    page = Page(client.get(address, headers=BROWSER))
    hidden = {one["name"]: one["value"] for one in page.of("input") if one.get("type") == "hidden"}
    assert hidden["csrf_token"] == token(client)
    sent = client.post(address, data=TYPED | hidden, headers=OURS)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{address}/vorschau")
    given = client.post(f"{address}/vorschau", data=hidden, headers=OURS)
    assert given.headers["location"] == address.replace("entwurf", "beleg")
    assert Page(client.get(given.headers["location"], headers=BROWSER)).text.count("Eintrag Nr.")


def test_without_the_token_or_from_another_page_nothing_is_kept(client: Client) -> None:
    address, head = begin(client), service_of(client).journal.store.head()
    for typed, headers in (
        (TYPED, OURS),
        (TYPED | {"csrf_token": "x" * 43}, OURS),
        (TYPED | {"csrf_token": token(client)}, BROWSER | {"Origin": "https://evil.example"}),
        (TYPED | {"csrf_token": token(client)}, BROWSER | {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"}),
    ):
        assert client.post(address, data=typed, headers=headers).status_code == 403
        assert client.post(f"{address}/vorschau", data=typed, headers=headers).status_code == 403
    assert "Rosengarten" not in client.get(address, headers=BROWSER).text
    assert service_of(client).journal.store.head() == head


def test_a_session_lost_while_typing_loses_nothing_that_was_typed(client: Client) -> None:
    address, csrf = begin(client), token(client)
    service = service_of(client)
    for key, _value in service.state_store.scan("session"):
        service.state_store.delete("session", key)
    sent = client.post(address, data=TYPED | {"csrf_token": csrf}, headers=OURS)
    assert (sent.status_code, "location" in sent.headers) == (200, False)  # a form may lead to no other host
    assert f"/signin?next={address}" in [one["href"] for one in Page(sent).of("a")]
    client.cookies.delete(SESSION)
    shown = client.get(address, headers=BROWSER)
    assert (shown.status_code, shown.headers["location"]) == (303, f"/signin?next={address}")
    sign_in(client, after=address)
    page = Page(client.get(address, headers=BROWSER))
    (name,) = [one for one in page.controls if one.get("name") == "name"]
    assert name["value"] == "Rosengarten"


def test_who_knows_the_address_and_is_signed_out_may_type_but_not_read_nor_send(client: Client) -> None:
    address = begin(client)
    client.cookies.delete(SESSION)
    assert client.post(f"{address}/vorschau", data=TYPED, headers=OURS).status_code == 401
    assert client.post(address, data=TYPED, headers=BROWSER | {"Origin": "https://evil.example"}).status_code == 403
    assert "Rosengarten" not in client.get(address, headers=BROWSER).text


def test_somebody_who_is_not_signed_in_is_sent_there_and_back(client: Client) -> None:
    client.cookies.delete(SESSION)
    answer = client.get("/vorgang/garden/open?body=05315000", headers=BROWSER)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/signin?next=/vorgang/garden/open%3Fbody%3D05315000"


def test_the_pages_of_a_form_are_kept_nowhere_and_load_nothing_from_elsewhere(client: Client) -> None:
    address = begin(client)
    answer = client.get(address, headers=BROWSER)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert "<script" not in answer.text
    assert " style=" not in answer.text


def test_what_anybody_may_say_has_a_form_that_the_browser_alone_finds_again(client: Client) -> None:
    client.cookies.delete(SESSION)
    answer = client.get("/vorgang/garden/talk", headers=BROWSER)
    address = answer.headers["location"]
    assert "httponly" in answer.headers["set-cookie"].lower()
    typed = {"cohort": "4", "text": "leise", "effective": "1.5.2021", "person/name": "Verena Vertraulich"}
    assert client.post(address, data=typed, headers=OURS).headers["location"] == f"{address}/vorschau"
    sent = client.post(f"{address}/vorschau", headers=OURS)
    assert sent.headers["location"].startswith("/beleg/")
    assert client.get(sent.headers["location"], headers=BROWSER).status_code == 200
    kept = dict(client.cookies)
    client.cookies.clear()
    assert client.get(sent.headers["location"], headers=BROWSER).status_code == 303
    assert kept
