"""A real browser, without JavaScript, and a server over the sample programme whose provider lets everybody in."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest

from fokus_api.operations.demo_signin import demo_signin
from fokus_api.plugins.load import open_service
from fokus_api.runtime.settings import load_settings

sys.path.append(str(Path(__file__).parents[1] / "api"))  # the sample programme is shared with the tests of the API

from sample_programme import plugin

from fokus_core import load_history
from fokus_core.testing.ports import free_port

HERE = Path(__file__).parent
SAMPLE = HERE.parent / "api"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Site:
    """A running server, and the folder of its data."""

    url: str
    folder: Path


def _chromium() -> str:
    """Return the browser's program; skip with a hint where it is missing, fail where FOKUS_REQUIRE_BROWSER is set."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None or find_spec("playwright") is None:
        leave_out = pytest.fail if os.environ.get("FOKUS_REQUIRE_BROWSER") else pytest.skip
        leave_out("Chromium or playwright is missing: apt install chromium, then run make test-browser")
    return program or ""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    program = _chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=[1280, 360], ids=["desktop", "telephone"])
def page(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Return a page of a German browser without JavaScript, on a wide and on a narrow screen."""
    size = {"width": request.param, "height": 720}
    context = chromium.new_context(viewport=size, locale="de-DE", java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def site(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="module")
def documented(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a server over the documented history of the programmes that come with it."""
    with served(tmp_path_factory.mktemp("documented"), "network", "ews", "ehrenamtskarte") as site:
        yield site


@contextmanager
def served(folder: Path, *beside: str) -> Iterator[Site]:
    """Serve the sample programme and those beside it, whose history is entered."""
    port = free_port()
    given = {"plugins": list(beside), "demo": True, "port": port}
    with open_service(load_settings({}, folder, given=given), extra=[plugin]) as service, demo_signin(service) as idp:
        assert {one.state for one in load_history(service.journal, service.plugins.history)} <= {"entered"}
        command = [
            str(Path(sys.executable).parent / "granian"), "--interface", "asgi", "--factory", "--loop", "asyncio",
            "--host", "127.0.0.1", "--port", str(port), "browser_server:app",
        ]  # fmt: skip
        paths = {"PYTHONPATH": os.pathsep.join((str(HERE), str(SAMPLE))), "SAMPLE_FOLDER": str(folder)}
        ours = {name: value for name, value in os.environ.items() if not name.startswith("FOKUS_")}
        more = {"FOKUS_PORT": str(port), "SAMPLE_BESIDE": " ".join(beside)}
        server = subprocess.Popen(command, env={**ours, **idp, **paths, **more})
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(f"{url}/health")
            yield Site(url, folder)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            httpx.get(url)
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
