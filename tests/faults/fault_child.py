"""A process that has loaded the house and becomes a writer by forking, so that hundreds of kills take minutes."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fault_house import commands, opened

from fokus_core.access.actor import CONSOLE
from fokus_core.domain.commands import Command


def work(folder: Path, given: dict[str, Command], ids: list[str]) -> None:
    """Open the house with all that follows it, and give these commands from four threads; say each that stands."""
    with opened(folder, follow=True) as service, ThreadPoolExecutor(4) as pool:

        def give(id_: str) -> None:
            position = service.journal.handle(given[id_], by=CONSOLE, command_id=id_).position
            os.write(1, f"said {id_} {position}\n".encode())

        os.write(1, b"ready\n")
        list(pool.map(give, ids))
    os.write(1, b"done\n")


def main() -> None:
    """Fork a writer for every line `FOLDER COUNT ID…` that is read, and wait until it is gone."""
    given: dict[str, Command] = {}
    with open(os.devnull, "rb") as nothing:
        for line in sys.stdin:
            folder, count, *again = line.split()
            given = given if len(given) >= int(count) else commands(int(count))
            ids = [*again, *list(given)[int(count) - 600 : int(count)]]
            if not (pid := os.fork()):
                os.dup2(nothing.fileno(), 0)
                work(Path(folder), given, ids)
                os._exit(0)
            os.write(1, f"pid {pid}\n".encode())
            os.waitpid(pid, 0)
            os.write(1, b"gone\n")


if __name__ == "__main__":
    main()
