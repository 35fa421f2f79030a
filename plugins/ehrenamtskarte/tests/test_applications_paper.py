"""An application on paper: printed from what the form asks, entered by a clerk with its scan, confirmed on paper."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from applications_kit import HAGEN, today
from test_applications_documents import handed_in, last
from test_applications_path import BIRTH, HOME, HTML, KIM, QUEUE, Desk, asked

from fokus_api.testing import temporary_client
from fokus_core.testing.smtp import MailServer
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

PRINTED = "/ehrenamtskarte/antrag-auf-papier"


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    settings: dict[str, Any] = {"mail_from": "Karte <karte@example.nrw>", "public_url": HOME}
    with MailServer() as mail, temporary_client(plugin, mail_url=mail.url, **settings) as client:
        yield Desk(client, mail)


def paper(desk: Desk, **more: Any) -> dict[str, Any]:
    told = asked(signed=True, documents=[{"file": handed_in(desk.client), "shows": "paper"}])
    del told["truthful"]
    told |= {"person": {"name": "Ada Papier", "birth": BIRTH}, "effective": str(today() - timedelta(days=3))}
    told["engagements"] = [{name: value for name, value in told["engagements"][0].items() if name != "contact_mail"}]
    return told | more


def test_a_clerk_enters_paper_of_somebody_without_a_mail_address_and_decides(desk: Desk) -> None:
    entered = desk.post("enter-application", paper(desk))
    assert entered.status_code == 201, entered.text
    application = last(desk)
    desk.work()
    detail = desk.get(f"{QUEUE}/{application}", "hagen").json()
    assert (detail["applicant"], detail["received"]) == ("Ada Papier", str(today() - timedelta(days=3)))
    assert (detail["details"]["mail"], detail["engagements"][0]["contact_mail"]) == ("", None)
    assert [one["shows"] for one in detail["documents"]] == ["paper"]
    assert desk.mail.taken == [], "nobody is written to, and nothing waits to be"
    about = {"body": HAGEN, "application": application, "effective": str(today())}
    confirmed = {"engagement": detail["engagements"][0]["engagement"], "answer": "confirmed", "entitled": True}
    assert desk.post("answer-engagement", about | confirmed).status_code == 201
    desk.work()
    assert desk.post("approve-application", about).status_code == 201
    desk.work()
    assert desk.mail.taken == []


def test_an_organisation_with_an_address_is_asked_at_once(desk: Desk) -> None:
    one = asked()["engagements"][0]
    assert desk.post("enter-application", paper(desk, engagements=[one])).status_code == 201
    desk.work()
    (letter,) = desk.letters(KIM)
    assert "Ada Papier beantragt" in letter


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"documents": []}, "/documents"),
        ({"signed": False}, "/signed"),
        ({"effective": str(today() + timedelta(days=1))}, "/effective"),
        ({"person": {"name": "Ada"}}, "/person/birth"),
    ],
    ids=["without a scan", "not signed", "received tomorrow", "without a birth date"],
)
def test_what_is_no_paper_application_is_pointed_at(desk: Desk, more: dict[str, Any], pointer: str) -> None:
    before = desk.facts()
    answer = desk.post("enter-application", paper(desk, **more))
    assert answer.status_code in {409, 422}, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert desk.post("enter-application", paper(desk), caller="bonn").status_code == 403
    assert desk.facts() == before


@pytest.mark.parametrize(("language", "question"), [("de", "Was machen Sie dort?"), ("en", "What do you do there?")])
def test_the_printed_form_asks_what_the_form_asks(desk: Desk, language: str, question: str) -> None:
    asked_for = desk.client.get("/api/v1/commands/ehrenamtskarte.apply", headers={"Accept-Language": language}).json()
    page = desk.client.get(PRINTED, headers=HTML | {"Accept-Language": language})
    assert page.status_code == 200
    assert question in page.text
    for one in asked_for["fields"]:
        if one["pointer"] not in {"/documents", "/effective", "/truthful"}:
            inner = [each for each in one["fields"] if each["pointer"] not in {"/person/same_as", "/person/another"}]
            assert [each["label"] for each in inner or [one] if each["label"] not in page.text] == []
    assert "<input" not in page.text[page.text.index("<main") :]
