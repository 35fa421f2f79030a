"""Every command of every programme has a form that renders, judges what is typed, and records nothing too much."""

from collections.abc import Iterator

import pytest
from form_kit import DAY, Browser
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.domain.commands import command_type
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ews.plugin import plugin as ews
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration
from fokus_network.plugin import plugin as network

PLUGINS = (network, ews, ehrenamtskarte)
COMMANDS = {command_type(one).name: one for plugin in PLUGINS for one in plugin.programme().commands}
NAMES = sorted(COMMANDS)
BY_TOPICS = {name for name, one in COMMANDS.items() if one.form_topics}  # whose first page is a list of topics
CORE = ("core.grant-access", "core.end-body", "core.create-body", "core.issue-key", "core.redo", "core.revoke-key")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Litestar]]:
    with temporary_client(*PLUGINS, limits=["forms=100000/60"]) as client:
        service = service_of(client)
        for command in (
            PublishDeclaration(declaration="2012", title="Erklärung von 2012", effective=DAY),
            OpenRound(round="first", title="Erste Runde", declaration="2012", effective=DAY),
        ):
            service.journal.handle(command, by=CONSOLE)
        settle(service)
        yield client


@pytest.fixture(scope="module")
def office(client: TestClient[Litestar]) -> Browser:
    roles = [(role, "state") for role in service_of(client).catalogue.roles]
    return Browser(client, issue_key(service_of(client), "office", *roles))


@pytest.mark.parametrize("name", sorted({*NAMES, *CORE} - BY_TOPICS))
def test_every_form_renders_and_an_empty_one_is_told_what_is_missing(office: Browser, name: str) -> None:
    head = service_of(office.client).journal.store.head()
    address = office.begin(name)
    page = office.page(address)
    assert page.controls
    assert not page.has("fehler")
    sent = office.post(address, {})
    assert sent.status_code == 303
    assert sent.headers["location"] == f"{address}#fehler"
    page = office.page(address)
    assert page.has("fehler")
    assert page.title.startswith("Fehler: ")
    links = [one["href"] for one in page.of("a") if (one.get("href") or "").startswith("#f-")]
    assert links
    assert all(page.has(str(one)[1:]) for one in links)
    assert service_of(office.client).journal.store.head() == head


@pytest.mark.parametrize("name", sorted(BY_TOPICS))
def test_a_form_of_topics_has_a_page_for_each_that_is_told_what_is_missing(office: Browser, name: str) -> None:
    head = service_of(office.client).journal.store.head()
    address = office.begin(name)
    for topic in COMMANDS[name].form_topics:
        there = f"{address}/thema/{topic.id}"
        assert any(one["href"] == there for one in office.page(address).of("a"))
        assert office.page(there).of("button")
        assert office.post(there, {}).status_code == 303
    back = office.get(f"{address}/vorschau")
    assert (back.status_code, back.headers["location"].partition("#")[0]) == (303, address)
    assert service_of(office.client).journal.store.head() == head


@pytest.mark.parametrize("name", [*NAMES, *CORE])
def test_every_form_keeps_whatever_is_typed(office: Browser, name: str) -> None:
    head = service_of(office.client).journal.store.head()
    address = office.begin(name)
    typed = {str(one["name"]): "<b>ä&\"'" for one in office.page(address).controls if one.get("type") in (None, "text")}
    sent = office.post(address, typed)
    assert sent.status_code == 303
    page = office.page(address)
    kept = {str(one["name"]): one["value"] for one in page.of("input") if one.get("type") == "text"}
    assert kept == {one: text for one, text in typed.items() if one in kept}
    assert "<b>" not in page.source
    assert service_of(office.client).journal.store.head() == head
