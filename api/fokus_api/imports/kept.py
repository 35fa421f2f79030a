"""Tables that were handed in: the file sealed, how far it has come and what became of each row, for a day."""

import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from fokus_api.imports.entering import RowState, Said, enter_rows
from fokus_api.imports.rows import Reading
from fokus_api.imports.sheets import Line, read_table
from fokus_api.plugins.bulk_imports import BulkImport, imports_of
from fokus_api.runtime.service import Service
from fokus_core.access.actor import Actor
from fokus_core.domain import clock
from fokus_core.domain.refusals import NotFound
from fokus_core.files.attachments import DAY, begin_attachment, open_attachment
from fokus_core.files.frames import FileMissing
from fokus_core.privacy.sealed import Erased

__all__ = ["AT_ONCE", "Handed", "Tables"]

TABLE, ROWS = "table", "table-rows"  # spaces of the state store
CHUNK = 50  # rows after which it is noted how far a table has come
AT_ONCE = 100  # rows that whoever hands them in waits for
LEASE = 60.0  # seconds for which one process has a table to itself
Phase = Literal["checking", "checked", "entering", "entered"]


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """A table that was handed in: by whom, with which of their roles, and how far it has come."""

    id: str
    name: str
    actor: str
    roles: tuple[str, ...]
    scopes: tuple[str, ...]
    file: str
    rows: int
    since: float
    phase: Phase = "checking"
    done: int = 0
    counts: Mapping[RowState, int] = {}

    @property
    def waits(self) -> bool:
        """Whether rows are still to be judged or entered."""
        return self.phase in {"checking", "entering"}


class Tables:
    """The tables of an installation; each is seen by whoever handed it in alone."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._store = service.state_store
        self.known = imports_of(service.catalogue, service.plugins.each("imports"))

    def take(self, wanted: BulkImport, content: bytes, media_type: str, by: Actor) -> Handed:
        """Seal and keep a table that can be read; raises `Malformed`."""
        rows = len(read_table(content, media_type, wanted))
        files, subject = self.service.files, f"file:{secrets.token_hex(16)}"
        upload, _label = begin_attachment(
            files, self.service.vault, media_type=media_type, subject=subject, limit=len(content)
        )
        try:
            upload.write(content)
            file = upload.keep().name
        finally:
            upload.close()
        now = self.service.journal.now()
        made = f"{now:%Y%m%d%H%M%S}-{secrets.token_hex(6)}"
        handed = Handed(
            id=made,
            name=wanted.name,
            actor=by.id,
            roles=by.roles,
            scopes=by.scopes,
            file=file,
            rows=rows,
            since=now.timestamp(),
        )
        self._keep(handed)
        return handed

    def of(self, actor: str) -> list[Handed]:
        """Return the tables of an actor, the latest first."""
        return [*self._all(f"{actor}/")][::-1]

    def find(self, actor: str, table: str) -> Handed:
        """Return a table of an actor; raises `NotFound`."""
        value = self._store.get(TABLE, f"{actor}/{table}")
        if value is None:
            raise NotFound
        return msgspec.json.decode(value, type=Handed)

    def waiting(self, programme: str) -> list[Handed]:
        """Return the tables of a programme whose rows are still to be judged or entered."""
        return [one for one in self._all("") if one.waits and one.name.startswith(f"{programme}.")]

    def begin(self, handed: Handed) -> Handed:
        """Let the rows of a table that was checked be entered."""
        begun = msgspec.structs.replace(handed, phase="entering", done=0, counts={})
        self._keep(begun)
        return begun

    def lines(self, handed: Handed) -> list[Line]:
        """Return the rows of a table; raises `NotFound` once its file is gone."""
        try:
            found = open_attachment(self.service.files, self.service.vault, handed.file)
        except FileMissing:
            raise NotFound from None
        if isinstance(found, Erased) or handed.name not in self.known:
            raise NotFound
        return read_table(b"".join(found.content), found.media_type, self.known[handed.name])

    def said(self, handed: Handed) -> Iterator[Said]:
        """Yield what became of each row so far."""
        prefix, after = f"{handed.id}/{'checking' if handed.phase.startswith('check') else 'entering'}/", ""
        while page := self._store.scan(ROWS, prefix, after):
            after = page[-1][0]
            for _key, value in page:
                yield from msgspec.json.decode(value, type=list[Said])

    def go_on(self, handed: Handed, holds: Callable[[], bool] = lambda: True) -> Handed:
        """Judge or enter the rows that are left, and note how far it has come; so what was cut off goes on."""
        lease, holder = f"table {handed.id}", secrets.token_hex(8)
        if not self._store.lease(lease, holder, LEASE):
            return handed
        try:
            handed = self.find(handed.actor, handed.id)
            lines = self.lines(handed)
            today = clock.day_of(self.service.journal.now())
            reading = Reading(self.service, self.known[handed.name], self.known, today)
            while handed.waits and holds() and self._store.lease(lease, holder, LEASE):
                handed = self._chunk(handed, reading, lines[handed.done : handed.done + CHUNK])
        finally:
            self._store.release(lease, holder)
        return handed

    def _chunk(self, handed: Handed, reading: Reading, lines: Sequence[Line]) -> Handed:
        by = Actor(handed.actor, roles=handed.roles, scopes=handed.scopes)
        said = list(enter_rows(self.service, reading, lines, by=by, dry_run=handed.phase == "checking"))
        key = f"{handed.id}/{handed.phase}/{handed.done:07}"
        self._store.put(ROWS, key, msgspec.json.encode(said), expires=handed.since + DAY)
        counts = Counter(handed.counts) + Counter(one.state for one in said)
        done = handed.done + len(lines)
        phase: Phase = handed.phase
        if done >= handed.rows:
            phase = "checked" if phase == "checking" else "entered"
        handed = msgspec.structs.replace(handed, done=done, counts=dict(counts), phase=phase)
        self._keep(handed)
        return handed

    def _keep(self, handed: Handed) -> None:
        if handed.since + DAY > time.time():
            key, value = f"{handed.actor}/{handed.id}", msgspec.json.encode(handed)
            self._store.put(TABLE, key, value, expires=handed.since + DAY)

    def _all(self, prefix: str) -> Iterator[Handed]:
        after = ""
        while page := self._store.scan(TABLE, prefix, after):
            after = page[-1][0]
            yield from (msgspec.json.decode(value, type=Handed) for _key, value in page)
