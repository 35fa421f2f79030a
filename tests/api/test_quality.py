"""The quality scale: what a programme says of itself is told, and held to what its tests prove."""

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from fokus_api.cli import main
from fokus_api.plugins.quality import LEVELS, claims_of, quality_of, rules
from fokus_api.testing.quality import QualityContract, contracts_in
from fokus_core.domain.programme import ProgrammeInfo

ALL = json.dumps([rule.id for rule in rules()])
BRONZE = 'met = ["contracts"]\n[open]\nleaks = "Nobody has written it yet."\n'


@pytest.fixture
def programme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ProgrammeInfo]:
    package = tmp_path / "fokus_quality_probe"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    import_module(package.name)
    yield ProgrammeInfo(id="probe", title="-", package=package.name)
    del sys.modules[package.name]


def say(tmp_path: Path, text: str) -> None:
    (tmp_path / "fokus_quality_probe" / "quality.toml").write_text(text)


def test_the_level_is_the_highest_of_which_no_rule_is_open(tmp_path: Path, programme: ProgrammeInfo) -> None:
    assert quality_of(programme).level == ""
    for text, level in ((BRONZE, "bronze"), (f"met = {ALL}", "gold")):
        say(tmp_path, text)
        assert quality_of(programme).level == level
    say(tmp_path, BRONZE)
    why = {one.rule: (one.state, one.why) for one in quality_of(programme).rules}
    assert why["leaks"] == ("open", "Nobody has written it yet.")
    assert why["outsiders"] == ("open", "quality.toml says nothing of it")


@pytest.mark.parametrize(
    ("text", "said"),
    [('met = ["polish"]', "'polish', which is no rule"), ('met = ["leaks"]\n[exempt]\nleaks = "-"', "'leaks' twice")],
    ids=["unknown", "twice"],
)
def test_what_cannot_be_said_is_refused(tmp_path: Path, programme: ProgrammeInfo, text: str, said: str) -> None:
    say(tmp_path, text)
    with pytest.raises(ValueError, match=said):
        claims_of(programme)


def test_a_claim_without_a_contract_among_the_tests_is_found(tmp_path: Path, programme: ProgrammeInfo) -> None:
    class Probe(QualityContract):
        plugin = type("Probe", (), {"programme": staticmethod(lambda: programme)})
        tests = tmp_path
        level = "gold"

    say(tmp_path, f"met = {ALL}")
    (tmp_path / "test_probe.py").write_text("class TestProbe(SilverContract): ...\nclass Helper(GoldContract): ...\n")
    assert list(contracts_in(tmp_path)) == ["SilverContract"]
    with pytest.raises(AssertionError, match="GoldContract"):
        Probe().test_what_is_met_is_proven_by_a_contract()
    say(tmp_path, BRONZE)
    with pytest.raises(AssertionError, match="Nobody has written it yet"):
        Probe().test_it_has_the_level_that_it_says()


def test_every_rule_has_a_level_and_the_command_tells_of_each() -> None:
    told = CliRunner().invoke(main, ["plugins", "--quality", "--json"])
    assert told.exit_code == 0, told.output
    found = {one["programme"]: one for one in json.loads(told.stdout)["quality"]}
    assert sorted(found) == ["ehrenamtskarte", "ews", "network"]
    for one in found.values():
        assert [rule["rule"] for rule in one["rules"]] == [rule.id for rule in rules()]
    assert {rule.level for rule in rules()} == {*LEVELS}
    assert "gold" in CliRunner().invoke(main, ["plugins", "--quality"]).stdout
