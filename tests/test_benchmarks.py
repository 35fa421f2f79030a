"""The benchmarks run in their quick form and print ratios; how fast anything is, no test says."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fokus_core.testing.postgres import find_postgres

REPOSITORY = Path(__file__).parents[1]
RATIOS = {"append": 2, "append-postgres": 2, "rebuild": 1, "fold": 4, "members": 3, "start": 3}


def run(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *words], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.long
@pytest.mark.parametrize("name", RATIOS)
def test_a_quick_benchmark_prints_its_ratios(name: str) -> None:
    found = json.loads(run(name, "--quick", "--facts", "2000", "--json"))
    if name == "append-postgres" and find_postgres() is None:
        assert found["left_out"] == {name: "the server programs initdb and postgres are not installed"}
        return
    assert len(found["ratios"]) == RATIOS[name]
    assert all(one["median"] > 0 and one["quartiles"][0] <= one["median"] for one in found["ratios"])
    assert found["machine"]["cores"] >= 1
    assert found["left_out"] == {}


@pytest.mark.long
def test_a_run_is_told_as_a_table_and_as_markdown() -> None:
    figure = re.compile(r"\d\.\d\d \[\d\.\d\d\.\.\d\.\d\d\]")
    assert len(figure.findall(run("fold", "--quick"))) == 4
    lines = run("append", "--quick", "--markdown").splitlines()
    assert (lines[0], lines[-1]) == ("<!-- benchmarks: begin -->", "<!-- benchmarks: end -->")
    assert [len(line.split("|")) for line in lines if line.startswith("|")] == [9] * 4
