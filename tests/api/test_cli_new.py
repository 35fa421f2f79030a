"""A programme to begin with passes its own tests and is served; what is declared wrongly is said without pytest."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fokus_api.cli import main


def fokus(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "more", "tried"),
    [
        pytest.param("hofladen", (), (), marks=pytest.mark.long),
        ("hof-laden-2", ("--title", 'Der "Hofladen" \\ NRW', "--folder", "x"), ("-k", "not Gold and not Silver")),
    ],
    ids=["plain", "odd"],
)
def test_a_new_programme_passes_its_own_tests(
    here: Path, name: str, more: tuple[str, ...], tried: tuple[str, ...]
) -> None:
    made = fokus("new", name, *more, "--json")
    assert made.exit_code == 0, made.output
    folder = here / json.loads(made.stdout)["folder"]
    environ = {one: value for one, value in os.environ.items() if not one.startswith(("PYTEST", "FOKUS_"))}
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tried],
        cwd=folder,
        env=environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert tests.returncode == 0, tests.stdout
    checked = subprocess.run(
        [sys.executable, "-P", "-m", "fokus_api.cli", "plugins", "check", str(folder)],
        cwd=here,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith("Nothing is declared wrongly: ")


@pytest.mark.parametrize("name", ["Hofladen", "hof_laden", "h", "-hof", "hof-", "hof--laden", "class", "core", "höfe"])
def test_a_name_that_no_programme_may_have_is_refused(here: Path, name: str) -> None:
    refused = fokus("new", "--", name)
    assert refused.exit_code == 2
    assert list(here.iterdir()) == []


def test_nothing_is_written_over(here: Path) -> None:
    (here / "fokus-hofladen").mkdir()
    assert fokus("new", "hofladen").exit_code == 2
    assert fokus("new", "hofladen", "--folder", "y", "--title", "{body}").exit_code == 2
    assert [one.name for one in here.rglob("*")] == ["fokus-hofladen"]


def wrong(here: Path, before: str, after: str) -> "subprocess.CompletedProcess[str]":
    """Return what the check says of a new programme in which something was changed."""
    assert fokus("new", "hofladen").exit_code == 0
    module = here / "fokus-hofladen" / "fokus_hofladen" / "programme.py"
    text = module.read_text("utf-8")
    assert before in text
    module.write_text(text.replace(before, after), encoding="utf-8")
    command = [sys.executable, "-P", "-m", "fokus_api.cli", "plugins", "check", "fokus-hofladen"]
    return subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("{body} nimmt teil.", "{bodies} nimmt teil.", "programme.py"),
        pytest.param('roles=["municipal-officer"]', 'roles=["mayor"]', "mayor", marks=pytest.mark.long),
        pytest.param('filters=("district",)', 'filters=("colour",)', "colour", marks=pytest.mark.long),
        ("records=Ended", "records=Begun", "reason"),
    ],
)
def test_what_is_declared_wrongly_is_said_in_a_sentence(here: Path, before: str, after: str, sentence: str) -> None:
    told = wrong(here, before, after)
    assert told.returncode != 0
    assert sentence in told.stderr
    assert "Traceback" not in told.stderr


def test_a_folder_that_is_no_plugin_is_refused(here: Path) -> None:
    assert fokus("plugins", "check", str(here)).exit_code == 2
    (here / "pyproject.toml").write_text('[project]\nname = "x"\n')
    assert fokus("plugins", "check", str(here)).exit_code == 2


def test_a_programme_a_fact_and_a_command_are_explained() -> None:
    def told(name: str) -> dict[str, object]:
        found: dict[str, object] = json.loads(fokus("explain", name, "--json").stdout)
        return found

    programme = told("ehrenamtskarte")
    assert {"facts", "commands", "rules", "tables", "reads"} <= programme.keys()
    fact = told("network.municipality-joined")
    assert (fact["fact"], fact["seen by"]) == ("network.municipality-joined@1", "everybody")
    command = told("network.join")
    assert command["asks"] == "network.admit (programme)"
    assert command["fields"] == ["body", "effective", "override", "ground", "override_until"]
    assert fokus("explain", "nothing").exit_code == 2
