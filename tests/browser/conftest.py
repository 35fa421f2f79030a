"""A real browser, and servers over the sample programme and over all programmes, whose provider lets everybody in."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest

from fokus_api.operations.demo_signin import demo_signin
from fokus_api.plugins.load import open_service
from fokus_api.runtime.service import Service
from fokus_core.journal.documented import load_history
from fokus_core.testing.ports import free_port

sys.path.append(str(Path(__file__).parent))  # what the tests here share

from browser_server import GENERATED, TESTS, garden, house_settings, site_settings, strangers

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 60.0  # seconds for a server to answer


@dataclass(frozen=True)
class Site:
    """A running server, and the folder of its data."""

    url: str
    folder: Path


def _chromium() -> str:
    """Return the browser's program; skip with a hint unless TESTS_REQUIRE_BROWSER is set, then fail without it."""
    if not os.environ.get("TESTS_REQUIRE_BROWSER"):
        pytest.skip("needs a browser: apt install chromium, then run make test-browser")
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None or find_spec("playwright") is None:
        pytest.fail("Chromium or playwright is missing: apt install chromium, then run make test-browser")
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
    with closing(chromium.new_context(viewport=size, locale="de-DE", java_script_enabled=False)) as context:
        yield patient(context).new_page()


@pytest.fixture
def browser(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Return a way to open browsers without JavaScript, each with cookies of its own."""
    opened: list[Any] = []

    def open_one(**options: Any) -> Any:
        usual = {"viewport": {"width": 1280, "height": 720}, "locale": "de-DE", "java_script_enabled": False}
        opened.append(patient(chromium.new_context(**{**usual, **options})))
        return opened[-1].new_page()

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def crowded(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Any]]:
    """Return a way to run one more server over all programmes, with more in it."""
    with ExitStack() as stack:
        yield lambda furnish: stack.enter_context(house_in(tmp_path_factory.mktemp("crowded"), furnish))


@pytest.fixture
def window(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Return a way to open windows of a browser that runs what axe needs."""
    opened: list[Any] = []

    def open_one(language: str = "de") -> Any:
        locale = {"de": "de-DE", "en": "en-GB"}[language]
        opened.append(patient(chromium.new_context(viewport={"width": 1280, "height": 720}, locale=locale)))
        return opened[-1].new_page()

    yield open_one
    for context in opened:
        context.close()


def patient(context: Any) -> Any:
    """Return a context that waits long enough on a busy machine."""
    context.set_default_timeout(PATIENCE * 1000)
    return context


@pytest.fixture(scope="session")
def site(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, port = tmp_path_factory.mktemp("site"), free_port()
    with (
        open_service(site_settings(folder, port=port), extra=[garden()]) as service,
        _serving("site", service, folder, port) as running,
    ):
        yield running


@pytest.fixture(scope="session")
def house(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Run a server over all programmes with their documented history, the tutorial's plugin and a generated one."""
    with house_in(tmp_path_factory.mktemp("house")) as running:
        yield running


@contextmanager
def house_in(folder: Path, furnish: Callable[[Service], None] = lambda service: None) -> Iterator[Site]:
    """Run a server over all programmes in a folder; `furnish` enters more than the documented history."""
    port = free_port()
    fokus = [sys.executable, "-m", "fokus_api.cli", "new", GENERATED, "--folder", str(folder / GENERATED)]
    subprocess.run(fokus, check=True, capture_output=True)
    with open_service(house_settings(folder, port=port), extra=strangers(folder)) as service:
        loaded = list(load_history(service.journal, service.plugins.history))
        assert [one for one in loaded if one.state != "entered"] == []
        furnish(service)
        with _serving("house", service, folder, port) as running:
            yield running


@contextmanager
def _serving(name: str, service: Service, folder: Path, port: int) -> Iterator[Site]:
    with demo_signin(service) as provider:
        command = [
            str(Path(sys.executable).parent / "granian"), "--interface", "asgi", "--factory", "--loop", "asyncio",
            "--log-level", "warning", "--host", "127.0.0.1", "--port", str(port), f"browser_server:{name}",
        ]  # fmt: skip
        ours = {name: value for name, value in os.environ.items() if not name.startswith("FOKUS_")}
        ours |= {
            **provider,
            "PYTHONPATH": str(TESTS / "browser"),
            "BROWSER_FOLDER": str(folder),
            "FOKUS_PORT": str(port),
        }
        server = subprocess.Popen(command, env=ours)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(f"{url}/health", server)
            yield Site(url, folder)
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            httpx.get(url)
        except httpx.TransportError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
