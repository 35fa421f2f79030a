"""A backup from before an erasure, restored: nothing is answered until the erasure was carried out again."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from api_kit import slug
from click.testing import CliRunner, Result
from litestar.testing import TestClient
from sample_programme import Talk, Talked, plugin

from fokus_api.cli import main
from fokus_api.operations.backup import back_up
from fokus_api.plugins.load import open_service
from fokus_api.runtime.service import Service, StartRefused
from fokus_api.runtime.settings import load_settings
from fokus_api.server.app import create_app
from fokus_core.access.actor import CONSOLE
from fokus_core.persons.erasing import ErasePerson, HoldPerson, LiftHold
from fokus_core.persons.erasure import ErasePersons, erasure_of
from fokus_core.privacy.persons import Person
from fokus_core.privacy.sealed import Erased
from fokus_core.privacy.sealing import open_sealed

DAY = date(2021, 5, 1)
REGISTER = "erasures.register"
STORES = ("journal.db", "vault.db", "state_store.db")


def opened(folder: Path, *, data: str = "data", follow: bool = False) -> Service:
    environ = {"FOKUS_PLUGINS": "core", "FOKUS_DATA": data, "FOKUS_MASTER_KEY": f"file://{folder}/master.key"}
    return open_service(load_settings(environ, folder), follow=follow, extra=[plugin])


def talk(service: Service, name: str) -> str:
    person = Person(name=name, email=f"{name.lower()}@example.org")
    command = Talk(cohort="4", person=person, text="leise", effective=DAY)
    (record,) = service.journal.handle(command, by=CONSOLE).facts
    assert isinstance(record.fact, Talked)
    return record.fact.person


def erase(service: Service, person: str) -> None:
    service.journal.handle(ErasePerson(person=person, ground="objection", effective=DAY), by=CONSOLE)
    status = service.jobs.run_now(ErasePersons.name, 30)
    assert status is not None
    assert not status.failures


def told(service: Service, person: str) -> object:
    (record,) = service.journal.under(f"person:{person}", Talked)
    assert isinstance(record.fact, Talked)
    return open_sealed(record.fact.name, str, record.meta.id, "name", service.vault)


@pytest.fixture
def restored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str, str]:
    """Return the folder of a backup with who was erased after it, their neighbour, and its register beside."""
    with opened(tmp_path) as service:
        gone, stays = talk(service, "Verena"), talk(service, "Nora")
        hold = HoldPerson(person=gone, reason="legal-claim", effective=DAY)
        service.journal.handle(hold, by=CONSOLE)
        back_up(service, tmp_path / "copy")
        service.journal.handle(LiftHold(person=gone, effective=DAY), by=CONSOLE)
        erase(service, gone)
    monkeypatch.chdir(tmp_path)
    for name, value in (("PLUGINS", "core"), ("DATA", "copy"), ("MASTER_KEY", f"file://{tmp_path}/master.key")):
        monkeypatch.setenv(f"FOKUS_{name}", value)
    return tmp_path, gone, stays


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--json"], obj=[plugin])


def test_the_register_lies_outside_the_backup_and_names_nobody(restored: tuple[Path, str, str]) -> None:
    folder, gone, _stays = restored
    assert not list((folder / "copy").rglob(f"*{REGISTER}*"))
    (line,) = (folder / "data" / REGISTER).read_text().splitlines()
    assert json.loads(line) | {"journal": ""} == {
        "journal": "", "person": gone, "effective": "2021-05-01", "ground": "objection",
    }  # fmt: skip


def test_a_restored_service_answers_503_until_the_erasures_were_replayed(restored: tuple[Path, str, str]) -> None:
    folder, gone, stays = restored
    shutil.copy(folder / "data" / REGISTER, folder / "copy" / REGISTER)
    with opened(folder, data="copy", follow=True) as service, TestClient(create_app(lambda: service)) as client:
        assert told(service, gone) == "Verena"
        for path in ("/", "/api/v1/feed", "/api/v1/bodies", "/health"):
            answer = client.get(path, headers={"Host": "localhost", "Accept": "application/json"})
            assert (answer.status_code, slug(answer)) == (503, "erasures-forgotten"), path
        ready = client.get("/health/ready", headers={"Host": "localhost"})
        assert ready.status_code == 503
        assert {"part": "erasures", "problem": "forgotten", "name": None} in ready.json()["reasons"]
        assert client.get("/health/live", headers={"Host": "localhost"}).status_code == 200
        assert all(one.last_run is None for one in service.jobs.status()), "no mail may leave"
    sent = run("jobs", "run", "core.sweep-files")
    assert sent.exit_code == 1
    assert "fokus restore" in sent.output
    done = run("restore")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["erased"] == 1
    with opened(folder, data="copy", follow=True) as service, TestClient(create_app(lambda: service)) as client:
        assert client.get("/api/v1/bodies", headers={"Host": "localhost"}).status_code == 200
        assert isinstance(told(service, gone), Erased)
        assert told(service, stays) == "Nora"
        receipt = erasure_of(service.state_store, gone)
        assert receipt is not None
        assert receipt.complete
        assert receipt.ground == "objection"
    assert json.loads(run("restore").stdout)["erased"] == 0


def test_a_backup_without_its_register_is_not_served_unless_somebody_gives_it_up(
    restored: tuple[Path, str, str],
) -> None:
    folder, gone, _stays = restored
    for _ in range(2):
        with opened(folder, data="copy", follow=True) as service:
            assert service.forgets
    refused = run("restore")
    assert refused.exit_code == 2
    assert "The register of erasures is missing" in refused.output
    assert run("restore", "--without-register").exit_code == 0
    with opened(folder, data="copy", follow=True) as service:
        assert not service.forgets
        assert told(service, gone) == "Verena"


@pytest.mark.parametrize("stores", [STORES, STORES[:1], STORES[:2]], ids=["all", "journal alone", "all but its state"])
def test_restored_in_place_it_is_accepted_and_replayed_in_one(
    restored: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch, stores: tuple[str, ...]
) -> None:
    folder, gone, stays = restored
    monkeypatch.setenv("FOKUS_DATA", "data")
    for name in stores:
        for old in (folder / "data").glob(f"{name}*"):
            old.unlink()
        shutil.copy(folder / "copy" / name, folder / "data" / name)
    head = json.loads((folder / "copy" / "manifest.json").read_text())["head"]
    with pytest.raises(StartRefused, match="fokus restore --accept"):
        opened(folder)
    done = run("restore", "--accept", str(head))
    assert (done.exit_code, json.loads(done.stdout)["erased"]) == (0, 1), done.output
    with opened(folder, follow=True) as service:
        assert not service.forgets
        assert isinstance(told(service, gone), Erased)
        assert told(service, stays) == "Nora"


def test_over_a_server_that_runs_nothing_is_restored(
    restored: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, gone, _stays = restored
    monkeypatch.setenv("FOKUS_DATA", "data")
    with opened(folder, follow=True) as service:
        head = service.journal.store.head()
        assert service.models.wait_for(head, 30)
        refused = run("restore", "--accept", str(head - 1))
        assert (refused.exit_code, "A server still runs" in refused.output) == (2, True), refused.output
        assert isinstance(told(service, gone), Erased)
        assert service.models.position == service.journal.store.head() == head


def test_a_vault_that_alone_was_restored_forgets_again_at_the_start(restored: tuple[Path, str, str]) -> None:
    folder, gone, stays = restored
    for old in (folder / "data").glob("vault.db*"):
        old.unlink()
    shutil.copy(folder / "copy" / "vault.db", folder / "data" / "vault.db")
    with opened(folder) as service:
        assert told(service, gone) == "Verena"
    with opened(folder, follow=True) as service:
        assert not service.forgets
        assert isinstance(told(service, gone), Erased)
        assert told(service, stays) == "Nora"


def test_a_line_that_a_power_cut_tore_is_written_anew_and_another_journals_register_refused(
    restored: tuple[Path, str, str],
) -> None:
    folder, gone, _stays = restored
    register = folder / "data" / REGISTER
    whole = register.read_bytes()
    register.write_bytes(whole[:-9])
    with opened(folder, follow=True):
        assert register.read_bytes() == whole
    register.write_bytes(whole + b"{}\n")
    with pytest.raises(StartRefused, match="damaged"):
        opened(folder, follow=True)
    line = json.loads(whole)
    register.write_text(json.dumps(line | {"journal": "f" * 32}) + "\n")
    with pytest.raises(StartRefused, match=r"registers erasures of journal f{32}"):
        opened(folder, follow=True)
    assert gone in register.read_text()
