"""Applications, teams, reviews and prepared decisions reach nobody but those who may see them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import pytest
from ews_kit import BONN, HAGEN, whole_run

from fokus_api.testing.leaks import ANONYMOUS, STATE_WIDE, LeakContract, Scene
from fokus_core import clock, fact_type
from fokus_ews.commands.cohort import GiveSeat
from fokus_ews.commands.run import AllowLateEntry, OverrideEligibility
from fokus_ews.commands.selection import PrepareDecision
from fokus_ews.facts import FACTS
from fokus_ews.plugin import plugin

MARKER = "Unverkennbar-9c4d"
PROBE = "probe"
TODAY = clock.day_of(clock.now())
CLOSED = {fact_type(cls).name for cls in FACTS if fact_type(cls).audience.permission != "public"}
OF_THE_GROUP = ("ews.seat-given@2", "ews.seat-ended@2")
APPLICATION, REVIEWS = "/api/v1/ews/applications/{application_id}", "/api/v1/ews/runs/{run_id}/reviews"
TEAM = {f"{APPLICATION}/team{form}" for form in ("", ".csv", ".xlsx")}  # who may be chosen in a form, by name
TEAMS = {f"/api/v1/ews/runs/{{run_id}}/team{form}" for form in ("", ".csv", ".xlsx")}
DRAFT: Mapping[str, Any] = {
    "run": PROBE,
    "body": HAGEN,
    "starting_point": MARKER,
    "motivation": MARKER,
    "effective": TODAY.isoformat(),
}


def log(scene: Scene, who: str) -> list[dict[str, Any]]:
    """Return the entries of the programme that somebody sees."""
    seen: list[dict[str, Any]] = scene.get("/api/v1/log", who, programme="ews", limit=1000).json()["items"]
    return seen


class TestApplications(LeakContract):
    """A run with three decided applications, one decision prepared anew, a code and a seat."""

    plugin = plugin
    whole = False
    markers = (MARKER,)
    callers = STATE_WIDE | {
        "other": ("municipal-officer", "body:05911000"),
        "state": ("state-office", "state"),
        "team-elsewhere": ("ews-team", "cohort:another"),
        "carrier": ("ews-carrier", "programme:ews"),
        "hagen": ("municipal-officer", f"body:{HAGEN}"),
    }
    told: ClassVar = {"carrier": {APPLICATION, REVIEWS} | TEAM | TEAMS, "hagen": {APPLICATION} | TEAM}
    administered: ClassVar = {"state": ("/api/v1/access",)}
    attempts: ClassVar = [("ews.draft-application", DRAFT), ("ews.draft-application", DRAFT | {"body": "Atlantis"})]

    settings: ClassVar[Mapping[str, Any]] = {}

    @pytest.fixture(scope="class")
    @classmethod
    def scene(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
        """The applications that are asked; what is mailed lies outside the house, as on a mail server."""
        cls.settings = {"mail_url": tmp_path_factory.mktemp("letters").as_uri()}
        with cls().opened() as scene:
            yield scene

    def fill(self, scene: Scene) -> None:
        applications = whole_run(scene.service.journal, PROBE, marker=MARKER, day=TODAY)
        scene.give(
            PrepareDecision(application=applications["waiting"], decision="declined", reason=MARKER, effective=TODAY),
            AllowLateEntry(run=PROBE, code="c0de" * 16, until=TODAY, effective=TODAY),
            OverrideEligibility(run=PROBE, body=BONN, reason="Geheimgrund-77", effective=TODAY),
            GiveSeat(run=PROBE, body=HAGEN, actor="hagen-team", effective=TODAY),
        )
        scene.things |= {"body_id": (HAGEN, BONN), "application_id": tuple(applications.values())}
        scene.hidden = (*applications.values(), "c0de" * 16, "Geheimgrund-77", "hagen-team", *CLOSED)

    def hidden_from(self, scene: Scene, caller: str) -> Sequence[str]:
        return ("hagen-team", *OF_THE_GROUP) if caller == "auditor" else super().hidden_from(scene, caller)

    def queries(self, scene: Scene) -> Iterable[Mapping[str, str]]:
        keys = (*(f"application:{one}" for one in scene.things["application_id"]), f"run:{PROBE}", f"cohort:{PROBE}")
        return (*super().queries(scene), {"body": HAGEN}, *({"key": key} for key in keys))

    def test_the_log_counts_nothing_for_an_outsider(self, scene: Scene) -> None:
        for who in (ANONYMOUS, *(STATE_WIDE.keys() - {"auditor"}), "other", "state", "team-elsewhere"):
            assert {one["type"] for one in log(scene, who)} == {
                "ews.run-announced@1",
                "ews.rules-adopted@1",
                "ews.call-opened@1",
                "ews.cohort-started@1",
                "ews.site-joined@1",
            }, who

    def test_an_auditor_sees_the_whole_selection_without_what_is_sealed(self, scene: Scene) -> None:
        seen = log(scene, "auditor")
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

    def test_a_body_sees_its_own_steps_and_none_of_others(self, scene: Scene) -> None:
        closed = [one for one in log(scene, "hagen") if one["type"] in CLOSED]
        assert {one["type"] for one in closed} == {
            "ews.application-written@1",
            "ews.team-member-named@1",
            "ews.application-submitted@1",
            "ews.application-accepted@1",
        }
        assert {one["data"]["body"] for one in closed} == {HAGEN}


@pytest.mark.long
class TestWhole(TestApplications):
    """The same, where everybody asks everything everywhere."""

    whole = True
