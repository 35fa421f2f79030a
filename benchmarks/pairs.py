"""Ratios: base and target by turns, each target slice beside the mean of the base slices before and after it."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, median, quantiles
from typing import Literal

import msgspec


@dataclass(frozen=True)
class Slice:
    """One measured stretch of work: CPU time is that of the side measured, memory its peak or what it holds, in MiB."""

    count: int
    seconds: float
    cpu: float | None = None
    memory: float | None = None


class Side(msgspec.Struct, frozen=True):
    """One side of a ratio: medians over its slices; CPU time in microseconds for each unit, memory in MiB."""

    what: str
    rate: float
    cpu_us: float | None
    memory: float | None


class Ratio(msgspec.Struct, frozen=True):
    """One line of the table.

    `speed` is the target's rate in rates of its base (more is better), `times` its time or memory in those of its base
    (less is better).
    """

    name: str
    kind: Literal["speed", "times"]
    unit: str
    median: float
    quartiles: tuple[float, float]
    cpu: float | None
    pairs: int
    base: Side
    target: Side
    note: str = ""


def alternate(base: Callable[[], Slice], target: Callable[[], Slice], pairs: int) -> tuple[list[Slice], list[Slice]]:
    """Measure base, target, base, … and return the slices of both; there is one more of the base."""
    bases, targets = [_clean(base)], []
    for _ in range(pairs):
        targets.append(_clean(target))
        bases.append(_clean(base))
    return bases, targets


def ratio(
    name: str, unit: str, slices: tuple[list[Slice], list[Slice]], base: str, target: str, *, note: str = ""
) -> Ratio:
    """Return the ratio of two sides' rates from their alternating slices."""
    bases, targets = slices
    rates = [_speed(one) for one in bases]
    found = [_speed(one) / mean(neighbours) for one, neighbours in zip(targets, pairwise(rates), strict=True)]
    cpus = _cpu(bases), _cpu(targets)
    cpu = cpus[0] / cpus[1] if cpus[0] and cpus[1] else None
    left, right = _side(base, bases), _side(target, targets)
    return Ratio(name, "speed", unit, median(found), _quartiles(found), cpu, len(found), left, right, note)


def as_times(one: Ratio) -> Ratio:
    """Return a ratio of speeds as one of times."""
    low, high = one.quartiles
    changes = {"kind": "times", "median": 1 / one.median, "quartiles": (1 / high, 1 / low)}
    return msgspec.structs.replace(one, **changes, cpu=1 / one.cpu if one.cpu else None)


def memory_ratio(
    name: str, slices: tuple[list[Slice], list[Slice]], base: str, target: str, *, note: str = ""
) -> Ratio:
    """Return the ratio of two sides' memory from their alternating slices."""
    held = [[one.memory or 0.0 for one in side] for side in slices]
    found = [one / mean(pair) for one, pair in zip(held[1], pairwise(held[0]), strict=True)]
    left, right = Side(base, 0.0, None, median(held[0])), Side(target, 0.0, None, median(held[1]))
    return Ratio(name, "times", "MiB", median(found), _quartiles(found), None, len(found), left, right, note)


def timed(work: Callable[[], int]) -> Slice:
    """Run work in this process, which returns how many units it did, and measure wall and CPU time of all threads."""
    wall, cpu = time.perf_counter(), time.process_time()
    count = work()
    return Slice(count, time.perf_counter() - wall, time.process_time() - cpu)


def _clean(measure: Callable[[], Slice]) -> Slice:
    gc.collect()
    return measure()


def _speed(one: Slice) -> float:
    return one.count / one.seconds


def _cpu(slices: list[Slice]) -> float | None:
    found = [one.cpu / one.count * 1e6 for one in slices if one.cpu is not None]
    return median(found) if found else None


def _side(what: str, slices: list[Slice]) -> Side:
    memory = [one.memory for one in slices if one.memory is not None]
    return Side(what, median(map(_speed, slices)), _cpu(slices), median(memory) if memory else None)


def _quartiles(values: list[float]) -> tuple[float, float]:
    if len(values) < 2:
        return values[0], values[0]
    low, _, high = quantiles(values, n=4, method="inclusive")
    return low, high
