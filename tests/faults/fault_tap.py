"""A tap on SQLite's own file layer: what it writes and syncs is noted in order, and any of it may be made to fail.

The file layer (VFS) of the SQLite that the house itself works with is copied, and `xWrite`, `xTruncate`, `xSync` of the
files below one folder go through here first. No other library, no preloading, no rights beyond those of a test.
"""

import ctypes
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pysqlite3._sqlite3 as built  # type: ignore[import-untyped]

OK, READONLY, FULL, CANTOPEN = 0, 8, 13, 14
IOERR_WRITE, IOERR_FSYNC, IOERR_TRUNCATE = 778, 1034, 1546

pointer, number, long = ctypes.c_void_p, ctypes.c_int, ctypes.c_longlong
OPEN = ctypes.CFUNCTYPE(number, pointer, pointer, pointer, number, pointer)
WRITE = ctypes.CFUNCTYPE(number, pointer, pointer, number, long)
TRUNCATE = ctypes.CFUNCTYPE(number, pointer, long)
SYNC = ctypes.CFUNCTYPE(number, pointer, number)


class FileLayer(ctypes.Structure):
    """`sqlite3_vfs`, version 3."""

    _fields_ = [
        ("version", number), ("size", number), ("longest", number), ("next", pointer), ("name", ctypes.c_char_p),
        ("data", pointer), ("open", pointer), *((f"other{n}", pointer) for n in range(14)),
    ]  # fmt: skip


class Methods(ctypes.Structure):
    """`sqlite3_io_methods`, version 3."""

    _fields_ = [
        ("version", number), ("close", pointer), ("read", pointer), ("write", pointer), ("truncate", pointer),
        ("sync", pointer), *((f"other{n}", pointer) for n in range(13)),
    ]  # fmt: skip


class Event(NamedTuple):
    """One call to a file, or what was `said` to a caller.

    `write`, `truncate`, `sync`, `unsynced` (a sync that failed), `whole` (a file that was renamed into its place).
    """

    kind: str
    path: str = ""
    at: int = 0
    data: bytes = b""


class Tap:
    """What happened below a folder, in order; `failing` is asked before each call and may answer with an error."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events: list[Event] = []
        self.failing: Callable[[Event], int] = lambda event: OK
        self._files: dict[int, str] = {}
        self._kept: list[Any] = []  # what SQLite points to must not be collected

    def say(self, what: int) -> None:
        """Note that something was acknowledged to a caller."""
        self.events.append(Event("said", at=what))

    def wants(self, path: str) -> bool:
        """Tell whether a file is a truth of the house, not its read models or an index in shared memory."""
        inside = path.removeprefix(f"{self.folder}/")
        return inside != path and not inside.startswith("read/") and not inside.endswith("-shm")

    def renamed(self, source: str, target: str) -> None:
        """Note that a file that was written whole took its place."""
        if self.wants(target) and not target.endswith(".db"):
            self.events.append(Event("whole", target.removeprefix(f"{self.folder}/"), data=Path(source).read_bytes()))

    def methods(self, table: Methods) -> Methods:
        """Return SQLite's own table of methods with those in between that are tapped."""
        write, truncate, sync = WRITE(table.write), TRUNCATE(table.truncate), SYNC(table.sync)

        def may(event: Event, go: Callable[[], int]) -> int:
            if error := self.failing(event):
                if event.kind == "sync":  # what was handed over stays in memory, and the system thinks it is written
                    self.events.append(Event("unsynced", event.path))
                return error
            if event.kind != "sync":
                self.events.append(event)
                return go()
            done = go()
            self.events.append(event)
            return done

        def on_write(file: int, data: int, size: int, at: int) -> int:
            content = ctypes.string_at(data, size)
            return may(Event("write", self._files[file], at, content), lambda: write(file, data, size, at))

        def on_truncate(file: int, size: int) -> int:
            return may(Event("truncate", self._files[file], size), lambda: truncate(file, size))

        def on_sync(file: int, flags: int) -> int:
            return may(Event("sync", self._files[file]), lambda: sync(file, flags))

        mine = Methods.from_buffer_copy(table)
        for name, function in (
            ("write", WRITE(on_write)),
            ("truncate", TRUNCATE(on_truncate)),
            ("sync", SYNC(on_sync)),
        ):
            setattr(mine, name, ctypes.cast(function, pointer).value)
            self._kept.append(function)
        return mine

    def layer(self, theirs: FileLayer) -> FileLayer:
        """Return a copy of SQLite's file layer that taps the files which are wanted."""
        tables: dict[int, Methods] = {}
        theirs_open = OPEN(theirs.open)

        def on_open(layer: int, name: int, file: int, flags: int, given: int) -> int:
            done: int = theirs_open(layer, name, file, flags, given)
            if done == OK and name and self.wants(path := ctypes.string_at(name).decode()):
                place = ctypes.cast(file, ctypes.POINTER(pointer))
                found = place[0]
                if found not in tables:
                    tables[found] = self.methods(Methods.from_address(found))
                self._files[file] = path.removeprefix(f"{self.folder}/")
                place[0] = ctypes.addressof(tables[found])
            return done

        mine = FileLayer.from_buffer_copy(theirs)
        function = OPEN(on_open)
        self._kept += [tables, function]
        mine.open, mine.next, mine.name = ctypes.cast(function, pointer).value, None, b"tapped"
        return mine


taps: list[Tap] = []
layers: list[Any] = []


def _heard(event: str, words: tuple[Any, ...]) -> None:
    if event == "os.rename" and taps:
        for tap in taps:
            tap.renamed(str(words[0]), str(words[1]))


sys.addaudithook(_heard)  # stays until the process ends, and costs nothing while there is no tap


@contextmanager
def tapped(folder: Path) -> Iterator[Tap]:
    """Tap all SQLite files below a folder that are opened inside; close them before leaving."""
    library = ctypes.PyDLL(built.__file__)
    library.sqlite3_vfs_find.restype = pointer
    library.sqlite3_vfs_find.argtypes = [ctypes.c_char_p]
    library.sqlite3_vfs_register.argtypes = [pointer, number]
    library.sqlite3_vfs_unregister.argtypes = [pointer]
    usual = library.sqlite3_vfs_find(None)
    tap = Tap(folder)
    mine = tap.layer(FileLayer.from_address(usual))
    layers.append((mine, tap))  # a connection that outlives the tap must not point to nothing
    library.sqlite3_vfs_register(ctypes.addressof(mine), 1)
    taps.append(tap)
    try:
        yield tap
    finally:
        taps.remove(tap)
        library.sqlite3_vfs_unregister(ctypes.addressof(mine))
        library.sqlite3_vfs_register(usual, 1)
