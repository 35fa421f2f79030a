"""A backup while the service runs: the journal first, then the keys that open it, then the rest, and a manifest."""

import os
import secrets
import shutil
from collections.abc import Callable
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path

import msgspec

from fokus_api.runtime.service import Service
from fokus_api.runtime.settings import path_in
from fokus_core.domain.clock import now
from fokus_core.domain.refusals import Refused
from fokus_core.domain.texts import _
from fokus_core.storage.durable import sync, write_whole
from fokus_core.storage.sqlite import connect

__all__ = ["STEPS", "Manifest", "Part", "back_up"]

FORMAT = 1
STEPS = 4
MANIFEST = "manifest.json"


class Part(msgspec.Struct, frozen=True):
    """One file of a backup: its name within it, its size in bytes and the SHA-256 of its bytes."""

    name: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds; `left_out` names the stores that lie in PostgreSQL, which copies itself."""

    format: int = FORMAT
    made: str
    software: str
    journal: str
    head: int
    parts: tuple[Part, ...]
    left_out: tuple[str, ...] = ()
    master_key: str = "not part of a backup"
    erasure_register: str = "not part of a backup"


def back_up(service: Service, target: Path, progress: Callable[[int], object] = lambda _number: None) -> Manifest:
    """Copy journal, vault, state store and files into the new folder `target` and return the manifest written there.

    The folder opens as a data folder once the master key is put beside it. The journal is copied before the vault: a
    fact in the copy has its key in the copy, unless it was destroyed. Raises `Refused` when nothing can be copied or
    the target exists.
    """
    if os.path.lexists(target):
        raise Refused("target-exists", _("{target} gibt es schon. Eine Sicherung überschreibt nichts."), target=target)
    settings = service.settings
    copies: dict[str, Callable[[str], object]] = {
        "journal": service.journal.store.backup,
        "vault": service.vault.backup,
        "state_store": service.state_store.backup,
    }
    urls = {"journal": settings.journal, "vault": settings.vault, "state_store": settings.state_store}
    left_out = tuple(name for name, url in urls.items() if path_in(url) is None)
    if "journal" in left_out:
        raise Refused(
            "journal-elsewhere",
            _("Das Journal liegt in PostgreSQL. Sichern Sie es zuerst mit pg_dump, dann Tresor, Zustand und Dateien."),
        )
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        draft.mkdir(mode=0o700, parents=True)
    except OSError as error:
        message = _("{target} lässt sich nicht anlegen: {why}.")
        raise Refused("target-unusable", message, target=target, why=error.strerror) from error
    try:
        for number, (name, copy) in enumerate(copies.items(), 1):
            if name not in left_out:
                copy(str(draft / f"{name}.db"))
            progress(number)
        service.files.backup(str(draft / "files"))
        progress(STEPS)
        manifest = Manifest(
            made=now().isoformat(timespec="seconds"),
            software=version("fokus-kommune"),
            journal=service.journal.id,
            head=_head(draft / "journal.db"),
            parts=tuple(_part(path, draft) for path in sorted(draft.rglob("*")) if path.is_file()),
            left_out=left_out,
        )
        write_whole(draft / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=2))
        draft.rename(target)
        sync(target.parent)
    except OSError as error:
        message = _("Die Sicherung ließ sich nicht schreiben: {why}.")
        raise Refused("backup-failed", message, why=error.strerror) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return manifest


def _head(journal: Path) -> int:
    """Return the last position in the copy, which the running journal may have left behind already."""
    connection = connect(str(journal), read_only=True)
    try:
        (head,) = connection.execute("SELECT max(position) FROM facts").fetchone()
        return int(head or 0)
    finally:
        connection.close()


def _part(path: Path, folder: Path) -> Part:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    sync(path)
    return Part(path.relative_to(folder).as_posix(), path.stat().st_size, digest)
