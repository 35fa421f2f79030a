"""What was acknowledged is neither lost nor doubled nor changed by any fault; where it would be, the suite finds it."""

import re
from pathlib import Path

import pytest
from fault_suite import EXPERIMENTS, PAGE, Experiment

from fokus_core.testing.fixtures import need_postgres

LONG = [pytest.mark.long, pytest.mark.faults]
CASES = [
    pytest.param(
        one, times, id=f"{one.name}-{length}",
        marks=[*([pytest.mark.postgres] if one.postgres else []), *(LONG if length == "long" else [])],
    )
    for one in EXPERIMENTS
    for length, times in (("short", one.short), ("long", one.long))
    if times
]  # fmt: skip


@pytest.mark.parametrize(("experiment", "times"), CASES)
def test_nothing_acknowledged_is_lost_doubled_or_wrong(experiment: Experiment, times: int, tmp_path: Path) -> None:
    if experiment.postgres:
        need_postgres()
    tally = experiment.run(tmp_path, times)
    told = "\n".join(tally.notes)
    assert tally.tried >= times, told
    if experiment.control:
        assert tally.lost, "the suite did not find what a less safe setting loses"
    else:
        assert tally.failures == (0, 0, 0), told
        assert tally.checked, "nothing was acknowledged, so nothing was tried"


def test_every_test_that_the_page_names_is_there() -> None:
    root = PAGE.parents[1]
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text()))
    there = {
        name
        for folder in ("tests", "plugins")
        for path in (root / folder).rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)\(", path.read_text())
    }
    assert named
    assert named - there == set()
