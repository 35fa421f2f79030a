"""Name, mail and phone of a contact person reach nobody but those who may see them, by no way out of the house."""

import logging
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, openapi_document, service_of, settle, temporary_client
from fokus_core import CONSOLE, Correct, Person
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.people.commands import NameContact
from fokus_network.people.facts import ContactNamed
from fokus_network.people.network_wide import ElectSpeaker
from fokus_network.plugin import plugin

DAY = date(2020, 1, 1)
HAGEN, BONN = "05914000", "05314000"
NAME, MAIL, PHONE = "Zweiundvierzigerle", "zweiundvierzig", "0800 424242"
MARKERS = (NAME, MAIL, PHONE, MAIL.upper(), PHONE.replace(" ", ""))
WHERE_NAMES_ARE = "/api/v1/network/members/{body_id}/contacts"
ALL = tuple(range(1, 100))
STATE_WIDE = ("auditor", "integrator", "operator", "data-protection-officer")
CALLERS = ("anonymous", "bonn", *STATE_WIDE)
QUERIES = ({}, {"format": "csv"}, {"known": "{head}"}, {"on": "2020-06-01"}, {"q": NAME}, {"party": NAME})


class Scene:
    """Hagen is a member with a contact person and a speaker whose data carry the markers; Bonn is none."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self.client = client
        self.service = service_of(client)
        marked = Person(name=NAME, email=f"{MAIL}@example.org")
        for command in (
            PublishDeclaration(declaration="2012", title="Erklärung", effective=DAY),
            OpenRound(round="r", title="Runde", declaration="2012", effective=DAY),
            SignDeclaration(party=HAGEN, round="r", effective=DAY, signatory=marked),
            JoinNetwork(body=HAGEN, effective=DAY),
            NameContact(body=HAGEN, function="contact", person=marked, phone=PHONE, effective=DAY),
            ElectSpeaker(body=HAGEN, person=marked, phone=PHONE, effective=DAY),
        ):
            self.service.journal.handle(command, by=CONSOLE)
        named = next(one for one in self.service.journal.follow() if isinstance(one.fact, ContactNamed))
        changes = {"mail": f"{MAIL}@example.com"}
        correction = Correct(position=named.position, changes=changes, reason="-", acknowledge=ALL)
        self.service.journal.handle(correction, by=CONSOLE)
        self.keys = {
            "bonn": issue_key(self.service, "bonn", ("municipal-officer", f"body:{BONN}")),
            "coordination": issue_key(self.service, "coordination", ("network-coordination", "programme:network")),
            **{role: issue_key(self.service, role, (role, "state")) for role in STATE_WIDE},
        }
        self.head = settle(self.service)

    def headers(self, caller: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[caller]}"} if caller in self.keys else {}

    def paths(self) -> Iterator[tuple[str, str]]:
        """Yield every path of a GET operation, with what stands in its place."""
        for path, operations in openapi_document(self.client.app)["paths"].items():
            if "get" not in operations:
                continue
            named = [one["name"] for one in operations["get"].get("parameters", ()) if one["in"] == "path"]
            choices = {"body_id": (HAGEN, BONN), "position": range(1, self.head + 1), "group": ("town", "059")}
            for values in product(*(choices.get(name, ("r", "2012")) for name in named)):
                yield path, path.format(**dict(zip(named, values, strict=True)))


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with temporary_client(plugin, log_level="debug") as client:
        yield Scene(client)


def marked(text: str) -> list[str]:
    return [marker for marker in MARKERS if marker in text]


@pytest.mark.parametrize("caller", CALLERS)
def test_no_answer_tells_who_may_not_know(scene: Scene, caller: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    asked = 0
    for path, there in scene.paths():
        for query in QUERIES:
            given = {name: value.format(head=scene.head) for name, value in query.items()}
            answer = scene.client.get(there, params=given, headers=scene.headers(caller))
            asked += 1
            assert answer.status_code < 500, (there, given, answer.text)
            told = answer.text.replace(NAME, "") if NAME in given.values() else answer.text  # links repeat a question
            assert marked(told) == [], (path, there, given)
            assert marked(str(answer.headers).replace(NAME, "")) == [], (path, there, given)
    assert asked > 200
    lines = [f"{one.getMessage()} {one.__dict__}" for one in caplog.records if one.name.startswith("fokus")]
    assert lines, "requests are logged"
    assert [line for line in lines if marked(line)] == []


def test_the_coordination_is_told_at_one_address_only(scene: Scene) -> None:
    told = {
        path
        for path, there in scene.paths()
        if marked(scene.client.get(there, headers=scene.headers("coordination")).text)
    }
    assert told == {WHERE_NAMES_ARE}


def test_receipts_and_refusals_tell_nobody(scene: Scene) -> None:
    url = "/api/v1/network/commands/name-contact"
    body: dict[str, Any] = {
        "body": HAGEN,
        "function": "deputy",
        "person": {"name": NAME, "email": f"{MAIL}@example.org"},
        "phone": PHONE,
        "effective": "2020-01-01",
    }
    for changes in (
        {},
        {"body": "Atlantis"},
        {"function": "contact"},
        {"phone": f"{PHONE} {NAME}"},
        {"person": {"name": NAME, "email": MAIL}},
    ):
        answer = scene.client.post(
            url, params={"dry_run": "true"}, json=body | changes, headers=scene.headers("coordination")
        )
        assert answer.status_code in {200, 409, 422}
        assert marked(answer.text) == [], changes


def test_no_file_of_the_house_holds_them(scene: Scene) -> None:
    answer = scene.client.get(WHERE_NAMES_ARE.format(body_id=HAGEN), headers=scene.headers("coordination"))
    assert marked(answer.text)[:3] == [NAME, MAIL, PHONE], "they have been opened, so there was something to keep"
    files = [path for path in Path(scene.service.settings.data).rglob("*") if path.is_file()]
    assert {"journal.db", "vault.db", "state_store.db"} <= {path.name for path in files}
    leaking = [(path.name, marker) for path in files for marker in MARKERS if marker.encode() in path.read_bytes()]
    assert leaking == []
