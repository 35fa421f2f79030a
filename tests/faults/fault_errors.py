"""Every write and every sync fails once: who was told that it stands finds it, also after a power cut."""

import random
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from fault_house import Tally, commands, judged, opened
from fault_power import Disk, contents
from fault_tap import FULL, IOERR_FSYNC, IOERR_TRUNCATE, IOERR_WRITE, OK, Event, Tap, tapped

from fokus_api.runtime.service import StartRefused
from fokus_core.access.actor import CONSOLE
from fokus_core.domain.refusals import Unavailable

COMMANDS = 6
ERRORS = {"write": (IOERR_WRITE, FULL), "truncate": (IOERR_TRUNCATE,), "sync": (IOERR_FSYNC,)}


def inject(folder: Path, *, most: int, step: int = 1) -> Tally:
    """Let one call after another fail, every `step`th of those there are, in each way in which it may."""
    tally, house = Tally(), folder / "first"
    with opened(house):
        pass
    for nth in count(0, step):
        for choice in (0, 1):
            found = _once(house, folder / "house", nth, choice)
            if found is None and not choice:
                return tally
            if found is not None:
                tally.add(found)
            if tally.tried >= most:
                return tally
    return tally


def _once(first: Path, folder: Path, nth: int, choice: int) -> Tally | None:
    """Give commands while the call of this number fails, repeating what was not acknowledged; None when none did."""
    shutil.copytree(first, folder)
    given, said, failed = commands(COMMANDS), dict[str, int](), list[str]()
    numbers = count()

    def failing(event: Event) -> int:
        errors = ERRORS[event.kind]
        if next(numbers) != nth or choice >= len(errors):
            return OK
        failed.append(f"{event.kind} of {event.path}")
        return errors[choice]

    with tapped(folder) as tap:
        disk = Disk(contents(tap))
        tap.failing = failing
        for _start in range(3):  # who is refused the start, or is never answered, is started again
            try:
                with opened(folder) as service:
                    for id_ in given:
                        for _try in range(3):
                            try:
                                said[id_] = service.journal.handle(given[id_], by=CONSOLE, command_id=id_).position
                                break
                            except Unavailable:
                                continue
                    service.last_head.remember()
                    before_closing = len(tap.events)
            except (StartRefused, Unavailable):
                continue
            if len(said) == len(given):
                break
    if not failed:
        shutil.rmtree(folder)
        return None
    for event in tap.events[:before_closing]:
        disk.happened(event)
    left = folder.with_name("left")
    disk.image(left, random.Random(nth), "lost")
    tally = Tally(tried=1)
    for place in (folder, left):
        found = judged(place, said, given, again=given)
        found.notes = [f"{failed[0]} (call {nth}): {note}" for note in found.notes]
        tally.add(found)
        shutil.rmtree(place)
    if missing := given.keys() - said.keys():
        tally.wrong += len(missing)
        tally.note(f"{failed[0]} (call {nth}): never recorded, in three starts: {sorted(missing)}")
    return tally
