"""Support over HTTP: asked for, taken on, given, closed; and the way to the Ehrenamtskarte."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from consultation_kit import BONN, HAGEN
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import CONSOLE, clock
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.plugin import plugin

NETWORK = "/api/v1/network"
DAY = "2026-03-02"
ROLES = {
    "hagen": ("municipal-officer", f"body:{HAGEN}"),
    "bonn": ("municipal-officer", f"body:{BONN}"),
    "coordination": ("network-coordination", "programme:network"),
    "auditor": ("auditor", "state"),
}


class House:
    """A service of which Hagen is a member, and keys of everybody."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self.client, self.service = client, service_of(client)
        day: dict[str, Any] = {"effective": date(2020, 1, 1)}
        for command in (
            PublishDeclaration(declaration="d", title="Erklärung", **day),
            OpenRound(round="r", title="Runde", declaration="d", **day),
            SignDeclaration(party=HAGEN, round="r", **day),
            JoinNetwork(body=HAGEN, **day),
        ):
            self.service.journal.handle(command, by=CONSOLE)
        self.keys = {who: issue_key(self.service, who, role) for who, role in ROLES.items()}

    def head(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[who]}"} if who else {}

    def do(self, who: str, command: str, answers: int = 201, /, **body: Any) -> Any:
        given = {"effective": DAY, **body}
        answer = self.client.post(f"{NETWORK}/commands/{command}", json=given, headers=self.head(who))
        assert answer.status_code == answers, answer.text
        settle(self.service)
        return answer.json()

    def get(self, who: str, path: str, answers: int = 200, /, **query: Any) -> Any:
        answer = self.client.get(f"{NETWORK}/{path}", params=query or None, headers=self.head(who))
        assert answer.status_code == answers, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with temporary_client(plugin, plugins=["ehrenamtskarte"]) as client:
        yield House(client)


def test_a_request_is_answered_step_by_step_and_read_by_its_own(house: House) -> None:
    house.do("hagen", "ask-support", 403, body="Hagen", title="Strategie", text="Wer hilft uns?")
    asked = house.do("coordination", "ask-support", body="Hagen", title="Strategie", text="Wer hilft uns?")
    support = asked["facts"][0]["data"]["support"]
    today = str(clock.day_of(clock.now()))
    house.do("bonn", "ask-support", 409, body="Bonn", title="-", text="-", effective=today)
    house.do("hagen", "take-support", 403, support=support)
    (waiting,) = house.get("coordination", "support-cases", status="asked")["items"]
    assert (waiting["support"], waiting["title"], waiting["body_name"]) == (support, "Strategie", "Hagen")
    house.do("coordination", "take-support", support=support, effective="2026-03-03")
    house.do("coordination", "record-support", support=support, given="Ein Gespräch.", effective="2026-03-10")
    house.do("coordination", "record-support", support=support, given="Eine Moderation.", effective="2026-04-01")
    house.do("bonn", "close-support", 409, body="Bonn", support=support)
    house.do("hagen", "close-support", body="Hagen", support=support, effective="2026-04-02")
    (own,) = house.get("hagen", "members/Hagen/support-cases")["items"]
    assert (own["status"], own["given"], own["asked"]) == ("closed", "Eine Moderation.", DAY)
    (then,) = house.get("auditor", "members/Hagen/support-cases", on="2026-03-09")["items"]
    assert (then["status"], then["given"]) == ("taken", "")
    days = [(one["day"], one["given"]) for one in house.get("hagen", "members/Hagen/support")["items"]]
    assert days == [("2026-04-01", "Eine Moderation."), ("2026-03-10", "Ein Gespräch.")]
    for path in ("members/Hagen/support-cases", "members/Hagen/support", "support-cases"):
        house.get("bonn", path, 403)
        house.get("", path, 401)
    house.get("hagen", "support-cases", 403)
    for who in ("", "bonn"):
        assert "Strategie" not in house.client.get("/api/v1/log?limit=1000", headers=house.head(who)).text
        assert "Moderation" not in house.client.get(f"/api/v1/bodies/{HAGEN}/timeline", headers=house.head(who)).text


def test_the_way_to_the_card_says_what_the_card_shows_then(house: House) -> None:
    for step, day in (("advice", "2026-01-10"), ("council-paper", "2026-02-01")):
        house.do("coordination", "record-introduction-step", body="Hagen", step=step, effective=day)
    house.do("hagen", "record-introduction-step", 403, body="Hagen", step="agreement")
    wrong = house.do("coordination", "record-introduction-step", 409, body="Hagen", step="advice")
    assert [one["pointer"] for one in wrong["errors"]] == ["/step"]
    odd = house.do("coordination", "record-introduction-step", 422, body="Hagen", step="celebrated")
    assert [one["pointer"] for one in odd["errors"]] == ["/step"]
    steps = [
        (one["step"], one["day"], one["card"]) for one in house.get("hagen", "members/Hagen/introduction")["items"]
    ]
    assert steps == [("advice", "2026-01-10", "not-proven"), ("council-paper", "2026-02-01", "not-proven")]
    assert [one["name"] for one in house.get("auditor", "introductions", step="advice")["items"]] == ["Hagen"]
    house.get("bonn", "members/Hagen/introduction", 403)
    house.get("hagen", "introductions", 403)
    house.do("coordination", "drop-introduction", body="Hagen", reason="Kein Personal")
    house.do("coordination", "record-introduction-step", body="Hagen", step="advice", effective="2026-05-01")


def test_sentences_name_no_ids(house: House) -> None:
    log = house.client.get("/api/v1/log?limit=1000", headers=house.head("coordination")).json()["items"]
    said = [one["sentence"]["de"] for one in log if "introduction" in one["type"] or "support" in one["type"]]
    assert "Die Stadt Hagen hat mit dem Netzwerk eine Beschlussvorlage zur Ehrenamtskarte erarbeitet." in said
    assert "Das Netzwerk hat die Stadt Hagen unterstützt: Eine Moderation." in said
