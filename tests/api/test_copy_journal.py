"""A signed journal moves to another engine: proofs, checkpoints and rules hold for the copy."""

import json
from pathlib import Path

import fokus_verify
import pytest
from click.testing import CliRunner, Result

from fokus_api.cli import main
from fokus_api.plugins.load import open_service
from fokus_api.runtime.settings import load_settings
from fokus_core.ledger.note import noted


def fokus(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--json"])


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_the_copy_is_served_signed_and_checked_as_the_original_was(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "network")
    assert fokus("load").exit_code == 0
    policy = tmp_path / "policy"
    policy.write_text(CliRunner().invoke(main, ["ledger"]).output)
    assert fokus("jobs", "run", "core.sign-ledger").exit_code == 0
    head_file = tmp_path / "data" / "ledger.head"
    signed = noted(head_file.read_text())
    url = f"sqlite:///{tmp_path}/copy.db" if engine == "sqlite" else request.getfixturevalue("emptied_url")
    found = json.loads(fokus("copy-journal", url).output)
    assert found["records"] == found["signed"] == found["head"] == signed.size
    again = fokus("copy-journal", url)
    assert (again.exit_code, "already" in again.output) == (2, True)
    monkeypatch.setenv("FOKUS_JOURNAL", url)
    assert fokus("check").exit_code == 0
    assert fokus("grant", "somebody", "auditor").exit_code == 0
    assert fokus("jobs", "run", "core.sign-ledger").exit_code == 0
    assert fokus("check").exit_code == 0
    assert noted(head_file.read_text()).size == signed.size + 1
    assert fokus_verify.main([str(head_file), "--policy", str(policy)]) == 0


def test_where_there_is_nothing_to_copy_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "core")
    assert fokus("copy-journal", f"sqlite:///{tmp_path}/copy.db").exit_code == 2
    assert not (tmp_path / "copy.db").exists()
    assert fokus("copy-journal", "mysql://somewhere").exit_code == 2
    open_service(load_settings()).close()
    refused = fokus("copy-journal", "postgresql://me:geheim@127.0.0.1:1/nowhere")
    assert (refused.exit_code, "geheim" in refused.output) == (2, False)
