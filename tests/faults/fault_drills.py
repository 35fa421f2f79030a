"""Drills of restoring: a backup from a random moment while people work, and persons erased before and after it."""

import random
import shutil
import threading
import time
from pathlib import Path
from typing import Any

from fault_house import DAY, Tally, commands, judged, opened
from sample_programme import Talked

from fokus_api.operations.audit_models import check_models
from fokus_api.operations.backup import back_up
from fokus_api.operations.compare import check_backup
from fokus_api.runtime.service import Service, StartRefused
from fokus_core.access.actor import CONSOLE
from fokus_core.persons.erasing import ErasePerson
from fokus_core.persons.erasure import ErasePersons
from fokus_core.privacy.sealed import ERASED
from fokus_core.privacy.sealing import open_sealed

COMMANDS = 40
STORES = ("journal.db", "vault.db", "state_store.db")


def drill(folder: Path, times: int, *, seed: int = 1) -> Tally:
    """Work, back up in the middle, erase somebody, restore, replay the erasures, and compare with what there was."""
    random_, tally = random.Random(seed), Tally()
    for number in range(times):
        house, copy = folder / f"house-{number}", folder / f"copy-{number}"
        given, said, erased = commands(COMMANDS), dict[str, int](), set[str]()
        with opened(house, follow=True) as service:
            work = threading.Thread(target=_give, args=(service, given, said))
            work.start()
            _wait(said, random_.randrange(2, COMMANDS - 4))
            if random_.randrange(2):
                _erase_one(service, erased, random_)
            back_up(service, copy)
            work.join()
            for _ in range(random_.randrange(1, 3)):
                _erase_one(service, erased, random_)
            before = service.journal.store.follow(after=0, limit=10_000)
        head = _restored(house, copy, tally)
        with opened(house, follow=True) as service:
            assert service.models.wait_for(service.journal.store.head(), 60)
        with opened(house) as service:
            after = service.journal.store.follow(after=0, limit=10_000)
            if after[:head] != before[:head]:
                tally.wrong += 1
                tally.note("what was restored is no prefix of what there was")
            for finding in (*check_models(service), *check_backup(service, copy)):
                tally.wrong += 1
                tally.note(f"check: {finding.slug}: {finding.message}")
            gone = _erased_ids(service, erased, tally)
        kept = {id_: command for id_, command in given.items() if id_ not in gone}
        tally.add(judged(house, {id_: at for id_, at in said.items() if id_ in kept and at <= head}, kept))
        tally.tried += 1
        shutil.rmtree(house)
    return tally


def _give(service: Service, given: dict[str, Any], said: dict[str, int]) -> None:
    for id_, command in given.items():
        said[id_] = service.journal.handle(command, by=CONSOLE, command_id=id_).position


def _wait(said: dict[str, int], count: int) -> None:
    while len(said) < count:
        time.sleep(0.001)


def _erase_one(service: Service, erased: set[str], random_: random.Random) -> None:
    persons = sorted({one.fact.person for one in service.journal.follow() if isinstance(one.fact, Talked)} - erased)
    person = random_.choice(persons)
    service.journal.handle(ErasePerson(person=person, ground="objection", effective=DAY), by=CONSOLE)
    status = service.jobs.run_now(ErasePersons.name, 60)
    assert status is not None
    assert not status.failures
    erased.add(person)


def _restored(house: Path, copy: Path, tally: Tally) -> int:
    """Put a backup in place as an operator does, and return up to where it goes."""
    for name in STORES:
        for path in house.glob(f"{name}*"):
            path.unlink()
        shutil.copy(copy / name, house / name)
    shutil.rmtree(house / "files")
    shutil.copytree(copy / "files", house / "files")
    try:
        with opened(house):
            tally.wrong += 1
            tally.note("an older journal was opened without being accepted")
    except StartRefused as refused:
        head = int(str(refused).partition("--accept ")[2].split()[0].rstrip(".`"))
    with opened(house, accept=head) as service:
        service.models.put_aside()
        service.register.replay(service, service.state_store)
    return head


def _erased_ids(service: Service, erased: set[str], tally: Tally) -> set[str]:
    """Return the commands about whoever was erased, whose names must not open any more."""
    gone = set()
    for one in service.journal.follow():
        if isinstance(one.fact, Talked) and one.fact.person in erased:
            gone.add(one.meta.command)
            if open_sealed(one.fact.name, str, one.meta.id, "name", service.vault) is not ERASED:
                tally.wrong += 1
                tally.note("somebody who was erased is named again")
    return gone
