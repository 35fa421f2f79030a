"""Columns to choose, and named views: kept for whoever is signed in, sealed, and shown to nobody else."""

from collections.abc import Iterator

import pytest
from api_kit import Client, Headers, bearer, open_gardens
from page_kit import BROWSER, Page

from fokus_api.face.listing.views import MOST, View, Views
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import issue_key, temporary_service

KOELN = "05315000"
BODIES, GARDENS = "/kommunen", "/liste/garden/gardens"
SAVED = {"liste": "bodies", "anfrage": "kind=town&spalten=key&sort=-name&cursor=x&fremd=1", "name": " Meine  Städte "}


@pytest.fixture
def anna(service: Service) -> Headers:
    return BROWSER | bearer(issue_key(service, "anna", ("state-office", "state")))


@pytest.fixture
def service_alone() -> Iterator[Service]:
    with temporary_service() as service:
        yield service


def page(client: Client, address: str, headers: Headers) -> Page:
    return Page(client.get(address, headers=headers))


def headings(found: Page) -> int:
    return sum(1 for one in found.of("th") if one.get("scope") == "col")


def ticked(found: Page) -> set[str]:
    return {str(one["value"]) for one in found.of("input") if one.get("name") == "spalten" and "checked" in one}


def test_chosen_columns_are_shown_after_the_first_and_travel_in_every_link(client: Client, service: Service) -> None:
    open_gardens(service, KOELN)
    every = page(client, BODIES, BROWSER)
    offered = {str(one["value"]) for one in every.of("input") if one.get("name") == "spalten"}
    assert {"kind", "key"} <= offered
    two = page(client, f"{BODIES}?spalten=kind&spalten=key&q=berg", BROWSER)
    assert headings(two) == 3
    assert ticked(two) == {"kind", "key"}
    joined = page(client, f"{BODIES}?spalten=kind,key&spalten=nirgends", BROWSER)
    assert headings(joined) == 3
    (more,) = [str(one["href"]) for one in joined.of("a") if "cursor=" in str(one["href"])]
    assert "spalten=" in more
    assert headings(page(client, more, BROWSER)) == 3
    assert headings(page(client, f"{BODIES}?spalten=nirgends", BROWSER)) == headings(every)


def test_a_view_is_kept_under_its_name_and_forgotten_again(client: Client, anna: Headers) -> None:
    sent = client.post("/ansichten", data=SAVED, headers=anna, follow_redirects=False)
    address = "/kommunen?kind=town&spalten=key&sort=-name"
    assert (sent.status_code, sent.headers["location"]) == (303, address)
    found = page(client, BODIES, anna)
    assert "Meine Städte" in found.text
    assert address in [one["href"] for one in found.of("a")]
    assert headings(page(client, address, anna)) == 2
    again = {**SAVED, "anfrage": "kind=district"}
    client.post("/ansichten", data=again, headers=anna, follow_redirects=False)
    assert "/kommunen?kind=district" in [one["href"] for one in page(client, BODIES, anna).of("a")]
    gone = {"liste": "bodies", "entfernen": "Meine Städte"}
    assert client.post("/ansichten", data=gone, headers=anna, follow_redirects=False).status_code == 303
    assert "Meine Städte" not in page(client, BODIES, anna).text


def test_nobody_else_sees_a_view_and_nobody_keeps_one_without_signing_in(
    client: Client, service: Service, anna: Headers
) -> None:
    client.post("/ansichten", data=SAVED, headers=anna, follow_redirects=False)
    bert = BROWSER | bearer(issue_key(service, "bert", ("state-office", "state")))
    for others in (BROWSER, bert):
        assert "Meine Städte" not in page(client, BODIES, others).text
    assert "Meine Städte" not in page(client, GARDENS, anna).text
    assert client.post("/ansichten", data=SAVED).status_code == 401
    assert "Ihre Ansichten" not in page(client, BODIES, BROWSER).text


@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": " "}, {"name": "x" * 61}])
def test_a_view_without_a_name_is_refused(client: Client, anna: Headers, wrong: dict[str, str]) -> None:
    headers = anna | {"Accept": "application/json"}
    answer = client.post("/ansichten", data=SAVED | wrong, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/name")
    assert "Ihre Ansichten" in page(client, BODIES, anna).text


def test_a_view_of_what_is_no_list_or_from_a_foreign_page_is_refused(client: Client, anna: Headers) -> None:
    for path in ("nirgends", "//evil.example", ""):
        answer = client.post("/ansichten", data=SAVED | {"liste": path}, headers=anna, follow_redirects=False)
        assert answer.status_code == 404
    foreign = anna | {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert client.post("/ansichten", data=SAVED, headers=foreign, follow_redirects=False).status_code == 403


def test_views_lie_sealed_and_the_oldest_of_too_many_goes(service_alone: Service) -> None:
    service = service_alone
    views = Views(service.state_store, service.vault)
    for number in range(MOST + 1):
        views.keep("actor:anna", "bodies", View(f"Nr. {number}", f"q={number}"))
    names = [one.name for one in views.of("actor:anna", "bodies")]
    assert len(names) == MOST
    assert "Nr. 0" not in names
    ((key, value),) = service.state_store.scan("view")
    assert "bodies" not in key
    assert b"Nr." not in value
    assert views.of("actor:annabel", "bodies") == []
