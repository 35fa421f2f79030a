"""A Kollegiale Beratung over HTTP: who reads what of it, and that nobody else learns more than that it is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from consultation_kit import BONN, HAGEN, RHEINE
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import CONSOLE, clock
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import LeaveNetwork
from fokus_network.plugin import plugin

NETWORK = "/api/v1/network"
SECRET, ADVICE, RESULT = "Zerstrittenerle", "Vertraulicherle", "Ergebniserle"  # words to look for
KOELN = "05315000"  # no member
ROLES = {
    "hagen": ("municipal-officer", f"body:{HAGEN}"),
    "bonn": ("municipal-officer", f"body:{BONN}"),
    "rheine": ("municipal-officer", f"body:{RHEINE}"),
    "koeln": ("municipal-officer", f"body:{KOELN}"),
    "coordination": ("network-coordination", "programme:network"),
    "office": ("state-office", "state"),
    "auditor": ("auditor", "state"),
}
OUTSIDERS = ("rheine", "koeln", "coordination", "office", "auditor")


@dataclass
class House:
    """A service with three members, and keys of everybody."""

    client: TestClient[Litestar]
    keys: dict[str, str]
    today: str

    def head(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[who]}"} if who else {}

    def do(self, who: str, command: str, answers: int = 201, /, body: str = "", **more: Any) -> Any:
        given = {"effective": self.today, "body": body or who, **more}
        answer = self.client.post(f"{NETWORK}/commands/{command}", json=given, headers=self.head(who))
        assert answer.status_code == answers, answer.text
        settle(service_of(self.client))
        return answer.json()

    def get(self, who: str, path: str, answers: int = 200, /, **query: Any) -> Any:
        answer = self.client.get(f"{NETWORK}/{path}", params=query or None, headers=self.head(who))
        assert answer.status_code == answers, answer.text
        return answer.json()

    def case(self) -> str:
        """Return a case of Hagen to which Bonn is invited."""
        opened = self.do("hagen", "open-consultation", title=f"Runder Tisch {SECRET}", concern=f"Was tun? {SECRET}")
        case: str = opened["facts"][0]["data"]["consultation"]
        self.do("hagen", "invite-to-consultation", consultation=case, invited="Bonn")
        return case


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with temporary_client(plugin) as client:
        service, today = service_of(client), clock.day_of(clock.now())
        day: dict[str, Any] = {"effective": today}
        steps: list[Any] = [
            PublishDeclaration(declaration="d", title="Erklärung", **day),
            OpenRound(round="r", title="Runde", declaration="d", **day),
        ]
        for body in (HAGEN, BONN, RHEINE):
            steps += [SignDeclaration(party=body, round="r", **day), JoinNetwork(body=body, **day)]
        for step in steps:
            service.journal.handle(step, by=CONSOLE)
        yield House(client, {who: issue_key(service, who, role) for who, role in ROLES.items()}, today.isoformat())


def test_from_the_invitation_to_the_outcome(house: House) -> None:
    case = house.case()
    found = house.get("bonn", f"consultations/{case}")
    assert (found["title"], found["part"], found["concern"], found["participants"]) == (
        f"Runder Tisch {SECRET}",
        "invited",
        None,
        [],
    )
    waiting = [one for one in house.get("bonn", "invitations")["items"] if one["consultation"] == case]
    assert [(one["name"], one["own"]) for one in waiting] == [("Hagen", BONN)]
    house.do("hagen", "write-contribution", consultation=case, text="Noch etwas dazu.")
    assert house.get("bonn", f"consultations/{case}")["contributions"] == []
    house.do("bonn", "join-consultation", consultation=case)
    assert case not in [one["consultation"] for one in house.get("bonn", "invitations")["items"]]
    house.do("bonn", "write-contribution", consultation=case, text=f"Ein neuer Ort. {ADVICE}")
    house.do("hagen", "record-outcome", consultation=case, text="Wir tagen reihum.")
    for who in ("hagen", "bonn"):
        answer = house.client.get(f"{NETWORK}/consultations/{case}", headers=house.head(who))
        assert answer.headers["cache-control"] == "no-store"
        found = answer.json()
        assert [(one["name"], one["text"]) for one in found["contributions"]] == [
            ("Hagen", "Noch etwas dazu."),
            ("Bonn", f"Ein neuer Ort. {ADVICE}"),
        ]
        assert [(one["name"], one["part"]) for one in found["participants"]] == [
            ("Hagen", "brought"),
            ("Bonn", "taking-part"),
        ]
        assert (found["outcome"], found["closed"]) == ("Wir tagen reihum.", None)
    house.do("hagen", "close-consultation", consultation=case)
    house.do("bonn", "write-contribution", 409, consultation=case, text="Zu spät.")
    assert house.get("bonn", f"consultations/{case}")["closed"] == house.today
    house.do("hagen", "draw-example", consultation=case, title="Reihum", summary="Kurz gesagt")
    (example,) = house.get("hagen", f"consultations/{case}")["examples"]
    (handed_in,) = house.get("hagen", "members/Hagen/submissions")["items"]
    assert (handed_in["example"], handed_in["status"]) == (example, "waiting")


@pytest.mark.parametrize("who", [*OUTSIDERS, ""])
def test_nobody_else_reads_a_word(house: House, who: str) -> None:
    case = house.case()
    house.do("bonn", "join-consultation", consultation=case)
    house.do("bonn", "write-contribution", consultation=case, text=ADVICE)
    house.do("hagen", "record-outcome", consultation=case, text=RESULT)
    if who == "rheine":
        assert house.get(who, "consultations")["items"] == house.get(who, "invitations")["items"] == []
        assert {**house.get(who, f"consultations/{case}", 404), "instance": ""} == {
            **house.get(who, f"consultations/{'f' * 32}", 404),
            "instance": "",
        }
    else:
        house.get(who, "consultations", 403 if who else 401)
        house.get(who, f"consultations/{case}", 404 if who else 401)
    paths = ("log?limit=1000", "feed?limit=1000", f"log?key=consultation:{case}", f"bodies/{HAGEN}/timeline")
    answers = [house.client.get(f"/api/v1/{path}", headers=house.head(who)).text for path in paths]
    answers.append(house.client.get(f"/ding/consultation/{case}", headers=house.head(who)).text)
    for text in answers:
        assert [word for word in (SECRET, ADVICE, RESULT) if word in text] == []
        assert (case in text) <= (who == "auditor" or case in paths[2])
    assert (case in answers[0]) == (who == "auditor"), "auditors see that it happened, and nobody else"


def test_an_invited_municipality_sees_its_own_entries_and_not_those_of_others(house: House) -> None:
    case = house.case()
    house.do("bonn", "join-consultation", consultation=case)
    house.do("hagen", "write-contribution", consultation=case, text=SECRET)
    log = house.client.get(f"/api/v1/log?key=consultation:{case}", headers=house.head("bonn")).json()
    assert [one["type"] for one in log["items"]] == ["network.consultation-invited@1", "network.consultation-joined@1"]
    assert SECRET not in str(log)


def test_access_ends_with_the_invitation_and_with_leaving(house: House) -> None:
    case = house.case()
    house.do("bonn", "join-consultation", consultation=case)
    withdrawn = house.do("hagen", "withdraw-invitation", consultation=case, invited="Bonn")["position"]
    house.get("bonn", f"consultations/{case}", 404)
    house.get("bonn", f"consultations/{case}", 404, known=withdrawn - 1)
    house.do("hagen", "invite-to-consultation", consultation=case, invited="Bonn")
    house.do("bonn", "join-consultation", consultation=case)
    house.do("bonn", "leave-consultation", consultation=case)
    house.get("bonn", f"consultations/{case}", 404)
    assert case not in [one["consultation"] for one in house.get("bonn", "consultations")["items"]]


def test_an_officer_speaks_for_no_other_municipality(house: House) -> None:
    case = house.case()
    house.do("rheine", "join-consultation", 403, body="Bonn", consultation=case)
    for who in ("coordination", "office"):
        house.do(who, "write-contribution", 403, body="Hagen", consultation=case, text="-")
        house.do(who, "open-consultation", 403, body="Hagen", title="-", concern="-")
    wrong = house.do("hagen", "invite-to-consultation", 409, consultation=case, invited=KOELN)
    assert [one["pointer"] for one in wrong["errors"]] == ["/invited"]


def test_access_ends_with_membership(house: House) -> None:
    case = house.case()
    house.do("bonn", "join-consultation", consultation=case)
    opened = [one["consultation"] for one in house.get("bonn", "consultations")["items"]]
    assert case in opened
    leave = LeaveNetwork(body=BONN, kind="withdrawal", reason="-", effective=clock.day_of(clock.now()))
    service = service_of(house.client)
    position = service.journal.handle(leave, by=CONSOLE).facts[0].position
    settle(service)
    house.get("bonn", f"consultations/{case}", 404)
    house.get("bonn", f"consultations/{case}", 404, known=position - 1)
    house.get("bonn", "consultations", 403)
    house.do("bonn", "write-contribution", 409, consultation=case, text="Noch da?")
    service.journal.handle(JoinNetwork(body=BONN, effective=clock.day_of(clock.now())), by=CONSOLE)
    settle(service)
    assert house.get("bonn", f"consultations/{case}")["part"] == "taking-part"
