import hashlib
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import msgspec
import pytest

from fokus_api.operations.backup import Manifest, back_up
from fokus_api.plugins.load import open_service
from fokus_api.runtime.service import Service
from fokus_api.runtime.settings import load_settings
from fokus_core.access.actor import CONSOLE
from fokus_core.access.grants import GrantAccess
from fokus_core.checking.journal import check_journal
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.refusals import Refused


def opened(folder: Path, data: str = "data") -> Service:
    key = f"file://{folder}/data/master.key"
    environ = {"FOKUS_PLUGINS": "core", "FOKUS_DATA": data, "FOKUS_MASTER_KEY": key}
    return open_service(load_settings(environ, folder), follow=False)


def give(service: Service, number: int) -> None:
    grant = GrantAccess(actor=f"actor-{number}", role="auditor", scope="state", effective=date(2025, 1, 1))
    service.journal.handle(grant, by=CONSOLE)


def facts(service: Service) -> list[Recorded[Fact]]:
    return list(service.journal.follow())


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with opened(tmp_path) as service:
        yield service


def test_a_backup_made_while_others_write_holds_a_prefix_of_the_facts(service: Service, tmp_path: Path) -> None:
    stop, written = threading.Event(), threading.Semaphore(0)

    def write() -> None:
        for number in range(10_000):
            give(service, number)
            written.release()
            if stop.is_set():
                return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(20):
            assert written.acquire(timeout=60)
        manifest = back_up(service, tmp_path / "copy")
        for _ in range(20):
            assert written.acquire(timeout=60)
    finally:
        stop.set()
        writer.join()
    with opened(tmp_path, "copy") as copy:
        copied, everything = facts(copy), facts(service)
        assert 20 < len(copied) < len(everything)
        assert copied == everything[: len(copied)]
        assert (copy.journal.id, copied[-1].position) == (manifest.journal, manifest.head)
        assert check_journal(copy.journal).findings == []
        give(copy, 20_000)


def test_files_and_state_store_are_in_it(service: Service, tmp_path: Path) -> None:
    upload = service.files.begin(subject="person", purpose="letters", vault=service.vault, limit=100)
    with closing(upload):
        upload.write(b"a letter")
        stored = upload.keep()
    service.files.claim(stored.name)
    service.state_store.put("draft", "key", b"value")
    back_up(service, tmp_path / "copy")
    with opened(tmp_path, "copy") as copy:
        letter = copy.files.open(stored.name, copy.vault)
        assert isinstance(letter, Iterator)
        assert b"".join(letter) == b"a letter"
        assert copy.state_store.get("draft", "key") == b"value"


def test_the_manifest_names_every_file_with_size_and_digest(service: Service, tmp_path: Path) -> None:
    manifest = back_up(service, tmp_path / "copy")
    assert msgspec.json.decode((tmp_path / "copy" / "manifest.json").read_bytes(), type=Manifest) == manifest
    named = {part.name: (part.bytes, part.sha256) for part in manifest.parts}
    there = {
        path.relative_to(tmp_path / "copy").as_posix(): path.read_bytes()
        for path in (tmp_path / "copy").rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert named == {name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in there.items()}
    assert {"journal.db", "vault.db", "state_store.db"} <= set(named)


def test_the_master_key_is_in_no_file(service: Service, tmp_path: Path) -> None:
    back_up(service, tmp_path / "copy")
    key = (tmp_path / "data" / "master.key").read_bytes().strip()
    files = [path for path in (tmp_path / "copy").rglob("*") if path.is_file()]
    assert not any(key in path.read_bytes() or path.name == "master.key" for path in files)


def test_a_target_that_exists_is_left_alone(service: Service, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    with pytest.raises(Refused, match=r"gibt es schon\. Eine Sicherung überschreibt nichts"):
        back_up(service, tmp_path / "copy")
    assert list((tmp_path / "copy").iterdir()) == []


def test_a_backup_that_fails_leaves_nothing_behind(service: Service, tmp_path: Path) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(Refused, match="Die Sicherung ließ sich nicht schreiben: No space left on device"):
        back_up(service, tmp_path / "copies" / "first", fail)
    assert list((tmp_path / "copies").iterdir()) == []
