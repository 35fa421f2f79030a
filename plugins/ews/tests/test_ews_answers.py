"""What the Entwicklungswerkstatt answers: to the public, to bodies, reviewers, the carrier and the state."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from ews_kit import BONN, HAGEN, LUENEN, handled, whole_run
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import Journal, clock, load_history
from fokus_ews.commands.cohort import EndSite, GiveSeat
from fokus_ews.commands.selection import PrepareDecision, SetReviewPhase
from fokus_ews.plugin import plugin

Client = TestClient[Litestar]
API = "/api/v1/ews"
MARKER = "Unverkennbar-5b1e"
TODAY = clock.day_of(clock.now())
PROBE = "probe"


class House:
    """A service with the documented history, a run of its own, and keys of everybody."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.service = service_of(client)
        assert {one.state for one in load_history(self.journal, plugin.history())} == {"entered"}
        self.before = settle(self.service)
        self.applications = whole_run(self.journal, PROBE, marker=MARKER, day=TODAY)
        keys = {
            "carrier": ("ews-carrier", "programme:ews"),
            "reviewer": ("ews-reviewer", "programme:ews"),
            "state": ("state-office", "state"),
            "auditor": ("auditor", "state"),
            "hagen": ("municipal-officer", f"body:{HAGEN}"),
            "bonn": ("municipal-officer", f"body:{BONN}"),
            "other": ("municipal-officer", "body:05911000"),
        }
        self.keys = {who: issue_key(self.service, f"{who}-actor", grant) for who, grant in keys.items()}
        settle(self.service)

    @property
    def journal(self) -> Journal:
        return self.service.journal

    def headers(self, who: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[who]}"} if who else {}

    def get(
        self, path: str, who: str | None = None, *, status: int = 200, params: dict[str, Any] | None = None, **more: Any
    ) -> Any:
        answer = self.client.get(
            path if path.startswith("/") else f"{API}/{path}",
            params={**(params or {}), **more},
            headers=self.headers(who),
        )
        assert answer.status_code == status, answer.text
        return answer.json()

    def give(self, command: str, who: str, body: dict[str, Any]) -> Any:
        return self.client.post(f"{API}/commands/{command}", json=body, headers=self.headers(who))


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with temporary_client(plugin) as client:
        yield House(client)


def bodies(answer: Any) -> list[str]:
    return [item["name"] for item in answer["items"]]


class TestHistory:
    def test_every_run_is_there_with_its_rules_as_data(self, house: House) -> None:
        found = {one["run"]: one for one in house.get("runs", known=house.before)["items"]}
        assert {run: one["rules"]["capacity"] for run, one in found.items()} == {
            **dict.fromkeys("1234", 10),
            "5": 17,
            "basiswissen-2025": 15,
        }
        assert found["3"]["partners"] == [{"id": "059", "name": "Regierungsbezirk Arnsberg"}]
        assert [one["id"] for one in found["3"]["rules"]["area"]] == ["059"]
        assert found["1"]["accompanied_by"]["name"] == "Forschungsinstitut Geragogik"
        assert {run: one["sites"] for run, one in found.items()} == {
            "1": 10,
            "2": 10,
            "3": 10,
            "4": 8,
            "5": 17,
            "basiswissen-2025": 0,
        }

    def test_a_run_is_not_there_before_it_was_announced(self, house: House) -> None:
        assert [one["run"] for one in house.get("runs", on="2014-12-31")["items"]] == ["1", "2"]
        house.get("runs/3", on="2014-12-31", status=404)
        house.get("runs/3/sites", on="2014-12-31", status=404)
        house.get("runs/unknown", status=404)

    def test_the_sites_of_a_run_are_those_of_the_day(self, house: House) -> None:
        assert house.get("runs/3/sites", on="2015-12-30", status=404)
        names = bodies(house.get("runs/3/sites", on="2015-12-31"))
        assert {"Ahlen", "Senden", "Kreis Olpe", "Bergkamen"} <= set(names)
        assert len(names) == 10

    def test_a_body_may_have_taken_part_in_several_runs(self, house: House) -> None:
        luenen = house.get("sites", body="Lünen", on="2025-05-16", known=house.before)["items"]
        assert [(one["run"], one["completed"]) for one in luenen] == [("2", None), ("5", "2025-05-16")]
        olpe = house.get("sites", body="05966", known=house.before)["items"]
        assert [one["run"] for one in olpe] == ["3", "5"]
        assert olpe[0]["certified"] == "2017-04-26"
        house.get("sites", body="Nirgendwo", status=422)

    def test_calls_are_open_until_their_deadline(self, house: House) -> None:
        assert [one["run"] for one in house.get("calls", on="2017-06-30")["items"]] == ["4"]
        assert house.get("calls", on="2017-07-01")["items"] == []
        assert [one["run"] for one in house.get("calls", on="2025-12-31", known=house.before)["items"]] == [
            "basiswissen-2025"
        ]
        assert [one["run"] for one in house.get("calls")["items"]] == [PROBE]

    def test_evaluations_name_their_runs(self, house: House) -> None:
        (found,) = house.get("evaluations")["items"]
        assert found["runs"] == ["1", "2", "3", "4"]

    def test_every_entry_has_a_source_and_says_why_it_is_inferred(self, house: House) -> None:
        entered = [record for record in house.journal.follow() if record.meta.by == "documented-history"]
        assert len(entered) > 100
        assert all(record.meta.source and record.meta.source.reference for record in entered)
        assert all(
            record.meta.source.note
            for record in entered
            if record.meta.source and record.meta.source.certainty == "inferred"
        )

    def test_lists_come_as_csv_too(self, house: House) -> None:
        for path in ("runs", "sites", "calls", "evaluations", "runs/3/sites"):
            answer = house.client.get(f"{API}/{path}", params={"format": "csv"})
            assert answer.headers["content-type"].startswith("text/csv"), path


class TestApplications:
    def test_a_body_sees_its_own_and_the_carrier_sees_all(self, house: House) -> None:
        own = house.get("applications", "hagen")["items"]
        assert [(one["body"], one["status"]) for one in own] == [(HAGEN, "accepted")]
        everything = house.get("applications", "carrier")["items"]
        assert {one["body"]: one["status"] for one in everything} == {
            HAGEN: "accepted",
            BONN: "waiting",
            LUENEN: "declined",
        }
        assert bodies(house.get("applications", "carrier", status=200, run="1")) == []

    def test_no_tag_tells_when_somebody_elses_application_changed(self, house: House) -> None:
        answer = house.client.get(f"{API}/applications", headers=house.headers("hagen"))
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers

    @pytest.mark.parametrize("who", ["state", "auditor", "reviewer", "other"])
    def test_others_see_none(self, house: House, who: str) -> None:
        assert house.get("applications", who)["items"] == []
        for application in house.applications.values():
            house.get(f"applications/{application}", who, status=404)

    def test_the_public_is_turned_away(self, house: House) -> None:
        assert house.client.get(f"{API}/applications").status_code in {401, 403}

    def test_the_applicant_reads_text_team_and_what_it_was_told(self, house: House) -> None:
        answer = house.client.get(
            f"{API}/applications/{house.applications['accepted']}", headers=house.headers("hagen")
        )
        assert answer.headers["cache-control"] == "no-store"
        found = answer.json()
        assert found["starting_point"] == f"{MARKER} am Anfang"
        assert [one["email"] for one in found["team"]] == [f"{MARKER}-{PROBE}-{HAGEN}-{n}@example.org" for n in (1, 2)]
        assert found["reason"] is None
        declined = house.get(f"applications/{house.applications['declined']}", "carrier")
        assert declined["reason"] == f"{MARKER} Begründung"
        house.get(f"applications/{house.applications['declined']}", "hagen", status=404)

    def test_an_opened_application_leaves_an_access_entry(self, house: House) -> None:
        application = house.applications["waiting"]
        house.get(f"applications/{application}", "bonn")
        entries = house.service.state_store.accesses(subject=f"application:{application}")
        assert [entry.actor for entry in entries if entry.actor == "bonn-actor"] == ["bonn-actor"]


class TestReviewing:
    def phase(self, house: House, *, names: bool, others: bool) -> None:
        handled(house.journal, SetReviewPhase(run=PROBE, open=True, names=names, others=others, effective=TODAY))
        settle(house.service)

    def test_reviewers_see_as_much_as_the_phase_shows(self, house: House) -> None:
        self.phase(house, names=False, others=False)
        for one in house.get(f"runs/{PROBE}/reviews", "reviewer")["applications"]:
            assert (one["team"], one["reviews"]) == (None, [])
            assert one["starting_point"] == f"{MARKER} am Anfang"
        self.phase(house, names=True, others=True)
        for one in house.get(f"runs/{PROBE}/reviews", "reviewer")["applications"]:
            assert [review["comment"] for review in one["reviews"]] == [f"{MARKER} Gutachten"]
            assert [member["name"] for member in one["team"]] == [f"{MARKER} {one['application']['body']}"] * 2

    def test_another_day_or_knowledge_shows_no_more(self, house: House) -> None:
        shown = SetReviewPhase(run=PROBE, open=True, names=True, others=True, effective=TODAY + timedelta(days=30))
        handled(house.journal, shown)
        open_then = settle(house.service)
        self.phase(house, names=False, others=False)
        for params in ({"on": (TODAY + timedelta(days=60)).isoformat()}, {"known": str(open_then)}):
            found = house.get(f"runs/{PROBE}/reviews", "reviewer", params=params)
            assert (found["names"], found["others"]) == (False, False)

    def test_a_run_without_a_phase_shows_reviewers_nothing(self, house: House) -> None:
        assert house.get("runs/1/reviews", "reviewer")["applications"] == []

    def test_the_carrier_sees_all_and_others_are_turned_away(self, house: House) -> None:
        for one in house.get(f"runs/{PROBE}/reviews", "carrier")["applications"]:
            assert len(one["reviews"]) == 1
            assert len(one["team"]) == 2
        for who in ("state", "auditor", "hagen"):
            house.get(f"runs/{PROBE}/reviews", who, status=403)


class TestBoardAndFigures:
    def test_the_board_leads_from_applications_to_places(self, house: House) -> None:
        board = house.get(f"runs/{PROBE}/board", "carrier")
        assert (board["capacity"], board["held"], board["free"]) == (1, 1, 0)
        rows = {one["application"]["body"]: one for one in board["applications"]}
        assert rows[HAGEN]["reviews"] == {"accepted": 1}
        assert rows[BONN]["team"] == 2
        assert {one["prepared"] for one in rows.values()} == {None}
        for who in ("state", "auditor", "reviewer", "hagen"):
            house.get(f"runs/{PROBE}/board", who, status=403)

    def test_what_is_prepared_is_on_the_board_alone(self, house: House) -> None:
        application = house.applications["waiting"]
        before = [house.get("applications", who) for who in ("bonn", "carrier")]
        prepare = PrepareDecision(application=application, decision="declined", reason=MARKER, effective=TODAY)
        handled(house.journal, prepare)
        settle(house.service)
        rows = {
            one["application"]["application"]: one
            for one in house.get(f"runs/{PROBE}/board", "carrier")["applications"]
        }
        assert rows[application]["prepared"] == "declined"
        assert [house.get("applications", who) for who in ("bonn", "carrier")] == before

    def test_the_state_sees_figures(self, house: House) -> None:
        figures = house.get(f"runs/{PROBE}/figures", "state")
        assert {name: figures[name] for name in ("received", "accepted", "waiting", "declined", "sites")} == {
            "received": 3,
            "accepted": 1,
            "waiting": 1,
            "declined": 1,
            "sites": 1,
        }
        assert house.get("runs/5/figures", "state")["certified"] == 17
        for who in ("auditor", "reviewer", "hagen"):
            house.get(f"runs/{PROBE}/figures", who, status=403)


class TestCommands:
    def test_a_body_is_spoken_for_by_its_own_officer(self, house: House) -> None:
        draft = {"run": PROBE, "starting_point": "A", "motivation": "B", "effective": TODAY.isoformat()}
        assert house.give("draft-application", "other", {**draft, "body": "05911000"}).status_code == 201
        assert house.give("draft-application", "other", {**draft, "body": HAGEN}).status_code == 403

    def test_only_the_carrier_enters_what_came_on_paper(self, house: House) -> None:
        body = {
            "application": house.applications["accepted"],
            "body": HAGEN,
            "effective": (TODAY - timedelta(days=1)).isoformat(),
        }
        assert house.give("submit-application", "hagen", {**body, "on_paper": True}).status_code == 403
        refused = house.give("submit-application", "hagen", body)
        assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "not-received-today")

    def test_a_site_that_leaves_is_seen_to_have_left_and_its_team_loses_access(self, house: House) -> None:
        handled(house.journal, GiveSeat(run=PROBE, body=HAGEN, actor="hagen-team", effective=TODAY))
        settle(house.service)
        grants = "SELECT count(*) FROM core_grant WHERE actor = 'hagen-team' AND scope = ? AND until IS NULL"
        reader = house.service.models.reader()
        assert reader.first(grants, (f"cohort:{PROBE}",)) == (1,)
        handled(house.journal, EndSite(run=PROBE, body=HAGEN, effective=TODAY))
        settle(house.service)
        assert house.service.models.reader().first(grants, (f"cohort:{PROBE}",)) == (0,)
        assert house.get(f"runs/{PROBE}/sites")["items"] == []
        assert house.get("sites", body=HAGEN)["items"][-1]["left"] == TODAY.isoformat()
