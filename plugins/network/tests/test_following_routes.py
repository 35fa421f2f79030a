"""A review leads somewhere over HTTP: a deadline, a message, an answer, and the decision of a second person."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import CONSOLE, Command, JobContext, Person, clock
from fokus_core.testing import TellPeople
from fokus_core.testing.smtp import MailServer
from fokus_network.membership.commands.admission import AdoptCriteria, JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.facts import Criterion
from fokus_network.people.commands import NameContact
from fokus_network.plugin import plugin as network
from fokus_network.review.commands import RecordReview
from fokus_network.review.following.commands import ProposeConsequence

FOUNDED = date(2015, 1, 1)
HAGEN, BONN = "05914000", "05314000"
CRITERIA = (
    Criterion(id="person", title="Es gibt eine Ansprechperson.", evidence=("network.has-contact-person",)),
    Criterion(id="quer", title="Querschnittsaufgabe", applies="entry"),
)
ROLES = {
    "ana": ("network-coordination", "programme:network"),
    "berta": ("state-office", "state"),
    "hagen": ("municipal-officer", f"body:{HAGEN}"),
    "bonn": ("municipal-officer", f"body:{BONN}"),
    "auditor": ("auditor", "state"),
}


class Scene:
    """Hagen is a member with a deputy only, whose contact person is missing; it is reviewed."""

    def __init__(self, client: Any, mail: MailServer) -> None:
        self.client, self.service, self.mail = client, service_of(client), mail
        self.service.jobs.stop()
        self.today = clock.day_of(clock.now())
        self.give(
            PublishDeclaration(declaration="2012", title="Erklärung", effective=FOUNDED),
            OpenRound(round="r", title="Runde", declaration="2012", effective=FOUNDED),
            SignDeclaration(party=HAGEN, round="r", effective=FOUNDED),
            JoinNetwork(body=HAGEN, effective=FOUNDED),
            AdoptCriteria(version="1", criteria=CRITERIA, effective=FOUNDED),
            NameContact(
                body=HAGEN, function="deputy", person=Person(name="Kim", email="kim@example.org"), effective=FOUNDED
            ),
        )
        self.keys = {name: issue_key(self.service, name, role) for name, role in ROLES.items()}
        settle(self.service)

    def give(self, *commands: Command) -> None:
        for command in commands:
            self.service.journal.handle(command, by=CONSOLE)
        settle(self.service)

    def headers(self, caller: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[caller]}"} if caller else {}

    def post(self, command: str, caller: str, status: int = 201, **body: Any) -> Any:
        answer = self.client.post(f"/api/v1/network/commands/{command}", json=body, headers=self.headers(caller))
        assert answer.status_code == status, answer.text
        settle(self.service)
        return answer.json()

    def get(self, path: str, caller: str = "ana", **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", params=query, headers=self.headers(caller))

    def tasks(self, caller: str) -> list[tuple[str, str, bool]]:
        items = self.get("inbox", caller).json()["items"]
        return [(one["title"], one["due"], one["overdue"]) for one in items if one["kind"].startswith("network.")]

    def told(self) -> list[tuple[str, str, str]]:
        before = len(self.mail.taken)
        for _again in (1, 2):
            TellPeople().run(JobContext[Any](self.service.state_store, self.service, lambda: True))
        return [(to, str(one["Subject"]), " ".join(one.get_content().split())) for to, one in self.mail.taken[before:]]


@pytest.fixture
def scene() -> Iterator[Scene]:
    with (
        MailServer() as mail,
        temporary_client(network, dev=True, mail_url=mail.url, mail_from="Netz <netz@example.nrw>") as client,
    ):
        yield Scene(client, mail)


def test_a_review_leads_to_a_deadline_a_message_an_answer_and_is_settled(scene: Scene) -> None:
    until = scene.today + timedelta(days=30)
    scene.post("record-review", "ana", body="Hagen", effective=str(scene.today), remedy_until=str(until))
    ((to, subject, text),) = scene.told()
    assert (to, subject) == ("kim@example.org", "Kommunen-Netzwerk: Bitte reichen Sie Nachweise nach")
    assert "die Mitgliedschaft der Stadt Hagen überprüft. Noch nicht belegt: Es gibt eine Ansprechperson." in text
    assert "Not shown yet: Es gibt eine Ansprechperson." in text

    (one,) = scene.get("network/follow-ups").json()["items"]
    assert (one["name"], one["step"], one["until"], one["state"]) == ("Hagen", "remedy", str(until), "running")
    assert one["missing"] == ["Es gibt eine Ansprechperson"]
    assert scene.get("network/follow-ups", step="end").json()["items"] == []
    assert scene.tasks("ana") == [("Nachgereichte Nachweise prüfen: Hagen", str(until), False)]
    assert scene.tasks("hagen") == [("Sich zur Überprüfung der Mitgliedschaft äußern", str(until), False)]
    assert scene.tasks("bonn") == []

    former = str(scene.today - timedelta(days=1))
    scene.post("answer-follow-up", "hagen", 403, body="Hagen", statement="-", effective=former)
    scene.post("answer-follow-up", "bonn", 403, body="Hagen", statement="-", effective=str(scene.today))
    scene.post("answer-follow-up", "hagen", body="Hagen", statement="Stelle besetzt.", effective=str(scene.today))
    (own,) = scene.get(f"network/members/{HAGEN}/follow-ups", "hagen").json()["items"]
    assert own["statement"] == "Stelle besetzt."

    person = {"name": "Ada Muster", "email": "ada@example.org"}
    scene.post("name-contact", "hagen", body="Hagen", function="contact", person=person, effective=str(scene.today))
    scene.post("record-review", "ana", body="Hagen", effective=str(scene.today))
    assert scene.get("network/follow-ups").json()["items"] == []
    assert (scene.tasks("ana"), scene.tasks("hagen")) == ([], [])


def test_a_deadline_that_passed_shows_and_nothing_happens_before_a_second_person_decides(scene: Scene) -> None:
    until = scene.today - timedelta(days=1)
    scene.give(RecordReview(body=HAGEN, effective=until - timedelta(days=60), remedy_until=until - timedelta(days=31)))
    assert scene.tasks("ana") == [("Nachgereichte Nachweise prüfen: Hagen", str(until - timedelta(days=31)), True)]
    asked: dict[str, Any] = {"body": "Hagen", "step": "suspension", "until": str(until), "reason": "Umbau"}
    scene.post("propose-consequence", "hagen", 403, **asked, effective=str(until - timedelta(days=30)))
    scene.post("propose-consequence", "ana", **asked, effective=str(until - timedelta(days=30)))
    ((_to, subject, text),) = scene.told()
    assert subject == "Kommunen-Netzwerk: Ihre Mitgliedschaft soll ruhen"
    assert "Vorher geschieht nichts." in text
    assert scene.tasks("berta") == [("Entscheiden, ob die Mitgliedschaft ruht: Hagen", str(until), True)]
    (one,) = scene.get("network/follow-ups", overdue="true").json()["items"]
    assert (one["step"], one["state"], one["reason"]) == ("suspension", "over", "Umbau")
    assert [one["status"] for one in scene.get("network/members").json()["items"]] == ["member"]

    decide: dict[str, Any] = {"body": "Hagen", "reason": "Beschluss"}
    own = scene.post("carry-out-follow-up", "ana", 409, **decide, effective=str(scene.today))
    assert (own["type"], own["errors"][0]["pointer"]) == ("urn:fokus:problem:own-proposal", "/body")
    early = scene.post("carry-out-follow-up", "berta", 409, **decide, effective=str(until))
    assert (early["type"], early["errors"][0]["pointer"]) == ("urn:fokus:problem:deadline-runs", "/effective")
    scene.post("carry-out-follow-up", "berta", **decide, effective=str(scene.today))
    assert [one["status"] for one in scene.get("network/members").json()["items"]] == ["suspended"]
    assert [subject for _to, subject, _text in scene.told()] == [
        "Kommunen-Netzwerk: Es gibt eine Entscheidung über Ihre Mitgliedschaft"
    ]
    assert (scene.tasks("berta"), scene.get("network/follow-ups").json()["items"]) == ([], [])
    figure = scene.get("figures").json()["figures"][0]
    assert (figure["value"], figure["apart"]["value"]) == (1, 1)
    shown = scene.client.get("/", headers={"Accept": "text/html"}).text
    assert "davon ruhen: 1" in shown
    (round_,) = scene.get("network/rounds").json()["items"]
    assert (round_["members"], round_["suspended"]) == (1, 1)
    page = scene.client.get("/netzwerk", headers={"Accept": "text/html"}).text
    assert "Davon ruht eine Mitgliedschaft." in page
    assert 'class="fk-area fk-area--rests"' in page


def test_somebody_is_reminded_once_while_the_deadline_stands(scene: Scene) -> None:
    set_on = scene.today - timedelta(days=20)
    scene.give(RecordReview(body=HAGEN, effective=set_on, remedy_until=scene.today + timedelta(days=10)))
    assert sorted(subject for _to, subject, _text in scene.told()) == [
        "Kommunen-Netzwerk: Bitte reichen Sie Nachweise nach",
        "Kommunen-Netzwerk: Ihre Frist läuft bald ab",
    ]
    assert scene.told() == []


def test_only_those_concerned_read_what_follows_from_a_review(scene: Scene) -> None:
    reviewed = scene.today - timedelta(days=2)
    scene.give(
        RecordReview(body=HAGEN, effective=reviewed),
        ProposeConsequence(
            body=HAGEN, step="end", until=scene.today, reason="Vertraulich", effective=reviewed + timedelta(days=1)
        ),
    )
    expected = {"": 401, "hagen": 403, "bonn": 403, "auditor": 200, "ana": 200, "berta": 200}
    assert {caller: scene.get("network/follow-ups", caller).status_code for caller in expected} == expected
    own = f"network/members/{HAGEN}/follow-ups"
    expected = {"": 401, "hagen": 200, "bonn": 403, "auditor": 200, "ana": 200}
    assert {caller: scene.get(own, caller).status_code for caller in expected} == expected
    for caller, status in expected.items():
        for path in ("log", "feed", f"bodies/{HAGEN}/timeline"):
            assert ("Vertraulich" in scene.get(path, caller).text) == (status == 200), (caller, path)


def test_exceptions_are_shown_with_their_end_and_come_up_for_review_before_it(scene: Scene) -> None:
    until = scene.today + timedelta(days=20)
    asked: dict[str, Any] = {"body": "Hagen", "reason": "Umbau", "effective": str(FOUNDED)}
    scene.post("grant-exception", "ana", 403, **asked, until=str(until))
    scene.post("grant-exception", "berta", **asked, until=str(until))

    def shown(on: date) -> tuple[str, str]:
        (one,) = scene.get("network/members", on=on).json()["items"]
        return one["exception"], one["excepted_until"]

    assert shown(until) == ("running", str(until))
    assert shown(until + timedelta(days=1)) == ("expired", str(until))
    (review,) = scene.get("network/reviews", due="true").json()["items"]
    assert (review["name"], review["exception"], review["is_due"]) == ("Hagen", "running", True)
    page = scene.client.get(
        f"/netzwerk?on={until + timedelta(days=1)}", headers={"Accept": "text/html", "Accept-Language": "de"}
    )
    assert "Ausnahme abgelaufen" in page.text
    scene.give(RecordReview(body=HAGEN, effective=scene.today))
    assert scene.get("network/reviews", due="true").json()["items"] == []


def test_criteria_of_a_body_are_told_for_joining_and_for_staying(scene: Scene) -> None:
    def found(body: str) -> dict[str, list[tuple[str, str]]]:
        told = scene.get(f"network/members/{body}/criteria").json()
        return {name: [(one["criterion"], one["state"]) for one in told[name]] for name in ("entry", "staying")}

    expected = {"entry": [("person", "not-proven"), ("quer", "unknown")], "staying": [("person", "not-proven")]}
    assert found(HAGEN) == found(BONN) == expected
    assert {name: scene.get(f"network/members/{HAGEN}/criteria", name).status_code for name in ("hagen", "ana")} == {
        "hagen": 403,
        "ana": 200,
    }
    (adopted,) = scene.get("network/criteria").json()["items"]
    assert [one["applies"] for one in adopted["criteria"]] == ["both", "entry"]
    page = scene.client.get("/netzwerk", headers={"Accept": "text/html", "Accept-Language": "de"}).text
    assert "nur für die Aufnahme" in page


def test_members_are_listed_by_status(scene: Scene) -> None:
    assert len(scene.get("network/members", status="member").json()["items"]) == 1
    assert scene.get("network/members", status="suspended").json()["items"] == []


def test_whoever_makes_an_exception_says_its_last_day(scene: Scene) -> None:
    scene.give(SignDeclaration(party=BONN, round="r", effective=FOUNDED))
    asked: dict[str, Any] = {"body": "Bonn", "effective": str(FOUNDED), "override": "Sonderfall"}
    refused = scene.post("join", "berta", 409, **asked)
    assert refused["type"] == "urn:fokus:problem:exception-needs-end"
    assert [one["pointer"] for one in refused["errors"]] == ["/override_until"]
    scene.post("join", "berta", **asked, override_until=str(scene.today))
    assert [one["exception"] for one in scene.get("network/members").json()["items"]] == ["running", None]
