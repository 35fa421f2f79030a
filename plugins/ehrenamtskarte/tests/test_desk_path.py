"""What an office does with an application besides deciding it, over HTTP and by mail."""

from collections.abc import Iterator
from typing import Any

import pytest
from applications_kit import HAGEN, today
from cards_kit import BONN
from test_applications_path import ADA, CONTACTS, HOME, KIM, QUEUE, SINCE, Desk, asked

from fokus_api.testing import issue_key, settle, temporary_client
from fokus_core.testing.smtp import MailServer
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_ehrenamtskarte.rules.commands import SetRules
from fokus_ehrenamtskarte.rules.terms import Cap, Prior, Terms

AT_BONN = f"/api/v1/ehrenamtskarte/bodies/{BONN}/applications"


@pytest.fixture(autouse=True)
def _by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    for job in plugin.jobs():
        monkeypatch.setattr(job, "run", lambda context: None)  # these tests say themselves when


@pytest.fixture
def desk() -> Iterator[Desk]:
    with (
        MailServer() as mail,
        temporary_client(plugin, mail_url=mail.url, mail_from="Karte <karte@example.nrw>", public_url=HOME) as client,
    ):
        yield Desk(client, mail)


def applied(desk: Desk, **more: Any) -> dict[str, Any]:
    """Apply, confirm the address, and return what names the application."""
    assert desk.post("apply", asked(**more), caller="").status_code == 201
    desk.work(release=False)
    confirm = next(link for link in desk.links(ADA) if desk.use(link, correct=True).status_code == 201)
    assert confirm
    settle(desk.service)
    found = [one for one in desk.get(QUEUE, "hagen").json()["items"] if one["decided"] is None]
    return {"body": HAGEN, "application": found[-1]["application"], "effective": str(today())}


def confirmed(desk: Desk) -> dict[str, Any]:
    """Return what names an application whose engagement is confirmed and that is judged."""
    about = applied(desk)
    desk.work()
    (question,) = desk.links(KIM)
    assert desk.use(question, answer="confirmed", entitled=True).status_code == 201
    desk.work()
    return about


def slug(answer: Any) -> str:
    return str(answer.json()["type"]).rpartition(":")[2]


def test_nobody_is_written_to_before_a_clerk_released_them(desk: Desk) -> None:
    about = applied(desk)
    desk.work(release=False)
    assert desk.letters(KIM) == []
    assert desk.get(QUEUE, "hagen").json()["items"][0]["status"] == "release-open"
    (waits,) = desk.get(CONTACTS, "hagen").json()["items"]
    named = (waits["organisation"], waits["contact_name"], waits["contact_mail"])
    assert named == ("Sportfreunde", "Kim Vorstand", KIM)
    for caller in ("bonn", "officer", "office", "auditor", ""):
        assert desk.get(CONTACTS, caller).status_code in {401, 403, 404}, caller
    (task,) = desk.get("/api/v1/inbox", "hagen").json()["items"]
    assert task["title"] == "Ansprechperson freigeben"
    assert f"body={HAGEN}&application={about['application']}" in task["actions"][0]["href"]
    assert desk.get("/api/v1/inbox", "bonn").json()["items"] == []

    release = about | {"engagement": waits["engagement"]}
    assert desk.post("release-contact", release, caller="bonn").status_code == 403
    assert desk.post("release-contact", release).status_code == 201
    assert slug(desk.post("release-contact", release)) == "already-released"
    desk.work(release=False)
    desk.work(release=False)
    assert len(desk.letters(KIM)) == 1
    assert desk.get(CONTACTS, "hagen").json()["items"] == []
    assert desk.get(QUEUE, "hagen").json()["items"][0]["status"] == "confirmation-open"


def test_who_was_released_before_the_address_was_confirmed_is_written_to_once(desk: Desk) -> None:
    desk.post("apply", asked(), caller="")
    desk.work(release=False)
    (item,) = desk.get(QUEUE, "hagen").json()["items"]
    about = {"body": HAGEN, "application": item["application"], "effective": str(today())}
    detail = desk.get(f"{QUEUE}/{item['application']}", "hagen").json()
    released = desk.post("release-contact", about | {"engagement": detail["engagements"][0]["engagement"]})
    assert released.status_code == 201
    assert desk.use(desk.links(ADA)[0], correct=True).status_code == 201
    desk.work(release=False)
    assert len(desk.letters(KIM)) == 1


def test_an_application_is_handed_over_when_the_applicant_agrees(desk: Desk) -> None:
    about = confirmed(desk)
    offer = about | {"town": "Bonn"}
    assert slug(desk.post("hand-over-application", offer | {"agreed": True})) == "not-offered"
    assert desk.post("offer-hand-over", offer).status_code == 201
    desk.work()
    letter = desk.letters(ADA)[-1].replace("\r\n", "\n").replace("\n", " ")
    assert "nicht unsere Stelle zuständig, sondern die für die Stadt Bonn." in letter
    (link,) = desk.links(ADA)
    assert desk.client.get(link).json()["details"] == {"to": "Bonn"}
    assert desk.get(f"{QUEUE}/{about['application']}", "hagen").json()["desk"]["offered"]["town"] == BONN
    before = desk.facts()
    assert desk.use(link, agreed=False).status_code == 422
    assert desk.client.get(AT_BONN, headers=desk.headers("bonn")).json()["items"] == []
    assert desk.facts() == before

    assert desk.use(link, agreed=True).status_code == 201
    assert desk.client.get(link).json()["details"] == {"handed_over": str(today())}
    assert slug(desk.use(link, agreed=True)) == "already-handed-over"
    settle(desk.service)
    assert desk.get(QUEUE, "hagen").json()["items"] == []
    assert desk.get(f"{QUEUE}/{about['application']}", "hagen").status_code == 404
    detail = desk.get(f"{AT_BONN}/{about['application']}", "bonn").json()
    assert (detail["body"], detail["applicant"], detail["engagements"][0]["answer"]) == (
        BONN,
        "Ada Beispiel",
        "confirmed",
    )
    at_bonn = about | {"body": BONN}
    assert slug(desk.post("approve-application", about)) == "unknown-application"
    assert slug(desk.post("approve-application", at_bonn, caller="bonn")) == "not-evaluated"
    desk.work()
    verdict = desk.get(f"{AT_BONN}/{about['application']}", "bonn").json()["evaluation"]
    outcomes = {one["condition"]: one["outcome"] for one in verdict["conditions"]}
    assert outcomes["place"] != "met", "Bonn judges by its own place"


def test_an_exception_takes_two_people_and_a_basis(desk: Desk) -> None:
    strict = Terms(min_age=99, prior=(Prior(months=24),))
    desk.give(SetRules(body=HAGEN, effective=today(), terms=strict))
    about = confirmed(desk)
    assert slug(desk.post("approve-application", about)) == "requirement-not-met"
    proposed = desk.post("approve-exception", about | {"basis": "Beschluss des Rates"})
    assert proposed.status_code == 202, proposed.text
    settle(desk.service)
    place = proposed.json()["proposal"] if "proposal" in proposed.json() else proposed.headers["Location"]
    confirm = {"proposal": place.rpartition("/")[2]}
    url = "/api/v1/core/commands/confirm"
    assert desk.client.post(url, json=confirm, headers=desk.headers("hagen")).status_code in {403, 409}
    desk.keys["second"] = issue_key(desk.service, "second", ("issuing-clerk", f"body:{HAGEN}"))
    done = desk.client.post(url, json=confirm, headers=desk.headers("second"))
    assert done.status_code == 201, done.text
    settle(desk.service)
    detail = desk.get(f"{QUEUE}/{about['application']}", "hagen").json()
    assert detail["desk"]["exception"]["conditions"] == ["age"]
    assert detail["desk"]["exception"]["basis"] == "Beschluss des Rates"
    assert desk.get(QUEUE, "hagen").json()["items"][0]["status"] == "approved"


def test_the_last_card_of_a_year_is_given_once(desk: Desk) -> None:
    rules = Terms(min_age=16, prior=(Prior(months=24),), cap=Cap(count=1))
    desk.give(SetRules(body=HAGEN, effective=SINCE.replace(month=3), terms=rules))
    assert desk.post("approve-application", confirmed(desk)).status_code == 201
    second = confirmed(desk)
    refused = desk.post("approve-application", second)
    assert (refused.status_code, slug(refused)) == (409, "cap-reached")
    assert desk.post("reject-application", second | {"reason": "cap"}).status_code == 201


def test_a_municipality_tells_a_reason_in_its_own_words(desk: Desk) -> None:
    words = {"body": HAGEN, "reason": "cap", "says": "Hagen vergibt drei Karten.", "advice": "Kommen Sie im Mai."}
    assert desk.post("word-reason", words | {"effective": str(today())}, caller="officer").status_code == 201
    assert desk.post("word-reason", words | {"effective": str(today())}, caller="bonn").status_code == 403
    about = applied(desk)
    assert desk.post("reject-application", about | {"reason": "cap"}).status_code == 201
    desk.work(release=False)
    letter = desk.letters(ADA)[-1].replace("\r\n", "\n").replace("\n", " ")
    assert "Der Grund: Hagen vergibt drei Karten." in letter
    assert "Das können Sie tun: Kommen Sie im Mai." in letter


def test_a_note_is_for_the_office_alone(desk: Desk) -> None:
    about = applied(desk)
    letters = len(desk.letters(ADA))
    assert desk.post("note-application", about | {"note": "Ruft am Montag an"}).status_code == 201
    assert desk.post("note-application", about | {"note": ""}).status_code == 422
    desk.work(release=False)
    assert len(desk.letters(ADA)) == letters
    detail = desk.get(f"{QUEUE}/{about['application']}", "hagen").json()
    assert [one["note"] for one in detail["desk"]["notes"]] == ["Ruft am Montag an"]
