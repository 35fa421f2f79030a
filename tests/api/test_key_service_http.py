"""A service over a key service of another process: refused by 503 while that is away, and nothing is lost."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from api_kit import slug
from click.testing import CliRunner
from sample_programme import plugin

from fokus_api.cli import main
from fokus_api.plugins.load import open_service
from fokus_api.runtime.settings import load_settings
from fokus_api.testing.contract import temporary_client

SERVICE = Path(__file__).parents[1] / "core" / "chacha_keys.py"
TALK = {"cohort": "4", "person": {"name": "Ada Muster"}, "text": "leise", "effective": "2021-05-01"}
KEY = "07" * 32


@contextmanager
def serving(path: Path) -> Iterator[str]:
    with subprocess.Popen([sys.executable, str(SERVICE), str(path), KEY], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield f"unix://{path}"
        finally:
            process.terminate()


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fk") as folder:
        yield Path(folder) / "keys.sock"


def test_what_needs_a_key_waits_for_the_service(place: Path, tmp_path: Path) -> None:
    with serving(place) as setting:
        opened = temporary_client(plugin, data=str(tmp_path), master_key=setting)
        client = opened.__enter__()
    try:
        before = client.get("/api/v1/log", params={"limit": 1}).headers.get("fokus-position")
        answer = client.post("/api/v1/garden/commands/talk", json=TALK)
        assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
        assert "Ada" not in answer.text
        assert client.get("/api/v1/log", params={"limit": 1}).headers.get("fokus-position") == before
        with serving(place):
            answer = client.post("/api/v1/garden/commands/talk", json=TALK)
            assert answer.status_code == 201, slug(answer)
    finally:
        opened.__exit__(None, None, None)


def test_the_console_hands_the_keys_over(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "core")
    open_service(load_settings(), follow=False).close()
    run = CliRunner().invoke
    with serving(place) as setting:
        assert run(main, ["rotate-master-key", "--new", setting, "--json"]).exit_code == 0
        assert run(main, ["vault", "status"]).exit_code == 2
        monkeypatch.setenv("FOKUS_MASTER_KEY", setting)
        assert run(main, ["vault", "status"]).exit_code == 0
        assert run(main, ["rotate-master-key", "--new", setting, "--json"]).exit_code == 1
    away = run(main, ["vault", "status"])
    assert away.exit_code != 0
    assert "Traceback" not in away.output
