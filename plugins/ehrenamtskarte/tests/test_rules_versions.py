"""The versions of a body's rules, and what changed from one to another, over HTTP and on the pages."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
from cards_kit import Client

from fokus_api.testing import service_of, settle, temporary_client
from fokus_core import CONSOLE
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_ehrenamtskarte.rules.commands import SetRules
from fokus_ehrenamtskarte.rules.terms import Place, Prior, Terms

KAMEN, UNNA = "05978020", "05978036"
FIRST, SECOND, THIRD = date(2012, 1, 1), date(2019, 7, 1), date(2024, 3, 1)
TERMS = {
    FIRST: Terms(min_age=18, prior=(Prior(months=36),), place=Place(kind="engagement")),
    SECOND: Terms(min_age=16, prior=(Prior(months=24),), place=Place(kind="residence-in", bodies=(KAMEN, UNNA))),
    THIRD: Terms(min_age=16, counted=("travel", "training"), not_otherwise_honoured=True, start="2024-03"),
}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(plugin) as client:
        service = service_of(client)
        for day, terms in TERMS.items():
            service.journal.handle(SetRules(body=KAMEN, terms=terms, effective=day), by=CONSOLE)
        settle(service)
        yield client


def got(client: Client, path: str, status: int = 200, **query: str) -> Any:
    answer = client.get(f"/api/v1/ehrenamtskarte/bodies/{KAMEN}/rules{path}", params=query)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_each_version_but_the_first_says_where_it_is_compared_with_the_one_before(client: Client) -> None:
    found = got(client, "")["items"]
    assert [(one["since"], one["compared"] and one["compared"]["since"]) for one in found] == [
        ("2012-01-01", None),
        ("2019-07-01", "2012-01-01"),
        ("2024-03-01", "2019-07-01"),
    ]
    assert len(got(client, "", on="2019-06-30")["items"]) == 1


def test_rules_are_compared_parameter_by_parameter(client: Client) -> None:
    found = got(client, "/changes", since="2012-01-01", until="2019-07-01")
    assert (found["since_day"], found["until_day"]) == ("2012-01-01", "2019-07-01")
    assert [(one["field"], one["before"], one["after"]) for one in found["fields"]] == [
        ("min_age", "18", "16"),
        ("prior/1/months", "36", "24"),
        ("place/kind", "engagement", "residence-in"),
        ("place/bodies", None, "Kamen, Unna"),
    ]
    assert got(client, "/changes", since="2012-01-01", until="2012-01-01")["fields"] == []


def test_a_version_that_is_not_known_on_the_day_is_not_compared(client: Client) -> None:
    got(client, "/changes", 404, since="2012-01-01", until="2013-01-01")
    got(client, "/changes", 404, since="2012-01-01", until="2019-07-01", on="2019-06-30")
    got(client, "/changes", 422, since="gestern", until="2019-07-01")


def page(client: Client, address: str, language: str = "de") -> str:
    answer = client.get(address, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", answer.text)))


def test_the_page_says_in_words_what_changed(client: Client) -> None:
    shown = page(client, f"/unterschiede/ehrenamtskarte/bodies/{KAMEN}/rules?since=2012-01-01&until=2019-07-01")
    assert "Mindestalter Entfallen: − 18 Neu: + 16" in shown
    assert "Ort: Welcher Bezug zum Ort ist nötig? Entfallen: − Engagement am Ort Neu: + Wohnsitz in" in shown
    assert "Neu: + Kamen, Unna" in shown
    later = page(client, f"/unterschiede/ehrenamtskarte/bodies/{KAMEN}/rules?since=2019-07-01&until=2024-03-01")
    assert "Neu: + Wege, Fortbildung" in later
    assert "Neu: + März 2024" in later
    assert "residence-in" not in later + shown
    assert "Nur wer noch nicht anders geehrt wurde – Neu: + ja" in later


def test_the_page_of_the_municipality_leads_to_the_comparison(client: Client) -> None:
    text = client.get(f"/kommunen/{KAMEN}", headers={"Accept": "text/html"}).text
    address = f"/unterschiede/ehrenamtskarte/bodies/{KAMEN}/rules?since=2012-01-01&amp;until=2019-07-01"
    assert f'<a href="{address}">mit der vorigen Fassung vergleichen</a>' in text
    text = client.get(f"/liste/ehrenamtskarte/bodies/{KAMEN}/rules", headers={"Accept": "text/html"}).text
    assert f'<a href="{address}">' in text
