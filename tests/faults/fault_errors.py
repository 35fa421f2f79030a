"""Every write and every sync fails once: who was told that it stands finds it, also after a power cut."""

import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from fault_house import Tally, commands, judged, opened
from fault_power import Disk, contents
from fault_tap import FULL, IOERR_FSYNC, IOERR_TRUNCATE, IOERR_WRITE, OK, Event, tapped

from fokus_api.runtime.service import StartRefused
from fokus_core.access.actor import CONSOLE
from fokus_core.domain.refusals import Unavailable

COMMANDS = 9
ERRORS = {"write": (IOERR_WRITE, FULL), "truncate": (IOERR_TRUNCATE,), "sync": (IOERR_FSYNC,)}


def inject(folder: Path, times: int) -> Tally:
    """Let one call fail, in each way in which it may, and then another: so many of those there are, evenly spread."""
    tally, house, calls = Tally(), folder / "first", list[str]()
    with opened(house):
        pass

    def count(event: Event) -> int:
        calls.append(event.kind)
        return OK

    _once(house, folder / "house", count)
    ways = [(nth, error) for nth, kind in enumerate(calls) for error in ERRORS[kind]]
    for nth, error in ways[:: max(1, len(ways) // times)]:
        failing = Failing(nth, error)
        found = _once(house, folder / "house", failing)
        found.notes = [f"{failing.what} (call {nth}): {note}" for note in found.notes]
        found.tried = bool(failing.what)
        tally.add(found)
    return tally


class Failing:
    """Lets the call of a number fail with an error."""

    def __init__(self, nth: int, error: int) -> None:
        self.what = ""
        self._left, self._error = nth, error

    def __call__(self, event: Event) -> int:
        """Return the error, or that all is well."""
        self._left -= 1
        if self._left != -1 or self._error not in ERRORS[event.kind]:
            return OK
        self.what = f"{event.kind} of {event.path}"
        return self._error


def _once(first: Path, folder: Path, failing: Callable[[Event], int]) -> Tally:
    """Give commands while calls fail, repeating what was not acknowledged; then look, also after a power cut."""
    shutil.copytree(first, folder)
    given, said = commands(COMMANDS), dict[str, int]()
    with tapped(folder) as tap:
        disk = Disk(contents(tap))
        tap.failing = failing
        before_closing = 0
        for _start in range(3):  # who is refused the start, or is never answered, is started again
            with suppress(StartRefused, Unavailable), opened(folder) as service:
                for id_ in [one for one in given if one not in said]:
                    for _try in range(3):
                        with suppress(Unavailable):
                            said[id_] = service.journal.handle(given[id_], by=CONSOLE, command_id=id_).position
                            break
                service.last_head.remember()
                before_closing = len(tap.events)
            if len(said) == len(given):
                break
    for event in tap.events[:before_closing]:
        disk.happened(event)
    left = folder.with_name("left")
    disk.image(left, random.Random(1), "lost")
    tally = Tally()
    for place in (folder, left):
        found = judged(place, said, given, again=given)
        tally.add(found)
        shutil.rmtree(place)
    if missing := given.keys() - said.keys():
        tally.wrong += len(missing)
        tally.note(f"never recorded, in three starts: {sorted(missing)}")
    return tally
