import stat
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from fokus_api.operations.backup import back_up
from fokus_api.plugins.load import open_service
from fokus_api.runtime.service import Service, StartRefused
from fokus_api.runtime.settings import Settings, load_settings
from fokus_core.access.actor import CONSOLE
from fokus_core.access.grants import GrantAccess
from fokus_core.checking.journal import check_journal
from fokus_core.domain.hooks import hookimpl
from fokus_core.domain.programme import ProgrammeInfo
from fokus_core.domain.refusals import Refused
from fokus_core.jobs.job import JobContext
from fokus_core.storage.sqlite import connect
from fokus_core.testing.postgres import PostgresServer


def settings_of(folder: Path, **variables: str) -> Settings:
    return load_settings({"FOKUS_PLUGINS": "core", **variables}, folder)


def opened_once(folder: Path) -> Settings:
    """Return the settings of a service that was opened and holds one grant."""
    settings = settings_of(folder)
    with open_service(settings, follow=False) as service:
        grant = GrantAccess(actor="anna", role="auditor", scope="state", effective=date(2025, 1, 1))
        assert service.journal.handle(grant, by=CONSOLE).position == 2
    return settings


def content(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_first_start_makes_everything_for_the_owner_alone(tmp_path: Path) -> None:
    settings = opened_once(tmp_path)
    for name in ("master.key", "journal.db", "vault.db", "state_store.db"):
        assert stat.S_IMODE((tmp_path / "data" / name).stat().st_mode) == 0o600
    with open_service(settings, follow=False) as service:
        assert service.journal.store.head() == 2


def test_a_folder_with_unusual_characters_holds_everything(tmp_path: Path) -> None:
    with open_service(settings_of(tmp_path, FOKUS_DATA="a b%20#?"), follow=False) as service:
        assert service.journal.store.head() == 1
    names = {path.name for path in (tmp_path / "a b%20#?").iterdir()}
    assert names == {"master.key", "journal.db", "vault.db", "state_store.db", "files", "last-head.json"}


def test_a_wrong_master_key_is_refused_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened_once(tmp_path)
    before = content(tmp_path)
    monkeypatch.setenv("KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
    with pytest.raises(StartRefused, match="The master key does not fit this vault"):
        open_service(settings_of(tmp_path, FOKUS_MASTER_KEY="env:KEY"), follow=False)
    assert content(tmp_path) == before


def test_a_lost_master_key_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    settings = opened_once(tmp_path)
    (tmp_path / "data" / "master.key").unlink()
    with pytest.raises(StartRefused, match=r"The master key cannot be read from .*: No such file"):
        open_service(settings, follow=False)
    assert not (tmp_path / "data" / "master.key").exists()


def test_a_lost_vault_is_not_replaced_by_an_empty_one(tmp_path: Path) -> None:
    settings = opened_once(tmp_path)
    (tmp_path / "data" / "vault.db").unlink()
    with pytest.raises(StartRefused, match=r"The journal holds facts, but their vault .* is missing"):
        open_service(settings, follow=False)
    assert not (tmp_path / "data" / "vault.db").exists()


def test_a_damaged_journal_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    settings = opened_once(tmp_path)
    with (tmp_path / "data" / "journal.db").open("r+b") as file:
        file.write(b"\xff" * 100)
    before = content(tmp_path)
    with pytest.raises(StartRefused, match=r"journal.db is damaged or no SQLite file"):
        open_service(settings, follow=False)
    assert content(tmp_path) == before


def test_a_foreign_file_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    connection = connect(str(tmp_path / "data" / "journal.db"))
    connection.execute("CREATE TABLE notes (text)")
    connection.close()
    before = content(tmp_path)
    with pytest.raises(StartRefused, match="is no journal of Fokus Kommune"):
        open_service(settings_of(tmp_path), follow=False)
    assert content(tmp_path) == before


def test_a_newer_journal_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    settings = opened_once(tmp_path)
    connection = connect(str(tmp_path / "data" / "journal.db"))
    connection.execute("PRAGMA user_version = 2")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = content(tmp_path)
    with pytest.raises(StartRefused, match="has journal format 2; this version reads format 1 only"):
        open_service(settings, follow=False)
    assert content(tmp_path) == before


def test_an_unknown_plugin_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match="Plugin 'nowhere': no such plugin is installed"):
        open_service(settings_of(tmp_path, FOKUS_PLUGINS="nowhere"), follow=False)
    assert not (tmp_path / "data").exists()


def test_a_missing_postgres_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fokus_core.journal.engines.postgres", None)
    with pytest.raises(StartRefused, match=r"PostgreSQL needs an extra: pip install 'fokus-kommune\[postgres\]'"):
        open_service(settings_of(tmp_path, FOKUS_JOURNAL="postgresql://f@127.0.0.1/f"), follow=False)


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    settings = settings_of(tmp_path, FOKUS_JOURNAL="postgresql://f:geheim@127.0.0.1:1/f")
    with pytest.raises(StartRefused, match=r"PostgreSQL database f on 127.0.0.1:1 is not available") as refused:
        open_service(settings, follow=False)
    assert "geheim" not in str(refused.value)


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StartRefused, match=r"data.* cannot be used"):
        open_service(settings_of(tmp_path), follow=False)


def test_processes_that_start_together_begin_one_journal(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from fokus_api.plugins.load import open_service;"
        "from fokus_api.runtime.settings import load_settings;"
        "print(open_service(load_settings({'FOKUS_PLUGINS': 'core'}, Path.cwd()), follow=False).journal.id)"
    )
    arguments = [sys.executable, "-c", program]
    together = [subprocess.Popen(arguments, cwd=tmp_path, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    ids = [process.communicate(timeout=60)[0] for process in together]
    assert [process.returncode for process in together] == [0] * 4
    assert len(set(ids)) == 1
    with open_service(settings_of(tmp_path), follow=False) as service:
        assert (service.journal.store.head(), service.journal.id) == (1, ids[0].strip())


class Sweeping:
    """A programme with one job."""

    def __init__(self) -> None:
        self.name = "sweeping.sweep"
        self.every = 60.0
        self.ran = threading.Event()
        self.seen: object = None

    def run(self, context: JobContext[Service]) -> None:
        self.seen = context.services
        self.ran.set()

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        return ProgrammeInfo(
            id="sweeping",
            title="Kehren",
        )

    @hookimpl
    def jobs(self) -> list["Sweeping"]:
        return [self]


def test_a_following_service_shows_what_is_recorded_and_does_the_jobs(tmp_path: Path) -> None:
    sweeping = Sweeping()
    with open_service(settings_of(tmp_path), extra=[sweeping]) as service:
        assert sweeping.ran.wait(60)
        assert sweeping.seen is service
        assert "sweeping" in {job.name.partition(".")[0] for job in service.jobs.status()}
        assert service.jobs.leading
        assert service.models.wait_for(service.journal.store.head(), 10)
        assert service.models.reader().rows("SELECT position FROM core_log") == [(1,)]


@pytest.mark.postgres
def test_everything_may_lie_in_postgresql(
    tmp_path: Path, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres_server.new_database()
    places = {f"FOKUS_{name}": url for name in ("JOURNAL", "VAULT", "STATE_STORE", "FILES")}
    with pytest.raises(StartRefused, match=r"its master key is made once, by hand: .*/data/master\.key\)"):
        open_service(settings_of(tmp_path, **places), follow=False)
    monkeypatch.setenv("KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
    settings = settings_of(tmp_path, FOKUS_MASTER_KEY="env:KEY", **places)
    for expected in (1, 1):
        with open_service(settings, follow=False) as service:
            assert service.journal.store.head() == expected
            assert check_journal(service.journal).findings == []
            with pytest.raises(Refused, match="Das Journal liegt in PostgreSQL"):
                back_up(service, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    monkeypatch.setenv("KEY", "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB=")
    with pytest.raises(StartRefused, match="The master key does not fit this vault"):
        open_service(settings, follow=False)
