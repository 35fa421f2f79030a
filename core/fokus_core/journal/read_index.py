"""Which facts were decided on what: an index of the lines that decisions read, from which a retraction is judged."""

import logging
from collections.abc import Collection, Iterator
from zlib import crc32

import msgspec

from fokus_core.domain.facts import Read
from fokus_core.journal.engines.store import Row, Store

LAG = 500  # facts after which the index is carried on
CHUNK = 5_000  # facts that are entered at once

log = logging.getLogger(__name__)


class _Meta(msgspec.Struct):
    read: tuple[Read, ...] = ()


class _Stored(msgspec.Struct):
    meta: _Meta


class ReadIndex:
    """Finds facts by what their decision read. It lies in the engine and may lag: later facts are looked through.

    Whatever was recorded without it, by an earlier version or another program, is entered the next time.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._upto = 0
        self._decode = msgspec.json.Decoder(_Stored).decode

    def catch_up(self) -> None:
        """Enter everything up to the head; many processes may do so at once."""
        upto, head, said = self._store.indexed(), self._store.head(), 0
        while rows := self._store.follow(after=upto, limit=CHUNK):
            upto = rows[-1].position
            self._store.index(sorted({(line, row.position) for row in rows for line in self._lines(row)}), upto)
            if upto - said >= 20 * CHUNK:
                said = upto
                log.info("Indexing what decisions read: %d of %d facts", upto, head)
        self._upto = upto

    def keep_up(self, position: int) -> None:
        """Carry the index on where it lags too far behind what was just appended."""
        if position - self._upto > LAG:
            self.catch_up()

    def forget(self) -> None:
        """Forget how far it reaches: what was entered last may have been undone."""
        self._upto = 0

    def relying_on(
        self, wanted: Collection[tuple[str, str]], *, after: int, limit: int | None = None
    ) -> tuple[list[Row], bool]:
        """Return the rows after a position whose decision read facts of a name, without version, under a key.

        Beyond the first `limit` that may be such it is not looked, and the answer tells whether that was all.
        """
        upto = self._store.indexed()
        entered = self._store.entered([_line(*one) for one in wanted], after=after, limit=limit)
        found = {row.position: row for row in entered}
        whole = limit is None or len(entered) < limit
        after = max(after, upto)
        while whole and (rows := self._store.follow(after=after, limit=CHUNK)):
            after = rows[-1].position
            found.update((row.position, row) for row in rows)
        return [row for _, row in sorted(found.items()) if not self._read(row).isdisjoint(wanted)], whole

    def _read(self, row: Row) -> set[tuple[str, str]]:
        try:
            return {(read.key, base) for read in self._decode(row.data).meta.read for base in read.types}
        except msgspec.DecodeError:
            return set()

    def _lines(self, row: Row) -> Iterator[int]:
        return (_line(key, base) for key, base in self._read(row))


def _line(key: str, base: str) -> int:
    """Return a number for a line; lines that share one are told apart when their facts are read."""
    return crc32(key.encode()) << 31 ^ crc32(base.encode())
