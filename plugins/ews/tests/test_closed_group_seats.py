"""Who has a seat, and who chose which topic: told to the group alone, and not to be read from the journal file."""

from collections.abc import Iterator
from typing import Any

import pytest
from closed_group_kit import OTHER, OUTSIDERS, PROBE, SEAT, TEAMS, TODAY, House, steady
from learning_kit import CARRIER

from fokus_api.testing import issue_key, temporary_client
from fokus_core import (
    CONSOLE,
    AccessGranted,
    AccessWithdrawn,
    Confirm,
    Fact,
    GrantAccess,
    WithdrawAccess,
    fact_type,
    key_fields,
    personal_fields,
)
from fokus_core.access.api_keys import IssueKey, KeyIssued, new_secret
from fokus_ews.plugin import plugin
from fokus_ews.words import COHORT

WHO_COULD = "/api/v1/access/who-could"
IN_CLEAR = {"effective", "starts", "ends", "entries"}


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with temporary_client(plugin, plugins=["network"]) as client:
        yield House(client)


@pytest.mark.parametrize("permission", ["ews.read-cohort", "ews.take-part"])
@pytest.mark.parametrize("who", ["state", "operator"])
def test_who_manages_access_is_told_how_many_seats_there_are_and_not_whose(
    house: House, who: str, permission: str
) -> None:
    answer = house.get(who, WHO_COULD, permission=permission)
    found = [(one["scope"], one["actor"], one["since"], one["accounts"]) for one in answer.json()["items"]]
    assert (f"cohort:{PROBE}", None, None, 3) in found
    assert (f"cohort:{OTHER}", None, None, 1) in found
    assert {actor for _, actor, _, _ in found} == {None, CARRIER}
    table = house.get(who, WHO_COULD, permission=permission, format="csv").text
    assert [one for one in (SEAT, *TEAMS.values()) if one in answer.text + table] == []


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nothing_that_names_an_account_tells_whether_it_has_a_seat(house: House, who: str) -> None:
    nobody = "niemand-e71c"

    def answers(account: str) -> list[Any]:
        about: dict[str, Any] = {"actor": account, "role": "ews-team", "scope": f"cohort:{PROBE}", "effective": TODAY}
        given = [GrantAccess(**about), WithdrawAccess(**about, reason="-")]
        found = [house.give(who, one, dry_run="true") for one in given]
        found += [house.get(who, "/api/v1/log", **one) for one in ({"by": account}, {"key": f"actor:{account}"})]
        found.append(house.get(who, "/api/v1/access/keys", actor=account))
        return [(one.status_code, str(steady(one)).replace(account, "-")) for one in found]

    assert answers(SEAT) == answers(nobody)


def test_a_key_that_two_managers_issue_to_a_seat_does_not_open_the_group(house: House) -> None:
    house.keys["second"] = issue_key(house.service, "second-manager", ("state-office", "state"))
    sources = f"/api/v1/ews/runs/{PROBE}/sources"
    assert house.get("hagen", sources).status_code == 200

    def issued(**more: Any) -> Any:
        secret, digest = new_secret()
        proposed = house.give("state", IssueKey(actor=TEAMS["hagen"], digest=digest, effective=TODAY, **more)).json()
        answer = house.give("second", Confirm(proposal=proposed["facts"][0]["data"]["proposal"]))
        if answer.status_code == 201:
            house.keys["borrowed"] = f"fk_{answer.json()['facts'][0]['data']['key']}_{secret}"
        return answer

    assert issued().status_code == 201
    assert house.get("borrowed", "/api/v1/session").json()["actor"] == TEAMS["hagen"]
    assert house.get("borrowed", sources).status_code == 404
    whole = IssueKey(actor=TEAMS["hagen"], digest="1" * 64, effective=TODAY)
    proposal = house.give("state", whole).json()["proposal"]
    assert house.give("hagen", Confirm(proposal=proposal)).status_code == 404  # it would open the group to who made it
    (key, _) = house.service.journal.handle(Confirm(proposal=proposal), by=CONSOLE).facts
    assert isinstance(key.fact, KeyIssued)
    assert key.fact.roles
    assert "ews-team" not in key.fact.roles
    by_role = IssueKey(actor=TEAMS["hagen"], digest="0" * 64, effective=TODAY, roles=("ews-team",))
    refused = house.give("state", by_role).json()
    assert (refused["type"], refused["errors"][0]["pointer"]) == ("urn:fokus:problem:closed-role", "/roles/0")


def test_who_is_in_the_group_and_manages_access_is_told_whose_seats_there_are(house: House) -> None:
    found: dict[str, set[str | None]] = {}
    for role, scope in (("ews-carrier", "programme:ews"), ("ews-team", f"cohort:{PROBE}")):
        house.keys[role] = issue_key(house.service, f"both-{role}", ("operator", "state"), (role, scope))
        items = house.get(role, WHO_COULD, permission="ews.read-cohort").json()["items"]
        found[role] = {one["actor"] for one in items}
    assert {SEAT, TEAMS["luenen"]} <= found["ews-carrier"]
    assert SEAT in found["ews-team"]
    assert TEAMS["luenen"] not in found["ews-team"]


def test_the_journal_holds_no_vote_and_no_choice_in_clear(house: House) -> None:
    house.fill()
    rows = house.service.journal.store.follow(after=house.before, limit=1000)
    topics = {key.partition(":")[2] for row in rows for key in row.keys if key.startswith("topic:")}
    assert len(topics) == 2
    ballots = [row for row in rows if row.type in {"ews.topic-voted@1", "ews.topic-chosen@1"}]
    assert len(ballots) == 3
    for row in ballots:
        assert [topic for topic in topics if topic in f"{row.keys} {row.data.decode()}"] == [], row.type


@pytest.mark.parametrize("cls", [cls for cls in plugin.programme().facts if fact_type(cls).audience == COHORT])
def test_of_a_fact_of_the_group_only_ids_days_and_numbers_are_in_clear(cls: type[Fact]) -> None:
    of_seats = {"role", "scope", "until", "reason"} if issubclass(cls, AccessGranted | AccessWithdrawn) else set()
    sealed = {one.name for one in personal_fields(cls)}
    assert set(cls.__struct_fields__) - sealed - key_fields(cls).keys() - of_seats <= IN_CLEAR
