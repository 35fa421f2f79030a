"""The canary: what the export tells of a person is gone from every file after the erasure, and nothing else is."""

import logging
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from canary_scene import erase, fill, opened
from canary_webhooks import REFUSES, TAKES, Heard, deliver, send_again, subscribe

from fokus_api.auth.unsealing import open_fields
from fokus_api.operations.audit_models import check_models
from fokus_api.operations.backup import back_up
from fokus_api.responses.privacy import Export, as_text, export_of
from fokus_api.responses.sentences import Sentences
from fokus_api.runtime.service import Service
from fokus_core.checking.journal import check_journal
from fokus_core.persons.erasure import erasure_of
from fokus_core.plugins.texts import Words
from fokus_core.storage.open_database import open_database
from fokus_core.testing.folders import files_in

NEIGHBOURS = 40
MANY = 999
SHORT = 3  # points at which the short form kills
LONG = 24  # of at least so many


class Scene(NamedTuple):
    """The folder of a service that has ended, the canary's id, marks and keys, and what neighbours' data opens to."""

    folder: Path
    person: str
    marks: list[str]
    keys: list[bytes]
    neighbours: dict[int, Any]


def exported(service: Service, person: str) -> Export:
    sentences = Sentences(service.plugins.sentences, service.texts, service.journal.titles)
    found = export_of(service, sentences, person, "console", Words(service.texts))
    assert found is not None
    return found


def neighbours_of(service: Service, person: str) -> dict[int, Any]:
    records = [
        one
        for one in service.journal.follow()
        if one.type == "canary.reported@1" and f"person:{person}" not in one.keys
    ]
    return {one.position: fields for one, fields in zip(records, opened_of(service, records), strict=True)}


def opened_of(service: Service, records: list[Any]) -> list[Any]:
    return open_fields(service, "console", "core.export-persons", records)


def keys_of(service: Service, folder: Path, person: str) -> list[bytes]:
    raw = open_database(f"sqlite:///{folder}/data/vault.db", "vault")
    try:
        ids = [id_ for (id_,) in raw.query("SELECT id FROM vault_keys WHERE subject = ?", (person,))]
    finally:
        raw.close()
    found = [service.vault.key(id_) for id_ in ids]
    return [key for key in found if key is not None]


def made(folder: Path, neighbours: int) -> Scene:
    with opened(folder) as service:
        subscribe(service)
        person, marks = fill(service, neighbours)
    heard = deliver(folder)
    assert_told_of(heard, person, marks, TAKES, REFUSES)
    with opened(folder) as service:
        return Scene(folder, person, marks, keys_of(service, folder, person), neighbours_of(service, person))


def assert_told_of(heard: Heard, person: str, marks: list[str], *addresses: str) -> None:
    """Assert that each address was sent entries about somebody, with nothing that was sealed."""
    for address in addresses:
        sent = b"".join(heard.bodies[address])
        assert person.encode() in sent
        assert [one for one in marks if one.encode() in sent] == []


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return made(tmp_path_factory.mktemp("canary"), NEIGHBOURS)


@pytest.fixture
def copy(scene: Scene, tmp_path: Path) -> Scene:
    shutil.copytree(scene.folder, tmp_path / "copy")
    return scene._replace(folder=tmp_path / "copy")


def left_in(folder: Path, sought: list[bytes]) -> list[tuple[str, bytes]]:
    """Return which files hold which of the bytes sought."""
    return [(path.name, one) for path, held in files_in(folder).items() for one in sought if one in held]


def assert_gone(scene: Scene) -> None:
    """Assert that nothing is left of the canary in any file, that neighbours are whole, and that all is rebuilt."""
    with opened(scene.folder, follow=True) as service:
        assert service.models.wait_for(service.journal.store.head(), 60)
        back_up(service, scene.folder / "backup")
        sought = [one.encode() for one in scene.marks] + scene.keys
        assert left_in(scene.folder, sought) == []
        assert neighbours_of(service, scene.person) == scene.neighbours
        after = exported(service, scene.person)
        assert after.erased
        assert [value for one in after.facts for value in one.personal.values() if value is not None] == []
        receipt = erasure_of(service.state_store, scene.person)
        assert receipt is not None
        assert receipt.complete is not None
    with opened(scene.folder) as service:
        assert check_models(service) == []
        assert [one.slug for one in check_journal(service.journal).findings] == []


def test_the_export_tells_every_mark_and_the_erasure_takes_every_one(
    copy: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert len(set(copy.marks)) >= 40
    assert len(copy.keys) >= 4
    with opened(copy.folder) as service:
        export = exported(service, copy.person)
        told = as_text(export, Words(service.texts)) + files_of(service, export) + lying(service)
        assert [one for one in copy.marks if one not in told] == []
        assert "Nachbarin" not in told
        before = {row.position: row.data for row in service.journal.store.follow(after=0, limit=10_000)}
        erase(service, copy.person)
        receipt = erasure_of(service.state_store, copy.person)
        assert receipt is not None
        assert {name: number > 0 for name, number in receipt.places.items()} == {
            "keys": True, "proposals": True, "reasons": True, "attachments": True, "mails": True, "links": True,
            "drafts": True, "entries": False,
        }  # fmt: skip
        after = {row.position: row.data for row in service.journal.store.follow(after=0, limit=10_000)}
        assert {position: after[position] for position in before} == before
    assert_told_of(send_again(copy.folder), copy.person, copy.marks, REFUSES)
    assert_gone(copy)
    assert [mark for mark in copy.marks if mark in caplog.text] == []


def files_of(service: Service, export: Export) -> str:
    from fokus_core.files.attachments import open_attachment

    texts = []
    for name in (file for fact in export.facts for file in fact.files):
        attachment = open_attachment(service.files, service.vault, name)
        texts.append(b"".join(attachment.content).decode())  # type: ignore[union-attr]  # not erased
    return "".join(texts)


def lying(service: Service) -> str:
    """Return drafts that lie in the state store, which the export counts."""
    return "".join(value.decode() for _key, value in service.state_store.scan("canary-draft"))


def killed(scene: Scene, number: int) -> int:
    """Kill an erasure at a step, and return how many steps it came to; then let it end."""
    counted = scene.folder.parent / f"steps-{number}"
    script = Path(__file__).with_name("canary_scene.py")
    command = [sys.executable, str(script), str(scene.folder), scene.person]
    first = subprocess.run([*command, str(number), str(counted)], capture_output=True, check=False)
    assert first.returncode in (0, -9), first.stderr.decode()[-2000:]
    steps = int(counted.read_text() or 0)
    if first.returncode:
        second = subprocess.run([*command, "0", str(counted)], capture_output=True, check=False)
        assert second.returncode == 0, second.stderr.decode()[-2000:]
    return steps


@pytest.fixture(scope="module")
def steps(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> int:
    folder = tmp_path_factory.mktemp("steps")
    shutil.copytree(scene.folder, folder / "copy")
    return killed(scene._replace(folder=folder / "copy"), 0)


@pytest.mark.parametrize("point", range(SHORT))
def test_an_erasure_that_is_killed_is_complete_after_a_restart(copy: Scene, steps: int, point: int) -> None:
    assert steps >= LONG
    killed(copy, 1 + steps * point // SHORT)
    assert_gone(copy)


@pytest.mark.long
@pytest.mark.parametrize("point", range(LONG))
def test_an_erasure_that_is_killed_anywhere_is_complete_after_a_restart(copy: Scene, steps: int, point: int) -> None:
    killed(copy, 1 + steps * point // LONG)
    assert_gone(copy)


@pytest.mark.long
def test_nine_hundred_and_ninety_nine_neighbours_are_as_they_were(tmp_path: Path) -> None:
    scene = made(tmp_path / "many", MANY)
    with opened(scene.folder) as service:
        erase(service, scene.person)
    assert_gone(scene)
