"""A stranger's plugin, built and installed from wheels, tested and served outside the repository."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[1]
OUTSIDER = REPOSITORY / "tests" / "outsider"
# What of this run would change the stranger's: our folder on a path, our settings, our environment, our pytest.
OURS = ("PYTHON", "PYTEST", "FOKUS_", "VIRTUAL_ENV", "UV_PROJECT", "COVERAGE")
WRONG_TYPE = "from fokus_core import Permission\nfrom fokus_heimatpreis.plugin import ID\n\nPermission(ID, (), 1)\n"

pytestmark = pytest.mark.long


@dataclass(frozen=True)
class Stranger:
    """A folder outside the repository, with an environment in which only the wheels are installed."""

    folder: Path
    env: Path

    @property
    def bin(self) -> Path:
        return self.env / "bin"

    def run(self, *command: str | Path, code: int = 0) -> str:
        """Run a program there and return what it printed; fail with its output on another exit code."""
        done = _run(self.folder, *command)
        assert done.returncode == code, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def fokus(self, *arguments: str) -> Any:
        """Return the JSON document that `fokus` prints."""
        return json.loads(self.run(self.bin / "fokus", *arguments, "--json"))


@pytest.fixture(scope="module")
def stranger() -> Iterator[Stranger]:
    """Build both wheels and install them, with their dependencies and the test extra, into a new environment."""
    with TemporaryDirectory(prefix="fokus-outsider-") as name:
        folder = Path(name).resolve()
        assert not folder.is_relative_to(REPOSITORY)
        source = folder / "source"
        shutil.copytree(OUTSIDER, source, ignore=shutil.ignore_patterns("conftest.py", "__pycache__", ".*cache"))
        uv = _uv()
        _installing(folder, uv, "build", "--wheel", "--package", "fokus-kommune", "--out-dir", "wheels", REPOSITORY)
        _installing(folder, uv, "build", "--wheel", "--out-dir", "wheels", source)
        shutil.move(source / "tests", folder / "tests")
        shutil.move(source / "pyproject.toml", folder / "pyproject.toml")  # its settings for pytest
        shutil.rmtree(source)
        service, plugin = sorted((folder / "wheels").glob("*.whl"), key=lambda wheel: "heimatpreis" in wheel.name)
        _installing(folder, uv, "venv", "--python", sys.executable, "env")
        python = folder / "env" / "bin" / "python"
        extra = f"fokus-heimatpreis[test] @ {plugin.as_uri()}"
        _installing(folder, uv, "pip", "install", "--python", python, f"fokus-kommune @ {service.as_uri()}", extra)
        yield Stranger(folder, folder / "env")


def test_nothing_of_the_repository_is_installed_or_importable(stranger: Stranger) -> None:
    script = "import fokus_core, fokus_projections, fokus_api, fokus_heimatpreis, sys; "
    script += (
        "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('fokus_') and '.' not in n), *sys.path)"
    )
    places = stranger.run(stranger.bin / "python", "-c", script).split()
    assert len(places) > 4
    assert [place for place in places if Path(place).is_relative_to(REPOSITORY)] == []


def test_the_strangers_own_tests_pass_with_warnings_as_errors(stranger: Stranger) -> None:
    said = stranger.run(stranger.bin / "python", "-m", "pytest", "-q", "-W", "error", "tests")
    assert " passed" in said
    assert "skipped" not in said


def test_the_command_line_finds_the_plugin_and_works_with_it(stranger: Stranger) -> None:
    plugins = {one["name"]: one for one in stranger.fokus("plugins")["plugins"]}
    assert sorted(plugins) == ["core", "heimatpreis"]
    assert plugins["heimatpreis"]["hooks"] == ["describe", "history", "programme", "projections", "routes"]
    assert plugins["heimatpreis"]["version"] == "0.1.0"
    assert stranger.fokus("load")["programmes"]["heimatpreis"]["entered"] == 4
    fields = ("--body", "Hagen", "--call", "hagen-2026", "--year", "2026", "--budget", "5000")
    told = stranger.fokus("do", "heimatpreis.open-call", *fields, "--effective", "2026-01-10")
    assert [fact["type"] for fact in told["facts"]] == ["heimatpreis.call-opened@1"]
    report = stranger.fokus("check", "--deep")
    assert report["findings"] == []
    assert report["unknown"] == {}


def test_the_commands_of_the_tutorial_work_one_after_the_other(stranger: Stranger) -> None:
    text = (REPOSITORY / "docs" / "writing-a-programme.md").read_text(encoding="utf-8")
    commands = [shlex.split(line) for line in text.splitlines() if line.startswith("fokus ") and line != "fokus serve"]
    assert len(commands) >= 5
    follower = Stranger(stranger.folder / "tutorial", stranger.env)
    follower.folder.mkdir()
    for _, *arguments in commands:
        follower.run(follower.bin / "fokus", *arguments)


def test_a_new_programme_is_installed_tested_and_served_as_it_is_written(stranger: Stranger) -> None:
    stranger.run(stranger.bin / "fokus", "new", "hofladen", "--title", "Hofläden")
    folder = stranger.folder / "fokus-hofladen"
    python = stranger.bin / "python"
    _installing(stranger.folder, _uv(), "pip", "install", "--python", python, "--no-deps", folder)
    try:
        assert " passed" in _run(folder, python, "-m", "pytest", "-q").stdout
        assert stranger.fokus("plugins", "check")["findings"] == []
        begun = ("hofladen.begin", "--body", "Hagen", "--effective", "2026-01-10", "--dry-run")
        (fact,) = stranger.fokus("do", *begun)["facts"]
        assert fact["sentence"]["de"] == "Die Stadt Hagen nimmt teil."
    finally:
        _installing(stranger.folder, _uv(), "pip", "uninstall", "--python", python, "fokus-hofladen")


def test_without_the_plugin_its_facts_stay_and_are_named(stranger: Stranger) -> None:
    (stranger.folder / "fokus.toml").write_text('plugins = []\ndata = "without"\n')
    try:
        shutil.copytree(stranger.folder / "data", stranger.folder / "without")
        assert sum(stranger.fokus("check")["unknown"].values()) == 5
    finally:
        (stranger.folder / "fokus.toml").unlink()


def test_the_wheels_are_typed(stranger: Stranger) -> None:
    mypy = (sys.executable, "-m", "mypy", "--strict", "--config-file=", "--python-executable", stranger.bin / "python")
    stranger.run(*mypy, "-p", "fokus_heimatpreis")
    stranger.run(*mypy, stranger.folder / "tests")
    (stranger.folder / "wrong.py").write_text(WRONG_TYPE)
    assert 'expected "str"' in stranger.run(*mypy, stranger.folder / "wrong.py", code=1)


def _uv() -> Path:
    beside = Path(sys.executable).parent / "uv"
    found = beside if beside.exists() else Path(shutil.which("uv") or "")
    if not found.is_file():
        pytest.fail(
            "uv is missing: it builds and installs the wheels. `make test-long` installs it beside pytest.",
            pytrace=False,
        )
    return found


def _installing(folder: Path, *command: str | Path) -> None:
    """Run uv; what goes wrong is most often the network, and is said in a sentence."""
    done = _run(folder, *command)
    if done.returncode:
        sentence = (
            "The stranger's plugin cannot be tested: its wheels could not be built or installed. This test needs a "
            "package index (or uv's cache of one) for the dependencies; a broken pyproject.toml looks the same."
        )
        pytest.fail(f"{sentence}\nuv {' '.join(map(str, command[1:]))}\n{done.stderr}", pytrace=False)


def _run(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, timeout=300, check=False)
