"""The review list over HTTP, held against what an admission finds on the same day."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import issue_key, service_of, settle, temporary_client
from fokus_core import CONSOLE, Command
from fokus_ehrenamtskarte.commands import IntroduceCard
from fokus_ehrenamtskarte.facts import CardIntroduced
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_network.membership.commands.admission import AdoptCriteria, Attest, EndAttestation, JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import LeaveNetwork
from fokus_network.membership.facts import Criterion
from fokus_network.plugin import plugin as network
from fokus_network.review.commands import RecordReview, SetReviewInterval
from fokus_network.review.due import after_months
from fokus_network.review.facts import ReviewRecorded

Client = TestClient[Litestar]

FOUNDED, JOINED, LATER = date(2015, 1, 1), date(2016, 2, 29), date(2018, 1, 1)
HAGEN, BONN = "05914000", "05314000"
CARD = Criterion(id="karte", title="Karte", evidence=("ehrenamtskarte.takes-part",))
PERSON = Criterion(id="person", title="Ansprechperson")


class Scene:
    """Hagen and Bonn are members; Hagen has the card and an attestation, which ends later."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.service = service_of(client)
        self.give(
            PublishDeclaration(declaration="2012", title="Erklärung", effective=FOUNDED),
            OpenRound(round="r", title="Runde", declaration="2012", effective=FOUNDED),
            *(SignDeclaration(party=body, round="r", effective=FOUNDED) for body in (HAGEN, BONN)),
            *(JoinNetwork(body=body, effective=JOINED) for body in (HAGEN, BONN)),
            AdoptCriteria(version="1", criteria=(CARD, PERSON), effective=JOINED),
            IntroduceCard(body=HAGEN, effective=JOINED),
            Attest(body=HAGEN, criterion="person", basis="Stellenplan", effective=JOINED),
            EndAttestation(body=HAGEN, criterion="person", reason="-", effective=LATER),
        )
        coordination = issue_key(self.service, "coordination", ("network-coordination", "programme:network"))
        self.keys = {
            "coordination": coordination,
            "auditor": issue_key(self.service, "auditor", ("auditor", "state")),
            "operator": issue_key(self.service, "operator", ("operator", "state")),
            "hagen": issue_key(self.service, "hagen", ("municipal-officer", f"body:{HAGEN}")),
        }

    def give(self, *commands: Command) -> None:
        for command in commands:
            self.service.journal.handle(command, by=CONSOLE)
        settle(self.service)

    def get(self, caller: str = "coordination", **query: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.keys[caller]}"} if caller else {}
        return self.client.get("/api/v1/network/reviews", params=query, headers=headers)

    def listed(self, **query: Any) -> dict[str, dict[str, Any]]:
        answer = self.get(**query)
        assert answer.status_code == 200, answer.text
        return {one["name"]: one for one in answer.json()["items"]}


@pytest.fixture
def scene() -> Iterator[Scene]:
    with temporary_client(network, ehrenamtskarte) as client:
        yield Scene(client)


def states(one: dict[str, Any]) -> dict[str, str]:
    return {finding["criterion"]: finding["state"] for finding in one["findings"]}


def test_every_member_is_listed_with_what_the_criteria_in_force_find(scene: Scene) -> None:
    found = scene.listed(on="2017-01-01")
    assert states(found["Hagen"]) == {"karte": "proven", "person": "attested"}
    assert states(found["Bonn"]) == {"karte": "not-proven", "person": "unknown"}
    assert states(scene.listed(on=LATER.isoformat())["Hagen"]) == {"karte": "proven", "person": "unknown"}
    assert scene.listed(on="2016-02-28") == {}
    adopted = {
        one["id"]: one["title"] for one in scene.client.get("/api/v1/network/criteria").json()["items"][-1]["criteria"]
    }
    findings = found["Hagen"]["findings"]
    assert [one["criterion_title"] for one in findings] == [adopted[one["criterion"]] for one in findings]
    shown_by = scene.service.models.reader().recorded(found["Hagen"]["findings"][0]["by"])
    assert shown_by is not None
    assert isinstance(shown_by.fact, CardIntroduced)


def test_the_list_finds_what_a_review_records_on_every_day(scene: Scene) -> None:
    for day in (JOINED, date(2017, 12, 31), LATER):
        listed = scene.listed(on=day.isoformat())
        for body, name in ((HAGEN, "Hagen"), (BONN, "Bonn")):
            receipt = scene.service.journal.handle(RecordReview(body=body, effective=day), by=CONSOLE, dry_run=True)
            (fact,) = (record.fact for record in receipt.facts)
            assert isinstance(fact, ReviewRecorded)
            recorded = [(one.criterion, one.state, one.evidence, one.by) for one in fact.findings]
            shown = [(one["criterion"], one["state"], one["evidence"], one["by"]) for one in listed[name]["findings"]]
            assert recorded == shown, (name, day)


def test_what_was_known_stays_answerable(scene: Scene) -> None:
    before = settle(scene.service)
    scene.give(Attest(body=BONN, criterion="person", basis="-", effective=JOINED))
    assert states(scene.listed(on="2017-01-01")["Bonn"])["person"] == "attested"
    assert states(scene.listed(on="2017-01-01", known=before)["Bonn"])["person"] == "unknown"


def test_a_review_is_due_after_the_interval_that_was_laid_down(scene: Scene) -> None:
    assert [(one["due"], one["is_due"]) for one in scene.listed().values()] == [(None, False)] * 2
    scene.give(
        SetReviewInterval(months=24, effective=FOUNDED),
        SetReviewInterval(months=12, effective=date(2020, 1, 1)),
        RecordReview(body=HAGEN, effective=date(2017, 6, 1), remarks="Gespräch"),
    )
    found = scene.listed(on="2018-02-27")
    assert {name: (one["due"], one["is_due"]) for name, one in found.items()} == {
        "Hagen": ("2019-06-01", False),
        "Bonn": ("2018-02-28", False),
    }
    assert list(scene.listed(on="2018-02-28", due=True)) == ["Bonn"]
    assert scene.listed(on="2020-01-01")["Hagen"]["due"] == "2018-06-01"
    last = found["Hagen"]["last"]
    assert (last["day"], last["criteria"], last["by"], last["remarks"]) == ("2017-06-01", "1", "console", "Gespräch")
    assert found["Bonn"]["last"] is None


def test_what_has_lapsed_ends_no_membership_and_who_leaves_is_no_longer_listed(scene: Scene) -> None:
    scene.give(RecordReview(body=BONN, effective=LATER))
    members = scene.client.get("/api/v1/network/members", params={"on": LATER.isoformat()}).json()["items"]
    assert [one["name"] for one in members] == ["Bonn", "Hagen"]
    scene.give(LeaveNetwork(body=BONN, kind="withdrawal", reason="-", effective=date(2019, 1, 1)))
    assert list(scene.listed(on="2019-01-01")) == ["Hagen"]
    scene.give(JoinNetwork(body=BONN, effective=date(2020, 1, 1), override="Beschluss"))
    assert scene.listed(on="2020-01-01")["Bonn"]["last"] is None


def test_reviews_are_seen_by_those_who_keep_or_audit_the_network_only(scene: Scene) -> None:
    scene.give(RecordReview(body=HAGEN, effective=LATER, remarks="Vertraulich"))
    expected = {"": 401, "hagen": 403, "operator": 403, "auditor": 200, "coordination": 200}
    assert {caller: scene.get(caller).status_code for caller in expected} == expected
    for caller, status in expected.items():
        headers = {"Authorization": f"Bearer {scene.keys[caller]}"} if caller else {}
        for path in ("log", "feed", f"bodies/{HAGEN}/timeline"):
            told = scene.client.get(f"/api/v1/{path}", headers=headers).text
            assert ("Vertraulich" in told) == (status == 200), (caller, path)


def test_a_review_of_a_body_that_is_no_member_is_refused(scene: Scene) -> None:
    head = scene.service.journal.store.head()
    url = "/api/v1/network/commands/record-review"
    headers = {"Authorization": f"Bearer {scene.keys['coordination']}"}
    answer = scene.client.post(url, json={"body": "Essen", "effective": "2017-01-01"}, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:fokus:problem:not-member")
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/body"]
    assert scene.service.journal.store.head() == head


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2016, 2, 29), 12, date(2017, 2, 28)),
        (date(2016, 2, 29), 48, date(2020, 2, 29)),
        (date(2019, 12, 31), 1, date(2020, 1, 31)),
        (date(2019, 12, 31), 2, date(2020, 2, 29)),
        (date(2019, 11, 30), 1, date(2019, 12, 30)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, expected: date) -> None:
    assert after_months(day, months) == expected
