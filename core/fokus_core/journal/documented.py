"""Documented history: entries with source and certainty, entered through the same commands a clerk would use."""

import hmac
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import count
from typing import Annotated, Any, Literal

import msgspec

from fokus_core.access.actor import Actor
from fokus_core.corrections.corrections import Redo
from fokus_core.domain.facts import Meta, Source
from fokus_core.domain.input import taken
from fokus_core.domain.programme import HistoryFile
from fokus_core.domain.refusals import Malformed, Refused
from fokus_core.domain.texts import _
from fokus_core.journal.journal import Journal

RECORDER = Actor("documented-history", trusted=True)
RECORD_SOURCE = "core.record-source"  # programmes may list the same source, which is entered once


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry: a command with its fields, where it is stated, and how certain it is. `id` never changes.

    With `not_before` the day is open: it lies between that one and the one in the fields.
    """

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    command: str
    fields: dict[str, Any]
    source: str
    certainty: Literal["stated", "inferred"] = "stated"
    note: str = ""
    not_before: date | None = None


class SourceEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One source: what is known of it, and by what texts entries name it besides its id, which never changes."""

    id: str
    title: str
    kind: str
    address: str = ""
    publisher: str = ""
    issued: str | None = None
    note: str = ""
    named: tuple[str, ...] = ()

    def entry(self, listed: "Listed") -> Entry:
        """Return the entry by which it is recorded."""
        told = {name: getattr(self, name) for name in ("title", "kind", "address", "publisher", "issued", "note")}
        fields = {"source": self.id, **told, "references": [*self.named], "effective": str(listed.on)}
        return Entry(f"source-{self.id}", RECORD_SOURCE, fields, listed.source)


class Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """On which day the sources of a file were put together, and where that is stated."""

    on: date
    source: str


class Entries(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of a history file, in the order in which it is entered; its sources were `listed` on a day."""

    entry: tuple[Entry, ...] = ()
    source: tuple[SourceEntry, ...] = ()
    listed: Listed | None = None


State = Literal["entered", "present", "changed", "corrected", "refused"]


@dataclass(frozen=True)
class Loaded:
    """What became of one entry; `why`, with places for `values`, where it was refused or differs from what stands."""

    programme: str
    entry: str
    state: State
    why: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def read(file: HistoryFile) -> tuple[Entry, ...]:
    """Return the entries of a file; raises `ValueError` with a sentence when it is malformed."""
    try:
        found = taken(tomllib.loads(file.path.read_text(encoding="utf-8-sig")), Entries)
        if found.listed is None and found.source:
            raise ValueError(f"{file.path.name}: sources need [listed], which says on which day and where they stand")
        return (*found.entry, *(one.entry(found.listed) for one in found.source if found.listed is not None))
    except (tomllib.TOMLDecodeError, Malformed) as error:
        raise ValueError(f"{file.path.name}: {error}") from error


def load_history(journal: Journal, files: Iterable[HistoryFile], *, correct: bool = False) -> Iterator[Loaded]:
    """Enter what is not entered yet; list a changed entry, or with `correct` enter it as a correction.

    A source that several files list alike is told of once; where they list it differently, the first file counts.
    """
    listed: dict[str, Entry] = {}
    for file in files:
        for entry in read(file):
            if entry.command == RECORD_SOURCE:
                if (first := listed.get(entry.id)) is not None:
                    if first != entry:
                        why = _("Eine andere Datei führt diese Quelle anders.")
                        yield Loaded(file.programme, entry.id, "refused", why)
                    continue
                listed[entry.id] = entry
            yield _enter(journal, file.programme, entry, correct=correct)


def _enter(journal: Journal, programme: str, entry: Entry, *, correct: bool) -> Loaded:
    name = entry.command if "." in entry.command else f"{programme}.{entry.command}"
    cls = journal.catalogue.command(name)
    if cls is None:
        return Loaded(programme, entry.id, "refused", _("Einen Befehl {name} gibt es nicht."), {"name": name})
    digest = _digest(entry, journal.vault.digest_key())
    source = Source(entry.source, entry.certainty, entry.note, digest, entry.not_before)
    first = f"history:{'core' if entry.command == RECORD_SOURCE else programme}:{entry.id}"
    last, following = _versions(journal, first)
    try:
        command = taken(entry.fields, cls)
        if last is None:
            journal.handle(command, by=RECORDER, command_id=first, source=source)
            return Loaded(programme, entry.id, "entered")
        if last.source == source:
            return Loaded(programme, entry.id, "present")
        if not correct:
            return Loaded(programme, entry.id, "changed", _("Eingetragen ist etwas anderes, als in der Datei steht."))
        redo = Redo(
            command=last.command,
            name=name,
            body=msgspec.Raw(msgspec.json.encode(command)),
            reason="Der Eintrag der dokumentierten Geschichte wurde geändert.",
        )
        _acknowledging(journal, redo, following, source)
        return Loaded(programme, entry.id, "corrected")
    except Malformed as malformed:
        return Loaded(programme, entry.id, "refused", str(malformed))
    except Refused as refused:
        return Loaded(programme, entry.id, "refused", refused.message, refused.values)


def _acknowledging(journal: Journal, redo: Redo, command_id: str, source: Source) -> None:
    try:
        journal.handle(redo, by=RECORDER, command_id=command_id, source=source)
    except Refused as refused:
        if refused.slug != "blast-radius":
            raise
        acknowledged = msgspec.structs.replace(redo, acknowledge=refused.positions)
        journal.handle(acknowledged, by=RECORDER, command_id=command_id, source=source)


def _versions(journal: Journal, first: str) -> tuple[Meta | None, str]:
    """Return the envelope under which an entry was last entered, and the command id of the next correction."""
    last: Meta | None = None
    for number in count(1):
        command_id = first if number == 1 else f"{first}/{number}"
        records = journal.under(f"command:{command_id}")
        if not records:
            return last, command_id
        last = records[-1].meta
    raise AssertionError("count never ends")


def _digest(entry: Entry, key: bytes) -> str:
    written = msgspec.json.encode(entry, order="deterministic").removesuffix(b',"not_before":null}')
    written += b"" if written.endswith(b"}") else b"}"  # as entries were written before there was such a field
    return hmac.new(key, written, sha256).hexdigest()[:16]
