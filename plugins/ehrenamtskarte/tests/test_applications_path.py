"""From the citizen to the decision, over HTTP and by mail: what each gets, sees and does."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from applications_kit import HAGEN, today
from cards_kit import Scene

from fokus_api.testing import settle, temporary_client
from fokus_core import JobContext
from fokus_core.testing import TellPeople
from fokus_core.testing.smtp import MailServer
from fokus_ehrenamtskarte.applications.desk.evaluating import EvaluateApplications
from fokus_ehrenamtskarte.applications.record.facts import EngagementStated
from fokus_ehrenamtskarte.programme import ehrenamtskarte as plugin
from fokus_ehrenamtskarte.rules.commands import SetFrame, SetRules
from fokus_ehrenamtskarte.rules.terms import Allowance, Prior, Terms, Volume

ADA, KIM = "ada@example.org", "kim@example.org"
LINK = re.compile(r"^https://karte\.example\.nrw(/l/\S+)$", re.MULTILINE)
HOME = "https://karte.example.nrw"
HTML = {"Accept": "text/html"}
QUEUE = f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/applications"
CONTACTS = f"/api/v1/ehrenamtskarte/bodies/{HAGEN}/contacts"
BIRTH = "1980-05-01"
SINCE = date(2026, 2, 1)
RULES = Terms(min_age=16, prior=(Prior(months=24),))


class Desk(Scene):
    """Hagen takes applications; mail goes to a server of the test, and the jobs run when they are told to."""

    def __init__(self, client: Any, mail: MailServer) -> None:
        super().__init__(client)
        self.service.jobs.stop()  # these tests say themselves when
        self.mail = mail
        money = Allowance(policy="capped", ehrenamt=960)
        hours = Volume(per_week=4, per_year=200)
        frame = {"frame": "nrw-2026", "title": "Regeln des Landes 2026", "effective": SINCE}
        self.give(
            SetFrame(**frame, volume=hours, allowance=money),  # type: ignore[arg-type]  # fields by name
            SetRules(body=HAGEN, effective=SINCE, terms=RULES),
        )

    def release(self) -> None:
        """Release every contact, as a clerk who looked at them."""
        settle(self.service)
        for one in self.get(CONTACTS, "hagen").json()["items"]:
            about = {"body": HAGEN, "application": one["application"], "engagement": one["engagement"]}
            released = self.post("release-contact", about | {"effective": str(today())})
            assert released.status_code == 201, released.text

    def work(self, *, release: bool = True) -> None:
        """Let a clerk release contacts, and both jobs do what is due."""
        if release:
            self.release()
        settle(self.service)
        for job in (EvaluateApplications(), TellPeople()):
            job.run(JobContext[Any](self.service.state_store, self.service, lambda: True))
        settle(self.service)

    def letters(self, to: str) -> list[str]:
        return [str(one["Subject"]) + "\n" + one.get_content() for address, one in self.mail.taken if address == to]

    def links(self, to: str) -> list[str]:
        """Return the links of the last letter to an address, those of its German half."""
        german, _english = self.letters(to)[-1].replace("\r\n", "\n").split("--- English ---")
        return LINK.findall(german)

    def use(self, link: str, **fields: Any) -> Any:
        return self.client.post(link, json=fields)

    def facts(self) -> list[str]:
        return [one.type.partition(".")[2].partition("@")[0] for one in self.service.journal.follow()]


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


def asked(**more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "body": "Hagen",
        "kind": "standard",
        "person": {"name": "Ada Beispiel", "email": ADA, "birth": BIRTH},
        "residence": "Hagen",
        "street": "Weg 1, 58095 Hagen",
        "engagements": [
            {
                "organisation": "Sportfreunde",
                "body": "Hagen",
                "activity": "Ich trainiere die Jugend",
                "since": "2020-01",
                "hours": 6,
                "contact": "Kim Vorstand",
                "contact_mail": KIM,
            }
        ],
        "truthful": True,
        "effective": str(today()),
    }
    return told | more


def test_a_citizen_applies_an_organisation_confirms_and_a_clerk_decides(desk: Desk) -> None:
    answer = desk.post("apply", asked(), caller="")
    assert answer.status_code == 201, answer.text
    assert "Ada" not in answer.text
    desk.work()
    assert desk.letters(KIM) == [], "nobody else is written to before the address is confirmed"
    confirm, follow = desk.links(ADA)
    assert desk.client.get(confirm, headers=HTML).status_code == 200
    assert desk.use(confirm, correct=True).status_code == 201
    assert desk.use(confirm, correct=True).json()["type"].endswith("already-confirmed")

    desk.work()
    (letter,) = desk.letters(KIM)
    assert "Ada Beispiel beantragt" in letter
    assert "seit Januar 2020, 6 Stunden in der Woche" in letter.replace("\n", " ")
    assert "is applying for" in letter
    assert BIRTH not in letter
    (question,) = desk.links(KIM)
    page = desk.client.get(question, headers=HTML)
    assert "Ada Beispiel" in page.text
    assert "Weg 1" not in page.text
    assert desk.use(question, answer="confirmed", entitled=False).status_code == 422
    assert desk.use(question, answer="confirmed", entitled=True).status_code == 201
    again = desk.use(question, answer="not-true", entitled=True)
    assert again.json()["type"].endswith("already-answered")
    assert "Ja, alles stimmt" in again.json()["detail"]

    desk.work()
    (item,) = desk.get(QUEUE, "hagen", status="to-decide").json()["items"]
    assert (item["applicant"], item["answered"], item["named"]) == ("Ada Beispiel", 1, 1)
    detail = desk.get(f"{QUEUE}/{item['application']}", "hagen").json()
    assert detail["details"]["mail"] == ADA
    assert detail["engagements"][0]["answer"] == "confirmed"
    assert {one["condition"] for one in detail["evaluation"]["conditions"]} >= {"office", "place", "confirmation"}
    about = {"body": HAGEN, "application": item["application"], "effective": str(today())}
    assert desk.post("approve-application", about, caller="bonn").status_code == 403
    outcomes = {one["condition"]: one["outcome"] for one in detail["evaluation"]["conditions"]}
    assert outcomes["volume"] == outcomes["confirmation"] == outcomes["prior"] == "met", outcomes
    decided = desk.post("approve-application", about)
    assert decided.status_code == 201, decided.text

    desk.work()
    assert "Sie bekommen die Ehrenamtskarte." in desk.letters(ADA)[-1]
    assert desk.client.get(follow).json()["details"]["approved"] == str(today())
    assert desk.get(QUEUE, "hagen").json()["items"][0]["status"] == "approved"
    for caller in ("bonn", "officer", "office", ""):
        assert desk.get(QUEUE, caller).status_code in {401, 403, 404}, caller
    desk.work()
    assert len(desk.letters(ADA)) == 2
    assert len(desk.letters(KIM)) == 1


def test_looking_at_links_and_sending_empty_forms_records_nothing(desk: Desk) -> None:
    desk.post("apply", asked(), caller="")
    desk.work()
    links = desk.links(ADA)
    desk.use(links[0], correct=True)
    desk.work()
    links += desk.links(KIM)
    before = desk.facts()
    for link in links * 2:
        assert desk.client.get(link, headers=HTML).status_code == 200
        assert desk.client.get(link).status_code == 200
        assert desk.client.post(link, data={}, headers=HTML).status_code in {409, 422}
    assert desk.facts() == before


def test_a_question_waits_until_the_applicant_answered(desk: Desk) -> None:
    desk.post("apply", asked(), caller="")
    desk.work()
    desk.use(desk.links(ADA)[0], correct=True)
    settle(desk.service)
    (item,) = desk.get(QUEUE, "hagen").json()["items"]
    about = {"body": HAGEN, "application": item["application"], "effective": str(today())}
    due = str(today() + timedelta(days=20))
    assert desk.post("ask-applicant", about | {"question": "Haben Sie eine Juleica?", "due": due}).status_code == 201
    desk.work()
    assert "Wir brauchen noch: Haben Sie eine Juleica?" in desk.letters(ADA)[-1]
    (link,) = desk.links(ADA)
    assert desk.client.get(link).json()["details"]["due"] == due
    assert desk.get(QUEUE, "hagen").json()["items"][0]["status"] == "question-open"
    assert desk.use(link, text="Ja, seit Mai").status_code == 201
    settle(desk.service)
    detail = desk.get(f"{QUEUE}/{item['application']}", "hagen").json()
    assert [one["text"] or one["question"] for one in detail["questions"]] == [
        "Haben Sie eine Juleica?",
        "Ja, seit Mai",
    ]


def test_a_rejection_says_why_and_what_to_do(desk: Desk) -> None:
    desk.post("apply", asked(), caller="")
    desk.work()
    desk.use(desk.links(ADA)[0], correct=True)
    settle(desk.service)
    (item,) = desk.get(QUEUE, "hagen").json()["items"]
    about = {"body": HAGEN, "application": item["application"], "effective": str(today())}
    missing = desk.post("approve-application", about)
    assert (missing.status_code, missing.json()["type"].rpartition(":")[2]) == (409, "confirmation-missing")
    assert desk.post("reject-application", about | {"reason": "not-confirmed"}).status_code == 201
    desk.work()
    letter = desk.letters(ADA)[-1].replace("\r\n", "\n").replace("\n", " ")
    assert "Der Grund: Die Organisation hat nicht geantwortet" in letter
    assert "Das können Sie tun: Sprechen Sie dort jemanden an." in letter
    assert "Ehrenamtskarte: Es gibt eine Entscheidung" in letter
    assert "What you can do: Talk to somebody there." in letter


def test_an_application_is_withdrawn_by_link_and_its_questions_are_gone(desk: Desk) -> None:
    desk.post("apply", asked(), caller="")
    desk.work()
    confirm, follow = desk.links(ADA)
    desk.use(confirm, correct=True)
    desk.work()
    (question,) = desk.links(KIM)
    assert desk.use(follow, certain=True).status_code == 201
    assert desk.client.get(follow).json()["details"]["withdrawn"] == str(today())
    assert desk.client.get(question).status_code == 404
    assert desk.use(question, answer="confirmed", entitled=True).json()["type"].endswith("application-closed")


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"person": {"name": "A", "email": ADA, "birth": "2150-01-01"}}, "/person/birth"),
        ({"truthful": False}, "/truthful"),
        ({"engagements": []}, "/engagements"),
        ({"residence": "Nirgendwo"}, "/residence"),
    ],
)
def test_what_is_wrong_is_pointed_at_and_nothing_is_recorded(desk: Desk, more: dict[str, Any], pointer: str) -> None:
    before = desk.facts()
    answer = desk.post("apply", asked(**more), caller="")
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert desk.facts() == before


def test_applications_from_one_address_are_limited(desk: Desk) -> None:
    codes = [desk.post("apply", asked(), caller="").status_code for _ in range(11)]
    assert codes == [201] * 10 + [429]


def test_an_organisation_is_reminded_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.post("apply", asked(), caller="")
    desk.work()
    desk.use(desk.links(ADA)[0], correct=True)
    desk.work()
    assert len(desk.letters(KIM)) == 1, "four weeks are not over"
    now = desk.service.journal.now
    monkeypatch.setattr(desk.service.journal, "now", lambda: now() + timedelta(days=27))
    desk.work()
    assert len(desk.letters(KIM)) == 1, "four weeks are still not over"
    monkeypatch.setattr(desk.service.journal, "now", lambda: now() + timedelta(days=28))
    desk.work()
    desk.work()
    _asked, reminder = desk.letters(KIM)
    assert "Erinnerung: Ada Beispiel wartet auf Ihre Bestätigung." in reminder.replace("\r\n", "\n").replace("\n", " ")
    assert desk.use(desk.links(KIM)[0], answer="confirmed", entitled=True).status_code == 201


def test_who_is_named_in_two_applications_is_one_person(desk: Desk) -> None:
    first = asked()["engagements"][0]
    second = first | {"organisation": "Stadtchor", "contact": "kim  VORSTAND"}
    answer = desk.post("apply", asked(engagements=[first, second]), caller="")
    assert answer.status_code == 201, answer.text
    again = asked(person={"name": "Bo Beispiel", "email": "bo@example.org", "birth": BIRTH}, engagements=[second])
    assert desk.post("apply", again, caller="").status_code == 201
    stated = [one.fact.contact for one in desk.service.journal.follow() if isinstance(one.fact, EngagementStated)]
    assert stated[0] == stated[2] != stated[1], "within one application each engagement has a letter of its own"
    assert stated[0] not in answer.text, "applying tells nobody who is known"
