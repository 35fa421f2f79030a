"""The journal: takes commands, answers with facts, and is the only writer of truth."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime, timedelta

import msgspec

from fokus_core.access.actor import CONSOLE, Actor
from fokus_core.domain import clock
from fokus_core.domain.commands import Command
from fokus_core.domain.dates import refuse_out_of_range
from fokus_core.domain.facts import Fact, Meta, Recorded, Source, fact_type, keys_of
from fokus_core.domain.input import settle
from fokus_core.domain.opening import JournalOpened
from fokus_core.domain.refusals import Unusable
from fokus_core.domain.tracing import parent_here
from fokus_core.files.files import Files
from fokus_core.journal.codec import Codec
from fokus_core.journal.decision import Decider
from fokus_core.journal.engines.store import Conflict, Item, NewRow, Store
from fokus_core.journal.known_bodies import KnownBodies
from fokus_core.journal.read_index import ReadIndex
from fokus_core.journal.recorded_time import last_recorded
from fokus_core.journal.request import Receipt, Request
from fokus_core.journal.writer import Writer
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.privacy import Vault
from fokus_core.privacy.persons import refuse_given_ids

FORMAT = 1
COMMAND_ID = msgspec.Meta(min_length=1, max_length=200, pattern=r"^[!-~]+$")


class Journal:
    """An open journal over a store. Thread-safe; opening starts the writer thread.

    Raises `Unusable` when the store holds no journal of ours or a newer one.
    """

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        vault: Vault,
        *,
        files: Files | None = None,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self.store = store
        self.catalogue = catalogue
        self.vault = vault
        self.files = files
        self.now = now
        self.codec = Codec(catalogue)
        self.bodies = KnownBodies(store, catalogue, self.codec)
        self.id = self._open()
        self._reads = ReadIndex(store)
        self._reads.catch_up()
        decider = Decider(
            store, catalogue, self.codec, vault, self.bodies.at, files, reads=self._reads, appended=self._appended
        )
        self.relying = decider.relying
        self._decider = decider
        self._clock = decider.clock
        self.titles = decider.titles
        self.writer = Writer(store, decider, now, undone=self._undone)

    def _open(self) -> str:
        """Check the first fact, or record it in an empty store; return the journal's id."""
        self.store.create()
        kind = fact_type(JournalOpened).name
        if not self.store.head():
            opened = JournalOpened(effective=clock.day_of(self.now()), journal=uuid.uuid4().hex, format=FORMAT)
            meta = Meta(id=uuid.uuid4().hex, at=self.now(), by="core", command="core.open")
            row = NewRow(kind, (*keys_of(opened), "journal:core"), self.codec.encode(opened, meta))
            with suppress(Conflict):  # another process opened it between our look and our append
                self.store.record([row], [Item("journal:core")], after=0)
        first = self.store.follow(after=0, limit=1)[0]
        if first.position != 1 or first.type != kind:
            raise Unusable("The journal does not begin with its opening; it is damaged or none of ours.")
        opening = self.codec.decode(first).fact
        if not isinstance(opening, JournalOpened) or opening.format > FORMAT:
            raise Unusable("The journal was written by a newer version of this software.")
        return opening.journal

    def _appended(self, after: int, records: Sequence[Recorded[Fact]]) -> None:
        self.bodies.appended(after, records)
        self.titles.appended(records)
        self._reads.keep_up(records[-1].position)

    def _undone(self) -> None:
        self.bodies.forget()
        self.titles.forget()
        self._reads.forget()
        self._clock.forget()

    def submit(
        self,
        command: Command,
        *,
        by: Actor,
        command_id: str | None = None,
        source: Source | None = None,
        dry_run: bool = False,
        seen: int | None = None,
    ) -> "Future[Receipt]":
        """Hand a command to the writer; the future answers once it is durable.

        With `seen`, the position on which the sender's view rests, it is refused where its thing changed since.

        Raises `Invalid` at once on a date out of range; the future raises `Refused` or `Unavailable`.
        """
        return self.writer.submit(self._request(command, by, command_id, source, dry_run=dry_run, seen=seen))

    def handle(
        self,
        command: Command,
        *,
        by: Actor,
        command_id: str | None = None,
        source: Source | None = None,
        dry_run: bool = False,
        seen: int | None = None,
    ) -> Receipt:
        """Give a command and wait for its receipt; see `submit`."""
        return self.writer.handle(self._request(command, by, command_id, source, dry_run=dry_run, seen=seen))

    def repeats(self, command: Command, command_id: str) -> bool | None:
        """Tell whether this very command is recorded under an id, whoever gave it; None where nothing is."""
        recorded = self.under(f"command:{command_id}")
        request = self._request(command, CONSOLE, command_id, None, dry_run=True, seen=None)
        return self._decider.repeats(request, recorded[0].meta) if recorded else None

    def _request(
        self,
        command: Command,
        by: Actor,
        command_id: str | None,
        source: Source | None,
        *,
        dry_run: bool,
        seen: int | None,
    ) -> Request:
        command = settle(command)
        refuse_out_of_range(command)
        refuse_given_ids(command)
        today, id_ = clock.day_of(self.now()), command_id or uuid.uuid4().hex
        return Request(command, by, id_, today, source, dry_run, seen, parent_here())

    def recorded(self, position: int) -> Recorded[Fact] | None:
        """Return the fact at a position."""
        rows = self.store.follow(after=position - 1, limit=1)
        return self.codec.decode(rows[0]) if rows and rows[0].position == position else None

    def ahead(self) -> timedelta:
        """Return how far the last fact is recorded ahead of this machine's clock; less than nothing where it is not."""
        return last_recorded(self.store, self.codec, self.store.head()) - self.now()

    def under(self, key: str, *types: type[Fact], after: int = 0) -> list[Recorded[Fact]]:
        """Return every fact that carries a key, or those of some classes, after a position, in recorded order."""
        rows, _head = self.store.select([Item(key, self.catalogue.names(*types))], after=after)
        return [self.codec.decode(row) for row in rows]

    def follow(self, *, after: int = 0, batch: int = 2000) -> Iterator[Recorded[Fact]]:
        """Yield every fact after a position, in recorded order, up to the head."""
        while rows := self.store.follow(after=after, limit=batch):
            after = rows[-1].position
            yield from (self.codec.decode(row) for row in rows)

    def close(self) -> None:
        """Finish what is queued and release the store."""
        self.writer.close()
        self.store.close()
