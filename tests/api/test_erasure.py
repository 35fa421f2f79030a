"""Erasing a person over HTTP: two pairs of eyes, a receipt of every place, and nothing of them left in any file."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import fokus_verify
import pytest
from api_kit import Client, Headers, bearer, slug
from click.testing import CliRunner
from sample_programme import Talk, plugin

from fokus_api.auth.unsealing import open_fields
from fokus_api.cli import main
from fokus_api.plugins.load import open_service
from fokus_api.runtime.service import Service
from fokus_api.runtime.settings import load_settings
from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.domain import clock
from fokus_core.journal.engines.store import Row
from fokus_core.ledger.note import noted
from fokus_core.ledger.signing import SignLedger
from fokus_core.persons.erasure import ErasePersons
from fokus_core.persons.expiring import LetRecordsExpire
from fokus_core.privacy.persons import Person

Officers = tuple[Headers, Headers]
DAY = date(2021, 5, 1)
COMMANDS = "/api/v1/core/commands"
UNKNOWN = "f" * 32


@pytest.fixture
def client() -> Iterator[Client]:
    with temporary_client(plugin) as client:
        yield client


def talked(client: Client, name: str, email: str) -> str:
    service = service_of(client)
    command = Talk(cohort="4", person=Person(name=name, email=email), text="leise", effective=DAY)
    receipt = service.journal.handle(command, by=CONSOLE)
    settle(service)
    return receipt.facts[0].fact.person  # type: ignore[attr-defined]  # of the sample


@pytest.fixture
def officers(client: Client) -> Officers:
    service = service_of(client)
    one, two = (issue_key(service, name, ("data-protection-officer", "state")) for name in ("erste", "zweite"))
    return bearer(one), bearer(two)


def erase(client: Client, officers: Officers, person: str, **more: str) -> str:
    """Erase a person with four eyes and return the path of the receipt."""
    one, two = officers
    body = {"person": person, "ground": "consent-withdrawn", "effective": "2026-01-02"} | more
    answer = client.post(f"{COMMANDS}/erase-person", json=body, headers=one)
    assert answer.status_code == 202, answer.text
    proposal = answer.json()["proposal"]
    assert client.post(f"{COMMANDS}/confirm", json={"proposal": proposal}, headers=one).status_code == 403
    assert client.post(f"{COMMANDS}/confirm", json={"proposal": proposal}, headers=two).status_code == 201
    service = service_of(client)
    service.jobs.poke(ErasePersons.name)
    status = service.jobs.run_now(ErasePersons.name, 30)
    assert status is not None
    assert status.failures == 0
    return f"/api/v1/privacy/erasures/{person}"


def test_an_erasure_needs_two_pairs_of_eyes_and_leaves_a_receipt(client: Client, officers: Officers) -> None:
    person = talked(client, "Verena Vertraulich", "verena@example.org")
    receipt = client.get(erase(client, officers, person), headers=officers[0]).json()
    assert (receipt["person"], receipt["ground"]) == (person, "consent-withdrawn")
    assert list(receipt["places"]) == [
        "keys",
        "proposals",
        "reasons",
        "attachments",
        "mails",
        "links",
        "drafts",
        "entries",
    ]
    assert receipt["places"]["keys"] > 0
    assert receipt["complete"]
    listed = client.get("/api/v1/privacy/erasures", headers=officers[0]).json()
    assert [one["person"] for one in listed["items"]] == [person]


def test_an_erasure_moves_neither_a_record_nor_its_proof(client: Client, officers: Officers, tmp_path: Path) -> None:
    service = service_of(client)
    service.ledger.make_key("example.org/journal")
    auditor = bearer(issue_key(service, "auditor", ("auditor", "state")))
    person = talked(client, "Verena Vertraulich", "verena@example.org")
    before, rows = signed(service), rows_of(service)
    (tmp_path / "before").write_text(before)
    erase(client, officers, person)
    after = signed(service)
    assert noted(after).size > noted(before).size == len(rows)
    assert rows_of(service)[: len(rows)] == rows
    (tmp_path / "bundle").write_bytes(client.get("/api/v1/audit/bundle", headers=auditor).content)
    (tmp_path / "policy").write_text(f"log {service.ledger.keys.keys[0].verifier}\nquorum none\n")
    bundle, *more = (str(tmp_path / name) for name in ("bundle", "policy", "before"))
    assert fokus_verify.main([bundle, "--policy", more[0], "--against", more[1]]) == 0


def signed(service: Service) -> str:
    settle(service)
    assert service.jobs.run_now(SignLedger.name, 30) is not None
    return str(service.ledger.last())


def rows_of(service: Service) -> list[Row]:
    return list(service.journal.store.follow(after=0, limit=1000))


def test_who_is_named_again_after_an_erasure_is_a_new_person(client: Client, officers: Officers) -> None:
    person = talked(client, "Verena Vertraulich", "verena@example.org")
    erase(client, officers, person)
    assert talked(client, "Verena Vertraulich", "verena@example.org") != person


def test_the_export_tells_everything_until_the_erasure_and_nothing_after(client: Client, officers: Officers) -> None:
    person = talked(client, "Verena Vertraulich", "verena@example.org")
    headers = officers[0]
    path = f"/api/v1/privacy/persons/{person}/export"
    export = client.get(path, headers=headers).json()
    assert [one["personal"] for one in export["facts"]] == [{"name": "Verena Vertraulich"}]
    assert [one["purpose"] for one in export["activities"]] == ["talk"]
    assert "Verena Vertraulich" in client.get(f"{path}.txt", headers=headers).text
    again = client.get(path, headers=headers).json()
    assert [one["actor"] for one in again["opened"]] == ["erste", "erste"]
    erase(client, officers, person)
    after = client.get(path, headers=headers)
    assert "Verena" not in after.text
    assert after.json()["erased"] is True
    assert after.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("command", ["erase-person", "refuse-erasure", "hold-person"])
def test_an_unknown_or_erased_person_is_refused(client: Client, officers: Officers, command: str) -> None:
    headers = officers[0]
    more = {"ground": "unlawful"} if command == "erase-person" else {"reason": "legal-claim"}
    body = {"person": UNKNOWN, "effective": "2026-01-02", **more}
    refused = client.post(f"{COMMANDS}/{command}", json=body, headers=headers)
    assert (refused.status_code, slug(refused), refused.json()["errors"][0]["pointer"]) == (404, "not-found", "/person")
    person = talked(client, "Verena Vertraulich", "verena@example.org")
    erase(client, officers, person)
    refused = client.post(f"{COMMANDS}/{command}", json=body | {"person": person}, headers=headers)
    assert (refused.status_code, slug(refused)) == (409, "already-erased")


def test_data_that_a_law_holds_is_not_erased_until_the_hold_is_lifted(client: Client, officers: Officers) -> None:
    person = talked(client, "Verena Vertraulich", "verena@example.org")
    headers = officers[0]
    about = {"person": person, "effective": "2026-01-01"}
    hold = client.post(f"{COMMANDS}/hold-person", json=about | {"reason": "legal-claim"}, headers=headers)
    assert hold.status_code == 201, hold.text
    body = {"person": person, "ground": "objection", "effective": "2026-01-02"}
    refused = client.post(f"{COMMANDS}/erase-person", json=body, headers=headers)
    assert (refused.status_code, slug(refused)) == (409, "legal-hold")
    said = client.post(f"{COMMANDS}/refuse-erasure", json=about | {"reason": "legal-claim"}, headers=headers)
    assert said.status_code == 202, said.text
    assert client.post(f"{COMMANDS}/lift-hold", json=about, headers=headers).status_code == 201
    erase(client, officers, person)


def test_the_registry_names_every_sealed_field_and_every_other_place(client: Client, officers: Officers) -> None:
    registry = client.get("/api/v1/privacy/registry", headers=officers[0]).json()
    talk = next(one for one in registry["activities"] if one["purpose"] == "talk")
    assert talk["fields"] == [{"fact": "garden.talked@1", "field": "name", "sealed_for": "person"}]
    assert {"link", "mail"} <= {one["name"] for one in registry["places"]}
    assert "garden.talk" in registry["commands"]
    english = client.get("/api/v1/privacy/registry", headers={**officers[0], "Accept-Language": "en"})
    assert "Links for people without an account" in english.text


def test_what_is_restricted_opens_for_the_persons_own_access_alone(client: Client, officers: Officers) -> None:
    person = talked(client, "Verena Vertraulich", "verena@example.org")
    service = service_of(client)
    records = service.journal.under(f"person:{person}")

    def told() -> list[object]:
        return [one["name"] for one in open_fields(service, "amt", "garden.listen", records)]

    about = {"person": person, "effective": "2026-01-02"}
    steps = ("restrict-person", {"reason": "unlawful"}, None), ("lift-restriction", {}, "Verena")
    for command, more, shown in steps:
        answer = client.post(f"{COMMANDS}/{command}", json=about | more, headers=officers[0])
        assert answer.status_code == 201, answer.text
        again = client.post(f"{COMMANDS}/{command}", json=about | more, headers=officers[0])
        assert again.status_code == 409
        status = service.jobs.run_now(ErasePersons.name, 30)
        assert status is not None
        assert not status.failures
        assert [one and str(one)[:6] for one in told()] == [shown]
        assert (service.vault.status().blocked > 0) is (shown is None)
        export = client.get(f"/api/v1/privacy/persons/{person}/export", headers=officers[0]).json()
        assert export["facts"][0]["personal"] == {"name": "Verena Vertraulich"}


def test_the_command_line_erases_at_once_and_shows_the_receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "core")

    def run(*arguments: str, code: int = 0) -> Any:
        result = CliRunner().invoke(main, [*arguments, "--json"], obj=[plugin])
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)

    with open_service(load_settings(), extra=[plugin], follow=False) as service:
        person = Person(name="Verena Vertraulich", email="verena@example.org")
        talk = Talk(cohort="4", person=person, text="leise", effective=DAY)
        id_ = service.journal.handle(talk, by=CONSOLE).facts[0].fact.person  # type: ignore[attr-defined]
    assert run("erase", id_, code=1)["error"]["slug"] == "not-found"
    before = run("vault", "status")
    assert (before["active"] > 1, before["destroyed"], before["recognised"]) == (True, 0, 1)
    receipt = run("erase", id_, "--ground", "objection")
    assert (receipt["person"], receipt["complete"] is not None) == (id_, True)
    assert run("erase", id_) == receipt
    assert run("erase", id_, "--ground", "objection", code=1)["error"]["slug"] == "already-erased"
    after = run("vault", "status")
    assert (after["destroyed"] > 0, after["recognised"]) == (True, 0)
    assert {one["purpose"] for one in run("privacy", "registry")["activities"]} >= {"talk", "proposal"}


def test_the_master_key_is_rotated_and_the_old_one_opens_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "core")
    open_service(load_settings(), follow=False).close()
    new = f"file://{tmp_path}/new.key"
    run = CliRunner().invoke
    assert run(main, ["rotate-master-key", "--new", f"file://{tmp_path}/data/master.key", "--json"]).exit_code == 1
    assert run(main, ["rotate-master-key", "--new", new, "--json"]).exit_code == 0
    assert run(main, ["vault", "status"]).exit_code == 2
    monkeypatch.setenv("FOKUS_MASTER_KEY", new)
    assert run(main, ["vault", "status"]).exit_code == 0


def test_retention_is_laid_down_by_two_shown_and_due_data_leaves_by_agreement(
    client: Client, officers: Officers
) -> None:
    one, two = officers
    listed = client.get("/api/v1/privacy/categories", headers=one).json()["items"]
    talk = next(row for row in listed if row["category"] == "garden.talk")
    assert (talk["starts"], talk["events"]) == (["talked"], ["Gespräch"])
    rule = {
        "category": "garden.talk",
        "months": 12,
        "citation": "Beispiel ohne Rechtsgrundlage",
        "when_due": "propose",
        "effective": "2021-01-01",
    }
    assert client.get("/api/v1/privacy/retention", headers=one).json()["items"] == []
    wrong = client.post(f"{COMMANDS}/set-retention", json=rule | {"category": "garden.unheard"}, headers=one)
    assert (wrong.status_code, slug(wrong), wrong.json()["errors"][0]["pointer"]) == (
        422, "unknown-category", "/category",
    )  # fmt: skip
    answer = client.post(f"{COMMANDS}/set-retention", json=rule, headers=one)
    assert answer.status_code == 202, answer.text
    body = {"proposal": answer.json()["proposal"]}
    assert client.post(f"{COMMANDS}/confirm", json=body, headers=one).status_code == 403
    assert client.post(f"{COMMANDS}/confirm", json=body, headers=two).status_code == 201
    (row,) = client.get("/api/v1/privacy/retention", headers=one).json()["items"]
    assert (row["category"], row["months"], row["event"], row["body"]) == ("garden.talk", 12, "Gespräch", None)

    person = talked(client, "Verena Vertraulich", "verena@example.org")
    client.post(
        "/api/v1/garden/commands/talk",
        json={"cohort": "4", "person": {"name": "Neu"}, "text": "-", "effective": str(clock.day_of(clock.now()))},
    )
    service = service_of(client)

    def due() -> list[dict[str, Any]]:
        assert service.jobs.run_now(LetRecordsExpire.name, 30) is not None
        found: list[dict[str, Any]] = client.get("/api/v1/privacy/due?open=true", headers=one).json()["items"]
        return found

    (row,) = due()
    assert (row["subject"], row["since"], row["leaves"]) == (f"person:{person}", "2021-05-01", "2022-05-01")
    assert "Verena" not in json.dumps(row)
    tasks = client.get("/api/v1/inbox", headers=one).json()["items"]
    assert [task["kind"] for task in tasks if task["kind"] == "core.due"] == ["core.due"]
    agree = {"subject": row["subject"], "seal": row["seal"]}
    gone = client.post(f"{COMMANDS}/expire-records", json=agree, headers=one)
    assert gone.status_code == 201, gone.text
    assert service.jobs.run_now(ErasePersons.name, 30) is not None
    after = client.get(f"/api/v1/privacy/persons/{person}/export", headers=one)
    assert "Verena" not in after.text
    assert due() == []
