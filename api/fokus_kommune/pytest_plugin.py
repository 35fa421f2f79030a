"""The pytest plugin that the distribution brings: fixtures for a programme's tests, and `--write-samples`.

It is loaded in every test run where Fokus Kommune is installed, so it imports nothing of ours until a test asks.
"""

import tomllib
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from litestar import Litestar
    from litestar.testing import TestClient

    from fokus_api.runtime.service import Service
    from fokus_core.testing import Given
    from fokus_core.testing.smtp import MailServer
    from fokus_kommune.testing import ClerkOf, RunJob

KITS = ("fokus_core.testing", "fokus_projections.testing", "fokus_api.testing", "fokus_kommune.testing")
WRITTEN = pytest.StashKey[list[str]]()

pytest.register_assert_rewrite(*KITS)  # failures of the contracts then show what differed


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes stored samples."""
    group = parser.getgroup("fokus", "Fokus Kommune")
    group.addoption(
        "--write-samples",
        action="store_true",
        help="Write the stored sample of every fact version that has none yet; one that exists is never changed.",
    )


def pytest_collection_finish(session: pytest.Session) -> None:
    """Write the samples that are missing, before the tests read them."""
    if not session.config.getoption("write_samples"):
        return
    from fokus_core.testing import ProgrammeContract

    contracts = {item.cls for item in session.items if isinstance(item, pytest.Function) and item.cls is not None}
    session.config.stash[WRITTEN] = [
        str(path)
        for cls in sorted(contracts, key=lambda cls: (cls.__module__, cls.__name__))
        if issubclass(cls, ProgrammeContract)
        for path in cls().write_samples()
    ]


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Tell which samples were written."""
    if config.getoption("write_samples"):
        written = config.stash.get(WRITTEN, [])
        terminalreporter.section("samples")
        for path in written or ["nothing to write"]:
            terminalreporter.write_line(path)


@pytest.fixture(scope="session")
def programme(pytestconfig: pytest.Config) -> Any:
    """Return the plugin that is tested: the one that the pyproject.toml beside the tests names; override it if many."""
    path = pytestconfig.rootpath / "pyproject.toml"
    project = tomllib.loads(path.read_text("utf-8")).get("project", {}) if path.exists() else {}
    places = list(project.get("entry-points", {}).get("fokus", {}).values())
    if len(places) != 1:
        pytest.fail(f"{path} names {len(places)} entry points in the group fokus: write a fixture `programme`.", False)
    module, _, name = places[0].partition(":")
    return getattr(import_module(module), name)


@pytest.fixture(scope="module")
def given(programme: Any) -> "Given":
    """Return what begins scenarios without a database: `given(fact).when(command).then(fact)`."""
    from fokus_core.testing import Given

    return Given(programme)


@pytest.fixture
def service_settings() -> dict[str, Any]:
    """Return settings of the service; override it for others."""
    return {}


@pytest.fixture
def mail_server() -> "Iterator[MailServer]":
    """Run a mail server of this machine alone; the service of the same test sends through it."""
    from fokus_core.testing.smtp import MailServer

    with MailServer() as server:
        yield server


@pytest.fixture
def service(programme: Any, service_settings: dict[str, Any], request: pytest.FixtureRequest) -> "Iterator[Service]":
    """Open a service in a folder that is gone afterwards, with the programme; its jobs run by hand, by `run_job`."""
    from fokus_api.testing import temporary_service

    mail: dict[str, Any] = {}
    if "mail_server" in request.fixturenames:
        server: MailServer = request.getfixturevalue("mail_server")
        mail = {"mail_url": server.url, "mail_from": "dienst@example.org"}
    with temporary_service(programme, **mail, **service_settings) as opened:
        opened.jobs.stop()
        yield opened


@pytest.fixture
def client(service: "Service") -> "Iterator[TestClient[Litestar]]":
    """Return a client over the service, without a key: what fails inside is answered, as a caller would see it."""
    from litestar.testing import TestClient

    from fokus_api.testing.lending import lent

    with lent(service) as app, TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def clerk(client: "TestClient[Litestar]") -> "ClerkOf":
    """Return what makes callers with a key: `clerk("municipal-officer", "body:05914000")`; `clerk()` is a stranger."""
    from fokus_kommune.testing import ClerkOf

    return ClerkOf(client)


@pytest.fixture
def run_job(service: "Service") -> "RunJob":
    """Return what runs a job now: `run_job(job, on=date(2026, 3, 1))`, as if that day were today."""
    from fokus_kommune.testing import RunJob

    return RunJob(service)
