"""Rows are explained by their facts, moments compared, and decisions told with what they read then and would today."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from documented_house import documented_client
from litestar import Litestar
from litestar.testing import TestClient

from fokus_api.testing.contract import issue_key, service_of, settle
from fokus_core import Command
from fokus_core.access.actor import CONSOLE
from fokus_core.corrections.corrections import Correct, Retract
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ews.plugin import plugin as ews
from fokus_network.membership.commands.membership import LeaveNetwork
from fokus_network.plugin import plugin as network

Client = TestClient[Litestar]
RHEINE = "05566076"


@pytest.fixture
def client() -> Iterator[Client]:
    with documented_client(network, ews, ehrenamtskarte) as client:
        service = service_of(client)
        client.headers["Authorization"] = f"Bearer {issue_key(service, 'auditor', ('auditor', 'state'))}"
        settle(service)
        yield client


def do(client: Client, *commands: Command) -> int:
    service = service_of(client)
    positions = [service.journal.handle(command, by=CONSOLE).position for command in commands]
    settle(service)
    return positions[-1]


def ask(client: Client, path: str, **params: Any) -> Any:
    answer = client.get(f"/api/v1/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def joined(client: Client, body: str = RHEINE) -> int:
    found = ask(client, "log", type="network.municipality-joined", key=f"body:{body}")["items"]
    return int(found[0]["position"])


def leave(client: Client, day: date) -> int:
    return do(client, LeaveNetwork(body=RHEINE, kind="withdrawal", reason="Neue Aufgaben", effective=day))


def test_a_row_is_explained_by_its_facts_with_source_and_certainty(client: Client) -> None:
    found = ask(client, f"explain/network_membership/{RHEINE}", on="2016-06-01")
    (fact,) = [one for one in found["facts"] if one["type"].startswith("network.municipality-joined")]
    assert (found["row"]["valid_to"], found["row"]["values"]["body"]) == (None, RHEINE)
    assert fact["position"] == joined(client)
    assert fact["sentence"]["de"].startswith("Die Stadt Rheine")
    assert fact["source"]["certainty"] in {"stated", "inferred"}
    end = leave(client, date(2020, 1, 1))
    later = ask(client, f"explain/network_membership/{RHEINE}", on="2016-06-01")
    assert (later["row"]["valid_to"], later["facts"][-1]["position"]) == ("2020-01-01", end)
    assert (
        ask(client, f"explain/network_membership/{RHEINE}", on="2016-06-01", known=end - 1)["facts"] == found["facts"]
    )
    for path in ("network_membership/05111000", "nothing/05566076", f"network_membership/{RHEINE}?on=2001-01-01"):
        assert client.get(f"/api/v1/explain/{path}").status_code == 404


def test_what_came_to_be_known_between_two_moments_is_told_with_the_facts_that_did_it(client: Client) -> None:
    before = service_of(client).journal.store.head()
    end = leave(client, date(2020, 1, 1))
    found = ask(client, "diff", on="2021-01-01", known_a=before)
    (change,) = [one for one in found["changes"] if one["table"] == "network_membership"]
    assert (change["thing"], change["after"], change["before"]["values"]["body"]) == (RHEINE, None, RHEINE)
    assert [one["position"] for one in change["facts"]] == [end]
    (early,) = ask(client, "diff", on="2016-06-01", known_a=before, table="network_membership")["changes"]
    assert (early["before"]["valid_to"], early["after"]["valid_to"]) == (None, "2020-01-01")
    assert ask(client, "diff", on="2021-01-01", known_a=end)["changes"] == []
    gone = do(client, Retract(position=end, reason="Ein Versehen"))
    (back,) = ask(client, "diff", on="2021-01-01", known_a=end, known_b=gone, table="network_membership")["changes"]
    assert (back["before"], back["after"]["values"]["body"]) == (None, RHEINE)
    assert [one["position"] for one in back["facts"]] == [gone]
    assert ask(client, "diff", on="2021-01-01", known_a=before, known_b=gone)["changes"] == []
    again = ask(client, "diff", on="2021-01-01", known_a=before, known_b=end)
    assert again == {**found, "known_b": end}


def test_two_days_are_compared_as_well(client: Client) -> None:
    head = service_of(client).journal.store.head()
    found = ask(client, "diff", on="2016-01-01", on_a="2015-01-01", known_a=head, table="network_membership")
    assert RHEINE in [one["thing"] for one in found["changes"]]
    assert all(one["before"] is None for one in found["changes"])
    assert all(one["facts"] for one in found["changes"])


@pytest.mark.parametrize(
    "query",
    ["", "known_a=0", "known_a=x", "known_a=1&on=1600-01-01", "known_a=1&table=sqlite_schema", "known_a=1&known=3"],
)
def test_a_comparison_that_cannot_be_is_refused(client: Client, query: str) -> None:
    assert client.get(f"/api/v1/diff?{query}").status_code == 422


def test_beyond_the_head_nothing_is_compared(client: Client) -> None:
    for name in ("known_a", "known_b"):
        answer = client.get("/api/v1/diff", params={"known_a": 1, name: 999_999})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["parameter"] == name


def test_a_decision_is_told_with_what_it_read_and_what_would_be_decided_today(client: Client) -> None:
    end = leave(client, date(2020, 1, 1))
    found = ask(client, f"audit/decision/{end}")
    start = joined(client)
    assert [one["position"] for one in found["facts"]] == [end]
    assert start in [one["position"] for one in found["past"]]
    assert {"key": f"body:{RHEINE}", "types": found["read"][0]["types"]} == found["read"][0]
    assert (found["added"], found["gone"], found["withheld"]) == ([], [], 0)
    assert found["again"] == {"known": end, "outcome": "same", "objections": []}
    assert [one["key"] for one in found["rules"]] == ["body"] * len(found["rules"])
    assert found["rules"]
    later = {"effective": "2016-02-01"}
    fixed = do(client, Correct(position=start, reason="Später", changes=later, acknowledge=(end,)))
    now = ask(client, f"audit/decision/{end}")
    assert start in [one["position"] for one in now["gone"]]
    assert fixed in [one["position"] for one in now["added"]]
    assert now["again"]["outcome"] == "same"
    assert ask(client, f"audit/decision/{end}", known=end) == found


def test_what_would_be_refused_today_is_told_with_the_reason(client: Client) -> None:
    end = leave(client, date(2020, 1, 1))
    service = service_of(client)
    start = joined(client)
    facts = ask(client, "log", key=f"body:{RHEINE}", limit=200)["items"]
    later = [one["position"] for one in facts if one["position"] > start and one["programme"] == "network"]
    do(client, Correct(position=end, reason="Früher", changes={"effective": "2019-01-01"}, acknowledge=tuple(later)))
    assert service.journal.store.head() > end
    found = ask(client, f"audit/decision/{end}")
    assert found["again"]["outcome"] == "refused"
    (objection,) = found["again"]["objections"]
    assert (objection["slug"], objection["sentence"]["de"]) == (
        "not-member",
        "Die Stadt Rheine ist am 1. Januar 2020 kein Mitglied.",
    )


def test_only_auditors_ask_and_what_they_do_not_see_is_not_there(client: Client) -> None:
    end = leave(client, date(2020, 1, 1))
    assert client.get(f"/api/v1/audit/decision/{end + 1}").status_code == 404
    office = issue_key(service_of(client), "office", ("state-office", "state"))
    for headers, status in (({"Authorization": f"Bearer {office}"}, 403), ({"Authorization": ""}, 401)):
        for path in (f"audit/decision/{end}", f"explain/network_membership/{RHEINE}", "diff?known_a=1"):
            assert client.get(f"/api/v1/{path}", headers=headers).status_code == status
