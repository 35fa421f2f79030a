"""Statutes run on the one thread that decides: what they do grows with a history, not with its square."""

import random
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec
import pytest

from fokus_core.domain.facts import Fact, Recorded, fact_type, key_fields
from fokus_core.domain.statutes import Statute
from fokus_core.journal.codec import Codec
from fokus_core.journal.engines.store import Row
from fokus_core.testing.given import catalogue_of
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ews.plugin import plugin as ews
from fokus_network.plugin import plugin as network

FEW, LONG = 200, pytest.param(1_000, marks=pytest.mark.long)
ROOT = Path(__file__).parents[2]
CATALOGUE = catalogue_of(network, ews, ehrenamtskarte)
CODEC = Codec(CATALOGUE)
SAMPLES = {path.stem: path for path in ROOT.glob("**/tests/**/samples/*.json") if ".venv" not in path.parts}
History = list[Recorded[Fact]]


class TooMuch(Exception):
    """More operations than are allowed."""


def operations(run: Callable[[], object], most: float) -> int:
    """Return how many instructions of Python and calls of C a call takes; raises `TooMuch`."""
    done = 0

    def traced(frame: FrameType, event: str, _: object) -> Any:
        nonlocal done
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        done += event == "opcode"
        if done > most:
            raise TooMuch
        return traced

    before = sys.gettrace()
    sys.settrace(traced)
    try:
        run()
    finally:
        sys.settrace(before)
    return done


def history(statute: Statute, count: int, chosen: random.Random | None) -> History:
    """Return facts under one key, in effective order: each names things of its own, or things chosen among them all."""
    made: History = []
    names = {cls: fact_type(cls).name for cls in statute.types}
    samples = {cls: CODEC.decode(Row(1, name, (), SAMPLES[name].read_bytes().strip())) for cls, name in names.items()}
    for number in range(count):
        cls = statute.types[number % len(statute.types) if chosen is None else chosen.randrange(len(statute.types))]
        name, sample = names[cls], samples[cls]
        which = number // len(statute.types) if chosen is None else chosen.randrange(count)
        kinds = {field: key.kind for field, key in key_fields(cls).items()}
        texts = {
            field: f"{value}-{which}"
            for field, value in msgspec.structs.asdict(sample.fact).items()
            if type(value) is str and kinds.get(field) != statute.kind
        }
        day = date(1950, 1, 1) + timedelta(days=number)
        made.append(
            Recorded(
                number + 1, name, (f"{statute.kind}:one",),
                msgspec.structs.replace(sample.fact, **texts, effective=day), sample.meta,
            )
        )  # fmt: skip
    return made


def named(statutes: Sequence[Statute]) -> list[Any]:
    return [pytest.param(one, id=f"{one.kind}-{one.name}") for one in statutes]


@pytest.mark.parametrize("statute", named(CATALOGUE.statutes))
@pytest.mark.parametrize("seed", [None, 1])
@pytest.mark.parametrize("size", [FEW, LONG])
def test_ten_times_the_facts_are_ten_times_the_work(statute: Statute, seed: int | None, size: int) -> None:
    few, many = (history(statute, count, None if seed is None else random.Random(seed)) for count in (size, 10 * size))
    once = operations(lambda: list(statute.rule(few)), float("inf"))
    assert once >= size
    operations(lambda: list(statute.rule(many)), 13 * once)


def test_a_rule_that_compares_each_with_all_is_found() -> None:
    def each_with_all(records: History) -> list[bool]:
        return [any(one is other for other in records) for one in records]

    once = operations(lambda: each_with_all(list(range(100))), float("inf"))  # type: ignore[arg-type]  # anything
    with pytest.raises(TooMuch):
        operations(lambda: each_with_all(list(range(1000))), 13 * once)  # type: ignore[arg-type]  # anything
