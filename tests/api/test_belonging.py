"""A store belongs to its journal, and a journal never goes back in time unless somebody says so."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fokus_api.cli import main
from fokus_api.operations.backup import back_up
from fokus_api.plugins.load import open_service
from fokus_api.runtime.service import Service, StartRefused
from fokus_api.runtime.settings import Settings, load_settings
from fokus_api.testing.contract import settle
from fokus_core.access.actor import CONSOLE
from fokus_core.access.grants import GrantAccess
from fokus_core.storage.sqlite import connect
from fokus_core.testing.postgres import PostgresServer

STORES = ("vault.db", "state_store.db", "journal.db")
Damage = Callable[[Path], object]


def settings_of(folder: Path, **variables: str) -> Settings:
    return load_settings({"FOKUS_PLUGINS": "core", **variables}, folder)


def opened(folder: Path, **variables: str) -> Service:
    return open_service(settings_of(folder, **variables), follow=False)


def grant(service: Service, *actors: str) -> int:
    for actor in actors:
        command = GrantAccess(actor=actor, role="auditor", scope="state", effective=date(2025, 1, 1))
        service.journal.handle(command, by=CONSOLE)
    return service.journal.store.head()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return the data folder of a service that was ended and holds two grants and their keys."""
    with opened(tmp_path) as service:
        grant(service, "anna", "berta")
        service.vault.key_for("person", "letters")
    return tmp_path / "data"


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def at_the_console(data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(data.parent)
    monkeypatch.setenv("FOKUS_PLUGINS", "core")
    return data


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def one_byte_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def a_page_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4096])


def without_tables(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("VACUUM")


@pytest.mark.parametrize("name", STORES)
@pytest.mark.parametrize("damage", [emptied, one_byte_short, halved, a_page_short, without_tables, Path.unlink])
def test_a_store_that_is_not_whole_is_refused_in_a_sentence(at_the_console: Path, name: str, damage: Damage) -> None:
    damage(at_the_console / name)
    for arguments in (["check"], ["log"], ["check"]):
        refused = run(*arguments)
        assert refused.exit_code == 2, refused.output
        assert len(refused.stderr.strip().splitlines()) == 1
        assert refused.stderr.strip().endswith(".") or "restore --accept" in refused.stderr


@pytest.mark.parametrize("name", ["vault.db", "state_store.db", "files"])
def test_a_store_of_another_journal_is_refused(data: Path, tmp_path: Path, name: str) -> None:
    with opened(tmp_path, FOKUS_DATA="other", FOKUS_MASTER_KEY=f"file://{data}/master.key") as other:
        grant(other, "anna", "berta")
    if name == "files":
        shutil.rmtree(data / name)
    (tmp_path / "other" / name).replace(data / name)
    with pytest.raises(StartRefused, match=r"belongs to journal [0-9a-f]{32}, not to [0-9a-f]{32}"):
        opened(tmp_path)


def test_files_that_are_gone_are_not_begun_anew(data: Path, tmp_path: Path) -> None:
    shutil.rmtree(data / "files")
    for _ in range(2):
        with pytest.raises(StartRefused, match="The files is missing or new beside a journal that holds facts"):
            opened(tmp_path)


def test_what_an_earlier_release_left_belongs_together_from_the_next_start_on(data: Path, tmp_path: Path) -> None:
    for name in ("vault", "state_store"):
        with closing(connect(str(data / f"{name}.db"))) as connection:
            connection.execute(f"DROP TABLE {name}_journal")
    (data / "files" / "journal").unlink()
    (data / "last-head.json").unlink()
    with opened(tmp_path) as service:
        assert {service.state_store.journal, service.files.journal} == {service.journal.id}
    emptied(data / "state_store.db")
    with pytest.raises(StartRefused, match="The state store is missing or new"):
        opened(tmp_path)


def test_an_empty_vault_of_an_earlier_release_is_refused_too(data: Path, tmp_path: Path) -> None:
    for damage in (emptied, without_tables):
        damage(data / "vault.db")
        with pytest.raises(StartRefused, match=r"vault.*empty"):
            opened(tmp_path)
        assert check_tables(data / "vault.db") == []


def check_tables(path: Path) -> list[str]:
    with closing(connect(str(path), read_only=True)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]


def kept(data: Path) -> Path:
    """Return a copy of the journal as it is now."""
    copy = data.parent / "kept.db"
    shutil.copy(data / "journal.db", copy)
    return copy


def test_an_older_journal_is_refused_until_its_head_is_accepted(at_the_console: Path, tmp_path: Path) -> None:
    data = at_the_console
    copy = kept(data)
    with open_service(settings_of(tmp_path)) as service:
        lost, journal = grant(service, "carla", "doris"), service.journal.id
        settle(service)
        current = (data / "read" / "current").read_text().split()[0]
    (data / "journal.db").unlink()
    copy.rename(data / "journal.db")
    for arguments in (["log"], ["check"], ["serve", "--port", "1"]):
        refused = run(*arguments)
        assert refused.exit_code == 2
        for part in (f"Journal {journal} was known up to position {lost}", "up to position 3", "restore --accept 3"):
            assert part in refused.stderr
    wrong = run("restore", "--accept", str(lost))
    assert (wrong.exit_code, wrong.stderr.strip()) == (
        2, f"The journal's head is 3, not {lost}; nothing was changed.",
    )  # fmt: skip
    assert run("log").exit_code == 2
    accepted = json.loads(run("restore", "--accept", "3", "--json").stdout)
    assert (accepted["journal"], accepted["head"]) == (journal, 3)
    with closing(connect(accepted["kept"], read_only=True)) as evidence:
        assert evidence.execute("SELECT max(position) FROM core_log").fetchone() == (lost,)
    assert Path(accepted["kept"]).name.startswith(f"lost-{current}-")
    with open_service(settings_of(tmp_path)) as service:
        assert grant(service, "emma") == 4
        assert settle(service) == 4
        service.models.rebuild()
        service.models.rebuild()
    assert Path(accepted["kept"]).exists()
    assert run("log").exit_code == 0


def test_another_history_of_the_same_length_is_refused(data: Path, tmp_path: Path) -> None:
    copy = kept(data)
    with opened(tmp_path) as service:
        grant(service, "carla")
    shutil.copy(data / "last-head.json", tmp_path / "known.json")
    for path in data.glob("journal.db*"):
        path.unlink()
    copy.rename(data / "journal.db")
    (data / "last-head.json").unlink()
    with opened(tmp_path) as service:
        assert grant(service, "doris") == 4
    (tmp_path / "known.json").replace(data / "last-head.json")
    with pytest.raises(StartRefused, match="went back in time"):
        opened(tmp_path)


def test_a_journal_that_is_gone_is_not_begun_anew(data: Path, tmp_path: Path) -> None:
    (data / "journal.db").unlink()
    with pytest.raises(StartRefused, match=r"The journal is missing or empty, but its stores belong to journal"):
        opened(tmp_path)


def test_a_lost_write_ahead_log_is_noticed(data: Path, tmp_path: Path) -> None:
    service = open_service(settings_of(tmp_path))
    try:
        head = grant(service, *(f"actor-{number}" for number in range(20)))
        settle(service)
        for _ in range(200):
            if json.loads((data / "last-head.json").read_text())["position"] == head:
                break
            service.journal.store.wait(after=head, timeout=0.05)
        after = tmp_path / "after"
        shutil.copytree(data, after, ignore=shutil.ignore_patterns("journal.db-wal"))
    finally:
        service.close()
    with pytest.raises(StartRefused, match=f"was known up to position {head} "):
        opened(tmp_path, FOKUS_DATA="after")


def test_a_restored_backup_starts_by_itself_in_a_new_folder_and_by_acceptance_in_the_old_one(
    data: Path, tmp_path: Path
) -> None:
    with opened(tmp_path) as service:
        back_up(service, tmp_path / "copy")
        grant(service, "carla")
    shutil.copy(data / "master.key", tmp_path / "copy" / "master.key")
    with opened(tmp_path, FOKUS_DATA="copy") as service:
        assert service.journal.store.head() == 3
    for path in (tmp_path / "copy").glob("*.db"):
        shutil.copy(path, data / path.name)
    with pytest.raises(StartRefused, match="fokus restore --accept 3"):
        opened(tmp_path)


@pytest.mark.postgres
def test_stores_in_postgresql_belong_to_their_journal_too(
    tmp_path: Path, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
    one, two = postgres_server.new_database(), postgres_server.new_database()
    places = {f"FOKUS_{name}": one for name in ("JOURNAL", "VAULT", "STATE_STORE", "FILES")}
    places["FOKUS_MASTER_KEY"] = "env:KEY"
    with opened(tmp_path, **places) as service:
        grant(service, "anna")
    for name in ("VAULT", "STATE_STORE", "FILES"):
        with pytest.raises(StartRefused, match=r"The vault is empty|is missing or new beside a journal that holds"):
            opened(tmp_path, **places | {f"FOKUS_{name}": two})
    with pytest.raises(StartRefused, match="The journal is missing or empty, but its stores belong"):
        opened(tmp_path, **places | {"FOKUS_JOURNAL": postgres_server.new_database()})
    with opened(tmp_path, **places) as service:
        assert service.journal.store.head() == 2
