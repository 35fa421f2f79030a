"""Whether a server is alive and ready, for whoever restarts it or sends it requests, and how the jobs fare."""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from api_kit import Client, Headers, ask_raw, bearer, slug
from click.testing import CliRunner, Result
from sample_programme import plugin

from fokus_api.cli import main
from fokus_api.plugins.load import open_service
from fokus_api.runtime.logs import JSONLines
from fokus_api.runtime.readiness import LAG, PATIENCE
from fokus_api.runtime.service import Service
from fokus_api.runtime.settings import load_settings
from fokus_api.testing.contract import issue_key, service_of, settle, temporary_client
from fokus_core import ProgrammeInfo, hookimpl
from fokus_core.domain import clock
from fokus_core.domain.refusals import Unavailable
from fokus_core.jobs.job import JobContext
from fokus_core.testing.postgres import PostgresServer

SECRET = "kein Text einer Ausnahme"
STORES_WAIT = 5  # seconds after which a store itself gives up; a probe says so long before
PROBES = ("/health/live", "/health/ready")


class Failing:
    """A programme with a job that fails as long as it is told to."""

    def __init__(self) -> None:
        self.name = "failing.work"
        self.every = 3600.0
        self.fails = True
        self.ran = 0

    def run(self, _: JobContext[Service]) -> None:
        self.ran += 1
        if self.fails:
            raise LookupError(SECRET)

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        return ProgrammeInfo(id="failing", title="Scheitern")

    @hookimpl
    def jobs(self) -> list["Failing"]:
        return [self]


def reasons(client: Client) -> list[tuple[str, str, str | None]]:
    answer = client.get("/health/ready")
    assert (answer.status_code, slug(answer)) == (503, "not-ready")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["retry-after"]
    return [(one["part"], one["problem"], one["name"]) for one in answer.json()["reasons"]]


def eventually(true: Any, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


@pytest.mark.parametrize("path", PROBES)
@pytest.mark.parametrize("host", ["10.1.2.3:8000", "[fd00::17]:8000", "fokus-5d7f9c.pods.local", ""])
def test_a_probe_is_answered_under_any_host_name_and_by_address(path: str, host: str) -> None:
    with temporary_client(plugin, allowed_hosts=["fokus.example"]) as client:
        settle(service_of(client))
        assert ask_raw(client, "GET", path, ("host", host))[0] == 200
        assert ask_raw(client, "HEAD", path, ("host", host))[0] == 200
        assert ask_raw(client, "GET", "/health", ("host", host))[0] == 400
        assert ask_raw(client, "GET", f"{path}/x", ("host", host))[0] == 400


@pytest.mark.parametrize(
    "headers",
    [{"Authorization": "Bearer fk_nobody_nothing"}, {"Cookie": "session=gone"}, {"X-Forwarded-For": "10.9.9.9"}],
)
def test_a_probe_asks_nobody_who_they_are(client: Client, service: Service, headers: Headers) -> None:
    settle(service)
    for path in PROBES:
        assert client.get(path, headers=headers).status_code == 200
        assert client.get(path, headers=headers).headers["x-content-type-options"] == "nosniff"


def test_what_is_live_and_ready_says_so_and_nothing_else(client: Client, service: Service) -> None:
    settle(service)
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json() == {"status": "ready", "warnings": []}
    health = client.get("/health").json()
    assert (health["status"], health["reasons"]) == ("ok", [])
    assert "core.sweep-state-store" in [job["name"] for job in health["jobs"]]


@contextmanager
def silent(service: Service, monkeypatch: pytest.MonkeyPatch, part: str) -> Iterator[None]:
    """Let a store answer nothing but that it is unavailable."""

    def unavailable(*_: object, **__: object) -> Any:
        raise Unavailable("gone")

    target = {
        "journal": (service.journal.store, "head"),
        "vault": (service.vault, "erased"),
        "state-store": (service.state_store, "get"),
    }[part]
    with monkeypatch.context() as patch:
        patch.setattr(*target, unavailable)
        yield


@pytest.mark.parametrize("part", ["journal", "vault", "state-store"])
def test_a_store_that_does_not_answer_is_a_reason_and_nobody_is_kept_waiting(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    settle(service)
    with silent(service, monkeypatch, part):
        assert (part, "unavailable", None) in reasons(client)
        assert client.get("/health/live").status_code == 200
        assert client.get("/health").json()["status"] == "degraded"
    eventually(lambda: client.get("/health/ready").status_code == 200)


def test_probes_wait_less_than_two_seconds() -> None:
    assert PATIENCE < 2


def test_a_store_that_hangs_is_told_every_time(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(service)
    go_on = threading.Event()
    head = service.journal.store.head
    with monkeypatch.context() as patch:
        patch.setattr(service.journal.store, "head", lambda: (go_on.wait(30), head())[1])
        for _ in range(3):
            began = time.monotonic()
            assert ("journal", "unavailable", None) in reasons(client)
            assert time.monotonic() - began < STORES_WAIT
        go_on.set()
    eventually(lambda: client.get("/health/ready").status_code == 200)


def test_read_models_that_lag_are_a_reason(client: Client, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(service)
    recorded = clock.now()
    for since, ready in ((recorded - LAG / 2, True), (recorded - LAG * 2, False)):
        with monkeypatch.context() as patch:
            patch.setattr(service.models, "behind_since", lambda since=since: since)
            if ready:
                assert client.get("/health/ready").status_code == 200
            else:
                assert reasons(client) == [("follower", "behind", None)]


def test_since_when_read_models_are_behind_is_when_the_first_missing_fact_was_recorded(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = settle(service)
    assert service.models.behind_since() is None
    issue_key(service, "anna")
    (row,) = service.journal.store.follow(after=head, limit=1)
    monkeypatch.setattr(type(service.models), "position", property(lambda _: head))
    assert service.models.behind_since() == service.journal.codec.decode(row).meta.at


def test_a_projection_that_stopped_is_a_reason_with_its_name(client: Client, service: Service) -> None:
    settle(service)
    (file,) = Path(service.settings.read_models).glob("*.db")
    with sqlite3.connect(file) as model:
        model.execute("UPDATE core_projection SET failed_at = 1, error = 'KeyError' WHERE name = 'core.bodies'")
    model.close()
    assert reasons(client) == [("projection", "stopped", "core.bodies")]


def test_a_server_that_ends_is_not_ready_and_still_alive(client: Client, service: Service) -> None:
    settle(service)
    client.app.state.node.closing = True
    assert reasons(client) == [("server", "ending", None)]
    assert client.get("/health/live").status_code == 200


def test_a_job_that_fails_is_seen_wherever_one_looks(caplog: pytest.LogCaptureFixture) -> None:
    failing = Failing()
    with temporary_client(failing) as client:
        service = service_of(client)
        operator = bearer(issue_key(service, "operator", ("operator", "state")))
        eventually(lambda: failing.ran >= 1)
        eventually(lambda: client.get("/health").json()["status"] == "degraded")
        health = client.get("/health").json()
        assert {"name": "failing.work", "state": "failing"} in health["jobs"]
        assert client.get("/health/ready").status_code == 200
        eventually(lambda: failing.ran >= 3, 30)
        eventually(lambda: client.get("/health/ready").status_code == 503)
        assert reasons(client) == [("job", "failing", "failing.work")]
        (shown,) = [
            one for one in client.get("/api/v1/jobs", headers=operator).json()["items"] if one["name"] == failing.name
        ]
        assert (shown["state"], shown["error"]) == ("failing", "LookupError")
        assert shown["failures"] >= 3
        assert shown["last_run"] < shown["next_run"]
        assert shown["last_success"] is None
        for text in (json.dumps(health), client.get("/api/v1/jobs", headers=operator).text):
            assert SECRET not in text
    logged = [record for record in caplog.records if record.message == "a job failed"]
    assert {record.__dict__["job"] for record in logged} == {"failing.work"}
    assert len(logged) >= 3
    assert not any(SECRET in JSONLines().format(record) for record in logged)


def test_jobs_are_shown_to_those_who_operate_and_to_nobody_else(client: Client, service: Service) -> None:
    assert slug(client.get("/api/v1/jobs")) == "unauthenticated"
    office = bearer(issue_key(service, "office", ("state-office", "state")))
    assert slug(client.get("/api/v1/jobs", headers=office)) == "forbidden"
    operator = bearer(issue_key(service, "operator", ("operator", "state")))
    names = [one["name"] for one in client.get("/api/v1/jobs", headers=operator).json()["items"]]
    assert names == sorted(job.name for job in service.plugins.jobs)
    assert (
        client.get("/api/v1/jobs?format=csv", headers=operator).text.splitlines()[0].startswith("name,state,last_run")
    )


@pytest.mark.postgres
def test_while_postgresql_is_gone_a_node_says_so_within_two_seconds_and_is_ready_again_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_server: PostgresServer
) -> None:
    monkeypatch.setenv("KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
    with PostgresServer() as server, ExitStack() as ended:
        url = server.new_database()
        places = dict.fromkeys(("journal", "vault", "state_store", "files"), url)
        client = ended.enter_context(temporary_client(plugin, master_key="env:KEY", **places))
        settle(service_of(client))
        assert client.get("/health/ready").status_code == 200
        server.stop("immediate")
        for _ in range(3):
            began = time.monotonic()
            parts = {part for part, problem, _ in reasons(client) if problem == "unavailable"}
            assert time.monotonic() - began < STORES_WAIT
            assert {"journal", "vault", "state-store"} <= parts
            assert client.get("/health/live").status_code == 200
        server.start()
        eventually(lambda: client.get("/health/ready").status_code == 200, 30)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "core")
    open_service(load_settings(), follow=False).close()
    return tmp_path


def run(*arguments: str, bring: object = None, code: int = 0) -> Result:
    result = CliRunner().invoke(main, arguments, obj=[bring] if bring else None)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


def test_the_command_line_lists_the_jobs_and_runs_one(folder: Path) -> None:
    failing = Failing()
    listed = json.loads(run("jobs", "--json", bring=failing).stdout)["jobs"]
    assert {"name": "failing.work", "state": "waiting", "last_run": None, "next_run": None, "failures": 0} | {
        "error": None,
        "last_success": None,
    } in listed
    ran = json.loads(run("jobs", "run", "failing.work", "--json", bring=failing, code=1).stdout)
    assert (ran["state"], ran["failures"], ran["error"], failing.ran) == ("failing", 1, "LookupError", 1)
    table = run("jobs", bring=failing, code=1).stdout
    assert all(word in table for word in ("job", "last run", "next run", "failures", "last error", "failing.work"))
    failing.fails = False
    assert run("jobs", "run", "failing.work", bring=failing).stdout.count("ok") == 1
    assert json.loads(run("jobs", "--json", bring=failing).stdout)["jobs"] != listed


def test_a_job_that_is_not_there_is_refused_with_those_that_are(folder: Path) -> None:
    said = json.loads(run("jobs", "run", "core.nothing", "--json", code=1).stdout)["error"]
    assert said["slug"] == "unknown-job"
    assert "core.sweep-state-store" in said["message"]


def test_a_clock_behind_the_journal_is_a_warning_and_stops_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = service_of(client)
    monkeypatch.setattr(service.journal, "now", lambda: clock.now() - timedelta(minutes=10))
    ready = client.get("/health/ready")
    warned = [{"part": "clock", "problem": "behind", "name": None}]
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "warnings": warned})
    assert client.get("/health").json()["warnings"] == warned


def test_a_journal_that_goes_back_while_it_is_served_is_a_reason(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    service = service_of(client)
    service.last_head.remember()
    monkeypatch.setattr(service.journal.store, "head", lambda: 0)
    service.last_head.remember()
    assert [one.message for one in caplog.records if one.levelname == "ERROR"] == ["the journal went back in time"]
    monkeypatch.undo()
    assert ("journal", "went-back", None) in reasons(client)
