"""Applications, teams, reviews and prepared decisions reach nobody but those who may see them."""

import logging
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from ews_kit import BONN, HAGEN, handled, whole_run
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, openapi_document, service_of, settle, temporary_client
from fokus_core import PUBLIC, clock, fact_type
from fokus_ews.commands.cohort import GiveSeat
from fokus_ews.commands.run import AllowLateEntry, OverrideEligibility
from fokus_ews.commands.selection import PrepareDecision
from fokus_ews.facts import FACTS
from fokus_ews.plugin import plugin

MARKER = "Unverkennbar-9c4d"
PROBE = "probe"
TODAY = clock.day_of(clock.now())
CLOSED = {fact_type(cls).name for cls in FACTS if fact_type(cls).audience != PUBLIC}
OF_THE_GROUP = {"ews.seat-given@1", "ews.seat-ended@1"}
OUTSIDERS = ("anonymous", "other", "state", "team-elsewhere")
WHERE_TEXTS_ARE = {"/api/v1/ews/applications/{application_id}", "/api/v1/ews/runs/{run_id}/reviews"}


class Scene:
    """A run with three decided applications, one decision prepared anew, a code and a seat; keys of everybody."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self.client = client
        self.service = service_of(client)
        journal = self.service.journal
        self.applications = whole_run(journal, PROBE, marker=MARKER, day=TODAY)
        waiting = self.applications["waiting"]
        for command in (
            PrepareDecision(application=waiting, decision="declined", reason=MARKER, effective=TODAY),
            AllowLateEntry(run=PROBE, code="c0de" * 16, until=TODAY, effective=TODAY),
            OverrideEligibility(run=PROBE, body=BONN, reason="Geheimgrund-77", effective=TODAY),
            GiveSeat(run=PROBE, body=HAGEN, actor="hagen-team", effective=TODAY),
        ):
            handled(journal, command)
        grants = {
            "other": ("municipal-officer", "body:05911000"),
            "auditor": ("auditor", "state"),
            "state": ("state-office", "state"),
            "team-elsewhere": ("ews-team", "cohort:another"),
            "carrier": ("ews-carrier", "programme:ews"),
            "hagen": ("municipal-officer", f"body:{HAGEN}"),
        }
        self.keys = {who: issue_key(self.service, f"{who}-actor", grant) for who, grant in grants.items()}
        self.head = settle(self.service)
        self.secrets = (MARKER, *self.applications.values(), "c0de" * 16, "Geheimgrund-77", "hagen-team")

    def headers(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[who]}"} if who in self.keys else {}

    def paths(self) -> Iterator[tuple[str, str]]:
        """Yield every path of a GET operation, with what stands in its place."""
        choices = {
            "body_id": (HAGEN, BONN),
            "position": range(1, self.head + 1),
            "run_id": (PROBE,),
            "application_id": tuple(self.applications.values()),
        }
        for path, operations in openapi_document(self.client.app)["paths"].items():
            if "get" in operations:
                named = [one["name"] for one in operations["get"].get("parameters", ()) if one["in"] == "path"]
                for values in product(*(choices.get(name, ("probe",)) for name in named)):
                    yield path, path.format(**dict(zip(named, values, strict=True)))

    def told(self, text: str, asked: str, who: str) -> list[str]:
        """Return which secrets a text tells beside what was asked; some are none for whoever audits."""
        kept = (MARKER, "hagen-team", *OF_THE_GROUP) if who == "auditor" else (*self.secrets, *CLOSED)
        return [one for one in kept if one in text and one not in asked]


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with temporary_client(plugin, log_level="debug") as client:
        yield Scene(client)


@pytest.mark.parametrize("who", [*OUTSIDERS, "auditor"])
def test_no_answer_tells_an_outsider(scene: Scene, who: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    queries = (
        {},
        {"format": "csv"},
        {"known": str(scene.head)},
        {"body": HAGEN},
        *({"key": f"application:{one}"} for one in scene.applications.values()),
        {"key": f"run:{PROBE}"},
        {"key": f"cohort:{PROBE}"},
    )
    asked = 0
    for path, there in scene.paths():
        if path == "/api/v1/plugins" or (who == "state" and path.startswith("/api/v1/access")):
            continue  # the one lists the names of all facts there can be, the other is where access is administered
        for query in queries:
            answer = scene.client.get(there, params=query, headers=scene.headers(who))
            asked += 1
            assert answer.status_code < 500, (there, query, answer.text)
            assert scene.told(answer.text, f"{there} {query}", who) == [], (path, there, query)
    assert asked > 300
    lines = [f"{one.getMessage()} {one.__dict__}" for one in caplog.records if one.name.startswith("fokus")]
    assert lines, "requests are logged"
    assert [line for line in lines if MARKER in line] == []


def test_the_log_counts_nothing_for_an_outsider(scene: Scene) -> None:
    public = {fact_type(cls).name for cls in FACTS} - CLOSED
    for who in OUTSIDERS:
        seen = scene.client.get(
            "/api/v1/log", params={"programme": "ews", "limit": 1000}, headers=scene.headers(who)
        ).json()["items"]
        assert {one["type"] for one in seen} <= public, who
        assert {one["type"] for one in seen} == {
            "ews.run-announced@1",
            "ews.rules-adopted@1",
            "ews.call-opened@1",
            "ews.cohort-started@1",
            "ews.site-joined@1",
        }


def test_an_auditor_sees_the_whole_selection_without_what_is_sealed(scene: Scene) -> None:
    params = {"programme": "ews", "limit": 1000}
    seen = scene.client.get("/api/v1/log", params=params, headers=scene.headers("auditor")).json()["items"]
    recorded = [one for one in scene.service.journal.follow() if one.type.startswith("ews.")]
    assert [one["position"] for one in seen] == [one.position for one in recorded if one.type not in OF_THE_GROUP]
    assert {one["type"] for one in seen if one["type"] in CLOSED} == {
        "ews.application-written@1",
        "ews.team-member-named@1",
        "ews.application-submitted@1",
        "ews.review-phase-set@1",
        "ews.review-given@1",
        "ews.decision-prepared@1",
        "ews.application-accepted@1",
        "ews.application-waitlisted@1",
        "ews.application-declined@1",
        "ews.late-entry-allowed@1",
        "ews.eligibility-overridden@1",
    }


def test_a_body_sees_its_own_steps_and_none_of_others(scene: Scene) -> None:
    seen = scene.client.get(
        "/api/v1/log", params={"programme": "ews", "limit": 1000}, headers=scene.headers("hagen")
    ).json()["items"]
    closed = [one for one in seen if one["type"] in CLOSED]
    assert {one["type"] for one in closed} == {
        "ews.application-written@1",
        "ews.team-member-named@1",
        "ews.application-submitted@1",
        "ews.application-accepted@1",
    }
    assert {one["data"]["body"] for one in closed} == {HAGEN}


def test_texts_are_opened_for_the_carrier_at_two_addresses_only(scene: Scene) -> None:
    told = {
        path
        for path, there in scene.paths()
        if MARKER in scene.client.get(there, headers=scene.headers("carrier")).text
    }
    assert told == WHERE_TEXTS_ARE


def test_no_file_of_the_house_holds_what_is_sealed(scene: Scene) -> None:
    there = f"/api/v1/ews/applications/{scene.applications['accepted']}"
    answer = scene.client.get(there, headers=scene.headers("hagen"))
    assert MARKER in answer.text, "it has been opened, so there was something to keep"
    files = [path for path in Path(scene.service.settings.data).rglob("*") if path.is_file()]
    assert {"journal.db", "vault.db", "state_store.db"} <= {path.name for path in files}
    assert [path.name for path in files if MARKER.encode() in path.read_bytes()] == []
