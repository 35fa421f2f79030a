"""What a shell offers after a word of the command line: what is there, and never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fokus_api.cli import COMMANDS, main
from fokus_api.plugins.load import load_plugins
from fokus_api.runtime.settings import load_settings

CATALOGUE = load_plugins(load_settings({}, Path.cwd())).catalogue
ROLES = sorted(CATALOGUE.roles)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("FOKUS_")]:
        monkeypatch.delenv(name)
    return tmp_path


def offered(line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the words that bash is offered at the end of a line."""
    words = line.split()
    monkeypatch.setenv("_FOKUS_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(words) - (not line.endswith(" "))))
    with pytest.raises(SystemExit):
        main([], prog_name="fokus")
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return [one.partition(",")[2] for one in out.split("\n") if one]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("fokus ", list(COMMANDS)),
        ("fokus reb", ["rebuild"]),
        ("fokus do ", sorted(CATALOGUE.commands)),
        ("fokus do core.rename-b", ["core.rename-body"]),
        ("fokus do network.sign-declaration --par", ["--party"]),
        ("fokus do core.grant-access --role ", ROLES),
        ("fokus do core.issue-key --roles au", ["auditor"]),
        ("fokus grant anna ", ROLES),
        ("fokus grant anna state-", ["state-office"]),
        ("fokus who-could core.op", ["core.operate"]),
        ("fokus token ", ["issue", "list", "revoke"]),
        ("fokus token issue anna --role aud", ["auditor"]),
        ("fokus log --programme ", sorted(CATALOGUE.programmes)),
        ("fokus log --type core.body-cr", ["core.body-created"]),
        ("fokus jobs run core.sweep", ["core.sweep-files", "core.sweep-state-store"]),
        ("fokus show ", []),
    ],
)
def test_a_shell_is_offered_what_is_there(
    line: str, expected: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert offered(line, monkeypatch, capsys) == expected


def test_choices_of_a_field_are_offered(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    kinds = offered("fokus do core.retype-body --kind ", monkeypatch, capsys)
    assert {"town", "municipality"} & set(kinds)
    help_line = offered("fokus do core.retype-body --ki", monkeypatch, capsys)
    assert help_line == ["--kind"]


@pytest.mark.parametrize("line", ["fokus do ", "fokus do core.rename-body --", "fokus grant anna ", "fokus jobs run "])
@pytest.mark.parametrize("broken", ['plugins = ["gone"]', "port = [", 'journal = "ftp://nowhere"'])
def test_where_the_installation_cannot_start_nothing_is_offered_and_nothing_breaks(
    line: str, broken: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("fokus.toml").write_text(broken)
    offered(line, monkeypatch, capsys)
    assert list(Path.cwd().iterdir()) == [Path("fokus.toml").resolve()]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_has_its_script_and_its_answer(shell: str) -> None:
    def ask(instruction: str, **words: str) -> str:
        environment = {**os.environ, "_FOKUS_COMPLETE": f"{shell}_{instruction}", **words}
        program = [sys.executable, "-c", "from fokus_api.cli import main; main(prog_name='fokus')"]
        done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr
        return done.stdout

    assert "_FOKUS_COMPLETE" in ask("source")
    cword = "core.rename-b" if shell == "fish" else "2"
    assert "core.rename-body" in ask("complete", COMP_WORDS="fokus do core.rename-b", COMP_CWORD=cword)
