"""The command line over the core alone: settings, keys, grants, backup, and what it says when it cannot start."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fokus_api.cli import COMMANDS, load_command, main
from fokus_api.plugins.load import open_service
from fokus_api.runtime.settings import load_settings
from fokus_core.access.api_keys import matches


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "core")
    open_service(load_settings(), follow=False).close()
    return tmp_path


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


def read(*arguments: str, code: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", code=code).stdout)


def test_the_list_of_commands_tells_what_each_says_of_itself() -> None:
    for name, (_, purpose) in COMMANDS.items():
        assert (load_command(name).help or "").strip().splitlines()[0] == purpose


def test_help_loads_no_server() -> None:
    program = (
        "import sys; from fokus_api.cli import main; main(['--help'], standalone_mode=False);"
        "print(sorted({'litestar', 'granian', 'fokus_core', 'sqlite_utils'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("arguments", [["log"], ["check"], ["plugins"], ["config", "show"], ["do", "--help"]])
def test_what_serves_nothing_loads_no_server(arguments: list[str]) -> None:
    program = (
        f"import sys; from fokus_api.cli import main; main({arguments}, standalone_mode=False);"
        "print(sorted({'litestar', 'granian'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_settings_are_shown_with_their_origin_and_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("fokus.toml").write_text('journal = "postgresql://fokus:geheim@db/fokus"\n')
    monkeypatch.setenv("FOKUS_PORT", "9000")
    shown = read("config", "show")
    assert shown["port"] == {"value": 9000, "origin": "FOKUS_PORT"}
    assert shown["journal"]["value"] == "postgresql://fokus:***@db/fokus"
    assert shown["journal"]["origin"].endswith("fokus.toml")
    assert shown["host"] == {"value": "127.0.0.1", "origin": "default"}
    text = run("config", "show").stdout
    assert "FOKUS_PORT" in text
    assert "geheim" not in text


def test_a_token_is_printed_once_and_only_its_digest_is_kept() -> None:
    result = run("token", "anna", "--until", "2999-01-01")
    found = re.fullmatch(r"fk_([0-9a-f]{16})_([\w-]{51})\n", result.stdout)
    assert found is not None
    recorded = read("show", "2")["data"]
    assert (recorded["actor"], recorded["key"], recorded["until"]) == ("anna", found[1], "2999-01-01")
    assert matches(found[2], recorded["digest"])
    assert not any(found[2].encode() in path.read_bytes() for path in Path("data").rglob("*") if path.is_file())
    other = read("token", "anna")
    assert other["token"].startswith(f"fk_{other['key']}_")


def test_keys_are_narrowed_listed_and_revoked() -> None:
    assert read("token", "list") == {"keys": []}
    assert "There are no keys." in run("token", "list").stdout
    first = read("token", "--until", "2999-01-01", "anna")
    second = read("token", "issue", "ben", "--role", "auditor", "--scope", "programme:core", "--scope", "state")
    keys = {one["actor"]: one for one in read("token", "list")["keys"]}
    assert (keys["anna"]["key"], keys["anna"]["until"], keys["anna"]["roles"]) == (first["key"], "2999-01-01", [])
    assert (keys["ben"]["roles"], keys["ben"]["scopes"]) == (["auditor"], ["programme:core", "state"])
    assert (keys["ben"]["revoked_on"], keys["ben"]["last_used"]) == (None, None)
    assert [one["actor"] for one in read("token", "list", "anna")["keys"]] == ["anna"]
    assert "programme:core state" in run("token", "list").stdout
    revoked = read("token", "revoke", second["key"], "--reason", "verloren")
    assert revoked["facts"][0]["data"]["key"] == second["key"]
    assert read("token", "list", "ben")["keys"][0]["revoked_on"] is not None
    assert read("token", "revoke", second["key"], "--reason", "verloren", code=1)["error"]["slug"] == "key-revoked"
    assert read("token", "issue", "ben", "--role", "king", code=1)["error"]["slug"] == "unknown-role"
    text = run("token", "list").stdout
    assert not any(one["token"].split("_", 2)[2] in text for one in (first, second))


def test_an_actor_issues_a_key_to_itself_only() -> None:
    assert read("token", "anna", "--as", "anna")["actor"] == "anna"
    assert read("token", "ben", "--as", "anna", code=1)["error"]["slug"] == "forbidden"


def test_an_actor_without_a_possible_id_gets_no_token() -> None:
    assert read("token", "Anna Müller", code=2)["error"]["slug"] == "invalid-input"
    assert read("log")["head"] == 1


def test_a_role_is_given_and_taken_away() -> None:
    assert read("grant", "anna", "auditor", "--until", "2999-01-01")["facts"][0]["data"]["scope"] == "state"
    assert read("grant", "anna", "auditor", code=1)["error"]["slug"] == "already-granted"
    assert "Es gibt auditor," in read("grant", "anna", "king", code=1)["error"]["message"]
    assert read("grant", "anna", "auditor", "--withdraw", code=2)["error"]["slug"] == "usage"
    assert read("grant", "anna", "auditor", "--withdraw", "--reason", "Neues Amt.")["position"] == 3


def test_a_backup_tells_what_it_holds_and_that_the_master_key_is_elsewhere() -> None:
    text = run("backup", "copies/first").stdout
    assert "up to position 1" in text
    assert "The master key is not in it" in text
    assert "gibt es schon" in run("backup", "copies/first", code=1).stderr
    assert read("backup", "copies/second")["master_key"] == "not part of a backup"


def test_a_backup_of_a_folder_inside_a_file_is_a_sentence() -> None:
    Path("file").write_text("")
    assert "lässt sich nicht anlegen" in read("backup", "file/copy", code=1)["error"]["message"]


def test_unknown_settings_end_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOKUS_PROT", "1")
    for command in (["log"], ["plugins"], ["config", "show"], ["do", "--help"], ["do", "core.retract"], ["serve"]):
        assert "FOKUS_PROT is no setting. Did you mean FOKUS_PORT?" in run(*command, code=2).stderr
    assert read("log", code=2)["error"]["slug"] == "start-refused"


@pytest.mark.parametrize("command", [["log"], ["show", "1"], ["check"], ["rebuild"], ["backup", "copy"]])
def test_what_only_reads_begins_no_journal(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOKUS_DATA", "elsewhere")
    assert "There is no journal at" in run(*command, code=2).stderr
    assert not Path("elsewhere").exists()


def test_a_damaged_journal_ends_with_2_and_a_sentence() -> None:
    with Path("data/journal.db").open("r+b") as file:
        file.write(b"\xff" * 100)
    for command in (["log"], ["check"], ["backup", "copy"], ["serve"], ["token", "anna"]):
        result = run(*command, code=2)
        assert "is damaged or no SQLite file" in result.stderr
        assert "Traceback" not in result.output
    assert not Path("copy").exists()


def test_check_finds_a_damaged_page() -> None:
    size = Path("data/journal.db").stat().st_size
    with Path("data/journal.db").open("r+b") as file:
        file.seek(size - 4096)
        file.write(b"\xff" * 4096)
    found = CliRunner().invoke(main, ["check", "--json"])
    assert found.exit_code in {1, 2}
    assert "damaged" in found.stdout
