"""What is certified is verified offline by the one file, and a certificate with any part changed is refused."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import fokus_verify
import pytest
from click.testing import CliRunner, Result

from fokus_api.cli import main
from fokus_api.plugins.load import open_service
from fokus_api.runtime.settings import load_settings
from fokus_core.ledger.certificate import certificate
from fokus_core.ledger.note import SigningKey, SigningKeys
from fokus_core.storage.sqlite import connect

RHEINE = "05566076"
Verify = Callable[..., tuple[int, str]]


def fokus(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--json"])


def made(*arguments: str) -> Any:
    result = fokus("certify", *arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patched:
        path = tmp_path_factory.mktemp("certify")
        patched.chdir(path)
        patched.setenv("FOKUS_PLUGINS", "network")
        assert fokus("load").exit_code == 0
        assert fokus("certify", "--to", "early").exit_code == 1  # no key was made
        (path / "policy").write_text(CliRunner().invoke(main, ["ledger"]).output)
        yield path


@pytest.fixture
def verify(folder: Path, capsys: pytest.CaptureFixture[str]) -> Verify:
    def run(file: Path, *more: str | Path) -> tuple[int, str]:
        capsys.readouterr()
        code = fokus_verify.main([str(file), "--policy", str(folder / "policy"), *map(str, more)])
        said = capsys.readouterr()
        assert (said.err, said.out.count("\n")) == ("", 1)
        return code, said.out

    return run


def test_read_models_are_certified_and_a_file_is_held_against_that(folder: Path, verify: Verify) -> None:
    path = folder / "models.certificate"
    said = made("--to", str(path))
    code, verdict = verify(path)
    assert code == 0, verdict
    assert verdict.startswith(f"OK: fokus-kommune/{said['journal']} certifies that ")
    assert f"{len(said['tables'])} tables follow from its {said['records']} records" in verdict
    model = folder / "model.db"
    assert fokus("replay", "--known", str(said["position"]), "--to", str(model)).exit_code == 0
    assert verify(path, "--against", model)[0] == 0
    with closing(connect(str(model))) as connection:
        connection.execute("UPDATE network_membership SET declaration = 'x' WHERE body = ?", (RHEINE,))
    assert verify(path, "--against", model) == (
        1,
        "DEFECT: The read model is not what was certified: network_membership.\n",
    )
    assert verify(path, "--against", folder / "policy")[0] == 1
    assert fokus("certify", "--to", str(path)).exit_code == 1  # never written over


def test_a_read_model_that_differs_is_not_certified(folder: Path) -> None:
    with open_service(load_settings()) as service:
        assert service.models.wait_for(service.journal.store.head(), 30)
        current = str(service.models.reader().rows("PRAGMA database_list")[0][2])
    with closing(connect(current)) as connection:
        before = connection.execute("SELECT declaration FROM network_membership WHERE body = ?", (RHEINE,)).fetchone()
        connection.execute("UPDATE network_membership SET declaration = 'x' WHERE body = ?", (RHEINE,))
    refused = fokus("certify", "--to", str(folder / "false"))
    with closing(connect(current)) as connection:
        connection.execute("UPDATE network_membership SET declaration = ? WHERE body = ?", (before[0], RHEINE))
    assert (refused.exit_code, "network_membership" in refused.output) == (1, True)
    assert not (folder / "false").exists()


def test_a_membership_is_certified_with_proofs_and_so_is_that_there_is_none(folder: Path, verify: Verify) -> None:
    path = folder / "rheine.certificate"
    said = made("network_membership", RHEINE, "--on", "2016-06-01", "--to", str(path))
    code, verdict = verify(path)
    assert code == 0, verdict
    assert f"of body:{RHEINE} in network_membership on 2016-06-01 holds: {{" in verdict
    assert said["facts"][-1]["sentence"] in verdict
    assert (said["row"]["valid_from"], said["row"]["valid_to"]) == ("2015-12-31", None)
    before = folder / "before.certificate"
    none = made("network_membership", RHEINE, "--on", "2010-01-01", "--to", str(before))
    assert (none["row"], none["facts"]) == (None, [])
    assert "on 2010-01-01 holds: nothing. 0 facts" in verify(before)[1]
    assert verify(path, "--against", folder / "policy")[0] == 2
    for wrong in (["network_membership", "05111000"], ["network_nothing", RHEINE]):
        assert fokus("certify", *wrong, "--to", str(folder / "wrong")).exit_code == 1
    assert fokus("certify", "network_membership", "--to", str(folder / "wrong")).exit_code == 2
    assert not (folder / "wrong").exists()


def test_no_certificate_is_accepted_with_any_byte_changed(folder: Path, verify: Verify) -> None:
    path, changed = folder / "bytes.certificate", folder / "changed"
    made("network_membership", RHEINE, "--on", "2016-06-01", "--to", str(path))
    whole = path.read_bytes()
    for place in range(0, len(whole), 3):
        changed.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert verify(changed)[0] in (1, 2), place
    for size in range(0, len(whole), 101):
        changed.write_bytes(whole[:size])
        assert verify(changed)[0] in (1, 2), size


def test_what_the_log_signs_wrongly_and_what_somebody_else_signs_is_a_defect(folder: Path, verify: Verify) -> None:
    path = folder / "sound.certificate"
    said = made("network_membership", RHEINE, "--on", "2016-06-01", "--to", str(path))
    said.pop("file")
    with open_service(load_settings()) as service:
        keys = service.ledger.keys
    (fact, *_) = said["facts"]
    wrong = [
        {**said, "facts": [{**fact, "leaf": fact["leaf"] + 1}]},
        {**said, "facts": [{**fact, "proof": fact["proof"][1:]}]},
        {**said, "facts": [{**fact, "position": fact["position"] + 1}]},
        {**said, "facts": [{"position": 1}]},
        {**said, "kind": "other"},
        {**said, "checkpoint": "nothing"},
        {**said, "facts": None},
    ]
    for statement in wrong:
        path.write_text(certificate(keys, statement))
        assert verify(path)[0] == 1
    path.write_text(certificate(SigningKeys([SigningKey.make(keys.name)]), said))
    assert verify(path)[0] == 1
    path.write_text(certificate(keys, said))
    assert verify(path)[0] == 0
