"""Scanners of mail look at every link twice and send every form empty: nothing is recorded, and nothing spent."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
from applications_kit import HAGEN, today
from test_applications_pages import FORM, HERE, SENT
from test_applications_path import ADA, HOME, HTML, KIM, Desk, asked
from test_applications_topics import BACK, fill

from fokus_api.testing import temporary_client
from fokus_core.testing.smtp import MailServer
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

SLUGS = {
    "confirm": "already-confirmed",
    "answer": "already-answered",
    "reply": "no-question",
    "follow": "application-closed",
}


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    settings: dict[str, Any] = {
        "mail_from": "Karte <karte@example.nrw>",
        "public_url": HOME,
        "limits": ["links=100000/60", "forms=100000/60", "ehrenamtskarte-applications=1000/60"],
    }
    with MailServer() as mail, temporary_client(plugin, mail_url=mail.url, **settings) as client:
        yield Desk(client, mail)


@pytest.fixture(scope="module")
def links(desk: Desk) -> Mapping[str, str]:
    """Every link that citizens and organisations get by mail, none of them used."""
    desk.post("apply", asked(), caller="")
    desk.work()
    _confirm, follow = desk.links(ADA)
    (item,) = desk.get(f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/applications", "hagen").json()["items"]
    about = {"body": HAGEN, "application": item["application"], "effective": str(today())}
    desk.post("confirm-address", about | {"correct": True})
    desk.post("ask-applicant", about | {"question": "Seit wann?", "due": str(today() + timedelta(days=20))})
    desk.work()
    (reply,) = desk.links(ADA)
    (answer,) = desk.links(KIM)
    desk.post("apply", asked(), caller="")
    desk.work()
    confirm, _follow = desk.links(ADA)
    draft = str(desk.client.get(FORM, headers=HTML).url)
    fill(desk, draft, "person")
    desk.client.post(f"{draft}/link", data={"mail": ADA}, headers=SENT)
    back = BACK.findall(desk.letters(ADA)[-1].replace("\r\n", "\n"))[0]
    return {"confirm": confirm, "follow": follow, "reply": reply, "answer": answer, "back": back, "draft": draft}


def crawl(desk: Desk, start: str) -> int:
    """Look at a page and at all that it leads to below it, send every form there as it is, and count the forms."""
    seen, waiting, sent = set[str](), [start], 0
    while waiting:
        there = waiting.pop()
        if there in seen:
            continue
        seen.add(there)
        page = desk.client.get(there, headers=HTML)
        assert page.status_code < 500, there
        main = page.text[page.text.find("<main") :].partition("</main>")[0]
        for method, attributes in re.findall(r'<form[^>]* method="(post)"([^>]*)>', main):
            action = re.search(r'action="([^"]+)"', attributes)
            target = urljoin(there, unescape(action[1]) if action else "")
            if not target.endswith("/vorschau"):
                answer = desk.client.request(method, target, data={}, headers=SENT, follow_redirects=False)
                assert answer.status_code in {303, 401, 404, 409, 422, 429}, (target, answer.status_code)
                sent += 1
        own = [urljoin(there, unescape(one)).partition("#")[0] for one in re.findall(r'href="([^"]+)"', main)]
        waiting += [one for one in own if one.startswith((f"{HERE}/entwurf/", f"{HERE}/l/", f"{HERE}/weiter/"))]
    return sent


@pytest.mark.parametrize("name", ["confirm", "follow", "reply", "answer", "back", "draft"])
def test_a_scanner_that_looks_twice_and_sends_every_form_empty_records_nothing(
    desk: Desk, links: Mapping[str, str], name: str
) -> None:
    before = desk.facts()
    for _again in range(2):
        assert crawl(desk, urljoin(HERE, links[name])) > 0
    assert [one for one in desk.facts()[len(before) :] if not one.startswith("application-evaluated")] == []


def test_after_all_that_every_link_still_does_what_it_is_for_and_once(desk: Desk, links: Mapping[str, str]) -> None:
    given: Mapping[str, dict[str, Any]] = {
        "confirm": {"correct": True},
        "reply": {"text": "Seit Mai"},
        "answer": {"answer": "confirmed", "entitled": True},
        "follow": {"certain": True},
    }
    for name, fields in given.items():
        assert desk.use(links[name], **fields).status_code == 201, name
        again = desk.use(links[name], **fields)
        assert (again.status_code, again.json()["type"].rpartition(":")[2]) == (409, SLUGS[name])
    late = desk.use(links["answer"], answer="not-true", entitled=True)
    assert (late.status_code, late.json()["type"].rpartition(":")[2]) == (409, "application-closed")
    assert "Erledigt" in desk.client.get(links["draft"], headers=HTML).text, "what was typed is still there"
    for name in ("answer", "reply"):
        assert desk.client.get(links[name]).status_code == 404, name


def test_a_confirmation_after_the_withdrawal_is_told_and_changes_nothing(desk: Desk) -> None:
    desk.post("apply", asked(), caller="")
    desk.work()
    confirm, follow = desk.links(ADA)
    desk.use(confirm, correct=True)
    desk.work()
    (question,) = desk.links(KIM)
    assert desk.use(follow, certain=True).status_code == 201
    before = desk.facts()
    late = desk.use(question, answer="confirmed", entitled=True)
    assert (late.status_code, late.json()["type"].rpartition(":")[2]) == (409, "application-closed")
    assert late.json()["detail"] == "Der Antrag ist zurückgezogen."
    assert desk.facts() == before


@pytest.mark.parametrize(
    ("engagement", "person", "pointer", "sentence"),
    [
        ({"hours": 200}, {}, "/engagements/0/hours", "Eine Woche hat 168 Stunden. Prüfen Sie die Zahl."),
        (
            {"since": f"{today().year + 1}-01"},
            {},
            "/engagements/0/since",
            "Das Engagement beginnt erst später. Geben Sie einen früheren Monat an.",
        ),
        ({}, {"birth": "2150-01-01"}, "/person/birth", ""),
        ({"contact_mail": ADA}, {}, "/engagements/0/contact_mail", ""),
    ],
    ids=["200 hours a week", "begins later", "born in 2150", "confirms oneself"],
)
def test_what_cannot_be_is_pointed_at_in_a_sentence(
    desk: Desk, engagement: dict[str, Any], person: dict[str, Any], pointer: str, sentence: str
) -> None:
    before, given = desk.facts(), asked()
    given["engagements"] = [given["engagements"][0] | engagement]
    given["person"] |= person
    answer = desk.post("apply", given, caller="")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (422, pointer)
    assert error["detail"] == sentence or (not sentence and error["detail"].endswith("."))
    assert desk.facts() == before
