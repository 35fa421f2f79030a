"""The page that checks cards: what is served, what it may ask, and the answers of its form without script."""

import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from card_vectors_kit import LISTS, SETS, VECTORS
from test_card_issuing import NAME, Office

from fokus_api.testing import leaks_in_files, temporary_client
from fokus_ehrenamtskarte.cards import check_routes
from fokus_ehrenamtskarte.cards.check_page import LIGHTS, SENTENCES
from fokus_ehrenamtskarte.cards.commands import RevokeCard
from fokus_ehrenamtskarte.labels.keys import ANSWERS
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

CASES: list[dict[str, Any]] = VECTORS["cases"]
GERMAN = {"Accept": "text/html", "Accept-Language": "de"}
ENGLISH = {"Accept": "text/html", "Accept-Language": "en"}
CHECK = "/api/v1/ehrenamtskarte/card-checks"
MANY = ("ehrenamtskarte-card-texts=100000/60", "forms=100000/60")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with temporary_client(plugin, limits=MANY) as client:
        yield Office(client, tmp_path_factory.mktemp("root"))


def sent(office: Office, text: str, headers: dict[str, str] = GERMAN) -> tuple[str, str]:
    """Return what the form answers: the answer, and the banner with it."""
    answer = office.client.post("/k", data={"text": text}, headers=headers)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), answer.text
    shown = answer.text.partition('id="ergebnis"')[2].partition('<p class="fk-lead">')[0]
    return shown.partition('data-answer="')[2].partition('"')[0], unescape(shown)


def test_the_page_stands_at_the_address_of_every_code_and_asks_nobody_else(office: Office) -> None:
    answer = office.client.get("/k", headers=GERMAN)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    policy = dict(one.strip().split(" ", 1) for one in answer.headers["content-security-policy"].split(";"))
    for what in ("script", "worker", "connect", "manifest"):
        assert policy[f"{what}-src"] == "'self'"
    assert policy["default-src"] == "'none'"
    assert answer.headers["permissions-policy"].startswith("camera=(self), geolocation=()")
    assert "<h1" in answer.text
    assert "Ehrenamtskarte prüfen" in answer.text
    assert "<script>" not in answer.text
    assert " on" not in {part[:3] for part in answer.text.split("<script")[1:]}
    assert "http" not in answer.text.replace("http-equiv", ""), "no address of anybody else"
    assert office.ceremony.point in answer.text, "the root by which the script knows the keys"
    assert 'data-lists="/s/1"' in answer.text
    english = office.client.get("/k", headers=ENGLISH).text
    assert "Check an Ehrenamtskarte" in english
    elsewhere = office.client.get("/ehrenamtskarte", headers=GERMAN).headers
    assert "script-src" not in elsewhere["content-security-policy"]
    assert elsewhere["permissions-policy"].startswith("camera=(),")


def test_its_files_are_served_and_the_worker_may_answer_for_the_page(office: Office) -> None:
    page = office.client.get("/k", headers=GERMAN).text
    kinds = {"check.js": "javascript", "card.js": "javascript", "check.css": "css", "icon.svg": "svg"}
    for name, kind in kinds.items():
        answer = office.client.get(f"/k/{name}")
        assert answer.status_code == 200, name
        assert kind in answer.headers["content-type"]
        assert "service-worker-allowed" not in answer.headers
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    worker = office.client.get("/k/worker.js")
    assert worker.headers["service-worker-allowed"] == "/k"
    assert "connect-src 'self'" in worker.headers["content-security-policy"]
    for language in ("de", "en"):
        name = f"/k/check.{language}.webmanifest"
        manifest = office.client.get(name)
        assert manifest.headers["content-type"].startswith("application/manifest+json")
        told = json.loads(manifest.content)
        assert (told["start_url"], told["scope"], told["lang"]) == ("/k", "/k", language)
        assert office.client.get(told["icons"][0]["src"]).status_code == 200
        assert (name in page) == (language == "de")
    for name in ("nirgends.js", "..%2Fprogramme.py", "programme.py"):
        assert office.client.get(f"/k/{name}").status_code == 404


@pytest.mark.parametrize("case", CASES, ids=[case["name"].replace(" ", "-") for case in CASES])
def test_the_form_answers_the_published_vectors(
    office: Office, case: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = SETS[case["keys"]] if case["keys"] else None
    blocked = LISTS[case["list"]] if case["list"] else None
    monkeypatch.setattr(check_routes, "held_by", lambda node: check_routes.Held(keys, case["now"]))
    monkeypatch.setattr(check_routes, "list_at", lambda node, held, uri: blocked)
    answer, shown = sent(office, case["text"])
    assert answer == case["answer"]
    assert ANSWERS[answer] in shown
    assert "{" not in shown
    assert f"check-{LIGHTS[answer]}" in shown
    said = office.client.post(CHECK, json={"text": case["text"]}).json()
    assert said["answer"] == case["answer"]
    assert ("älter als eine Woche" in shown) == (said.get("age") == "old")
    if answer != "valid":
        assert said["name"] is said["kind"] is None
    if answer == "not-valid":
        assert {value for name, value in said.items() if name != "answer"} == {None}, "no reason, no day"


@pytest.mark.parametrize(("name", "age"), [("fresh", "fresh"), ("a day old", "dated"), ("ten days old", "old")])
def test_the_form_says_how_old_the_list_is(
    office: Office, name: str, age: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_routes, "held_by", lambda node: check_routes.Held(SETS["fresh"], CASES[0]["now"]))
    monkeypatch.setattr(check_routes, "list_at", lambda node, held, uri: LISTS[name])
    answer, shown = sent(office, CASES[0]["text"])
    assert (answer, "älter als eine Woche" in shown) == ("valid", age == "old")
    assert office.client.post(CHECK, json={"text": CASES[0]["text"]}).json()["age"] == age


def test_every_answer_has_its_words_in_both_languages(office: Office) -> None:
    german, english = (unescape(office.client.get("/k", headers=one).text) for one in (GERMAN, ENGLISH))
    assert set(ANSWERS) == set(SENTENCES) == set(LIGHTS) == {case["answer"] for case in CASES}
    for answer, title in ANSWERS.items():
        assert f'id="antwort-{answer}"' in german
        assert title in german
        assert title not in english


def test_a_card_that_was_issued_is_valid_until_it_is_revoked_and_nothing_is_kept(office: Office) -> None:
    issued, _signed = office.issue_approved(1)
    text = office.text(issued.card)
    assert sent(office, text)[0] == "blocking-unknown"
    office.publish()
    head = office.service.journal.store.head()
    answer, shown = sent(office, text)
    assert answer == "valid"
    assert NAME in shown
    assert "Vergleichen Sie den Namen mit einem Ausweis." in shown
    digits = text.partition("#")[2]
    assert sent(office, f" {digits}\r\n")[0] == "valid", "the digits alone, as they are pasted"
    assert office.service.journal.store.head() == head
    assert leaks_in_files(office.service, [NAME, digits, digits[:60]]) == []
    assert digits[:40] not in office.client.post("/k", data={"text": text}, headers=GERMAN).text
    office.give(RevokeCard(body=issued.body, card=issued.card, reason="lost", effective=issued.effective))
    office.publish()
    answer, shown = sent(office, text)
    assert answer == "not-valid"
    assert NAME not in shown
    assert "verloren" not in shown.lower()


@pytest.mark.parametrize("text", ["", "   ", "https://www.example.org/", "１２３", "-1", "9" * 5000, "<script>"])
def test_whatever_is_typed_there_is_a_sentence(office: Office, text: str) -> None:
    answer, shown = sent(office, text)
    assert answer == "not-a-card"
    assert SENTENCES[answer] in shown
    assert "<script>" not in shown


def test_what_is_too_long_or_comes_from_elsewhere_is_refused(office: Office) -> None:
    long = office.client.post("/k", data={"text": "1" * 9000}, headers=GERMAN)
    assert long.status_code == 200
    assert 'aria-invalid="true"' in long.text
    foreign = office.client.post("/k", data={"text": "1"}, headers={**GERMAN, "Origin": "https://www.example.org"})
    assert foreign.status_code == 403
    refused = office.client.post(CHECK, json={"text": 1})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/text")
    assert office.client.post(CHECK, json={"text": "1", "who": "x"}).status_code == 422


def test_it_is_asked_so_often_only() -> None:
    with temporary_client(plugin, limits=("ehrenamtskarte-card-texts=3/60",)) as client:
        answers = [client.post("/k", data={"text": "1"}, headers=GERMAN).status_code for _ in range(5)]
        assert answers == [200, 200, 200, 429, 429]


def test_without_keys_nothing_is_valid_and_the_page_still_stands() -> None:
    with temporary_client(plugin) as client:
        assert 'data-root=""' in client.get("/k", headers=GERMAN).text
        assert client.post(CHECK, json={"text": CASES[0]["text"]}).json()["answer"] == "load-keys"


def test_the_scripts_name_no_foreign_host() -> None:
    folder = Path(check_routes.__file__).parents[1] / "static"
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "://" not in text, path.name
