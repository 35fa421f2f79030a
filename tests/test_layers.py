"""Imports go down only, and import-linter holds it: one that is planted upwards is found, whatever the floor."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
LAYERS = [contract for contract in SETTINGS["contracts"] if contract["type"] == "layers"]


def forbidden(contract: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield who may not import whom: each floor the one above it, and rooms of one floor that are independent."""
    for container in contract.get("containers", [""]):
        floors = [
            [".".join(filter(None, (container, room.strip(" ()")))) for room in floor.split("|")]
            for floor in contract["layers"]
        ]
        for upper, lower in pairwise(floors):
            yield from ((low, high) for low in lower for high in upper)
        for rooms in floors:
            yield from permutations(rooms, 2)


PLANTED = [pair for contract in LAYERS for pair in forbidden(contract)]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what import-linter says of a copy of the house with every forbidden import, and a room on no floor."""
    copy = tmp_path_factory.mktemp("planted")
    for package in SETTINGS["root_packages"]:
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        shutil.copytree(Path(spec.origin).parent, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    for number, (low, high) in enumerate(PLANTED):
        room = copy.joinpath(*low.split("."))
        if room.is_dir():
            (room / f"planted_{number}.py").write_text(f"import {high}\n")
        else:
            with room.with_suffix(".py").open("a") as module:
                module.write(f"import {high}\n")
    for contract in LAYERS:
        for container in contract.get("containers", ()):
            copy.joinpath(*container.split("."), "annex.py").touch()
    done = subprocess.run(  # the linter of this environment
        [Path(sys.executable).with_name("lint-imports"), "--config", ROOT / "pyproject.toml", "--no-cache"],
        env={**os.environ, "PYTHONPATH": str(copy), "COLUMNS": "500"},
        cwd=copy,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    return done.stdout


@pytest.mark.parametrize(("low", "high"), PLANTED)
def test_an_import_upwards_or_between_independent_rooms_is_found(told: str, low: str, high: str) -> None:
    assert f"{low} is not allowed to import {high}:" in told


@pytest.mark.parametrize("container", [one for contract in LAYERS for one in contract.get("containers", ())])
def test_a_room_on_no_floor_is_found(told: str, container: str) -> None:
    assert f"- {container}.annex" in told


MOST = 250  # lines of a file of the product
TABLES = {  # which are read line by line, and not from top to bottom
    "api/fokus_api/http/problem_types.py",
    "api/fokus_api/runtime/settings.py",
    "plugins/ehrenamtskarte/fokus_ehrenamtskarte/labels/rules.py",
    "core/fokus_core/plugins/vocabulary.py",
    "plugins/ehrenamtskarte/fokus_check.py",  # as fokus_verify
    "core/fokus_verify.py",  # one file that needs none of our code, by design
}


def test_no_file_of_the_product_is_long_but_tables() -> None:
    files = [
        path
        for folder in ("core", "projections", "api", "plugins")
        for path in (ROOT / folder).rglob("*.py")
        if "tests" not in path.relative_to(ROOT).parts
    ]
    long = {str(path.relative_to(ROOT)) for path in files if len(path.read_text("utf-8").splitlines()) > MOST}
    assert long == TABLES
