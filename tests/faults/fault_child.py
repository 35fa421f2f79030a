"""A process that has loaded the house and becomes a writer by forking, so that hundreds of kills take minutes."""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from fault_house import commands, opened

from fokus_core.access.actor import CONSOLE
from fokus_core.domain.commands import Command


def out(line: str) -> None:
    """Write a line at once and whole."""
    os.write(1, f"{line}\n".encode())


def work(folder: Path, given: dict[str, Command], ids: list[str], *, say: Callable[[str], None] = out) -> None:
    """Open the house with all that follows it, and give these commands from four threads; say each that stands."""
    with opened(folder, follow=True) as service, ThreadPoolExecutor(4) as pool:

        def give(id_: str) -> None:
            position = service.journal.handle(given[id_], by=CONSOLE, command_id=id_).position
            say(f"said {id_} {position}")

        say("ready")
        list(pool.map(give, ids))
    say("done")


def main() -> None:
    """Fork a writer for every line `FOLDER COUNT ID…` that is read, and wait until it is gone."""
    given: dict[str, Command] = {}
    with TemporaryDirectory() as folder:  # loads what is loaded on first use, before anybody is forked
        work(Path(folder), commands(4), ["command-0", "command-1"], say=lambda _line: None)
    with Path(os.devnull).open("rb") as nothing:
        for line in sys.stdin:
            folder, count, *again = line.split()
            given = given if len(given) >= int(count) else commands(int(count))
            ids = [*again, *list(given)[int(count) - 600 : int(count)]]
            if not (pid := os.fork()):
                os.dup2(nothing.fileno(), 0)
                work(Path(folder), given, ids)
                os._exit(0)
            out(f"pid {pid}")
            os.waitpid(pid, 0)
            out("gone")


if __name__ == "__main__":
    main()
