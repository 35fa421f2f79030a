"""The pytest plugin in a stranger's tests: samples are written, failures show what differed, jobs run on any day."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from fokus_api.cli import main

WRONG = """
from fokus_core.testing import Given
from test_rules import BEGINNING, HAGEN
from fokus_hofladen.programme import Begin

def test_wrong(given: Given) -> None:
    given().when(Begin(body=HAGEN, effective=BEGINNING)).then()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = CliRunner().invoke(main, ["new", "hofladen", "--folder", str(tmp_path / "new")])
    assert made.exit_code == 0, made.output
    return tmp_path / "new"


def pytested(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environ = {one: value for one, value in os.environ.items() if not one.startswith(("PYTEST", "FOKUS_"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env=environ | {"PYTHONPATH": os.pathsep.join((str(folder), str(folder / "tests")))},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_sample_is_named_and_written_and_one_that_exists_is_never_changed(folder: Path) -> None:
    lost, kept = (folder / "tests" / "samples" / f"hofladen.{one}@1.json" for one in ("begun", "ended"))
    before, stored = lost.read_bytes(), kept.read_bytes().replace(b"Ratsbeschluss", b"Beschluss")
    lost.unlink()
    kept.write_bytes(stored)
    (folder / "tests" / "test_wrong.py").write_text(WRONG)
    told = pytested(folder, "-k", "sample or wrong")
    assert told.returncode == 1
    assert "hofladen.begun@1 has no sample: put a fact into `examples` and run pytest --write-samples" in told.stdout
    assert "Left contains one more item: Begun(" in told.stdout, "the kit's own asserts show what differed"
    written = pytested(folder, "-k", "sample", "--write-samples")
    assert written.returncode == 0, written.stdout
    assert "hofladen.begun@1.json" in written.stdout
    assert "hofladen.ended@1.json" not in written.stdout
    assert (lost.read_bytes(), kept.read_bytes()) == (before, stored)
