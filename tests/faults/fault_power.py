"""Power cuts: from what was written and synced, the disks that may be left, each opened as a house."""

import random
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from fault_house import MARK, Tally, commands, judged, opened
from fault_tap import Event, Tap, tapped

from fokus_api.runtime.service import Service
from fokus_core.access.actor import CONSOLE
from fokus_core.access.links import SPACE
from fokus_core.domain.commands import Command

SECTOR = 512
MODES = ("lost", "kept", "first", "any", "torn", "garbage")  # what becomes of writes that nobody synced
CHECKPOINT = 30  # pages in a write-ahead log, in place of 1,000: more moves into the file in fewer commands


class Trace(NamedTuple):
    """What a house wrote while commands were given to it: `said` is the id of each by its position."""

    start: dict[str, bytes]
    events: list[Event]
    said: dict[int, str]
    given: dict[str, Command]


def record(folder: Path, count: int, *, synchronous: str = "FULL", threads: int = 3) -> Trace:
    """Give commands to a house from several threads, and note what reaches its files."""
    given = commands(count)
    with opened(folder):
        pass
    with tapped(folder) as tap, opened(folder) as service:
        for connection in _writers(service):
            connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")
            connection.execute(f"PRAGMA synchronous = {synchronous}")
        said: dict[int, str] = {}
        start = contents(tap)
        begin = len(tap.events)

        def give(id_: str) -> None:
            position = service.journal.handle(given[id_], by=CONSOLE, command_id=id_).position
            said[position] = id_
            tap.say(position)
            service.state_store.put(SPACE, id_, MARK)
            tap.say(-position)
            service.last_head.remember()

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(give, given))
        events = tap.events[begin:]
    return Trace(start, events, said, given)


def contents(tap: Tap) -> dict[str, bytes]:
    """Return what the files of a house hold."""
    files = [path for path in tap.folder.rglob("*") if path.is_file() and tap.wants(str(path))]
    return {str(path.relative_to(tap.folder)): path.read_bytes() for path in files}


def cut(trace: Trace, folder: Path, images: int, *, seed: int = 1) -> Tally:
    """Cut the power again and again, and judge every house that is left."""
    random_ = random.Random(seed)
    moments = sorted(random_.randrange(len(trace.events) + 1) for _ in range(images))
    disk, said, marked, tally = Disk(trace.start), dict[str, int](), set[str](), Tally()
    ids, done = list(trace.given), 0
    for moment in moments:
        for event in trace.events[done:moment]:
            disk.happened(event)
            if event.kind != "said":
                continue
            if event.at > 0:
                said[trace.said[event.at]] = event.at
            else:
                marked.add(trace.said[-event.at])
        done = moment
        left = folder / "left"
        disk.image(left, random_, mode := random_.choice(MODES))
        # The last that was acknowledged and the first that was not are sent again.
        again = [*list(said)[-1:], *[one for one in ids if one not in said][:1]]
        found = judged(left, said, trace.given, again=again, marked=marked)
        found.tried = 1
        found.notes = [f"power cut after call {moment}, unsynced writes {mode}: {note}" for note in found.notes]
        tally.add(found)
        shutil.rmtree(left)
    return tally


class Disk:
    """What a disk certainly holds, and what was handed to it since each file's last sync."""

    def __init__(self, start: Mapping[str, bytes]) -> None:
        self.safe = {name: bytearray(content) for name, content in start.items()}
        self.pending: defaultdict[str, list[Event]] = defaultdict(list)

    def happened(self, event: Event) -> None:
        """Take one call over."""
        if event.kind in ("write", "truncate"):
            self.pending[event.path].append(event)
        elif event.kind == "whole":  # written, synced and renamed by `durable`, whose sync of the folder follows
            self.safe[event.path] = bytearray(event.data)
        elif event.kind == "unsynced":
            self.pending.pop(event.path, None)
        elif event.kind == "sync":
            content = self.safe.setdefault(event.path, bytearray())
            for one in self.pending.pop(event.path, ()):
                _apply(content, one)

    def image(self, folder: Path, random_: random.Random, mode: str) -> None:
        """Write a disk as a power cut may leave it: unsynced writes in any choice and order, and torn in sectors."""
        for name in {*self.safe, *self.pending}:
            content = bytearray(self.safe.get(name, b""))
            waiting = self.pending.get(name, [])
            upto = random_.randrange(len(waiting) + 1)
            for number, one in enumerate(waiting):
                if mode == "kept" or (mode == "first" and number < upto) or (mode == "any" and random_.random() < 0.5):
                    _apply(content, one)
                elif mode in ("torn", "garbage") and random_.random() < 0.8:
                    for part in _sectors(one, random_, garbage=mode == "garbage"):
                        _apply(content, part)
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(0o600)


def _sectors(event: Event, random_: random.Random, *, garbage: bool) -> Iterator[Event]:
    """Yield those sectors of a write that reached the disk, some of them as nonsense."""
    if event.kind == "truncate":
        yield event
        return
    at, end = event.at, event.at + len(event.data)
    while at < end:
        stop = min(end, (at // SECTOR + 1) * SECTOR)
        chance = random_.random()
        if garbage and chance < 0.2:
            yield Event("write", event.path, at, random_.randbytes(stop - at))
        elif chance < 0.6:
            yield Event("write", event.path, at, event.data[at - event.at : stop - event.at])
        at = stop


def _apply(content: bytearray, event: Event) -> None:
    if event.kind == "truncate":
        del content[event.at :]
        return
    if len(content) < event.at:
        content.extend(bytes(event.at - len(content)))
    content[event.at : event.at + len(event.data)] = event.data


def _writers(service: Service) -> list[Any]:
    """Return the writing connections of the three stores; the house itself offers no way to make them less safe."""
    stores: list[Any] = [service.journal.store, service.vault, service.state_store]
    return [getattr(one, "_database", one)._writer for one in stores]
