"""Public names and hooks that will go: they stand long enough, mean what they meant, and warn whoever uses them."""

import importlib
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import msgspec
import pytest
from click.testing import CliRunner

import fokus_core
from fokus_api.cli import main
from fokus_core.plugins import stability as stabilities
from fokus_core.plugins.manager import Plugins
from fokus_core.plugins.stability import Going, Outdated, Stability, stability

FACES = ("fokus_core", "fokus_projections", "fokus_api", "fokus_kommune")
TERMS = {"since": "0.3", "told": date(2027, 2, 1), "gone_in": "0.5", "gone_on": date(2028, 2, 1)}


def going(name: str, **changes: object) -> Going:
    lies_in = "" if name.startswith("hook ") else "fokus_core.domain.dates"
    return msgspec.convert({"name": name, "lies_in": lies_in, "instead": "its heir", **TERMS, **changes}, Going)


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> None:
    told = (*(going(f"{face}.NRW_FOUNDED") for face in FACES), going("hook jobs", instead="hook tasks"))
    monkeypatch.setattr(stabilities, "stability", lambda: Stability("0.1", going=told))


@pytest.mark.parametrize("face", FACES)
def test_a_name_that_will_go_means_what_it_meant_and_warns(face: str, old: None) -> None:
    module = importlib.import_module(face)
    sentence = (
        rf"{face}\.NRW_FOUNDED is outdated since release 0\.3 and goes with release 0\.5, not before 2028-02-01: use"
    )
    with pytest.warns(Outdated, match=sentence) as caught:
        assert date(1946, 8, 23) == module.NRW_FOUNDED
    assert caught[0].filename == __file__
    with pytest.raises(AttributeError, match="no attribute 'NoSuchName'"):
        module.NoSuchName  # noqa: B018  # asking is the test


@pytest.mark.parametrize("face", FACES)
def test_no_other_name_is_there(face: str) -> None:
    assert not hasattr(importlib.import_module(face), "NRW_FOUNDED")


def test_a_plugin_that_answers_a_hook_that_will_go_is_warned_by_name(old: None) -> None:
    class Plugin:
        @fokus_core.hookimpl
        def jobs(self) -> tuple[()]:
            return ()

    plugins = Plugins()
    plugins.register(ModuleType("quiet"), "quiet")
    with pytest.warns(Outdated, match="Plugin 'loud': hook jobs is outdated.*use hook tasks"):
        plugins.register(Plugin(), "loud")


def test_a_check_tells_what_a_plugin_uses_that_will_go(old: None, tmp_path: Path) -> None:
    Path(tmp_path, "pyproject.toml").write_text('[project.entry-points.fokus]\nold = "an_old_one:plugin"\n', "utf-8")
    code = "from fokus_core import NRW_FOUNDED, hookimpl, ProgrammeInfo\nclass Plugin:\n    @hookimpl\n"
    code += "    def programme(self):\n        return ProgrammeInfo(id='old', title='Alt')\nplugin = Plugin()\n"
    Path(tmp_path, "an_old_one.py").write_text(code, "utf-8")
    try:
        said = CliRunner().invoke(main, ["plugins", "check", str(tmp_path), "--json"])
    finally:
        sys.modules.pop("an_old_one", None)
    assert said.exit_code == 0, said.output
    told = msgspec.json.decode(said.stdout)["outdated"]
    assert [one.partition(" ")[0] for one in told if "NRW_FOUNDED" in one] == ["fokus_core.NRW_FOUNDED"]


@pytest.mark.parametrize(
    ("changes", "soon"),
    [
        ({}, False),
        ({"gone_in": "0.4"}, True),
        ({"gone_in": "0.2"}, True),
        ({"gone_in": "1.0"}, False),
        ({"gone_on": date(2028, 1, 31)}, True),
        ({"gone_on": date(2028, 3, 1)}, False),
    ],
)
def test_it_stands_for_two_minor_releases_and_twelve_months(changes: dict[str, object], soon: bool) -> None:
    assert going("fokus_core.Old", **changes).goes_too_soon is soon


def test_what_we_say_of_our_names_holds() -> None:
    said = stability()
    assert not [str(one) for one in said.going if one.goes_too_soon]
    named = {*said.provisional, *said.later, *(one.name for one in said.going)}
    hooks = {f"hook {name}" for name in vars(importlib.import_module("fokus_core.plugins.hookspecs"))}
    hooks |= {f"hook {name}" for name in vars(importlib.import_module("fokus_api.plugins.hookspecs"))}
    listed = {f"{face}.{name}" for face in FACES for name in dir(importlib.import_module(face))}
    assert named <= hooks | listed | {one.name for one in said.going}
