"""A bit flips in any file of a house: it is found, or nothing that anybody can read has changed."""

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fault_house import MARK, Tally, commands, opened
from sample_programme import Talked

from fokus_api.operations.audit_models import check_models
from fokus_api.operations.backup import back_up
from fokus_api.operations.compare import check_backup, check_files
from fokus_api.operations.ledger import check_ledger
from fokus_api.runtime.service import Service, StartRefused
from fokus_core.access.actor import CONSOLE
from fokus_core.access.links import SPACE
from fokus_core.checking.journal import check_journal
from fokus_core.domain.finding import Finding
from fokus_core.domain.refusals import Refused, Unavailable, Unusable
from fokus_core.files.files import OpenedFile
from fokus_core.files.frames import FileBroken
from fokus_core.privacy.sealing import open_sealed

SAID = (StartRefused, Refused, Unavailable, Unusable, FileBroken)  # what is told in a sentence


def flip(folder: Path, times: int, *, seed: int = 1) -> Tally:
    """Flip one bit after another, each in a fresh copy of a house, in every kind of file in turn."""
    random_, first, house, backup = random.Random(seed), folder / "first", folder / "house", folder / "backup"
    truth = _build(first, backup)
    kinds = sorted(str(path.relative_to(first)) for path in first.rglob("*") if path.is_file() and path.stat().st_size)
    tally, found = Tally(), Counter[str]()
    for number in range(times):
        kind = kinds[number % len(kinds)]
        shutil.copytree(first, house)
        path = house / kind
        content = bytearray(path.read_bytes())
        at = random_.randrange(len(content))
        content[at] ^= 1 << random_.randrange(8)
        path.write_bytes(content)
        what = _looked(house, backup, truth, deep=kind.startswith("read/"))
        found[f"{kind.partition('/')[0]} {what.partition(':')[0]}"] += 1
        tally.tried += 1
        tally.checked += len(truth["journal"])
        if what.startswith("not found"):
            tally.wrong += 1
            tally.note(f"{kind}, byte {at}: {what}")
        shutil.rmtree(house)
    tally.notes.append(", ".join(f"{what} {count}" for what, count in sorted(found.items())))
    return tally


def _build(first: Path, backup: Path) -> dict[str, Any]:
    """Make a house with everything in it, and a backup of it; return what it says."""
    with opened(first, follow=True) as service:
        for id_, command in commands(30).items():
            service.journal.handle(command, by=CONSOLE, command_id=id_)
            service.state_store.put(SPACE, id_, MARK)
            service.state_store.count_within(SPACE, f"{id_}-counted", 3600, by=7)
        opened_ = [("person-1", 7, "talk"), ("person-2", 8, "talk")]
        service.state_store.record_access(
            at=datetime(2026, 1, 1, tzinfo=UTC), actor="a", permission="p", opened=opened_
        )
        service.state_store.lease("flips", "holder", 3600)
        upload = service.files.begin(subject="person", purpose="talk", vault=service.vault, limit=10**6)
        upload.write(MARK * 1000)
        service.files.claim(upload.keep().name)
        upload.close()
        service.models.wait_for(service.journal.store.head(), 60)
        service.ledger.make_key("example.org/fokus")
        service.ledger.sign(service.records)
        back_up(service, backup)
    with opened(first) as service:
        return _said(service)


def _said(service: Service) -> dict[str, Any]:
    """Return everything that a house says: its facts with names opened, keys, persons, entries and files."""
    facts = list(service.journal.follow())
    stores: list[Any] = [service.vault, service.state_store]
    return {
        "journal": [
            (one.position, one.type, one.keys, repr(one.fact), repr(one.meta)) for one in facts
        ],
        "names": [
            open_sealed(one.fact.name, str, one.meta.id, "name", service.vault)
            for one in facts
            if isinstance(one.fact, Talked)
        ],
        "files": [_content(service, name) for name, _claimed in service.files._engine.names()],
        **{
            table: sorted(map(repr, store._database.query(f"SELECT * FROM {table}")))
            for store in stores
            for (table,) in store._database.query("SELECT name FROM sqlite_master WHERE type = 'table'")
        },
    }  # fmt: skip


def _content(service: Service, name: str) -> bytes:
    opened_ = service.files.open(name, service.vault)
    return b"".join(opened_) if isinstance(opened_, OpenedFile) else b"erased"


def _looked(house: Path, backup: Path, truth: dict[str, Any], *, deep: bool) -> str:
    """Return what somebody learns who opens a damaged house and has it checked."""
    try:
        with opened(house) as service:
            findings = list(_findings(service, backup, deep=deep))
            if findings:
                return f"found: {findings[0].slug}"
            said = _said(service)
    except SAID as error:
        return f"refused: {error}"
    except Exception as error:  # a traceback helps nobody who operates this
        return f"not found, but {error!r}"
    differs = [name for name in truth if said.get(name) != truth[name]]
    return f"not found, but {', '.join(differs)} changed" if differs else "harmless"


def _findings(service: Service, backup: Path, *, deep: bool) -> Iterator[Finding]:
    yield from check_journal(service.journal).findings
    yield from check_files(service)
    yield from check_backup(service, backup)
    yield from check_ledger(service)
    if deep:
        yield from check_models(service)
