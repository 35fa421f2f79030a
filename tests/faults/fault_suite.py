"""Every fault that is tried, how often, and the table of what came of it: `fault_suite.py --write [NAME…]`."""

import re
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

sys.path += [str(Path(__file__).parent), str(Path(__file__).parent.parent / "api")]

from fault_attack import ATTACKS, attacked
from fault_attack import row as attack_row
from fault_attack import write as write_attacks
from fault_bits import flip
from fault_clocks import jump
from fault_drills import drill
from fault_errors import inject
from fault_full import fill
from fault_house import Tally
from fault_kills import kill_servers, kill_writers
from fault_machine import compare
from fault_nodes import cut_answers, kill_database
from fault_power import cut, record

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
HEAD = ("what is broken", "times", "acknowledged commands looked up", "lost", "doubled", "wrong", "on")


def power(folder: Path, times: int, *, synchronous: str = "FULL") -> Tally:
    """Record what a house writes, and cut the power at so many moments."""
    trace = record(folder / "house", max(20, min(120, times // 20)), synchronous=synchronous)
    return cut(trace, folder, times)


class Experiment(NamedTuple):
    """A kind of fault: how often it is tried in short, if at all, and at length, and by what."""

    name: str
    title: str
    short: int
    long: int
    run: Callable[[Path, int], Tally]
    control: bool = False  # made less safe on purpose: the suite must find what is lost
    postgres: bool = False


EXPERIMENTS = [
    Experiment("power", "power cuts: unsynced writes lost, kept, reordered, torn or nonsense", 60, 5000, power),
    Experiment("power-normal", "control: the same with `synchronous=NORMAL`", 10, 500,
               partial(power, synchronous="NORMAL"), control=True),
    Experiment("power-off", "control: the same with `synchronous=OFF`", 10, 500,
               partial(power, synchronous="OFF"), control=True),
    Experiment("errors", "each write, cut and sync of a file fails once, then the power is cut", 15, 300, inject),
    Experiment("kill-writer", "`kill -9` of a process that writes from four threads", 4, 180, kill_writers),
    Experiment("kill-server", "`kill -9` of a server under four clients", 0, 20, kill_servers),
    Experiment("kill-database", "PostgreSQL crashes, or all its connections, under two nodes and four clients", 0, 100,
               kill_database, postgres=True),
    Experiment("bits", "one bit flips in any file of a house or its read models: found, or harmless", 13, 500, flip),
    Experiment("full", "the disk is full in the middle of writing, and has room again", 5, 100, fill),
    Experiment("clocks", "the clock of one of two nodes jumps, by up to 300 days ahead or back", 10, 400, jump),
    Experiment("drills", "a backup amid work and erasures is restored, and the erasures replayed", 1, 30, drill),
    Experiment("histories", "random histories of 25 steps against a model, with restores", 3, 100, compare),
    Experiment("cut-answers", "PostgreSQL's answer to a commit is cut off", 5, 1000, cut_answers, postgres=True),
]  # fmt: skip


def try_(experiment: Experiment, times: int) -> Tally:
    """Run an experiment in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        return experiment.run(Path(folder), times)


def row(experiment: Experiment, tally: Tally) -> str:
    """Return the line of the table for what came of an experiment."""
    counted = (f"{one:,}" for one in (tally.tried, tally.checked, tally.lost, tally.doubled, tally.wrong))
    return f"| {experiment.title} | {' | '.join(counted)} | {date.today().isoformat()} |"  # noqa: DTZ011  # a local day


def write(lines: dict[str, str]) -> None:
    """Put lines in place of those with the same beginning, the others stay; in the order of the experiments."""
    text = PAGE.read_text()
    before, table, after = re.split(r"(\| what is broken .*?\n\n)", text, flags=re.DOTALL)
    known = {line.split(" | ")[0].removeprefix("| "): line for line in table.splitlines()[2:] if line}
    known |= lines
    ordered = [known[one.title] for one in EXPERIMENTS if one.title in known]
    rows = [f"| {' | '.join(HEAD)} |", f"|{'|'.join('---' for _ in HEAD)}|", *ordered]
    PAGE.write_text(before + "\n".join(rows) + "\n\n" + after)


def main(arguments: list[str]) -> int:
    """Run experiments at length, all or those that are named; say, and with --write write down, what came of each."""
    names = [one for one in arguments if not one.startswith("-")]
    failed = 0
    for experiment in EXPERIMENTS:
        if names and experiment.name not in names:
            continue
        tally = try_(experiment, experiment.long)
        line = row(experiment, tally)
        print(line, *tally.notes, sep="\n", flush=True)
        failed += experiment.control == (tally.failures == (0, 0, 0))
        if "--write" in arguments:
            write({experiment.title: line})
    if not names or "attacks" in names:
        lines = {}
        for kind in ATTACKS:
            with tempfile.TemporaryDirectory() as folder:
                lines[kind] = attack_row(kind, *attacked(Path(folder), kind))
            print(lines[kind], flush=True)
        if "--write" in arguments:
            write_attacks(PAGE, lines, date.today().isoformat())  # noqa: DTZ011  # a local day
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
