"""The record of a body across programmes: what holds on a day, what held, and what differs between two days."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import service_of, settle, temporary_client
from fokus_core import CONSOLE, Command
from fokus_core.bodies.commands import EndBody
from fokus_core.corrections.corrections import Retract
from fokus_core.domain.facts import Source
from fokus_ehrenamtskarte.commands import IntroduceCard, RecordCouncilDecision
from fokus_ews.commands.cohort import StartCohort
from fokus_ews.commands.ending import EndRun
from fokus_ews.commands.run import AnnounceRun
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import CloseRound, OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import PublishFigure, SuspendMembership

Client = TestClient[Litestar]
HAGEN, DAY = "05914000", date(2020, 1, 1)
INFERRED = Source("Bericht 2020", "inferred")


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(plugins=["network", "ews", "ehrenamtskarte"]) as client:
        do(client, PublishDeclaration(declaration="probe", title="Erklärung", effective=DAY))
        do(client, OpenRound(round="probe", title="Runde", declaration="probe", effective=DAY))
        do(client, SignDeclaration(party=HAGEN, round="probe", effective=DAY))
        do(client, JoinNetwork(body=HAGEN, effective=date(2020, 2, 1)), INFERRED)
        do(client, SuspendMembership(body=HAGEN, effective=date(2022, 1, 1), reason="Pause"))
        do(client, AnnounceRun(run="basis", title="Basiswissen", capacity=2, effective=DAY))
        do(client, StartCohort(run="basis", documented=(HAGEN,), effective=date(2020, 3, 1)))
        do(client, RecordCouncilDecision(body=HAGEN, effective=date(2021, 1, 1)))
        yield client


def do(client: Client, command: Command, source: Source | None = None) -> int:
    position = service_of(client).journal.handle(command, by=CONSOLE, source=source).position
    settle(service_of(client))
    return position


def record(client: Client, body: str = HAGEN, **asked: Any) -> Any:
    answer = client.get(f"/api/v1/bodies/{body}/record", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def said(some: list[Any]) -> list[tuple[str, str | None, str, str | None]]:
    return [(one["programme"], one["value"] and one["value"]["de"], one["since"], one["until"]) for one in some]


def test_it_tells_what_holds_in_every_programme_on_a_day(client: Client) -> None:
    found = record(client, on="2021-06-01")
    assert (found["body"], found["name"]) == (HAGEN, "Hagen")
    assert said(found["holds"]) == [
        ("network", "Mitglied", "2020-02-01", "2021-12-31"),
        ("ews", "Basiswissen", "2020-03-01", None),
        ("ehrenamtskarte", "geplant", "2021-01-01", None),
    ]
    member = found["holds"][0]
    assert member["certainty"] == "inferred"
    assert member["label"]["de"] == "Mitgliedschaft im Kommunen-Netzwerk"
    assert client.get(member["link"]).status_code == 200
    assert client.get(f"/api/v1/log/{member['position']}").json()["type"].startswith("network.municipality-joined@")
    assert said(record(client, on="2019-06-01")["holds"]) == []


def test_it_tells_the_periods_of_all_programmes_in_one_shape(client: Client) -> None:
    assert said(record(client, on="2020-01-01")["periods"]) == [
        ("network", "Mitglied", "2020-02-01", "2021-12-31"),
        ("ews", "Basiswissen", "2020-03-01", None),
        ("ehrenamtskarte", "geplant", "2021-01-01", None),
        ("network", "ruht", "2022-01-01", None),
    ]


def test_it_tells_what_differs_between_two_days(client: Client) -> None:
    assert record(client)["changed"] is None
    changed = record(client, **{"from": "2021-06-01", "to": "2022-06-01"})["changed"]
    assert (changed["from"], changed["to"]) == ("2021-06-01", "2022-06-01")
    assert said(changed["ended"]) == [("network", "Mitglied", "2020-02-01", "2021-12-31")]
    assert said(changed["begun"]) == [("network", "ruht", "2022-01-01", None)]
    same = record(client, **{"from": "2021-06-01", "on": "2021-06-01"})["changed"]
    assert (same["ended"], same["begun"]) == ([], [])


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ({"from": "2022-01-01", "to": "2021-01-01"}, "from"),
        ({"to": "2021-01-01"}, "to"),
        ({"from": "0001-01-01"}, "from"),
        ({"from": "soon"}, "from"),
        ({"on": "soon"}, "on"),
    ],
)
def test_days_that_cannot_be_compared_are_refused(client: Client, asked: dict[str, str], parameter: str) -> None:
    answer = client.get(f"/api/v1/bodies/{HAGEN}/record", params=asked)
    assert (answer.status_code, [one["parameter"] for one in answer.json()["errors"]]) == (422, [parameter])
    assert client.get("/api/v1/bodies/05999999/record").status_code == 404


def test_it_follows_both_clocks_and_ends_with_the_run_and_the_body() -> None:
    with temporary_client(plugins=["network", "ews", "ehrenamtskarte"]) as client:
        do(client, AnnounceRun(run="basis", title="Basiswissen", capacity=2, effective=DAY))
        do(client, StartCohort(run="basis", documented=(HAGEN,), effective=date(2020, 3, 1)))
        do(client, RecordCouncilDecision(body=HAGEN, effective=date(2021, 1, 1)))
        begun = do(client, IntroduceCard(body=HAGEN, effective=date(2021, 3, 1)))
        do(client, EndRun(run="basis", effective=date(2022, 1, 1)))
        assert said(record(client, on="2021-12-31")["holds"])[0] == ("ews", "Basiswissen", "2020-03-01", "2021-12-31")
        taken_back = do(client, Retract(position=begun, reason="Irrtum"))
        assert said(record(client, on="2023-01-01")["holds"]) == [("ehrenamtskarte", "geplant", "2021-01-01", None)]
        before = record(client, on="2023-01-01", known=taken_back - 1)
        assert said(before["holds"]) == [("ehrenamtskarte", "nimmt teil", "2021-03-01", None)]
        do(client, EndBody(body=HAGEN, successors=("05954036",), effective=date(2025, 1, 1)))
        assert said(record(client, on="2024-12-31")["holds"]) == [
            ("ehrenamtskarte", "geplant", "2021-01-01", "2024-12-31")
        ]


def test_the_figures_of_all_programmes_are_one_answer(client: Client) -> None:
    def figures(**asked: str) -> dict[tuple[str, str], int]:
        found = client.get("/api/v1/figures", params=asked).json()["figures"]
        assert all(client.get(one["link"]).status_code == 200 for one in found)
        assert all(one["title"]["de"] != one["title"]["en"] for one in found)
        return {(one["programme"], one["figure"]): one["value"] for one in found}

    assert figures(on="2021-06-01") == {
        ("ehrenamtskarte", "issuers"): 0,
        ("ews", "runs"): 1,
        ("network", "members"): 1,
    }
    assert set(figures(on="2019-06-01").values()) == {0}
    assert set(figures(known="1").values()) == {0}


def test_rounds_tell_their_last_day_and_who_was_a_member_then() -> None:
    with temporary_client(plugins=["network"]) as client:
        do(client, PublishDeclaration(declaration="probe", title="Erklärung", effective=DAY))
        for number, (body, until) in enumerate(((HAGEN, date(2020, 12, 31)), ("05315000", date(2021, 12, 31))), 1):
            name, opened = f"runde-{number}", date(2019 + number, 2, 1)
            do(client, OpenRound(round=name, title="Runde", declaration="probe", effective=opened))
            do(client, SignDeclaration(party=body, round=name, effective=opened))
            do(client, JoinNetwork(body=body, effective=until))
            do(client, CloseRound(round=name, effective=until + timedelta(days=1)))
        do(client, OpenRound(round="runde-3", title="Runde", declaration="probe", effective=date(2022, 2, 1)))
        rounds = client.get("/api/v1/network/rounds?on=2022-06-01").json()["items"]
        assert [(one["round"], one["last_day"], one["members"]) for one in rounds] == [
            ("runde-1", "2020-12-31", 1),
            ("runde-2", "2021-12-31", 2),
            ("runde-3", None, 2),
        ]
        for day, new in (("2020-12-31", [True]), ("2021-12-31", [False, True]), ("2022-06-01", [False, False])):
            members = client.get(f"/api/v1/network/members?on={day}").json()["items"]
            assert [one["is_new"] for one in members] == new
        for figure, published in (("a", date(2020, 12, 31)), ("b", date(2021, 12, 31))):
            do(client, PublishFigure(figure=figure, members=3, effective=published))
        for on, latest in (("2021-01-01", [True]), ("2022-01-01", [False, True])):
            found = client.get(f"/api/v1/network/figures?on={on}").json()["items"]
            assert [one["latest"] for one in found] == latest
