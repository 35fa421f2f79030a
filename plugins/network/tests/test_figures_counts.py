"""Numbers of members by kind, district and round and as a series, each held against the list of members."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing import service_of, settle, temporary_client
from fokus_core import CONSOLE, Command, load_history
from fokus_network.membership.commands.membership import LeaveNetwork, ResumeMembership, SuspendMembership
from fokus_network.plugin import plugin

Client = TestClient[Litestar]

FIGURES = "/api/v1/network/figures"
BONN, OLPE = "05314000", "05966"


def give(client: Client, *commands: Command) -> int:
    service = service_of(client)
    for command in commands:
        service.journal.handle(command, by=CONSOLE)
    return settle(service)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with temporary_client(plugin) as client:
        states = {one.state for one in load_history(service_of(client).journal, plugin.history())}
        assert states == {"entered"}
        give(
            client,
            LeaveNetwork(body=BONN, kind="withdrawal", reason="-", effective=date(2019, 5, 1)),
            SuspendMembership(body=OLPE, reason="-", effective=date(2018, 3, 1)),
            ResumeMembership(body=OLPE, reason="-", effective=date(2018, 4, 1)),
        )
        yield client


def asked(client: Client, path: str, **query: Any) -> Any:
    answer = client.get(path, params=query or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def members(client: Client, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asked(client, "/api/v1/network/members", limit=1000, **query)["items"]
    return found


@pytest.mark.parametrize("on", ["2012-12-05", "2016-12-31", "2018-03-15", "2019-05-01"])
@pytest.mark.parametrize("by", ["kind", "district", "round"])
def test_members_are_counted_in_groups_and_each_number_is_explained(client: Client, by: str, on: str) -> None:
    listed = members(client, on=on)
    expected = Counter(one[by] or "-" for one in listed)
    found = asked(client, f"{FIGURES}/members", by=by, on=on)["items"]
    assert {one["group"]: one["members"] for one in found} == expected
    assert sum(expected.values()) == len(listed) > 0
    assert sum(one["suspended"] for one in found) == sum(one["status"] == "suspended" for one in listed)
    for one in found:
        behind = asked(client, one["explanation"])
        assert behind["suspended"] == one["suspended"]
        assert behind["members"] == one["members"] == len(behind["named"]) == len(behind["facts"])
        assert {member["body"] for member in behind["named"]} == {
            member["body"] for member in listed if (member[by] or "-") == one["group"]
        }
        assert {fact["position"] for fact in behind["facts"]} == {member["joined_at"] for member in behind["named"]}
        assert {fact["type"] for fact in behind["facts"]} == {"network.municipality-joined@1"}


def test_a_district_is_called_by_its_name_on_the_day(client: Client) -> None:
    found = asked(client, f"{FIGURES}/members", by="district", on="2016-12-31")["items"]
    assert {one["name"] for one in found} >= {"Kreis Olpe", "Märkischer Kreis"}


def test_an_explanation_says_what_was_known_then(client: Client) -> None:
    before = settle(service_of(client)) - 3  # the withdrawal of Bonn and what came after
    (cities,) = (one for one in asked(client, f"{FIGURES}/members", on="2019-06-01")["items"] if "city" in one["group"])
    (then,) = (
        one
        for one in asked(client, f"{FIGURES}/members", on="2019-06-01", known=before)["items"]
        if one["group"] == cities["group"]
    )
    assert then["members"] == cities["members"] + 1
    assert BONN in {one["body"] for one in asked(client, then["explanation"])["named"]}
    assert BONN not in {one["body"] for one in asked(client, cities["explanation"])["named"]}


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ({"from": "2015-06-01", "to": "2017-12-31"}, ["2015-12-31", "2016-12-31", "2017-12-31"]),
        ({"from": "2015-06-01", "to": "2017-06-30"}, ["2015-12-31", "2016-12-31", "2017-06-30"]),
        ({"from": "2016-02-01", "to": "2016-04-15", "step": "month"}, ["2016-02-29", "2016-03-31", "2016-04-15"]),
        ({"from": "2016-02-29", "to": "2016-02-29", "step": "month"}, ["2016-02-29"]),
        ({"to": "2014-02-01"}, ["2012-12-31", "2013-12-31", "2014-02-01"]),
        ({"to": "2012-01-01"}, ["2012-01-01"]),
        ({"on": "2014-02-01"}, ["2012-12-31", "2013-12-31", "2014-02-01"]),
    ],
)
def test_a_series_has_a_point_at_the_end_of_every_step(client: Client, query: dict[str, str], days: list[str]) -> None:
    assert [one["day"] for one in asked(client, f"{FIGURES}/growth", **query)["items"]] == days


def test_every_point_of_a_series_counts_the_members_listed_for_its_day(client: Client) -> None:
    head = settle(service_of(client))
    for known in (head, head - 3, head // 2, 1):
        points = asked(
            client, f"{FIGURES}/growth", **{"from": "2012-10-01", "to": "2019-08-15", "step": "month", "known": known}
        )["items"]
        assert len(points) == 83
        for one in points[::7] + points[-4:]:
            listed = members(client, on=one["day"], known=known)
            assert one["members"] == len(listed), one
            assert asked(client, one["explanation"])["items"] == listed[:100]


def test_a_membership_that_rests_still_counts_and_is_told_apart(client: Client) -> None:
    day = date(2018, 2, 15)
    points = asked(client, f"{FIGURES}/growth", **{"from": day, "to": day + timedelta(days=60), "step": "month"})
    assert len({one["members"] for one in points["items"]}) == 1
    assert [(one["day"], one["suspended"]) for one in points["items"]] == [
        ("2018-02-28", 0),
        ("2018-03-31", 1),
        ("2018-04-16", 0),
    ]


@pytest.mark.parametrize(
    ("path", "query", "slug", "parameter"),
    [
        ("growth", {"from": "2020-01-02", "to": "2020-01-01"}, "invalid-input", "from"),
        ("growth", {"from": "1946-08-23", "to": "2999-12-31", "step": "month"}, "invalid-input", "from"),
        ("growth", {"from": "1900-01-01"}, "date-out-of-range", "from"),
        ("growth", {"to": "9999-01-01"}, "date-out-of-range", "to"),
        ("growth", {"step": "week"}, "invalid-input", "step"),
        ("growth", {"from": "yesterday"}, "invalid-input", "from"),
        ("members", {"by": "colour"}, "invalid-input", "by"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    client: Client, path: str, query: dict[str, str], slug: str, parameter: str
) -> None:
    answer = client.get(f"{FIGURES}/{path}", params=query)
    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:fokus:problem:{slug}")
    assert [one["parameter"] for one in answer.json()["errors"]] == [parameter]


def test_a_group_without_members_has_no_explanation(client: Client) -> None:
    assert client.get(f"{FIGURES}/members/2015/explanation", params={"by": "kind"}).status_code == 404


def test_a_series_comes_as_csv(client: Client) -> None:
    answer = client.get(f"{FIGURES}/growth", params={"from": "2012-12-01", "to": "2012-12-31", "format": "csv"})
    header, line = answer.text.splitlines()
    assert header == "day,members,suspended,explanation"
    assert line.startswith("2012-12-31,10,")


def test_the_documented_people_are_shown_as_far_as_the_sources_go(client: Client) -> None:
    def held(on: str) -> list[tuple[str, str]]:
        found = asked(client, "/api/v1/network/people", on=on)["items"]
        return [(one["function"], one["party"]) for one in found]

    assert held("2012-12-05") == [("responsibility", "mfkjks-nrw")]
    assert held("2015-02-16") == [("responsibility", "mfkjks-nrw")]
    assert held("2017-05-31") == [("accompaniment", "fsi"), ("responsibility", "mfkjks-nrw")]
    assert held("2017-06-30") == [("accompaniment", "fsi")]
    assert sorted(held("2024-03-12")) == [
        ("accompaniment", "fsi"),
        ("responsibility", "staatskanzlei-nrw"),
        ("speaker", "05374"),
        ("speaker", "05566076"),
    ]
    (publication,) = asked(client, "/api/v1/network/publications")["items"]
    assert (publication["publication"], publication["releases"]) == ("handlungsempfehlungen", 1)
