"""Who held a permission on a day: over HTTP, on the command line, and the fold behind both."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from api_kit import Client, Headers, bearer, slug
from click.testing import CliRunner

from fokus_api.cli import main
from fokus_api.runtime.service import Service
from fokus_api.testing.contract import LONG_AGO, issue_key, settle
from fokus_core.access.actor import CONSOLE
from fokus_core.access.grants import AccessGranted, AccessWithdrawn, GrantAccess, WithdrawAccess
from fokus_core.access.holders import Holder, holders
from fokus_core.domain.dates import last_day
from fokus_core.domain.facts import Fact, Meta, Recorded, keys_of

WHO_COULD = "/api/v1/access/who-could"
KEEP = "core.keep-register"
SPRING, SUMMER, AUTUMN, OCTOBER = (date(2020, month, 1) for month in (3, 6, 9, 10))


def recorded(*facts: Fact) -> Iterator[Recorded[Fact]]:
    meta = Meta(id="", at=datetime.now(UTC), by="", command="")
    return (Recorded(number, "", keys_of(one), one, meta) for number, one in enumerate(facts, 1))


def granted(actor: str, role: str = "auditor", since: date = SPRING, until: date | None = None) -> AccessGranted:
    return AccessGranted(effective=since, actor=actor, role=role, scope="state", until=until)


def withdrawn(actor: str, on: date) -> AccessWithdrawn:
    return AccessWithdrawn(effective=on, actor=actor, role="auditor", scope="state", reason="Wechsel")


def holder(actor: str, since: date, until: date | None = None, role: str = "auditor", scope: str = "state") -> Holder:
    return Holder(actor=actor, role=role, scope=scope, since=since, until=until)


def test_a_grant_is_held_from_its_first_day_until_its_last() -> None:
    facts = list(recorded(granted("ben", until=AUTUMN), granted("anna", since=SUMMER), withdrawn("anna", AUTUMN)))
    held = {on: holders(facts, ["auditor"], on=on) for on in (date(2020, 2, 29), SPRING, SUMMER, AUTUMN, OCTOBER)}
    ben, anna = holder("ben", SPRING, AUTUMN), holder("anna", SUMMER, last_day(AUTUMN))
    assert held == {date(2020, 2, 29): [], SPRING: [ben], SUMMER: [anna, ben], AUTUMN: [ben], OCTOBER: []}


def test_only_the_roles_that_give_the_permission_count() -> None:
    facts = list(recorded(granted("anna"), granted("ben", role="operator")))
    assert holders(facts, ["operator"], on=SUMMER) == [holder("ben", SPRING, role="operator")]
    assert holders(facts, [], on=SUMMER) == []


def test_what_was_recorded_late_is_folded_by_the_day_it_is_about() -> None:
    facts = recorded(granted("anna", since=AUTUMN), granted("anna", since=SPRING), withdrawn("anna", SUMMER))
    assert holders(facts, ["auditor"], on=AUTUMN) == [holder("anna", AUTUMN)]


def test_one_withdrawal_ends_what_was_granted_twice() -> None:
    facts = list(recorded(granted("anna"), granted("anna", since=SUMMER), withdrawn("anna", AUTUMN)))
    held = [holders(facts, ["auditor"], on=on) for on in (SPRING, SUMMER, AUTUMN)]
    assert held == [[holder("anna", SPRING, last_day(SUMMER))], [holder("anna", SUMMER, last_day(AUTUMN))], []]


def give(service: Service, actor: str, role: str, on: date, until: date | None = None) -> int:
    service.journal.handle(GrantAccess(actor=actor, role=role, scope="state", effective=on, until=until), by=CONSOLE)
    return settle(service)


def take(service: Service, actor: str, role: str, on: date) -> int:
    command = WithdrawAccess(actor=actor, role=role, scope="state", effective=on, reason="Wechsel")
    service.journal.handle(command, by=CONSOLE)
    return settle(service)


def asked(client: Client, headers: Headers, **params: Any) -> Any:
    """Return who is listed, each by the entry that is the grant."""
    answer = client.get(WHO_COULD, params={"permission": KEEP, **params}, headers=headers)
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    assert all(one.pop("entry")["position"] > 1 for one in items)
    return items


ROLE: dict[str, Any] = {"role": "state-office", "scope": "state", "until": None, "accounts": 1}
NO_SOURCE = {"entry_source": "", "entry_certainty": "", "entry_note": ""}
OFFICE = {"actor": "office", **ROLE, "since": LONG_AGO.isoformat()}


def test_who_could_is_answered_for_a_day_as_known_at_a_position(
    client: Client, service: Service, office: Headers, auditor: Headers
) -> None:
    before = give(service, "anna", "state-office", SPRING)
    after = take(service, "anna", "state-office", SUMMER)
    anna = {"actor": "anna", **ROLE, "since": "2020-03-01"}
    assert asked(client, office, on="2020-02-29") == [OFFICE]
    assert asked(client, office, on="2020-03-01") == [anna | {"until": "2020-05-31"}, OFFICE]
    assert asked(client, office, on="2020-06-01", known=before) == [anna, OFFICE]
    assert asked(client, office, on="2020-06-01", known=after) == [OFFICE]
    assert asked(client, office, on="2020-06-01", known=1) == []
    assert asked(client, office) == [OFFICE]


def test_an_answer_is_not_kept_beyond_the_next_grant(client: Client, service: Service, office: Headers) -> None:
    assert [one["actor"] for one in asked(client, office)] == ["office"]
    give(service, "anna", "state-office", SPRING)
    assert [one["actor"] for one in asked(client, office)] == ["anna", "office"]


def test_the_list_comes_in_pages_and_as_csv(client: Client, service: Service, office: Headers) -> None:
    for number in range(4):
        give(service, f"clerk-{number}", "state-office", SPRING, AUTUMN)
    url, seen = f"{WHO_COULD}?permission={KEEP}&on=2020-06-01&limit=2", []
    while url:
        answer = client.get(url, headers=office)
        seen += [one["actor"] for one in answer.json()["items"]]
        url = answer.links["next"]["url"] if "next" in answer.links else ""
    assert seen == ["clerk-0", "clerk-1", "clerk-2", "clerk-3", "office"]
    text = client.get(WHO_COULD, params={"permission": KEEP, "on": "2020-06-01", "format": "csv"}, headers=office).text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0] == {
        "actor": "clerk-0",
        "role": "state-office",
        "scope": "state",
        "since": "2020-03-01",
        "until": "2020-09-01",
        "accounts": "1",
        "entry": rows[0]["entry"],
        **NO_SOURCE,
    }
    assert rows[-1] == OFFICE | {"until": "", "accounts": "1", "entry": rows[-1]["entry"], **NO_SOURCE}


@pytest.mark.parametrize("query", ["permission=core.rule-the-world", "permission=", "permission=state-office"])
def test_an_unknown_permission_is_an_error_at_its_parameter(client: Client, office: Headers, query: str) -> None:
    answer = client.get(f"{WHO_COULD}?{query}", headers=office)
    assert (answer.status_code, slug(answer)) == (422, "invalid-input")
    assert [one["parameter"] for one in answer.json()["errors"]] == ["permission"]
    assert "rule-the-world" not in answer.text
    assert client.get(WHO_COULD, headers=office).status_code == 422


def test_only_those_who_manage_access_or_audit_it_may_ask(
    client: Client, service: Service, officer: Headers, auditor: Headers
) -> None:
    operator = bearer(issue_key(service, "op", ("operator", "state")))
    within = bearer(issue_key(service, "op-2", ("operator", "programme:garden")))
    of = f"{WHO_COULD}?permission={KEEP}"
    statuses = [client.get(of, headers=headers).status_code for headers in ({}, officer, auditor, within, operator)]
    assert statuses == [401, 403, 200, 403, 200]
    assert client.get(f"{WHO_COULD}?permission=nothing", headers=officer).status_code == 403


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == code, result.output
    return result.stdout


def test_the_command_line_answers_from_the_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "core")
    run("grant", "anna", "auditor", "--on", "2020-03-01")
    run("grant", "anna", "auditor", "--on", "2020-06-01", "--withdraw", "--reason", "Wechsel")
    run("grant", "ben", "data-protection-officer", "--on", "2020-04-01")
    found = json.loads(run("who-could", "core.read-log", "--on", "2020-05-01", "--json"))
    anna = {"actor": "anna", "role": "auditor", "scope": "state", "since": "2020-03-01", "until": "2020-05-31"}
    ben = {"actor": "ben", "role": "data-protection-officer", "scope": "state", "since": "2020-04-01", "until": None}
    assert found == {"permission": "core.read-log", "on": "2020-05-01", "known": 4, "holders": [anna, ben]}
    known = json.loads(run("who-could", "core.read-log", "--on", "2020-05-01", "--known", "2", "--json"))
    assert known["holders"] == [anna | {"until": None}]
    assert "data-protection-officer" in run("who-could", "core.read-log", "--on", "2020-06-01")
    assert "anna" not in run("who-could", "core.read-log", "--on", "2020-06-01")
    nobody = run("who-could", "core.operate", "--on", "2020-05-01")
    assert nobody == "Nobody held core.operate on 2020-05-01, as known at 4.\n"
    for arguments, wrong in ((["king"], "unknown-permission"), (["core.operate", "--known", "9"], "beyond-head")):
        refused = json.loads(run("who-could", *arguments, "--json", code=1))
        assert refused["error"]["slug"] == wrong
