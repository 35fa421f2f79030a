"""How a run is told: a table for people, Markdown for the README, JSON for machines."""

from collections.abc import Mapping, Sequence

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from benchmarks.machine import Machine
from benchmarks.pairs import Ratio, Side

BEGIN, END = "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->"
COLUMNS = ("benchmark", "ratio", "by CPU", "base", "ours", "CPU, base / ours", "MiB, base / ours")
READING = (
    "Rates are in rates of the base (1.00 is as fast as the base), figures with × are times of it (less is better); "
    "median [quartiles] over pairs of base, ours, base in one run."
)


class Run(msgspec.Struct, frozen=True):
    """A whole run: where, what came out, and which benchmarks were left out and why."""

    machine: Machine
    ratios: Sequence[Ratio]
    left_out: Mapping[str, str]
    quick: bool


def as_json(run: Run) -> str:
    """Return a run as JSON."""
    return msgspec.json.format(msgspec.json.encode(run)).decode()


def as_markdown(run: Run) -> str:
    """Return a run as Markdown between the markers that the README holds."""
    lines = [BEGIN, "", f"{_where(run.machine)}. {READING}", ""]
    lines += [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
    lines += [f"| {' | '.join(_cells(one))} |" for one in run.ratios]
    return "\n".join([*lines, *(f"\n{text}" for text in _beside(run)), "", END])


def show(run: Run, console: Console) -> None:
    """Print a run as a table."""
    table = Table()
    for number, name in enumerate(COLUMNS):
        wide = {"no_wrap": True, "min_width": 18} if name == "ratio" else {"overflow": "fold"}
        table.add_column(name, justify="right" if number else "left", **wide)
    for one in run.ratios:
        table.add_row(*map(escape, _cells(one)))
    console.print(f"{_where(run.machine)}.", highlight=False)
    console.print(table)
    for text in (READING, *_beside(run)):
        console.print(text, markup=False, highlight=False)


def _where(machine: Machine) -> str:
    return (
        f"{machine.cpu}, {machine.cores} cores, Python {machine.python}, SQLite {machine.sqlite}, "
        f"disk sync {machine.sync_ms:.2f} ms, load before {machine.load:.1f}"
    )


def _cells(one: Ratio) -> tuple[str, ...]:
    sign = "×" if one.kind == "times" else ""
    low, high = one.quartiles
    memory = _pair(one.base.memory, one.target.memory)
    return (
        one.name,
        f"{one.median:.2f}{sign} [{low:.2f}..{high:.2f}]",
        f"{one.cpu:.2f}{sign}" if one.cpu else "",
        _rate(one.base, one.unit),
        _rate(one.target, one.unit),
        _cpu(one.base.cpu_us, one.target.cpu_us),
        memory,
    )


def _rate(side: Side, unit: str) -> str:
    if not side.rate:
        return ""
    return f"{1000 / side.rate:,.0f} ms" if unit == "" else f"{side.rate:,.0f} {unit}"


def _cpu(base: float | None, ours: float | None) -> str:
    if base is None or ours is None:
        return ""
    if ours > 10_000:
        return f"{base / 1000:,.0f} / {ours / 1000:,.0f} ms"
    return f"{base:,.{1 if base < 100 else 0}f} / {ours:,.{1 if ours < 100 else 0}f} µs"


def _pair(base: float | None, ours: float | None) -> str:
    if base is None and ours is None:
        return ""
    return " / ".join("–" if one is None else f"{one:,.0f}" for one in (base, ours))


def _beside(run: Run) -> list[str]:
    notes: dict[str, list[str]] = {}
    for one in run.ratios:
        what = f"{one.target.what} beside {one.base.what}" + (f" ({one.note})" if one.note else "")
        notes.setdefault(what, []).append(one.name.partition(", ")[0])
    said = [f"{', '.join(dict.fromkeys(names))}: {what}." for what, names in notes.items()]
    said += [f"Left out: {name}, because {why}." for name, why in run.left_out.items()]
    return said + (["A quick run: it shows that everything runs, and nothing else."] if run.quick else [])
