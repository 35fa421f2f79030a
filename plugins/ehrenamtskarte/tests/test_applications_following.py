"""The status of an application by the applicant's link: what waits for whom, a question with its form, the decision."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from applications_kit import HAGEN, today
from test_applications_crawled import HERE
from test_applications_documents import last
from test_applications_pages import SENT
from test_applications_path import ADA, HOME, HTML, Desk, asked

from fokus_api.testing import temporary_client
from fokus_core.testing.smtp import MailServer
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

QUESTION = "Seit wann haben Sie die Juleica?"


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    settings: dict[str, Any] = {"mail_from": "Karte <karte@example.nrw>", "public_url": HOME}
    with (
        MailServer() as mail,
        temporary_client(plugin, mail_url=mail.url, limits=["links=100000/60"], **settings) as client,
    ):
        yield Desk(client, mail)


@pytest.fixture
def follow(desk: Desk) -> str:
    desk.post("apply", asked(), caller="")
    desk.work()
    return desk.links(ADA)[1]


def about(desk: Desk) -> dict[str, Any]:
    return {"body": HAGEN, "application": last(desk), "effective": str(today())}


def told(desk: Desk, follow: str) -> dict[str, Any]:
    details: dict[str, Any] = desk.client.get(follow).json()["details"]
    return details


def test_what_waits_for_whom_is_told_at_every_step(desk: Desk, follow: str) -> None:
    first = told(desk, follow)
    assert ("Hagen" in first["office"], first["received"]) == (True, str(today()))
    assert first["waits"].startswith("Wir warten auf Sie: Bestätigen Sie Ihre E-Mail-Adresse")
    desk.post("confirm-address", about(desk) | {"correct": True})
    waiting = told(desk, follow)
    assert (waiting["waits"], waiting["silent"]) == (
        "Wir warten auf die Bestätigung der Organisation.",
        ["Sportfreunde"],
    )
    engagement = desk.get(
        f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/applications/{about(desk)['application']}", "hagen"
    ).json()["engagements"][0]["engagement"]
    desk.post("answer-engagement", about(desk) | {"engagement": engagement, "answer": "confirmed", "entitled": True})
    done = told(desk, follow)
    assert (done["waits"], done["answered"]) == ("Alles ist da. Wir entscheiden über Ihren Antrag.", ["Sportfreunde"])
    english = desk.client.get(f"{follow}?lang=en", headers=HTML).text
    assert "Everything is there. We are deciding on your application." in english


def test_a_question_is_answered_on_the_page_of_the_status(desk: Desk, follow: str) -> None:
    desk.post("confirm-address", about(desk) | {"correct": True})
    due = today() + timedelta(days=20)
    desk.post("ask-applicant", about(desk) | {"question": QUESTION, "due": str(due)})
    view = desk.client.get(follow).json()
    assert view["beside"] == ["ehrenamtskarte.reply"]
    assert view["details"]["waits"] == "Wir warten auf Sie: Beantworten Sie unsere Rückfrage."
    page = desk.client.get(HERE + follow, headers=HTML).text
    assert QUESTION in page
    reply = f"{HERE}{follow}?do=ehrenamtskarte.reply"
    before = desk.facts()
    empty = desk.client.post(reply, data={"text": ""}, headers=SENT)
    assert empty.status_code == 422
    assert 'href="#text"' in empty.text
    assert desk.client.post(f"{HERE}{follow}?do=ehrenamtskarte.hand-over", data={}, headers=SENT).status_code == 404
    assert desk.facts() == before
    assert desk.client.post(reply, data={"text": "Seit Mai"}, headers=SENT).status_code == 201
    after = desk.client.get(follow).json()
    assert after["beside"] == []
    assert (after["details"]["question"], after["details"]["text"]) == (QUESTION, "Seit Mai")
    again = desk.client.post(reply, data={"text": "Seit Juni"}, headers=SENT)
    assert again.status_code == 409


def test_a_rejection_tells_why_and_what_to_do_in_both_languages(desk: Desk, follow: str) -> None:
    desk.post("confirm-address", about(desk) | {"correct": True})
    assert desk.post("reject-application", about(desk) | {"reason": "hours"}).status_code == 201
    details = told(desk, follow)
    assert details["rejected"] == str(today())
    assert details["reason"] == "Bestätigt sind weniger Stunden, als nötig sind."
    english = desk.client.get(f"{follow}?lang=en", headers=HTML).text
    assert "Bestätigt sind weniger" not in english
    assert "What you can do" in english


def test_a_withdrawal_is_told(desk: Desk, follow: str) -> None:
    assert desk.use(follow, certain=False).status_code == 422
    assert desk.use(follow, certain=True).status_code == 201
    assert told(desk, follow)["withdrawn"] == str(today())
    assert "waits" not in told(desk, follow)


def test_the_messages_are_listed_with_their_days_in_both_languages(desk: Desk, follow: str) -> None:
    first = told(desk, follow)
    assert first["told"] == [{"day": str(today()), "text": "Ehrenamtskarte: Ihr Antrag ist da"}]
    assert "asked" not in first  # before the address is confirmed nobody is asked
    desk.post("confirm-address", about(desk) | {"correct": True})
    desk.work()
    due = str(today() + timedelta(days=20))
    desk.post("ask-applicant", about(desk) | {"question": QUESTION, "due": due})
    desk.work()
    then = told(desk, follow)
    assert [one["text"] for one in then["told"]][1:] == ["Ehrenamtskarte: Wir haben eine Rückfrage"]
    assert [one["text"] for one in then["asked"]] == ["Ehrenamtskarte: Wir brauchen Ihre Bestätigung"]
    assert QUESTION not in str(then["told"])  # a subject says nothing of what is asked
    english = desk.client.get(f"{follow}?lang=en", headers=HTML).text
    for text in ("Messages to you", "Messages to the organisation", "we have your application"):
        assert text in english
    assert "Ihr Antrag ist da" not in english
    german = desk.client.get(follow, headers=HTML).text
    assert german.count(": Ehrenamtskarte: ") == 3
    assert str(today()) not in german
