"""The benchmarks run in their quick form and print ratios; how fast anything is, no test says."""

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from fokus_core.testing.postgres import find_postgres

REPOSITORY = Path(__file__).parents[1]
FIGURE = re.compile(r"\d\.\d\d \[\d+\.\d\d\.\.\d+\.\d\d\]")

pytestmark = pytest.mark.long


def run(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *words, "--quick"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("append-postgres", 2),
        ("rebuild", 1),
        ("members", 3),
        ("pages", 4),
        ("peers", 2),
        ("growth", 5),
        ("cli", 3),
        ("start", 3),
        ("what-if", 1),
        ("prints", 1),
        ("cards", 2),
        ("cards-at-large", 4),
        ("discounts", 3),
    ],
)
def test_a_quick_benchmark_prints_its_ratios_as_json(name: str, lines: int) -> None:
    found = json.loads(run(name, "--facts", "2000", "--json"))
    if name == "peers" and not all(map(find_spec, ("datasette", "fastapi", "sqlalchemy"))):
        assert found["left_out"][name].endswith("(uv sync)")
        return
    if name == "append-postgres" and find_postgres() is None:
        assert found["left_out"] == {name: "the server programs initdb and postgres are not installed"}
        return
    assert len(found["ratios"]) == lines
    assert all(one["median"] > 0 and one["quartiles"][0] <= one["median"] for one in found["ratios"])
    assert found["machine"]["cores"] >= 1
    assert found["left_out"] == {}


def test_a_run_is_told_as_a_table() -> None:
    assert len(FIGURE.findall(run("fold"))) == 4


def test_a_run_is_told_as_markdown_between_the_markers_of_the_readme() -> None:
    text = run("append", "--markdown")
    lines = text.splitlines()
    assert (lines[0], lines[-1]) == ("<!-- benchmarks: begin -->", "<!-- benchmarks: end -->")
    figures = len(FIGURE.findall(text))
    assert figures in {2, 4}  # once more with a slower disk, where this one is faster
    assert [len(line.split("|")) for line in lines if line.startswith("|")] == [9] * (2 + figures)
