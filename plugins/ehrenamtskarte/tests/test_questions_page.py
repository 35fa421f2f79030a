"""The page with four questions: answers by the rules, what is wrong beside its question, nothing kept."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from test_applications_path import HTML, Desk

from fokus_api.testing import temporary_client
from fokus_core.testing.smtp import MailServer
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

PAGE = "/ehrenamtskarte/kann-ich"
GIVEN = {
    "wohnort": "Hagen",
    "einsatzort": "Hagen",
    "stunden": "4,5",
    "je": "week",
    "seit": "5/2019",
    "geld": "cost",
    "euro": "",
}


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with MailServer() as mail, temporary_client(plugin, limits=("ehrenamtskarte-eligibility=1000/60",)) as client:
        yield Desk(client, mail)


def ask(desk: Desk, **given: str) -> Any:
    return desk.client.get(PAGE, params=GIVEN | given, headers=HTML)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Wahrscheinlich ja. Nach Ihren Antworten erfüllen Sie die Voraussetzungen in Hagen."),
        ({"je": "year", "stunden": "1.200"}, "Wahrscheinlich ja."),
        ({"seit": "1/2026"}, "Noch nicht. Ab Januar 2028"),
        ({"stunden": "3"}, "Wahrscheinlich nicht. Es fehlt: die Stundenzahl."),
        ({"geld": "ehrenamt", "euro": "960"}, "Wahrscheinlich ja."),
        ({"geld": "ehrenamt", "euro": "1.200"}, "Wahrscheinlich nicht. Es fehlt: eine Aufwandsentschädigung"),
        ({"wohnort": "Altena", "einsatzort": "Altena"}, "Das kann nur die Stadt Altena sagen."),
    ],
)
def test_four_answers_are_judged_by_the_rules(desk: Desk, given: dict[str, str], sentence: str) -> None:
    answer = ask(desk, **given)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert 'href="/vorgang/ehrenamtskarte/apply?body=' in answer.text
    assert 'class="fk-error"' not in answer.text


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"wohnort": ""}, ["wohnort"]),
        ({"wohnort": "Gibtsnicht"}, ["wohnort"]),
        ({"seit": "im März", "stunden": "viel"}, ["stunden", "seit"]),
        ({"geld": "ehrenamt"}, ["euro"]),
        ({"geld": ""}, ["geld"]),
        ({"geld": "gold"}, ["geld", "euro"]),
        ({"je": "month"}, ["je"]),
        ({"stunden": "200"}, ["stunden"]),
        ({"seit": "1/2999"}, ["seit"]),
    ],
)
def test_what_is_wrong_is_said_beside_its_question(desk: Desk, given: dict[str, str], wrong: list[str]) -> None:
    answer = ask(desk, **given)
    assert re.findall(r'id="f-(\w+)-fehler"', answer.text) == wrong
    assert re.findall(r'<li><a href="#f-(\w+)">', answer.text) == wrong
    assert 'id="ergebnis"' not in answer.text


def test_nothing_of_it_is_kept(desk: Desk) -> None:
    before = desk.facts()
    said = ask(desk, einsatzort="Hagen")
    assert desk.facts() == before
    assert "set-cookie" not in said.headers
    assert ask(desk, stunden="3").text != said.text


def test_the_page_of_the_card_leads_to_the_questions_and_these_to_the_form(desk: Desk) -> None:
    page = desk.client.get("/ehrenamtskarte", headers=HTML).text
    assert f'href="{PAGE}"' in page
    empty = desk.client.get(PAGE, headers=HTML).text
    assert "Es reichen 4 Stunden in der Woche oder 200 Stunden im Jahr." in empty
    assert 'id="fehler"' not in empty
    assert 'href="/vorgang/ehrenamtskarte/apply?body=05914000"' in ask(desk).text


def test_the_questions_are_asked_in_english_too(desk: Desk) -> None:
    answer = desk.client.get(PAGE, params=GIVEN, headers=HTML | {"Accept-Language": "en"}).text
    assert "Probably yes." in answer
    assert "Four questions, two minutes." in answer
