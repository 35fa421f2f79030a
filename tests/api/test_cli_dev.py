"""`fokus dev` serves a programme that is being written: it starts anew, tells errors whole, and runs no job."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from fokus_api.cli import main
from fokus_api.testing import temporary_service
from fokus_core.jobs.job import SweepStateStore
from fokus_core.testing.ports import free_port

PATIENCE = 120


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new programme, installed for those who look into the folder."""
    made = CliRunner().invoke(main, ["new", "hofladen", "--folder", str(tmp_path / "new")])
    assert made.exit_code == 0, made.output
    said = tmp_path / "new" / "fokus_hofladen-0.1.0.dist-info"
    said.mkdir()
    (said / "METADATA").write_text("Metadata-Version: 2.1\nName: fokus-hofladen\nVersion: 0.1.0\n")
    (said / "entry_points.txt").write_text("[fokus]\nhofladen = fokus_hofladen.programme:hofladen\n")
    return tmp_path / "new"


def until(tell: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while not tell():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.fixture
def asking() -> Iterator[httpx.Client]:
    with httpx.Client(headers={"Connection": "close"}) as client:
        yield client


@pytest.fixture
def served(folder: Path, tmp_path: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str, Path]]:
    environ = {**os.environ, "FOKUS_PLUGINS": "hofladen", "PYTHONPATH": str(folder)}
    port, log = free_port(), tmp_path / "log"
    command = [sys.executable, "-P", "-m", "fokus_api.cli", "dev", "--port", str(port)]
    with log.open("wb") as to, subprocess.Popen(command, cwd=tmp_path, env=environ, stdout=to, stderr=to) as process:
        try:
            yield process, f"http://127.0.0.1:{port}", log
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)


def test_a_change_starts_anew_and_errors_are_told_whole(
    folder: Path, served: tuple["subprocess.Popen[bytes]", str, Path], asking: httpx.Client
) -> None:
    process, url, log = served
    module = folder / "fokus_hofladen" / "programme.py"
    text = module.read_text("utf-8")

    def answer(path: str = "/api/v1/hofladen/bodies") -> httpx.Response | None:
        try:
            return asking.get(url + path)
        except httpx.TransportError:
            return None

    until(lambda: answer() is not None, process)
    found = answer()
    assert found is not None
    assert found.status_code == 200

    module.write_text(text.replace('filters=("district",)', 'filters=("colour",)'), encoding="utf-8")
    until(lambda: "has no column 'colour'" in log.read_text("utf-8"), process)
    assert "Traceback" in log.read_text("utf-8"), "where it was raised is told as well"
    assert "Changed: programme.py. Starting anew." in log.read_text("utf-8")

    broken = '''

@hofladen.lists("broken", policy=PUBLIC, order=("name",))
async def broken(ask: Ask) -> list[Row]:
    """Fail."""
    ask.reader.rows("SELECT colour FROM hofladen_body")
    return []
'''
    row = "import msgspec\nfrom fokus_kommune import Ask\n\n\nclass Row(msgspec.Struct):\n    name: str\n"
    module.write_text(text.replace("from datetime", row + "from datetime", 1) + broken, encoding="utf-8")
    until(lambda: (told := answer("/api/v1/hofladen/broken")) is not None and told.status_code == 500, process)
    found = answer("/api/v1/hofladen/broken")
    assert found is not None
    detail = found.json()["detail"]
    assert "no such column: colour" in detail
    assert "programme.py" in detail


def test_errors_are_told_whole_on_this_machine_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_DEV", "true")
    monkeypatch.setenv("FOKUS_PLUGINS", "core")
    asked = ["serve", "--host", "0.0.0.0", "--port", str(free_port()), "--json"]
    refused = CliRunner().invoke(main, asked, env={"FOKUS_HOST": None, "FOKUS_PORT": None})  # set anew afterwards
    assert refused.exit_code == 2
    assert "this machine alone" in refused.stdout


def test_no_job_runs_by_itself() -> None:
    with temporary_service(dev=True) as service:
        assert service.jobs.run_now(SweepStateStore.name, 10) is not None, "where nobody holds the lease it runs here"
        assert {one.name for one in service.jobs.status() if one.last_run is not None} == {SweepStateStore.name}
