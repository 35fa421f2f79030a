"""Checkpoints, proofs and bundles over HTTP are what the verifier accepts, and bad input is told."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import fokus_verify
import pytest
from api_kit import SECRET, Client, Headers, open_gardens, slug, talk
from click.testing import CliRunner
from sample_programme import Whisper

from fokus_api.cli import main
from fokus_api.operations.ledger import check_ledger
from fokus_api.plugins.load import open_service
from fokus_api.runtime.service import Service
from fokus_api.runtime.settings import load_settings
from fokus_api.testing.contract import settle
from fokus_core.access.actor import CONSOLE
from fokus_core.ledger.note import noted
from fokus_core.ledger.signing import SignLedger

AUDIT = "/api/v1/audit"
Verify = Callable[..., tuple[int, str]]


def sign(service: Service) -> int:
    """Sign what is recorded by now, and return how much that is."""
    settle(service)
    service.jobs.poke(SignLedger.name)
    found = service.jobs.run_now(SignLedger.name, 10)
    assert found is not None
    assert found.state == "ok"
    return noted(service.ledger.last()).size


@pytest.fixture
def signed(service: Service, officer: Headers, office: Headers, auditor: Headers) -> int:
    service.ledger.make_key("example.org/journal")
    open_gardens(service, "05315000", "05958004")
    talk(service)
    return sign(service)


@pytest.fixture
def verify(service: Service, signed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Verify:
    policy = tmp_path / "policy"
    policy.write_text(f"log {service.ledger.keys.keys[0].verifier}\nquorum none\n")

    def run(content: bytes | Path, against: bytes | None = None) -> tuple[int, str]:
        path = content if isinstance(content, Path) else tmp_path / "file"
        if isinstance(content, bytes):
            path.write_bytes(content)
        if against is not None:
            (tmp_path / "against").write_bytes(against)
        more = [] if against is None else ["--against", str(tmp_path / "against")]
        capsys.readouterr()
        code = fokus_verify.main([str(path), "--policy", str(policy), *more])
        return code, capsys.readouterr().out

    return run


def test_before_a_key_was_made_there_is_no_checkpoint_and_nothing_is_wrong(
    client: Client, service: Service, auditor: Headers
) -> None:
    settle(service)
    for path in ("/checkpoint", "/proof/1", "/consistency?from=1", "/bundle"):
        answer = client.get(AUDIT + path, headers=auditor)
        assert (answer.status_code, slug(answer)) == (404, "no-checkpoint")
    assert list(check_ledger(service)) == []


def test_everybody_gets_the_checkpoint_and_can_verify_it(client: Client, signed: int, verify: Verify) -> None:
    answer = client.get(f"{AUDIT}/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith(f"example.org/journal\n{signed}\n")
    assert verify(answer.content) == (0, f"OK: The checkpoint of {signed} records is signed by example.org/journal.\n")


def test_an_auditor_gets_the_proof_of_a_record(
    client: Client, service: Service, auditor: Headers, verify: Verify
) -> None:
    public = service.journal.store.select([], after=0)[1] - 2  # the second garden
    answer = client.get(f"{AUDIT}/proof/{public}", headers=auditor)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{public}.tlog-proof"'
    code, said = verify(answer.content)
    assert (code, "Garten" in said) == (0, True)
    assert verify(answer.content.replace(b"index ", b"index 1"))[0] == 1


def test_a_record_that_is_not_there_has_no_proof(
    client: Client, service: Service, auditor: Headers, signed: int
) -> None:
    for position in (service.journal.store.head() + 1, 10**14):
        answer = client.get(f"{AUDIT}/proof/{position}", headers=auditor)
        assert (answer.status_code, slug(answer)) == (404, "not-found")
    assert client.get(f"{AUDIT}/proof/0", headers=auditor).status_code == 422


def test_what_an_auditor_may_not_see_is_withheld_and_has_no_proof(
    client: Client, service: Service, auditor: Headers, signed: int, verify: Verify
) -> None:
    whisper = Whisper(cohort="4711", body="05958004", text="leise", effective=date(2021, 5, 1))
    closed = service.journal.handle(whisper, by=CONSOLE).position
    size = sign(service)
    answer = client.get(f"{AUDIT}/proof/{closed}", headers=auditor)
    assert (answer.status_code, slug(answer)) == (404, "not-found")
    bundle = client.get(f"{AUDIT}/bundle", headers=auditor).content
    assert bundle.splitlines()[-1].startswith(b'{"leaf":%d,"hash":"' % (size - 1))
    assert (b"4711" in bundle, b"whispered" in bundle, b"talked" in bundle) == (False, False, True)
    assert verify(bundle) == (
        0,
        f"OK: {size - 1} records are as example.org/journal signed them, and 1 are withheld.\n",
    )


def test_what_was_recorded_since_is_told_to_be_not_signed_yet(
    client: Client, service: Service, auditor: Headers, signed: int
) -> None:
    open_gardens(service, "05113000")
    answer = client.get(f"{AUDIT}/proof/{service.journal.store.head()}", headers=auditor)
    assert (answer.status_code, slug(answer)) == (503, "not-signed-yet")
    assert sign(service) == signed + 1
    assert client.get(f"{AUDIT}/proof/{service.journal.store.head()}", headers=auditor).status_code == 200


def test_a_later_checkpoint_is_proven_to_extend_an_earlier_one(
    client: Client, service: Service, signed: int, verify: Verify
) -> None:
    earlier = client.get(f"{AUDIT}/checkpoint").content
    open_gardens(service, "05113000", "05117000", "05119000")
    later = sign(service)
    answer = client.get(f"{AUDIT}/consistency?from={signed}")
    assert (answer.json()["from"], answer.json()["to"]) == (signed, later)
    code, said = verify(answer.content, earlier)
    assert (code, said) == (
        0,
        f"OK: The first {signed} of the {later} records that example.org/journal signed are those it had signed "
        "earlier.\n",
    )
    other = client.get(f"{AUDIT}/consistency?from={signed + 1}").content
    assert verify(other, earlier)[0] == 1


@pytest.mark.parametrize(
    "query", ["", "?from=0", "?from=x", "?from=3&to=2", "?from=1&to=999999", "?from=1&from=2&at=1"]
)
def test_a_consistency_that_cannot_be_is_refused(client: Client, signed: int, query: str) -> None:
    answer = client.get(f"{AUDIT}/consistency{query}")
    assert answer.status_code == 422
    assert slug(answer) in {"invalid-input", "unknown-parameter"}


def test_a_bundle_holds_what_the_auditor_sees_and_withholds_the_rest(
    client: Client, service: Service, auditor: Headers, signed: int, verify: Verify
) -> None:
    answer = client.get(f"{AUDIT}/bundle", headers=auditor)
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    code, said = verify(answer.content)
    assert code == 0, said
    assert SECRET.encode() not in answer.content
    one = client.get(f"{AUDIT}/bundle?key=body:05315000", headers=auditor)
    assert verify(one.content) == (
        0,
        f"OK: 1 records are as example.org/journal signed them, and {signed - 1} are withheld.\n",
    )
    assert (b"05958004" in answer.content, b"05958004" in one.content) == (True, False)
    journal = Path(service.settings.data, "journal.db")
    assert verify(journal, one.content)[0] == 0


def test_proofs_and_bundles_are_for_auditors(client: Client, officer: Headers, signed: int) -> None:
    for path in ("/bundle", "/proof/1"):
        assert client.get(AUDIT + path).status_code == 401
        assert client.get(AUDIT + path, headers=officer).status_code == 403


def test_a_reason_and_an_actor_rewritten_in_the_journals_file_are_found(
    service: Service, client: Client, auditor: Headers, signed: int, verify: Verify
) -> None:
    kept = client.get(f"{AUDIT}/bundle", headers=auditor).content
    journal = Path(service.settings.data, "journal.db")
    assert list(check_ledger(service)) == []
    with closing(sqlite3.connect(journal)) as connection, connection:
        connection.execute("DROP TRIGGER facts_update")
        connection.execute(
            'UPDATE facts SET data = CAST(replace(CAST(data AS TEXT), \'"by":"console"\', \'"by":"nobody"\') AS BLOB) '
            "WHERE position = 3"
        )
        assert connection.total_changes == 1
    service.__dict__.pop("ledger")  # as another process sees it
    (finding,) = check_ledger(service)
    assert finding.slug == "ledger-forked"
    code, said = verify(journal, kept)
    assert (code, "position 3 " in said) == (1, True)


def test_where_the_read_model_is_of_another_journal_there_are_no_proofs(
    client: Client, service: Service, signed: int
) -> None:
    forged = service.ledger.keys.sign(noted(service.ledger.last())._replace(root=bytes(32)))
    service.state_store.put("ledger", "checkpoint", forged.encode())
    answer = client.get(f"{AUDIT}/consistency?from=1")
    assert (answer.status_code, slug(answer)) == (503, "ledger-differs")


def test_the_command_makes_the_key_once_and_prints_the_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "core")
    open_service(load_settings()).close()
    first = CliRunner().invoke(main, ["ledger", "--name", "example.org/journal"])
    assert first.exit_code == 0, first.output
    policy = fokus_verify.Policy(first.output)
    assert [key.name for key in policy.logs] == ["example.org/journal"]
    assert CliRunner().invoke(main, ["ledger"]).output == first.output
    assert (tmp_path / "data" / "ledger.key").stat().st_mode & 0o077 == 0
    assert CliRunner().invoke(main, ["jobs", "run", "core.sign-ledger"]).exit_code == 0
    assert CliRunner().invoke(main, ["check"]).exit_code == 0
    (tmp_path / "data" / "ledger.head").unlink()
    check = CliRunner().invoke(main, ["check", "--json"])
    assert (check.exit_code, "ledger-unusable" in check.output) == (1, True)
    assert CliRunner().invoke(main, ["jobs", "run", "core.sign-ledger"]).exit_code == 1


def test_the_command_replaces_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "core")
    open_service(load_settings()).close()
    assert CliRunner().invoke(main, ["ledger", "--add-key"]).exit_code == 1
    before = fokus_verify.Policy(CliRunner().invoke(main, ["ledger"]).output)
    both = fokus_verify.Policy(CliRunner().invoke(main, ["ledger", "--add-key"]).output)
    assert both.logs[0].id == before.logs[0].id
    assert CliRunner().invoke(main, ["jobs", "run", "core.sign-ledger"]).exit_code == 0
    assert before.accept((tmp_path / "data" / "ledger.head").read_text()).size == 1
    refused = CliRunner().invoke(main, ["ledger", "--add-key", "--retire-key", "00000000"])
    assert (refused.exit_code, CliRunner().invoke(main, ["ledger", "--retire-key", "00000000"]).exit_code) == (2, 1)
    after = fokus_verify.Policy(CliRunner().invoke(main, ["ledger", "--retire-key", before.logs[0].id.hex()]).output)
    assert [key.id for key in after.logs] == [both.logs[1].id]
    assert CliRunner().invoke(main, ["check"]).exit_code == 0
