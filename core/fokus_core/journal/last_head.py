"""How far a journal came, remembered outside of it: one that went back in time is refused rather than served."""

import hashlib
import logging
from contextlib import suppress
from pathlib import Path
from threading import Thread

import msgspec

from fokus_core.domain.refusals import Unavailable, Unusable
from fokus_core.journal.engines.store import Row
from fokus_core.journal.journal import Journal
from fokus_core.storage.durable import locked, write_whole

__all__ = ["Head", "LastHead"]

log = logging.getLogger(__name__)

PAUSE = 0.05  # seconds between two writes, so that many commits share one
LOOK = 5.0  # seconds between looks for what other nodes appended


class Head(msgspec.Struct, frozen=True):
    """The last position of a journal, and the SHA-256 of the record there."""

    journal: str
    position: int
    digest: str


class LastHead:
    """A file that no backup holds: written after each commit of this process, and never back by itself."""

    def __init__(self, path: Path, journal: Journal) -> None:
        self.went_back = False
        self._path = path
        self._journal = journal
        self._position = 0  # known to be remembered
        self._stopping = False
        self._thread = Thread(target=self._run, name="fokus-last-head", daemon=True)

    def refuse_older(self) -> None:
        """Raise `Unusable` unless the journal holds what it held when its head was remembered."""
        known = self._read()
        if known is None:
            return
        if (known.journal, self._at(known.position)) != (self._journal.id, known):
            head = self._journal.store.head()
            raise Unusable(
                f"The journal went back in time. Journal {known.journal} was known up to position {known.position} "
                f"(SHA-256 of that record: {known.digest}); what lies there is journal {self._journal.id} up to "
                f"position {head}. Restore what is missing, or accept the loss: fokus restore --accept {head}"
            )
        self._position = known.position

    def remember(self) -> None:
        """Write down how far the journal has come, unless it is written already, here or by another process."""
        position = self._journal.store.head()
        if position < self._position and not self.went_back:
            self.went_back = True
            log.error("the journal went back in time", extra={"position": position, "known": self._position})
        if position > self._position and not self.went_back:
            self._write(position)

    def accept(self, position: int) -> None:
        """Let a journal that ends at this position be all that is known; raises `Unusable` where it ends elsewhere."""
        head = self._journal.store.head()
        if head != position:
            raise Unusable(f"The journal's head is {head}, not {position}; nothing was changed.")
        self._path.unlink(missing_ok=True)
        self._write(position)

    def start(self) -> None:
        """Remember every commit from now on."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread, and remember what was committed last."""
        self._stopping = True
        self._journal.writer.committed.set()
        if self._thread.is_alive():
            self._thread.join()
        self._try()

    def _run(self) -> None:
        committed = self._journal.writer.committed
        while not self._stopping:
            committed.wait(LOOK)
            committed.clear()
            if not self._stopping:
                self._try()

    def _try(self) -> None:
        try:
            self.remember()
        except (Unavailable, Unusable, OSError):  # the disk is full, the database away: tried again after the next
            log.warning("the journal's head could not be remembered", exc_info=True)

    def _write(self, position: int) -> None:
        head = self._at(position)
        if head is None:
            return
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(self._path.parent):
            known = self._read()
            if known is None or known.position < position:
                write_whole(self._path, msgspec.json.encode(head) + b"\n")
        self._position = position

    def _read(self) -> Head | None:
        with suppress(FileNotFoundError):
            try:
                return msgspec.json.decode(self._path.read_bytes(), type=Head)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise Unusable(
                    f"{self._path} is damaged; remove it once you know that the journal is whole."
                ) from error
        return None

    def _at(self, position: int) -> Head | None:
        """Return the head that the journal had at a position, None where it holds nothing there."""
        rows = self._journal.store.follow(after=position - 1, limit=1)
        return Head(self._journal.id, position, _digest(rows[0])) if rows and rows[0].position == position else None


def _digest(row: Row) -> str:
    """Return the SHA-256 of a stored record, the same on every engine."""
    parts = (str(row.position).encode(), row.type.encode(), "\n".join(sorted(row.keys)).encode(), row.data)
    return hashlib.sha256(b"".join(len(part).to_bytes(8, "big") + part for part in parts)).hexdigest()
