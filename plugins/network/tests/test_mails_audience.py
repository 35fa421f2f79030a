"""Whom info mails are for: groups, region and topics as data, counted by mailbox; and mails of earlier years."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.server.openapi import openapi_document
from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import CONSOLE, Command, JobContext, Person, clock
from fokus_core.bodies.commands import EndBody
from fokus_network.exchange.profiles import KeepProfile
from fokus_network.exchange.topics import NameTopic
from fokus_network.mails.contents import JOBS
from fokus_network.mails.delivery import DeliverMails
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import StartGuestParticipation
from fokus_network.people.commands import NameContact
from fokus_network.people.facts import ContactFunction
from fokus_network.people.network_wide import ElectSpeaker, SetSpeakerNumber
from fokus_network.plugin import plugin

FOUNDED = date(2015, 1, 1)
HAGEN, BONN, LEMGO = "05914000", "05314000", "05766044"  # Arnsberg, Köln, Detmold
RHEINE, GREVEN = "05566076", "05566012"  # both in Kreis Steinfurt
MAILS = "/api/v1/network/mails"


class Scene:
    """Hagen and Bonn are members, Lemgo a guest; Hagen's two persons share a mailbox, a speaker comes from Bonn."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self.client, self.service = client, service_of(client)
        self.today = clock.day_of(self.service.journal.now())
        contacts = ((HAGEN, "contact", "Ada", "Amt@x.de"), (HAGEN, "deputy", "Bo", "amt@x.de"))
        contacts += ((BONN, "contact", "Cem", "bonn@x.de"), (LEMGO, "contact", "Dora", "lemgo@x.de"))
        self.give(
            PublishDeclaration(declaration="2012", title="Erklärung", effective=FOUNDED),
            OpenRound(round="r", title="Runde", declaration="2012", effective=FOUNDED),
            *(SignDeclaration(party=body, round="r", effective=FOUNDED) for body in (HAGEN, BONN)),
            *(JoinNetwork(body=body, effective=FOUNDED) for body in (HAGEN, BONN)),
            StartGuestParticipation(body=LEMGO, effective=FOUNDED),
            *(
                NameContact(
                    body=body,
                    function=cast(ContactFunction, function),
                    person=Person(name=name, email=mail, another=True),
                    effective=FOUNDED,
                )
                for body, function, name, mail in contacts
            ),
            SetSpeakerNumber(number=1, effective=FOUNDED),
            ElectSpeaker(body=BONN, person=Person(name="Eva", email="eva@x.de"), effective=FOUNDED),
            NameTopic(topic="jugend", title="Junge Menschen", effective=FOUNDED),
            KeepProfile(body=HAGEN, topics=("jugend",), effective=FOUNDED),
        )
        programme = ("network-coordination", "programme:network")
        self.keys = {name: issue_key(self.service, name, programme) for name in ("first", "second")}
        self.keys["hagen"] = issue_key(self.service, "hagen", ("municipal-officer", f"body:{HAGEN}"))

    def give(self, *commands: Command) -> None:
        for command in commands:
            self.service.journal.handle(command, by=CONSOLE)
        settle(self.service)

    def post(self, command: str, body: dict[str, Any], who: str = "first", status: int = 201) -> Any:
        headers = {"Authorization": f"Bearer {self.keys[who]}"}
        answer = self.client.post(f"/api/v1/network/commands/{command}", json=body, headers=headers)
        assert answer.status_code == status, answer.text
        settle(self.service)
        return answer.json()

    def get(self, path: str, who: str = "first", status: int = 200) -> Any:
        answer = self.client.get(path, headers={"Authorization": f"Bearer {self.keys[who]}"})
        assert answer.status_code == status, answer.text
        return answer.json()

    def drafted(self, **audience: Any) -> str:
        body = {"subject": "Einladung", "text": "Guten Tag", "effective": str(self.today), **audience}
        keys = self.post("draft-info-mail", body)["facts"][0]["keys"]
        return next(one.removeprefix("mail:") for one in keys if one.startswith("mail:"))

    def outbox(self) -> list[str]:
        folder = Path(self.service.settings.data) / "outbox"
        return sorted(
            line[4:].strip()
            for path in folder.glob("*.eml")
            for line in path.read_text().splitlines()
            if line.startswith("To: ")
        )


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JOBS[0], "run", lambda context: None)  # these tests say themselves when to deliver
        with temporary_client(plugin) as client:
            yield Scene(client)


@pytest.mark.parametrize(
    ("audience", "persons", "mailboxes", "bodies"),
    [
        ({}, 3, 2, {HAGEN, BONN}),
        ({"groups": ["guests"]}, 1, 1, {LEMGO}),
        ({"groups": ["speakers"]}, 1, 1, {BONN}),
        ({"groups": ["members", "guests", "speakers"]}, 5, 4, {HAGEN, BONN, LEMGO}),
        ({"groups": ["members", "guests"], "region": ["059"]}, 2, 1, {HAGEN}),
        ({"region": [BONN, "Kreis Lippe"], "groups": ["members", "guests"]}, 2, 2, {BONN, LEMGO}),
        ({"topics": ["jugend"]}, 2, 1, {HAGEN}),
    ],
    ids=["members", "guests", "speakers", "everybody", "region", "two-regions", "topic"],
)
def test_an_audience_is_counted_by_person_and_mailbox(
    scene: Scene, audience: dict[str, Any], persons: int, mailboxes: int, bodies: set[str]
) -> None:
    mail = scene.drafted(**audience)
    shown = scene.get(f"{MAILS}/{mail}/preview")
    assert (shown["persons"], shown["mailboxes"]) == (persons, mailboxes)
    assert {one["body"] for one in shown["items"]} == bodies
    assert "x.de" not in str(shown)
    about = {"mail": mail, "effective": str(scene.today)}
    scene.post("approve-info-mail", about, "second")
    scene.post("send-info-mail", about)
    assert sum(scene.get(f"{MAILS}/{mail}/deliveries")["counts"].values()) == persons


def test_a_body_that_ended_gets_none_and_neither_do_those_whom_it_had(scene: Scene) -> None:
    scene.give(
        SignDeclaration(party=RHEINE, round="r", effective=scene.today),
        JoinNetwork(body=RHEINE, effective=scene.today),
        StartGuestParticipation(body=GREVEN, effective=scene.today),
        *(
            NameContact(
                body=body,
                function="contact",
                person=Person(name="Fee", email=f"{body}@x.de", another=True),
                effective=scene.today,
            )
            for body in (RHEINE, GREVEN)
        ),
    )
    groups: dict[str, Any] = {"groups": ["members", "guests"]}
    everywhere, there = scene.drafted(**groups), scene.drafted(**groups, region=[RHEINE, "Kreis Steinfurt"])

    def bodies(mail: str) -> set[str]:
        return {one["body"] for one in scene.get(f"{MAILS}/{mail}/preview")["items"]}

    assert bodies(there) == {RHEINE, GREVEN}
    scene.give(EndBody(body=RHEINE, effective=scene.today), EndBody(body=GREVEN, effective=scene.today))
    assert (bodies(there), bodies(everywhere)) == (set(), {HAGEN, BONN, LEMGO})
    about = {"mail": there, "effective": str(scene.today)}
    scene.post("approve-info-mail", about, "second")
    assert scene.post("send-info-mail", about, status=409)["type"].endswith(":no-recipient")


def test_one_mailbox_gets_it_once(scene: Scene) -> None:
    mail = scene.drafted(topics=["jugend"])
    about = {"mail": mail, "effective": str(scene.today)}
    scene.post("approve-info-mail", about, "second")
    scene.post("send-info-mail", about)
    DeliverMails().run(JobContext(scene.service.state_store, scene.service, lambda: True))
    assert scene.get(f"{MAILS}/{mail}/deliveries")["counts"] == {"accepted": 1, "same-mailbox": 1}
    assert "x.de" not in str(scene.get(f"{MAILS}/{mail}/deliveries"))


def test_a_topic_that_is_not_listed_and_an_unknown_region_are_refused(scene: Scene) -> None:
    body = {"subject": "S", "text": "T", "effective": str(scene.today)}
    wrong = scene.post("draft-info-mail", {**body, "topics": ["nichts"]}, status=409)
    assert (wrong["type"].rpartition(":")[2], wrong["errors"][0]["pointer"]) == ("topic-unknown", "/topics/0")
    wrong = scene.post("draft-info-mail", {**body, "region": ["Atlantis"]}, status=422)
    assert wrong["errors"][0]["pointer"] == "/region"
    wrong = scene.post("draft-info-mail", {**body, "groups": []}, status=422)
    assert wrong["errors"][0]["pointer"] == "/groups"
    wrong = scene.post("draft-info-mail", {**body, "groups": ["press"]}, status=422)
    assert wrong["errors"][0]["pointer"] == "/groups/0"


def test_a_mail_of_earlier_years_stands_in_the_archive_with_its_source(scene: Scene) -> None:
    entry = {
        "subject": "Infomail 3/2018",
        "effective": "2018-03-01",
        "reference": "Archiv der Koordination",
        "text": "Neues.",
    }
    scene.post("document-info-mail", {**entry, "text": " "}, status=409)
    scene.post("document-info-mail", {**entry, "effective": "2199-01-01"}, status=409)
    keys = scene.post("document-info-mail", entry)["facts"][0]["keys"]
    mail = next(one.removeprefix("mail:") for one in keys if one.startswith("mail:"))
    shown = scene.get(f"{MAILS}/{mail}", "hagen")
    assert (shown["status"], shown["sent"], shown["text"]) == ("sent", "2018-03-01", "Neues.")
    assert shown["reference"] == "Archiv der Koordination"
    assert mail in {one["mail"] for one in scene.get(MAILS, "hagen")["items"]}
    scene.get(f"{MAILS}/{mail}/deliveries", status=404)
    for command in ("approve-info-mail", "send-info-mail"):
        refused = scene.post(command, {"mail": mail, "effective": str(scene.today)}, "second", status=409)
        assert refused["type"].rpartition(":")[2] == "unknown-mail" or command == "send-info-mail"


def test_the_document_calls_the_id_of_a_mail_what_it_is(scene: Scene) -> None:
    document = openapi_document(scene.client.app)
    for path in (f"{MAILS}/{{mail}}", f"{MAILS}/{{mail}}/preview", f"{MAILS}/{{mail}}/files/{{file}}"):
        (found,) = (one for one in document["paths"][path]["get"]["parameters"] if one["name"] == "mail")
        assert "E-Mail-Adresse" not in str(found), path
