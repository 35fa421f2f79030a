"""What was known at a position is built from nothing, the same at any time, and is what was shown then."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fokus_api.cli import main
from fokus_api.plugins.load import open_service
from fokus_api.runtime.settings import load_settings
from fokus_core.storage.sqlite import connect


def fokus(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--json"])


def told(*arguments: str) -> Any:
    result = fokus(*arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patched:
        path = tmp_path_factory.mktemp("replay")
        patched.chdir(path)
        patched.setenv("FOKUS_PLUGINS", "network")
        assert fokus("load").exit_code == 0
        yield path


def test_what_was_known_is_the_same_at_any_time_and_the_last_is_what_is_shown(folder: Path) -> None:
    with open_service(load_settings()) as service:
        head = service.journal.store.head()
        assert service.models.wait_for(head, 30)
        position, shown = service.models.digests()
    whole = told("replay", "--to", str(folder / "all.db"))
    assert (whole["known"], position) == (head, head)
    assert {name: one.sha256 for name, one in shown.items()} == {
        name: one["sha256"] for name, one in whole["tables"].items()
    }
    early = told("replay", "--known", "100", "--to", str(folder / "early.db"))
    told("grant", "somebody", "auditor")
    again = told("replay", "--known", "100", "--to", str(folder / "again.db"))
    assert again["tables"] == early["tables"] != whole["tables"]
    with closing(connect(str(folder / "early.db"), read_only=True)) as connection:
        assert connection.execute("SELECT max(position), count(*) FROM core_log").fetchone() == (100, 100)
        assert connection.execute("SELECT position FROM core_model").fetchone() == (100,)
    assert not list(folder.glob("*-wal"))


def test_a_file_that_is_there_stays_and_what_is_beyond_the_head_is_refused(folder: Path) -> None:
    there = folder / "there.db"
    there.write_text("mine")
    assert fokus("replay", "--to", str(there)).exit_code == 1
    assert there.read_text() == "mine"
    assert fokus("replay", "--known", "99999", "--to", str(folder / "beyond.db")).exit_code == 1
    assert not (folder / "beyond.db").exists()
    assert fokus("replay", "--known", "0", "--to", str(folder / "zero.db")).exit_code == 2
