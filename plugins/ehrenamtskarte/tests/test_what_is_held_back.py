"""What waits keeps nothing else back, and nobody is written to, or withdraws, who should not any more."""

from collections.abc import Iterator
from typing import Any

import pytest
from applications_kit import HAGEN, today
from cards_kit import BONN
from test_applications_path import ADA, CONTACTS, HOME, KIM, Desk, asked
from test_desk_path import applied

from fokus_api.testing import settle, temporary_client
from fokus_core import JobContext
from fokus_core.testing.smtp import MailServer
from fokus_ehrenamtskarte.applications.desk import evaluating
from fokus_ehrenamtskarte.applications.desk.evaluating import EvaluateApplications
from fokus_ehrenamtskarte.applications.desk.judging import as_judged
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin

BO = "bo@example.org"


@pytest.fixture(autouse=True)
def _by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    for job in plugin.jobs():
        monkeypatch.setattr(job, "run", lambda context: None)  # these tests say themselves when


@pytest.fixture
def desk() -> Iterator[Desk]:
    with (
        MailServer() as mail,
        temporary_client(
            plugin, mail_url=mail.url, mail_from="Karte <karte@example.nrw>", public_url=HOME, dev=True
        ) as client,
    ):
        yield Desk(client, mail)


def test_a_colleague_is_written_to_once_a_clerk_has_looked_at_them(desk: Desk) -> None:
    applied(desk)
    desk.work()
    (question,) = desk.links(KIM)
    passed = {"answer": "passed-on", "colleague": "Bo Beispiel", "colleague_mail": BO, "entitled": True}
    assert desk.use(question, **passed).status_code == 201
    desk.work(release=False)
    assert desk.letters(BO) == []
    (waiting,) = desk.get(CONTACTS, "hagen").json()["items"]
    assert (waiting["contact_name"], waiting["contact_mail"]) == ("Bo Beispiel", BO)
    assert waiting["organisation"] == "Sportfreunde"
    desk.work()
    assert len(desk.letters(BO)) == 1
    assert len(desk.letters(KIM)) == 1
    (link,) = desk.links(BO)
    assert desk.use(link, answer="confirmed", entitled=True).status_code == 201
    desk.work()
    assert desk.get(CONTACTS, "hagen").json()["items"] == []
    about = {"body": HAGEN, "application": waiting["application"], "effective": str(today())}
    again = desk.post("release-contact", about | {"engagement": waiting["engagement"]})
    assert again.json()["type"].endswith("already-answered")


def test_the_link_of_a_status_serves_after_the_application_went_to_another_office(desk: Desk) -> None:
    about = applied(desk)
    follow = next(link for link in desk.links(ADA) if "number" in desk.client.get(link).json()["details"])
    assert desk.post("offer-hand-over", about | {"town": "Bonn"}).status_code == 201
    assert desk.post("hand-over-application", about | {"town": "Bonn", "agreed": True}).status_code == 201
    assert desk.client.get(follow).json()["details"]["office"] == "Bonn"
    settle(desk.service)
    question = {"application": about["application"], "body": BONN, "effective": str(today()), "due": "2999-01-01"}
    assert desk.post("ask-applicant", question | {"question": "Seit wann?"}, caller="bonn").status_code == 409
    assert desk.use(follow, certain=True).status_code == 201
    assert desk.client.get(follow).json()["details"]["withdrawn"] == str(today())
    last = [one.fact for one in desk.service.journal.follow()][-1]
    assert last.body == BONN  # type: ignore[attr-defined]  # a withdrawal


def test_what_cannot_be_judged_does_not_keep_back_what_can(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for _one in range(4):
        assert desk.post("apply", asked(), caller="").status_code == 201
    settle(desk.service)
    handed = [one.fact for one in desk.service.journal.follow() if isinstance(one.fact, ApplicationHandedIn)]
    gone, tried = {one.application for one in handed[:3]}, []
    judge = as_judged

    def judged(records: Any, opened: Any) -> Any:
        tried.append(records[0].fact.application)
        return None if tried[-1] in gone else judge(records, opened)

    monkeypatch.setattr(evaluating, "as_judged", judged)
    monkeypatch.setattr(evaluating, "UNJUDGED", evaluating.UNJUDGED.replace("LIMIT 200", "LIMIT 2"))
    job = EvaluateApplications()
    for _one in range(2):
        job.run(JobContext[Any](desk.service.state_store, desk.service, lambda: True))
        settle(desk.service)
    assert desk.facts().count("application-evaluated") == 1
    assert len(tried) == 4, "nor is it tried again before something new is said"
