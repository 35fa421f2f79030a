"""A checkpoint goes out, comes back cosigned, and is served with proofs that lead to it."""

from pathlib import Path

import fokus_verify
import pytest
from api_kit import Client, Headers, open_gardens, slug
from click.testing import CliRunner
from ledger_kit import Witness

from fokus_api.cli import main
from fokus_api.operations.ledger import check_ledger
from fokus_api.plugins.load import open_service
from fokus_api.runtime.service import Service
from fokus_api.runtime.settings import load_settings
from fokus_api.testing.contract import settle
from fokus_core.ledger.note import noted
from fokus_core.ledger.signing import SignLedger
from fokus_core.ledger.witnesses import WitnessKey, take_in

AUDIT = "/api/v1/audit"


def sign(service: Service) -> str:
    settle(service)
    service.jobs.poke(SignLedger.name)
    service.jobs.run_now(SignLedger.name, 10)
    return service.ledger.last()


def test_proofs_lead_to_the_checkpoint_that_was_cosigned(
    client: Client, service: Service, auditor: Headers, tmp_path: Path
) -> None:
    witness = Witness("w.example/1")
    keys = service.ledger.make_key("example.org/journal")
    policy = tmp_path / "policy"
    policy.write_text(f"log {keys.keys[0].verifier}\nwitness W {witness.verifier}\nquorum W\n")
    open_gardens(service, "05315000")
    sign(service)
    early = client.get(f"{AUDIT}/checkpoint").text
    answer = client.get(f"{AUDIT}/checkpoint?witnesses=1")
    assert (answer.status_code, slug(answer)) == (404, "not-cosigned")
    open_gardens(service, "05958004")
    last = sign(service)
    assert noted(last).size > noted(early).size
    take_in(witness.cosigned(early), keys, noted(last), [WitnessKey(witness.verifier)], service.state_store)

    def verdict(path: str) -> int:
        (tmp_path / "file").write_bytes(client.get(f"{AUDIT}{path}", headers=auditor).content)
        return fokus_verify.main([str(tmp_path / "file"), "--policy", str(policy)])

    for path in ("/checkpoint", "/proof/1", "/bundle"):
        assert (verdict(path), verdict(f"{path}?witnesses=1")) == (1, 0)
    assert client.get(f"{AUDIT}/consistency?from=1&witnesses=1").json()["to"] == noted(early).size
    late = client.get(f"{AUDIT}/proof/{noted(last).size}?witnesses=1", headers=auditor)
    assert (late.status_code, slug(late)) == (503, "not-signed-yet")
    for wrong in ("-1", "x", "101"):
        assert client.get(f"{AUDIT}/checkpoint?witnesses={wrong}").status_code == 422
    assert list(check_ledger(service)) == []


def test_the_command_takes_files_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    witness = Witness("w.example/1")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "core")
    monkeypatch.setenv("FOKUS_LEDGER_WITNESSES", witness.verifier)
    open_service(load_settings()).close()
    policy = fokus_verify.Policy(CliRunner().invoke(main, ["ledger"]).output)
    assert [*policy.witnesses] == [witness.name]
    assert CliRunner().invoke(main, ["jobs", "run", "core.sign-ledger"]).exit_code == 0
    note, back = (tmp_path / "data" / "ledger.head").read_text(), tmp_path / "back"
    back.write_text(note)
    refused = CliRunner().invoke(main, ["cosigned", str(back)])
    assert (refused.exit_code, "No witness" in refused.output) == (1, True)
    back.write_text(witness.cosigned(note))
    taken = CliRunner().invoke(main, ["cosigned", str(back), "--json"])
    assert (taken.exit_code, taken.output) == (0, '{"checkpoints":[{"size":1,"witnesses":["w.example/1"]}]}\n')
    monkeypatch.setenv("FOKUS_LEDGER_WITNESSES", "w.example/1+abc")
    assert CliRunner().invoke(main, ["cosigned", str(back)]).exit_code == 1
