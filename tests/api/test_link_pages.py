"""Who opens a link in a browser is shown a page, and uses the link by its button; JSON stays for programs."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from api_kit import Client
from page_kit import ACTION, BROWSER, KOELN, PRESSED, Page, issue
from sample_programme import Opened, plugin

from fokus_api.http.negotiation import language, wants_page
from fokus_api.pages.link_actions import LinkAction
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import service_of, temporary_client
from fokus_core.access.links import Links
from fokus_core.domain.refusals import Unavailable

ENGLISH = {"Accept-Language": "en-GB,en;q=0.9,de;q=0.8"}
GONE = "Dieser Link gilt nicht mehr. Er kann abgelaufen oder schon verwendet worden sein."


@pytest.fixture
def client() -> Iterator[Client]:
    with temporary_client(plugin, limits=["links=1000/60"]) as client:
        yield client


def test_the_page_says_what_the_link_is_for_and_changes_nothing(client: Client, service: Service) -> None:
    until = datetime(2100, 2, 3, 13, 5, tzinfo=UTC)
    path = Links(service.state_store).issue(ACTION, {"body": KOELN}, expires=until)
    before, head = dict(service.state_store.scan("link")), service.journal.store.head()
    for _ in range(3):
        assert client.head(path, headers=BROWSER).status_code == 200
        answer = client.get(path, headers=BROWSER)
        assert answer.status_code == 200
    page = Page(answer)
    assert page.lang == "de"
    for part in (
        "Einen Garten eröffnen",
        "Mit diesem Link teilen Sie mit, dass in Ihrer Kommune ein Garten eröffnet ist",
        "Der Link gilt bis zum 3. Februar 2100 um 14:05 Uhr.",
        "Gespeichert wird erst, wenn Sie auf „Einen Garten eröffnen“ drücken.",
        KOELN,
        "Name des Gartens",
    ):
        assert part in page.text
    assert page.controls == [
        {"type": "text", "id": "name", "name": "name", "required": None, "maxlength": "60", "value": ""}
    ]
    assert (page.of("form"), len(page.of("button"))) == ([{"class": "fk-form", "method": "post"}], 1)
    assert not page.of("script", "img", "iframe")
    assert all(str(one["href"]).startswith("/static/") for one in page.of("link"))
    assert path.removeprefix("/l/") not in answer.text
    assert (dict(service.state_store.scan("link")), service.journal.store.head()) == (before, head)


def test_the_button_uses_the_link_and_a_page_says_that_it_is_done(client: Client, service: Service) -> None:
    path = issue(service)
    answer = client.post(path, data={"name": " Rösen & <b>mehr</b> "}, headers=PRESSED)
    page = Page(answer)
    position = answer.headers["fokus-position"]
    assert (answer.status_code, page.lang) == (201, "de")
    for part in ("Fertig", "Einen Garten eröffnen", f"Nummer für Rückfragen{position}"):
        assert part in page.text
    record = service.journal.recorded(int(position))
    assert record is not None
    assert isinstance(record.fact, Opened)
    assert (record.fact.name, record.fact.body, record.meta.by) == ("Rösen & <b>mehr</b>", KOELN, "link")
    assert client.post(path, data={"name": "Rosen"}, headers=PRESSED).status_code == 404


def test_unknown_expired_and_used_links_show_the_same_page(client: Client, service: Service) -> None:
    used, expired = issue(service), issue(service, hours=-1)
    assert client.post(used, data={"name": "Rosen"}, headers=PRESSED).status_code == 201
    answers = [
        client.request(method, path, **more)
        for path in ("/l/unknown", used, expired, issue(service, "shed.open"))
        for method, more in (
            ("GET", {"headers": BROWSER}),
            ("POST", {"data": {"name": "Rosen"}, "headers": PRESSED}),
            ("POST", {"data": {"name": ""}, "headers": PRESSED}),
        )
    ]
    assert len({(answer.status_code, answer.text) for answer in answers}) == 1
    assert answers[0].status_code == 404
    assert GONE in Page(answers[0]).text


def test_in_english_everything_is_english(client: Client, service: Service) -> None:
    path = issue(service)
    for page in (
        Page(client.get(path, headers=BROWSER | ENGLISH)),
        Page(client.get(f"{path}?lang=en", headers=BROWSER)),
    ):
        assert page.lang == "en"
        for part in ("Open a garden", "what it is called", "Name of the garden", "The link is valid until"):
            assert part in page.text
        assert [(one["href"], one["lang"]) for one in page.of("a")] == [("?lang=de", "de")]
    assert Page(client.get(f"{path}?lang=de", headers=BROWSER | ENGLISH)).lang == "de"
    done = Page(client.post(f"{path}?lang=en", data={"name": "Roses"}, headers=PRESSED))
    gone = Page(client.get(f"{path}?lang=en", headers=BROWSER))
    for page, part in ((done, "Thank you."), (gone, "This link is no longer valid.")):
        assert page.lang == "en"
        assert part in page.text
        assert not set(re.findall(r"[A-Za-z]+", page.text)) & {"Sie", "der", "nicht", "wird"}


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (BROWSER["Accept"], True),
        ("text/html", True),
        ("text/html, */*", True),
        ("text/html;q=0.5, application/json", False),
        ("text/html, application/json", False),
        ("text/html;q=0, */*", False),
        ("application/json", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_who_prefers_json_or_says_nothing_gets_json(
    client: Client, service: Service, accept: str, expected: bool
) -> None:
    assert wants_page({"headers": [(b"accept", accept.encode())]}) is expected
    path = issue(service)
    for answer in (client.get(path, headers={"Accept": accept}), client.get("/l/no", headers={"Accept": accept})):
        assert answer.headers["content-type"].startswith("text/html") is expected


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("", "de"), ("fr", "de"), ("en", "en"), ("de, en", "de"), ("en;q=0.9, de;q=0.8", "en"), ("en;q=0", "de")],
)
def test_pages_are_german_unless_english_is_preferred(accepted: str, expected: str) -> None:
    assert language({"headers": [(b"accept-language", accepted.encode())]}) == expected


def test_pages_are_kept_nowhere_and_tell_no_other_page_where_they_were(client: Client, service: Service) -> None:
    path = issue(service)
    form: dict[str, Any] = {"headers": PRESSED}
    answers = [client.get(path, headers=BROWSER), client.post(path, data={"name": ""}, **form)]
    answers += [client.post(path, data={"name": "Rosen"}, **form), client.get(path, headers=BROWSER)]
    assert [answer.status_code for answer in answers] == [200, 422, 201, 404]
    for answer in answers:
        assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")
        assert "etag" not in answer.headers
        assert path.removeprefix("/l/") not in answer.text
        rules = dict(rule.strip().split(" ", 1) for rule in answer.headers["content-security-policy"].split(";"))
        assert (rules["default-src"], rules["form-action"]) == ("'none'", "'self'")
        assert rules["style-src"] == "'self'"
        assert not re.search(r"<style|style=", answer.text)


def test_too_many_requests_and_an_outage_are_told_on_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    with temporary_client(plugin, limits=["links=2/60"]) as client:
        path, state_store = issue(service_of(client)), service_of(client).state_store
        answers = [client.get(path, headers=BROWSER) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert int(answers[2].headers["retry-after"]) > 0
        assert "zu viele Anfragen" in Page(answers[2]).text

        def unreachable(*_: object) -> None:
            raise Unavailable("SQLite: locked")

        monkeypatch.setattr(state_store, "count_within", unreachable)
        answer = client.get(path, headers=BROWSER | ENGLISH)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert "Try again in a few minutes" in Page(answer).text


def test_what_fails_inside_is_told_without_a_word_about_it(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> dict[str, Any]:
        raise ZeroDivisionError("Geheimnis")

    action = LinkAction(ACTION, client.app.state.node.links[ACTION].command, "a", show=broken)
    monkeypatch.setitem(client.app.state.node.links, ACTION, action)
    answer = client.get(issue(service), headers=BROWSER)
    assert answer.status_code == 500
    assert "Geheimnis" not in answer.text
    assert "Interner Fehler" in Page(answer).text


def test_who_was_signed_in_once_uses_a_link_like_anybody_else(client: Client, service: Service) -> None:
    ended = {"Cookie": f"__Host-fokus-session={'A' * 43}"}
    assert client.get("/api/v1/log", headers=ended).status_code == 401
    path = issue(service)
    assert client.get(path, headers=BROWSER | ended).status_code == 200
    assert client.post(path, data={"name": "Rosen"}, headers=PRESSED | ended).status_code == 201
