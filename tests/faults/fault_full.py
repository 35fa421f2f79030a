"""The disk is full in the middle of writing: nobody is told that it stands, and with room again all goes on."""

import random
import resource
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from fault_house import Tally, commands, judged, opened

from fokus_api.runtime.service import StartRefused
from fokus_core.access.actor import CONSOLE
from fokus_core.domain.commands import Command
from fokus_core.domain.refusals import Unavailable

COMMANDS = 24
MOST = 250_000  # bytes that files may still grow by


def fill(folder: Path, times: int, *, seed: int = 1) -> Tally:
    """Let no file grow beyond a size that chance chooses, while commands are given; then make room and look."""
    random_, first, house, tally = random.Random(seed), folder / "first", folder / "house", Tally()
    with opened(first):
        pass
    while tally.tried < times:
        shutil.copytree(first, house)
        given, said = commands(COMMANDS), dict[str, int]()
        largest = max(path.stat().st_size for path in house.rglob("*") if path.is_file())
        room = largest + random_.randrange(MOST)
        ends_full = bool(random_.randrange(2))
        tally.tried += _full(room, house, given, said, ends=ends_full)
        if ends_full and random_.randrange(2):
            with files_up_to(room), suppress(StartRefused, Unavailable), opened(house):
                pass  # who starts it on the full disk is told, and damages nothing
        tally.add(judged(house, said, given, again=[one for one in given if one not in said]))
        shutil.rmtree(house)
    return tally


def _full(room: int, house: Path, given: Mapping[str, Command], said: dict[str, int], *, ends: bool) -> bool:
    """Give commands until files are as large as they may be, and tell whether they became so.

    The house `ends` before there is room again, or goes on and is given what it did not take.
    """
    full = False
    with suppress(Unavailable), opened(house) as service:
        with files_up_to(room):
            for id_, command in given.items():
                with suppress(Unavailable):
                    said[id_] = service.journal.handle(command, by=CONSOLE, command_id=id_).position
            full = len(said) < len(given)
            if ends:
                service.close()
        if not ends:
            for id_ in [one for one in given if one not in said]:
                said[id_] = service.journal.handle(given[id_], by=CONSOLE, command_id=id_).position
    return full


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
