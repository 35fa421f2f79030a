"""What is damaged is found and told, hides nothing else, and is never the caller's fault."""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from api_kit import SECRET, Client, bearer, open_gardens, slug, talk
from sample_programme import Talk, plugin

from fokus_api.auth.unsealing import open_fields
from fokus_api.operations.backup import back_up
from fokus_api.operations.compare import check_backup, check_files
from fokus_api.plugins.load import open_service
from fokus_api.runtime.service import Service, StartRefused
from fokus_api.runtime.settings import load_settings
from fokus_api.testing.contract import issue_key, service_of, temporary_client
from fokus_core.access.actor import CONSOLE
from fokus_core.checking.journal import check_journal
from fokus_core.domain.refusals import Refused, Unusable
from fokus_core.journal.engines.sqlite import _row
from fokus_core.privacy.persons import Person
from fokus_core.storage.sqlite import connect


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with temporary_client(plugin, data=str(tmp_path / "data")) as client:
        yield client


def change(path: Path, *statements: str) -> None:
    """Change a database behind the house's back, as a flipped bit would."""
    with closing(connect(str(path), timeout=30)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def found(service: Service) -> set[str]:
    return {one.slug for one in (*check_journal(service.journal).findings, *check_files(service))}


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE vault_keys SET wrapped = randomblob(60) WHERE number = (SELECT min(number) FROM vault_keys "
         "WHERE purpose <> 'core.digest')", "key-lost"),
        ("DELETE FROM vault_keys WHERE number = (SELECT min(number) FROM vault_keys WHERE purpose <> 'core.digest')",
         "key-lost"),
    ],
)  # fmt: skip
def test_a_damaged_key_hides_its_value_alone(
    client: Client, tmp_path: Path, statement: str, finding: str, caplog: pytest.LogCaptureFixture
) -> None:
    service = service_of(client)
    people = [Person(name=SECRET, email=f"{name}@example.org") for name in ("anna", "berta")]
    talks = [Talk(cohort="4", person=one, text="leise", effective=date(2021, 5, 1)) for one in people]
    positions = [service.journal.handle(one, by=CONSOLE).position for one in talks]
    assert found(service) == set()
    change(tmp_path / "data" / "vault.db", statement)
    assert found(service) == {finding}
    records = [record for position in positions if (record := service.journal.recorded(position))]
    opened = open_fields(service, "auditor", "garden.read", records)
    assert sorted(str(one["name"]) for one in opened) == sorted(["None", SECRET])
    assert [one.message for one in caplog.records if one.levelname == "ERROR"] == ["a sealed field does not open"]


def test_an_erased_value_is_no_finding(client: Client) -> None:
    service = service_of(client)
    record = service.journal.recorded(talk(service))
    assert record is not None
    service.vault.destroy(record.fact.person)  # type: ignore[attr-defined]  # of the sample
    assert found(service) == set()


def test_a_damaged_row_of_a_read_model_is_our_fault_and_the_model_is_built_anew(client: Client, tmp_path: Path) -> None:
    service = service_of(client)
    position = open_gardens(service, "05315000", "05111000")
    auditor = bearer(issue_key(service, "auditor", ("auditor", "state")))
    path = f"/api/v1/log/{position}"
    whole = client.get(path, headers=auditor)
    assert whole.status_code == 200
    mark = service.models.reader().mark
    file = next((tmp_path / "data" / "read").glob("read-*.db"))
    change(file, f"UPDATE core_log SET data = CAST(substr(data, 1, 40) AS BLOB) WHERE position = {position}")
    client.app.state.node.cache.clear()
    broken = client.get(path, headers=auditor)
    assert (broken.status_code, slug(broken)) == (500, "internal")
    for _ in range(200):
        answer = client.get(path, headers=auditor)
        if answer.status_code == 200:
            break
        time.sleep(0.05)
    assert answer.json() == whole.json()
    assert service.models.reader().mark != mark


def test_a_changed_fact_is_found_by_a_backup(client: Client, tmp_path: Path) -> None:
    service = service_of(client)
    open_gardens(service, "05315000", "05111000")
    back_up(service, tmp_path / "copy")
    assert list(check_backup(service, tmp_path / "copy")) == []
    last = open_gardens(service, "05112000")
    assert list(check_backup(service, tmp_path / "copy")) == []
    journal = tmp_path / "data" / "journal.db"
    renamed = "UPDATE facts SET data = CAST(replace(data, 'Garten', 'Gerten') AS BLOB)"
    change(journal, f"{renamed} WHERE position >= {last - 1}")
    (finding,) = check_backup(service, tmp_path / "copy")
    assert (finding.slug, finding.positions) == ("differs-from-backup", (last - 1,))
    copied = tmp_path / "copy" / "vault.db"
    copied.write_bytes(copied.read_bytes()[:-1] + b"?")
    assert [one.slug for one in check_backup(service, tmp_path / "copy")] == ["backup-damaged", "differs-from-backup"]


def test_what_is_no_backup_of_this_journal_is_refused(client: Client, tmp_path: Path) -> None:
    service = service_of(client)
    back_up(service, tmp_path / "copy")
    manifest = tmp_path / "copy" / "manifest.json"
    document = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(document | {"journal": "0" * 32}))
    with pytest.raises(Refused, match="gehört zu einem anderen Journal"):
        list(check_backup(service, tmp_path / "copy"))
    shutil.rmtree(tmp_path / "copy")
    with pytest.raises(Refused, match="liegt keine Sicherung"):
        list(check_backup(service, tmp_path / "copy"))


def test_a_damaged_page_of_the_vault_is_found(client: Client, tmp_path: Path) -> None:
    service = service_of(client)
    for number in range(50):
        talk(service, str(number))
    vault = tmp_path / "data" / "vault.db"
    other = "UPDATE sqlite_master SET sql = 'CREATE INDEX extra ON vault_keys (subject)' WHERE name = 'extra'"
    change(vault, "CREATE INDEX extra ON vault_keys (purpose)", "PRAGMA writable_schema = ON", other)
    assert "vault-damaged" in found(service)


def test_a_damaged_mark_of_the_files_is_told_in_a_sentence(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path, given={"plugins": []})
    with open_service(settings, extra=[plugin], follow=False):
        pass
    mark = tmp_path / "data" / "files" / "journal"
    mark.chmod(0o600)
    mark.write_bytes(b"\xb5" + mark.read_bytes()[1:])
    with pytest.raises(StartRefused, match="The files belongs to journal \ufffd"):
        open_service(settings, extra=[plugin], follow=False)


def test_a_row_of_the_journal_that_lost_its_content_is_told_in_a_sentence() -> None:
    with pytest.raises(Unusable, match="damaged at position 7; restore it from a backup"):
        _row(7, "garden.opened@1", "body:05315000", None)


def test_a_damaged_first_record_is_told_in_a_sentence(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path, given={"plugins": []})
    with open_service(settings, extra=[plugin], follow=False):
        pass
    change(tmp_path / "data" / "journal.db", "UPDATE facts SET data = substr(data, 1, 20)")
    with pytest.raises(StartRefused, match=r"A record is damaged .*; restore the journal from a backup"):
        open_service(settings, extra=[plugin], follow=False)


def test_a_damaged_last_head_is_told_in_a_sentence(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path, given={"plugins": []})
    with open_service(settings, extra=[plugin], follow=False):
        pass
    path = tmp_path / "data" / "last-head.json"
    content = bytearray(path.read_bytes())
    content[content.index(b"digest") + 12] ^= 0x80  # no longer UTF-8
    path.write_bytes(content)
    with pytest.raises(StartRefused, match=r"last-head\.json is damaged; remove it"):
        open_service(settings, extra=[plugin], follow=False)
