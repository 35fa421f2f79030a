"""A member's detail says on every day and at every position what the list says, also inside a correction."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import service_of, settle, temporary_client
from fokus_core import CONSOLE, Refused
from fokus_core.corrections.corrections import Correct, Retract
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import OpenRound, PublishDeclaration, SignDeclaration
from fokus_network.membership.commands.membership import LeaveNetwork
from fokus_network.membership.facts import MunicipalityJoined, MunicipalityLeft
from fokus_network.plugin import plugin as network

HAGEN = "05914000"
FOUNDED = date(2015, 1, 1)
YEARS = [date(year, 1, 1) for year in range(2019, 2026)]


@pytest.fixture
def client() -> Iterator[TestClient[Litestar]]:
    with temporary_client(network) as client:
        journal = service_of(client).journal
        for command in (
            PublishDeclaration(declaration="2012", title="Erklärung", effective=FOUNDED),
            OpenRound(round="r", title="Runde", declaration="2012", effective=FOUNDED),
            SignDeclaration(party=HAGEN, round="r", effective=FOUNDED),
        ):
            journal.handle(command, by=CONSOLE)
        yield client


def agree(client: TestClient[Litestar], first: int) -> int:
    """Hold the detail against the list on every day, at every position from `first` on; count the yeses."""
    service = service_of(client)
    yes = 0
    for known in range(first, settle(service) + 1):
        for on in YEARS:
            asked = {"on": on.isoformat(), "known": known}
            detail = client.get(f"/api/v1/network/members/{HAGEN}", params=asked).json()
            listed = client.get("/api/v1/network/members", params=asked).json()["items"]
            within = [
                one for one in detail["periods"]
                if one["since"] <= on.isoformat() <= (one["until"] or "9999-12-31")
            ]  # fmt: skip
            assert (detail["member"], len(within)) == (bool(listed), len(listed)), (known, on, detail)
            yes += bool(listed)
    return yes


def test_a_leaving_ends_no_period_that_ended(client: TestClient[Litestar]) -> None:
    journal = service_of(client).journal
    days = YEARS[1:]
    steps = (
        JoinNetwork(body=HAGEN, effective=days[0]),
        LeaveNetwork(body=HAGEN, kind="withdrawal", reason="-", effective=days[1]),
        JoinNetwork(body=HAGEN, effective=days[2]),
        LeaveNetwork(body=HAGEN, kind="withdrawal", reason="-", effective=days[3]),
    )
    positions = [journal.handle(step, by=CONSOLE).position for step in steps]
    journal.handle(
        Correct(position=positions[2], changes={"effective": "2022-02-01"}, reason="-", acknowledge=(positions[3],)),
        by=CONSOLE,
    )
    assert agree(client, positions[0]) > 0


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_recorded_corrected_and_taken_back(client: TestClient[Litestar], seed: int) -> None:
    chosen = random.Random(seed)
    journal = service_of(client).journal
    first, done = journal.store.head(), 0
    for _ in range(120):
        day = chosen.choice(YEARS) + timedelta(days=chosen.choice((-1, 0, 1)))
        memberships = [
            one.position for one in journal.under(f"body:{HAGEN}")
            if isinstance(one.fact, MunicipalityJoined | MunicipalityLeft)
        ]  # fmt: skip
        target = chosen.choice(memberships) if memberships else 1
        later = tuple(position for position in memberships if position > target)
        command = chosen.choice(
            (
                JoinNetwork(body=HAGEN, effective=day),
                LeaveNetwork(body=HAGEN, effective=day, kind="withdrawal", reason="-"),
                Correct(position=target, changes={"effective": day.isoformat()}, reason="-", acknowledge=later),
                Retract(position=target, reason="-", acknowledge=later),
            )
        )
        try:
            journal.handle(command, by=CONSOLE)
            done += 1
        except Refused:
            pass
    assert done > 8
    assert agree(client, first) > 0
