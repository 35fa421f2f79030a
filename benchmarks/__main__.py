"""`python -m benchmarks`: measure, and print one table."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import rich_click as click
from rich.console import Console

from benchmarks import (
    append,
    cards,
    cards_at_large,
    discounts,
    folding,
    growth,
    ledger,
    members,
    pages,
    peers,
    prints,
    rebuild,
    start,
    what_if,
)
from benchmarks.machine import this_machine
from benchmarks.pairs import Ratio
from benchmarks.table import Run, as_json, as_markdown, show

Benchmark = Callable[[bool, int], list[Ratio]]

BENCHMARKS: dict[str, Benchmark] = {
    "append": lambda quick, _: append.on_sqlite(*((40, 1) if quick else (300, 8))),
    "append-postgres": lambda quick, _: append.on_postgres(*((40, 1) if quick else (300, 8))),
    "rebuild": lambda quick, facts: rebuild.rebuild(facts, 1 if quick or facts > 300_000 else 3),
    "fold": lambda quick, _: folding.folding(4000 if quick else 50_000, 1 if quick else 5),
    "ledger": lambda quick, _: ledger.ledger(*((2000, 1) if quick else (100_000, 5))),
    "cards": lambda quick, _: cards.cards(*((50, 1) if quick else (2000, 8))),
    "cards-at-large": lambda quick, facts: cards_at_large.cards_at_large(
        *((500, facts, 1) if quick else (cards_at_large.SMALL, facts, 5))
    ),
    "discounts": lambda quick, _: discounts.discounts(*((2000, 1) if quick else (100_000, 5))),
    "prints": lambda quick, _: prints.prints(*((20, 1) if quick else (10_000, 3))),
    "members": lambda quick, _: members.members(0.1, 1, brief=True) if quick else members.members(1.0, 8),
    "pages": lambda quick, _: pages.pages(1.0, 1, brief=True) if quick else pages.pages(1.0, 8),
    "peers": lambda quick, _: peers.peers(0.1, 1) if quick else peers.peers(1.0, 8),
    "growth": lambda quick, facts: growth.growth(*((500, facts, 1) if quick else (growth.SMALL, facts, 5))),
    "cli": lambda quick, _: start.cli(1 if quick else 5),
    "start": lambda quick, _: start.start(1 if quick else 5),
    "what-if": lambda quick, _: what_if.what_if(*((1000, 1) if quick else (100_000, 3))),
}
FACTS, FACTS_QUICK = 1_000_000, 20_000


@click.command
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHMARKS)))
@click.option("--quick", is_flag=True, help="Tiny sizes: shows that everything runs, and nothing else.")
@click.option(
    "--facts",
    type=click.IntRange(1000),
    help=f"Facts of the rebuild and of the larger journal [{FACTS:,}; quick {FACTS_QUICK:,}].",
)
@click.option("--json", "json_", is_flag=True, help="Print the run as JSON.")
@click.option("--markdown", is_flag=True, help="Print the table as Markdown, between the markers of the README.")
def main(names: tuple[str, ...], quick: bool, facts: int | None, json_: bool, markdown: bool) -> None:
    """Measure ratios to the least that this machine needs for the same work.

    Without names, everything. What the ratios say, and what they do not, stands in benchmarks/README.md.
    """
    with tempfile.TemporaryDirectory(prefix="fokus-bench-") as folder:
        machine = this_machine(Path(folder))
    facts = facts or (FACTS_QUICK if quick else FACTS)
    found: list[Ratio] = []
    left_out: dict[str, str] = {}
    aside = Console(stderr=True)
    for name in names or BENCHMARKS:
        with aside.status(f"Measuring: {name}"):
            try:
                found += BENCHMARKS[name](quick, facts)
            except FileNotFoundError as error:
                left_out[name] = str(error)
    run = Run(machine, found, left_out, quick)
    if json_:
        sys.stdout.write(as_json(run) + "\n")
    elif markdown:
        sys.stdout.write(as_markdown(run) + "\n")
    else:
        show(run, console if (console := Console()).is_terminal else Console(width=150))


if __name__ == "__main__":
    main()
