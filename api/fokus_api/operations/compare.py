"""What `fokus check` holds a running house against: its files as their engines see them, and a backup of it."""

from collections.abc import Iterator
from contextlib import closing
from hashlib import file_digest
from itertools import islice
from pathlib import Path

import msgspec

from fokus_api.operations.backup import MANIFEST, Manifest
from fokus_api.runtime.service import Service
from fokus_core.domain.finding import Finding
from fokus_core.domain.refusals import Refused
from fokus_core.domain.texts import _
from fokus_core.journal.engines.sqlite import SQLiteStore
from fokus_core.journal.engines.store import Row, Store
from fokus_core.privacy.stored_vault import StoredVault

__all__ = ["check_backup", "check_files"]

BATCH = 2000
MOST = 100  # positions that are named
JOURNAL = "journal.db"


def check_files(service: Service) -> Iterator[Finding]:
    """Yield what SQLite finds wrong with the files of the vault and the state store."""
    vault = service.vault
    stores = {
        "vault": vault.flaws() if isinstance(vault, StoredVault) else [],
        "state store": service.state_store.flaws(),
    }
    for name, flaws in stores.items():
        for flaw in flaws:
            yield Finding(f"{name.replace(' ', '-')}-damaged", f"SQLite finds the file of the {name} damaged: {flaw}.")


def check_backup(service: Service, folder: Path) -> Iterator[Finding]:
    """Yield where a backup is not as its manifest says, and where the journal differs from the one in it.

    Raises `Refused` for a folder that is no backup of this journal.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(
            "no-backup",
            _("In {folder} liegt keine Sicherung: {manifest} ist nicht lesbar."),
            folder=folder,
            manifest=MANIFEST,
        ) from error
    if manifest.journal != service.journal.id:
        raise Refused("other-journal", _("Die Sicherung in {folder} gehört zu einem anderen Journal."), folder=folder)
    for part in manifest.parts:
        path = folder / part.name
        if not path.is_file() or _digest(path) != part.sha256:
            yield Finding("backup-damaged", f"{part.name} in the backup is not what its manifest says.")
            if part.name == JOURNAL:
                return
    differ: list[int] = []
    with closing(SQLiteStore(folder / JOURNAL, read_only=True)) as copy:
        copy.create()
        differ = list(islice(_differing(copy, service.journal.store), MOST))
    if differ:
        sentence = f"The journal differs from the backup made {manifest.made} up to position {manifest.head}."
        yield Finding("differs-from-backup", sentence, tuple(differ))


def _differing(copy: Store, journal: Store) -> Iterator[int]:
    """Yield the positions of the copy at which the journal holds something else, or nothing."""
    after = 0
    while rows := copy.follow(after=after, limit=BATCH):
        last = rows[-1].position
        there = {row.position: row for row in journal.follow(after=after, limit=len(rows)) if row.position <= last}
        yield from (row.position for row in rows if _content(there.get(row.position)) != _content(row))
        yield from sorted(there.keys() - {row.position for row in rows})
        after = last


def _content(row: Row | None) -> object:
    return row and (row.type, sorted(row.keys), row.data)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
