"""Info mails over HTTP: from the draft to what members read and the coordination sees of the deliveries."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, refused, service_of, settle, temporary_client
from fokus_core import CONSOLE, Command, JobContext, Person, clock
from fokus_network.mails.contents import JOBS
from fokus_network.mails.delivery import DeliverMails
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import LeaveNetwork, SuspendMembership
from fokus_network.people.commands import NameContact
from fokus_network.plugin import plugin

FOUNDED = date(2015, 1, 1)
HAGEN, BONN, ESSEN, RHEINE = "05914000", "05314000", "05113000", "05566076"
MAILS = "/api/v1/network/mails"
DRAFT = {"subject": "Einladung nach Hagen", "text": "Guten Tag,\n\nwir laden ein.", "effective": "2026-01-02"}
EVERYBODY = ("coordination", "office", "hagen", "essen", "auditor")


class Scene:
    """A network of Hagen, Essen and Rheine, whose membership rests; Bonn is no member."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self.client = client
        self.service = service_of(client)
        self.today = clock.day_of(self.service.journal.now())
        self.give(
            PublishDeclaration(declaration="2012", title="Erklärung", effective=FOUNDED),
            OpenRound(round="r", title="Runde", declaration="2012", effective=FOUNDED),
            *(SignDeclaration(party=body, round="r", effective=FOUNDED) for body in (HAGEN, ESSEN, RHEINE)),
            *(JoinNetwork(body=body, effective=FOUNDED) for body in (HAGEN, ESSEN, RHEINE)),
            SuspendMembership(body=RHEINE, reason="-", effective=FOUNDED),
            *(
                NameContact(
                    body=body, function="contact", person=Person(name=body, email=f"{body}@x.de"), effective=FOUNDED
                )
                for body in (HAGEN, BONN, RHEINE)
            ),
            NameContact(body=ESSEN, function="deputy", person=Person(name="Ada"), effective=FOUNDED),
        )
        programme = ("network-coordination", "programme:network")
        self.keys = {
            "coordination": issue_key(self.service, "coordination", programme),
            "second": issue_key(self.service, "second", programme),
            "office": issue_key(self.service, "office", ("state-office", "state")),
            "auditor": issue_key(self.service, "auditor", ("auditor", "state")),
            "nobody": issue_key(self.service, "nobody"),
            **{
                name: issue_key(self.service, name, ("municipal-officer", f"body:{body}"))
                for name, body in (("hagen", HAGEN), ("essen", ESSEN), ("bonn", BONN), ("rheine", RHEINE))
            },
        }

    def give(self, *commands: Command) -> None:
        for command in commands:
            self.service.journal.handle(command, by=CONSOLE)
        settle(self.service)

    def headers(self, caller: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[caller]}"} if caller else {}

    def get(self, path: str, caller: str, **query: Any) -> Any:
        return self.client.get(path, params=query, headers=self.headers(caller))

    def post(self, command: str, body: dict[str, Any], caller: str = "coordination") -> Any:
        answer = self.client.post(f"/api/v1/network/commands/{command}", json=body, headers=self.headers(caller))
        settle(self.service)
        return answer

    def drafted(self, **fields: Any) -> str:
        answer = self.post("draft-info-mail", DRAFT | fields)
        assert answer.status_code == 201, answer.text
        mail = answer.json()["facts"][0]["keys"]
        return next(key.partition(":")[2] for key in mail if key.startswith("mail:"))

    def sent(self, **fields: Any) -> str:
        mail = self.drafted(**fields)
        about = {"mail": mail, "effective": self.today.isoformat()}
        assert self.post("approve-info-mail", about, "second").status_code == 201
        answer = self.post("send-info-mail", about)
        assert answer.status_code == 201, answer.text
        return mail

    def deliver(self) -> None:
        DeliverMails().run(JobContext(self.service.state_store, self.service, lambda: True))


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(JOBS[0], "run", lambda context: None)  # these tests say themselves when to deliver
    with temporary_client(plugin) as client:
        yield Scene(client)


def test_a_mail_is_drafted_approved_by_another_sent_and_read(scene: Scene) -> None:
    mail = scene.drafted()
    about = {"mail": mail, "effective": scene.today.isoformat()}
    for caller in ("coordination", "office"):
        (item,) = scene.get(MAILS, caller).json()["items"]
        assert (item["mail"], item["status"], item["sent"]) == (mail, "draft", None)
    assert scene.get(MAILS, "hagen").json()["items"] == []
    assert scene.get(f"{MAILS}/{mail}", "hagen").status_code == 404
    assert scene.get(f"{MAILS}/{mail}/deliveries", "coordination").status_code == 404

    refused = scene.post("send-info-mail", about)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:fokus:problem:not-approved")
    refused = scene.post("approve-info-mail", about)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:fokus:problem:own-approval")
    assert scene.post("approve-info-mail", about, "second").status_code == 201
    assert scene.post("send-info-mail", about).status_code == 201
    refused = scene.post("send-info-mail", about)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:fokus:problem:already-sent")

    for caller in EVERYBODY:
        answer = scene.get(MAILS, caller)
        assert [(one["mail"], one["status"]) for one in answer.json()["items"]] == [(mail, "sent")], caller
        assert answer.headers["cache-control"] == "no-store"
        shown = scene.get(f"{MAILS}/{mail}", caller).json()
        assert (shown["subject"], shown["text"]) == (DRAFT["subject"], DRAFT["text"])
        assert (shown["drafted"], shown["sent"]) == ("2026-01-02", scene.today.isoformat())


@pytest.mark.parametrize("caller", ["bonn", "rheine", "nobody"])
def test_others_read_no_info_mail(scene: Scene, caller: str) -> None:
    mail = scene.sent()
    for path in (MAILS, f"{MAILS}/{mail}", f"{MAILS}/{mail}/deliveries"):
        answer = scene.get(path, caller)
        assert answer.status_code == 403, path
        assert DRAFT["subject"] not in answer.text
    assert scene.get(MAILS, "").status_code == 401


def test_what_members_read_ends_with_the_membership(scene: Scene) -> None:
    mail = scene.sent()
    before = settle(scene.service)
    scene.give(LeaveNetwork(body=ESSEN, kind="withdrawal", reason="-", effective=scene.today))
    assert scene.get(f"{MAILS}/{mail}", "essen").status_code == 403
    assert scene.get(f"{MAILS}/{mail}", "essen", known=before).status_code == 403
    assert scene.get(f"{MAILS}/{mail}", "hagen").status_code == 200


@pytest.mark.parametrize("command", ["draft-info-mail", "approve-info-mail", "send-info-mail"])
@pytest.mark.parametrize("caller", ["hagen", "auditor", "nobody"])
def test_others_write_no_info_mail(scene: Scene, command: str, caller: str) -> None:
    body: dict[str, Any] = DRAFT if command == "draft-info-mail" else {"mail": "a" * 32, "effective": "2026-01-02"}
    assert scene.post(command, body, caller).status_code == 403


def test_the_coordination_sees_how_far_each_delivery_has_come_and_no_address(scene: Scene) -> None:
    mail = scene.sent()
    path = f"{MAILS}/{mail}/deliveries"
    answer = scene.get(path, "coordination").json()
    assert answer["counts"] == {"waiting": 2}
    assert {one["body"] for one in answer["items"]} == {HAGEN, ESSEN}
    scene.deliver()
    answer = scene.get(path, "coordination")
    assert answer.headers["cache-control"] == "no-store"
    assert "@" not in answer.text
    found = answer.json()
    assert found["counts"] == {"accepted": 1, "no-address": 1}
    assert {(one["name"], one["state"]) for one in found["items"]} == {("Hagen", "accepted"), ("Essen", "no-address")}
    assert all(one["last_attempt"] for one in found["items"])
    assert scene.get(path, "office").status_code == 200
    for caller in ("hagen", "auditor"):
        assert scene.get(path, caller).status_code == 403


def test_before_it_is_sent_the_coordination_sees_who_would_get_it(scene: Scene) -> None:
    mail = scene.drafted()
    url = f"{MAILS}/{mail}/preview"
    assert scene.client.get(url, headers=scene.headers("hagen")).status_code == 403
    assert scene.client.get(url).status_code == 401
    found = scene.client.get(url, headers=scene.headers("coordination"))
    assert found.json() == {
        "mail": mail,
        "day": scene.today.isoformat(),
        "persons": 1,
        "mailboxes": 1,
        "members": 2,
        "unreached": 1,
        "items": [
            {"body": ESSEN, "name": "Essen", "persons": 0, "without_address": 1},
            {"body": HAGEN, "name": "Hagen", "persons": 1, "without_address": 0},
        ],
    }
    assert "@" not in found.text
    assert "Ada" not in found.text
    unknown = scene.client.get(f"{MAILS}/{'f' * 32}/preview", headers=scene.headers("coordination"))
    assert unknown.status_code == 404


def test_attachments_go_with_the_mail_and_are_read_by_members(scene: Scene) -> None:
    headers = scene.headers("coordination") | {"Content-Type": "text/plain; charset=utf-8"}
    file = scene.client.post("/api/v1/files", content="Tagesordnung", headers=headers).json()["file"]
    mail = scene.drafted(attachments=[file])
    path = f"{MAILS}/{mail}/files/{file}"
    assert scene.get(path, "coordination").text == "Tagesordnung"
    assert scene.get(path, "hagen").status_code == 404
    mail = scene.sent(attachments=[file])
    path = f"{MAILS}/{mail}/files/{file}"
    assert scene.get(path, "hagen").text == "Tagesordnung"
    assert scene.get(f"{MAILS}/{mail}/files/{'0' * 64}", "hagen").status_code == 404
    for caller in ("bonn", "nobody"):
        assert scene.get(path, caller).status_code == 403
    scene.deliver()
    (written,) = (Path(scene.service.settings.data) / "outbox").iterdir()
    assert b'filename="Anlage-1.txt"' in written.read_bytes()


BAD = [
    ("draft-info-mail", DRAFT | {"subject": "a\nBcc: x@example.org"}, "422 invalid-input /subject"),
    ("draft-info-mail", DRAFT | {"subject": " "}, "422 invalid-input /subject"),
    ("draft-info-mail", DRAFT | {"subject": "a" * 201}, "422 invalid-input /subject"),
    ("draft-info-mail", DRAFT | {"text": ""}, "422 invalid-input /text"),
    ("draft-info-mail", DRAFT | {"text": "a\x00b"}, "422 invalid-input /text"),
    ("draft-info-mail", DRAFT | {"text": "\n"}, "422 invalid-input /text"),
    ("draft-info-mail", DRAFT | {"attachments": ["0" * 64]}, "422 unknown-file /attachments/0"),
    ("draft-info-mail", DRAFT | {"attachments": ["0" * 64] * 6}, "422 invalid-input /attachments"),
    ("approve-info-mail", {"mail": "x", "effective": "2026-01-02"}, "422 invalid-input /mail"),
    ("send-info-mail", {"mail": "a" * 32, "effective": "2020-01-02"}, "409 not-today /effective"),
]


@pytest.mark.parametrize(("command", "body", "problem"), BAD)
def test_bad_input_is_refused_where_it_stands_and_nothing_is_recorded(
    scene: Scene, command: str, body: dict[str, Any], problem: str
) -> None:
    assert refused(scene.client, f"network.{command}", body, scene.headers("coordination")) == problem
