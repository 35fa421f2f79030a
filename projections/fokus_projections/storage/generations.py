"""The folder of a node's read model: numbered files, a pointer to the one in use, and three locks."""

import fcntl
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from fokus_core.storage.durable import write_whole

FILE = re.compile(r"^read-([0-9]+)\.db")
POINTER = "current"


class Generation(NamedTuple):
    """A generation in use; `mark` is random: it tells it from one of the same number that shows another history."""

    number: int
    mark: str


class Generations:
    """The generations of a read model. A live file is never renamed over; the pointer is replaced instead."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = folder / POINTER
        self._looked_at = str(self._pointer)
        self._seen: tuple[tuple[int, int, int], Generation] | None = None

    def path(self, number: int) -> Path:
        """Return the file of a generation."""
        return self.folder / f"read-{number}.db"

    def current(self) -> Generation | None:
        """Return the generation in use, None before the first or after it was found damaged; a few microseconds."""
        try:
            found = os.stat(self._looked_at)  # noqa: PTH116  half the time of Path.stat, on every request
            state = (found.st_ino, found.st_mtime_ns, found.st_ctime_ns)
            seen = self._seen
            if seen is None or seen[0] != state:
                number, mark = self._pointer.read_text().split()
                seen = self._seen = (state, Generation(int(number), mark))
        except (FileNotFoundError, ValueError):
            return None
        return seen[1]

    def point_to(self, number: int) -> None:
        """Make a generation the one in use, durably, and remove those before its predecessor."""
        before = self.current()
        write_whole(self._pointer, f"{number} {secrets.token_hex(8)}\n".encode())
        self._remove(lambda one: one not in {number, before.number if before else 0})

    def discard(self, generation: Generation) -> None:
        """Let no generation be in use, if it is this one: its file is damaged and will be built anew."""
        with self.turn():
            if self.current() == generation:
                self._pointer.unlink(missing_ok=True)

    def put_aside(self) -> Path | None:
        """Let no generation be in use, and return under which name the last one is kept: as proof of what it shows."""
        with self.turn():
            current = self.current()
            if current is None:
                return None
            aside = self.folder / f"lost-{current.number}-{current.mark}.db"
            for suffix in ("-wal", "-shm", ""):  # the file last: with it the log is there
                with suppress(FileNotFoundError):
                    Path(f"{self.path(current.number)}{suffix}").rename(f"{aside}{suffix}")
            self._pointer.unlink(missing_ok=True)
            return aside

    def following(self) -> "Lock":
        """Return the lock of the process that follows the journal."""
        return Lock(self.folder / "follower.lock")

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let nobody else move a read model or the pointer meanwhile."""
        with self._held("turn.lock"):
            yield

    @contextmanager
    def building(self) -> Iterator[int]:
        """Let nobody else build a generation meanwhile, and yield its number; what an earlier build left is removed."""
        with self._held("build.lock"):
            number = max((number for number, _ in self._files()), default=0) + 1
            current = self.current()
            last = current.number if current else 0
            self._remove(lambda one: one > last)
            yield number

    @contextmanager
    def _held(self, name: str) -> Iterator[None]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = Lock(self.folder / name)
        lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def _remove(self, which: Callable[[int], bool]) -> None:
        """Remove the files of generations; whoever has one open keeps reading it."""
        for number, path in self._files():
            if which(number):
                path.unlink(missing_ok=True)

    def _files(self) -> list[tuple[int, Path]]:
        with suppress(FileNotFoundError):
            return [(int(found[1]), path) for path in self.folder.iterdir() if (found := FILE.match(path.name))]
        return []


class Lock:
    """An exclusive lock on a file, which the kernel drops when its holder dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Wait until the lock is free and take it."""
        self._take(fcntl.LOCK_EX)

    def try_acquire(self) -> bool:
        """Take the lock if it is free, and tell whether it was."""
        try:
            self._take(fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Let go of the lock."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _take(self, how: int) -> None:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, how)
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor


def followed(folder: Path) -> bool:
    """Tell whether a process keeps the read models of a folder up to date, as a server does."""
    if not folder.is_dir():
        return False
    lock = Generations(folder).following()
    if not lock.try_acquire():
        return True
    lock.release()
    return False
