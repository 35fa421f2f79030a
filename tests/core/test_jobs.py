"""Jobs run in one place at a time, whatever fails or dies."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import pairwise

import pytest

from fokus_api.runtime.logs import JSONLines
from fokus_core.domain.refusals import Unavailable
from fokus_core.jobs.job import JobContext, JobStatus, SweepStateStore
from fokus_core.jobs.scheduler import Scheduler
from fokus_core.storage.state_store import StateStore, open_state_store

HOLD_AND_BE_KILLED = """
import sys, time
from fokus_core.storage.state_store import open_state_store
state_store = open_state_store(sys.argv[1])
print(time.time(), state_store.lease("jobs", "killed", 0.4), flush=True)
time.sleep(60)
"""


Act = Callable[[JobContext[str]], object]


class Work:
    """A job that notes who ran it, and does what it is told."""

    def __init__(self, name: str = "work", every: float = 0.02, act: Act | None = None) -> None:
        self.name = name
        self.every = every
        self.act = act
        self.runs: list[str] = []

    def run(self, context: JobContext[str]) -> None:
        self.runs.append(context.services)
        if self.act:
            self.act(context)


@pytest.fixture
def url(database_url: str) -> str:
    return database_url


@pytest.fixture
def state_store(url: str) -> Iterator[StateStore]:
    with closing(open_state_store(url)) as opened:
        yield opened


class Runners:
    """Starts runners over one state store and stops them at the end."""

    def __init__(self, state_store: StateStore) -> None:
        self.state_store = state_store
        self.started: list[Scheduler[str]] = []

    def __call__(self, holder: str, *jobs: Work, lease: float = 0.4) -> Scheduler[str]:
        runner = Scheduler(
            self.state_store, jobs, holder, holder, lease_seconds=lease, first_delay=0.05, longest_delay=0.15
        )
        self.started.append(runner)
        runner.start()
        return runner


@pytest.fixture
def runners(state_store: StateStore) -> Iterator[Runners]:
    made = Runners(state_store)
    yield made
    assert [runner.stop(60) for runner in made.started] == [True] * len(made.started)


def eventually(true: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.005)


def test_of_two_runners_exactly_one_works_and_the_other_takes_over_when_it_stops(runners: Runners) -> None:
    job = Work()
    one = runners("one", job)
    eventually(lambda: len(job.runs) > 2)
    two = runners("two", job)
    time.sleep(0.25)
    assert set(job.runs) == {"one"}
    assert (one.leading, two.leading) == (True, False)
    assert one.stop(60)
    eventually(lambda: job.runs[-1] == "two")
    assert "one" not in job.runs[job.runs.index("two") :]
    assert (one.leading, two.leading) == (False, True)


def test_when_the_holder_is_killed_another_takes_over_after_the_lease_time(url: str, runners: Runners) -> None:
    job = Work()
    with subprocess.Popen([sys.executable, "-c", HOLD_AND_BE_KILLED, url], stdout=subprocess.PIPE) as holder:
        try:
            assert holder.stdout is not None
            began, leased = holder.stdout.readline().decode().split()
            assert leased == "True"
            runners("two", job)
        finally:
            holder.kill()
    eventually(lambda: job.runs)
    assert time.time() - float(began) >= 0.4
    assert job.runs[0] == "two"


def test_a_failing_job_is_visible_retried_with_growing_pauses_and_stops_no_other(runners: Runners) -> None:
    times: list[float] = []

    def fail(_: JobContext[str]) -> None:
        times.append(time.monotonic())
        raise LookupError("anna@example.org")

    bad, good = Work("bad", 0.01, fail), Work("good", 0.01)
    runner = runners("one", bad, good)
    eventually(lambda: len(times) == 4)
    assert len(good.runs) > 4
    eventually(lambda: runner.status()[0].failures == 4)
    first, second = runner.status()
    assert (first.name, first.error, first.last_success, first.holder) == ("bad", "LookupError", None, "one")
    assert (second.name, second.error, second.failures) == ("good", None, 0)
    assert b"anna" not in b"".join(value for _, value in runners.state_store.scan("job"))
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert pauses[0] >= 0.05
    assert pauses[1] >= 0.1
    assert pauses[2] >= 0.15
    bad.act = None
    eventually(lambda: runner.status()[0].error is None)
    assert runner.status()[0].failures == 0
    assert runner.status()[0].last_success == runner.status()[0].last_run


def test_a_poke_makes_a_job_run_at_once_and_no_other(runners: Runners) -> None:
    seldom, other = Work("seldom", 3600), Work("other", 3600)
    runner = runners("one", seldom, other, lease=30)
    eventually(lambda: seldom.runs and other.runs)
    runner.poke("seldom")
    eventually(lambda: len(seldom.runs) == 2)
    runner.poke()
    eventually(lambda: len(seldom.runs) == 3 and len(other.runs) == 2)


def test_a_poke_during_a_run_is_not_lost(runners: Runners) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def wait(_: JobContext[str]) -> None:
        inside.set()
        go_on.wait(60)

    job = Work("slow", 3600, wait)
    runner = runners("one", job, lease=30)
    assert inside.wait(60)
    runner.poke("slow")
    go_on.set()
    eventually(lambda: len(job.runs) == 2)


def test_a_poke_does_not_hurry_a_job_that_waits_after_a_failure(runners: Runners) -> None:
    def fail(_: JobContext[str]) -> None:
        raise OSError

    job = Work("bad", 3600, fail)
    runner = runners("one", job)
    for _ in range(20):
        runner.poke("bad")
        time.sleep(0.01)
    assert len(job.runs) <= 3


def test_a_holder_that_takes_over_keeps_to_the_times_of_the_one_before(runners: Runners) -> None:
    seldom = Work("seldom", 3600)
    one = runners("one", seldom)
    eventually(lambda: one.status()[0].last_success)
    one.stop(60)
    often = Work("often", 0.01)
    two = runners("two", seldom, often)
    eventually(lambda: len(often.runs) > 2)
    assert seldom.runs == ["one"]
    assert two.status()[0].holder == "one"


def test_a_holder_that_regains_the_lease_looks_up_what_was_done_meanwhile(
    runners: Runners, state_store: StateStore
) -> None:
    job = Work("seldom", 3600)
    runner = runners("one", job, lease=0.15)
    eventually(lambda: runner.status()[0].last_success)
    state_store.release("jobs", "one")
    assert state_store.lease("jobs", "other", 0.3)
    eventually(lambda: not runner.leading)
    state_store.delete("job", "seldom")
    eventually(lambda: job.runs == ["one", "one"])


def test_a_job_that_outlasts_its_lease_learns_it_and_does_not_overwrite_the_new_holder(runners: Runners) -> None:
    answers: list[bool] = []
    go_on = threading.Event()

    def slow(context: JobContext[str]) -> None:
        if context.services == "one":
            go_on.wait(60)
            answers.append(context.holds())

    job = Work("slow", 3600, slow)
    runners("one", job, lease=0.2)
    eventually(lambda: job.runs)
    two = runners("two", job, lease=0.2)
    eventually(lambda: two.status()[0].holder == "two")
    go_on.set()
    eventually(lambda: answers)
    time.sleep(0.05)
    assert answers == [False]
    assert two.status()[0].holder == "two"


def test_a_job_keeps_the_lease_by_asking_whether_it_still_holds(runners: Runners) -> None:
    answers: list[bool] = []

    def steady(context: JobContext[str]) -> None:
        for _ in range(6):
            time.sleep(0.05)
            answers.append(context.holds())

    job = Work("steady", 3600, steady)
    runners("one", job, lease=0.2)
    eventually(lambda: job.runs)
    runners("two", job, lease=0.2)
    eventually(lambda: len(answers) == 6)
    assert answers == [True] * 6
    assert job.runs == ["one"]


def test_stopping_tells_a_running_job_and_frees_the_lease(runners: Runners, state_store: StateStore) -> None:
    stopped: list[bool] = []

    def until_told(context: JobContext[str]) -> None:
        while context.holds():
            time.sleep(0.01)
        stopped.append(True)

    job = Work("long", 3600, until_told)
    runner = runners("one", job, lease=30)
    eventually(lambda: job.runs)
    assert runner.stop(60)
    assert stopped == [True]
    assert state_store.lease("jobs", "other", 1)


def test_while_the_state_store_does_not_answer_nothing_runs_and_afterwards_work_goes_on(
    runners: Runners, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = Work()
    runner = runners("one", job, lease=0.2)
    eventually(lambda: len(job.runs) > 2)

    def unavailable(*_: object) -> bool:
        raise Unavailable("gone")

    with monkeypatch.context() as patch:
        patch.setattr(runners.state_store, "lease", unavailable)
        eventually(lambda: not runner.leading)
        time.sleep(0.05)
        before = len(job.runs)
        time.sleep(0.15)
        assert len(job.runs) == before
    eventually(lambda: len(job.runs) > before)


def test_the_state_of_a_job_that_never_ran_is_shown(state_store: StateStore) -> None:
    assert Scheduler(state_store, [Work("a"), Work("b")], "one", "one").status() == [JobStatus("a"), JobStatus("b")]


def test_two_jobs_of_one_name_are_refused(state_store: StateStore) -> None:
    with pytest.raises(ValueError, match="same name"):
        Scheduler(state_store, [Work("a"), Work("a")], "one", "one")


def test_what_has_expired_is_swept_from_the_state_store(state_store: StateStore) -> None:
    state_store.put("link", "old", b"x", expires=time.time() - 1)
    state_store.put("link", "new", b"y", expires=time.time() + 60)
    state_store.count_within("limit", "old", -1)
    SweepStateStore().run(JobContext(state_store, None, lambda: True))
    assert state_store.get("link", "new") == b"y"
    assert state_store.purge_expired() == 0


def test_a_failure_is_logged_with_the_job_and_the_class_of_the_error_alone(
    runners: Runners, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: JobContext[str]) -> None:
        raise LookupError("kein Text einer Ausnahme")

    runner = runners("one", Work("bad", 3600, fail), Work("good", 3600))
    eventually(lambda: runner.status()[0].failures)
    lines = [json.loads(JSONLines().format(record)) for record in caplog.records]
    assert [(line["level"], line["event"], line["job"], line["error"]) for line in lines][:1] == [
        ("error", "a job failed", "bad", "LookupError")
    ]
    assert "kein Text" not in json.dumps(lines)
    assert {line["job"] for line in lines} == {"bad"}


def test_the_state_of_a_job_says_how_it_fares_and_when_it_runs_next(runners: Runners) -> None:
    def fail(_: JobContext[str]) -> None:
        raise LookupError

    good, bad = Work("good", 3600), Work("bad", 3600, fail)
    runner = runners("one", good, bad)
    assert JobStatus("new").state == "waiting"
    eventually(lambda: runner.status()[1].failures == 1)
    (fine, failed) = runner.status()
    assert (fine.state, failed.state) == ("ok", "failing")
    assert fine.last_run is not None
    assert fine.next_run == fine.last_run + 3600
    assert failed.last_run is not None
    assert failed.next_run == failed.last_run + 0.05


def test_a_job_is_run_now_where_nobody_holds_the_lease(state_store: StateStore) -> None:
    job, other = Work("seldom", 3600), Work("other", 3600)
    found = Scheduler(state_store, [job, other], "console", "console").run_now("seldom", 5)
    assert found is not None
    assert (found.state, found.holder, job.runs, other.runs) == ("ok", "console", ["console"], [])
    assert state_store.lease("jobs", "somebody", 1)


def test_a_job_is_run_now_by_the_holder_also_while_it_waits_after_a_failure(runners: Runners) -> None:
    def fail(_: JobContext[str]) -> None:
        raise LookupError

    job = Work("bad", 3600, fail)
    holder = runners("server", job, lease=0.3)
    eventually(lambda: holder.status()[0].failures)
    runs = len(job.runs)
    job.act = None
    holder._longest_delay = 3600
    console = Scheduler(runners.state_store, [job], "console", "console")
    found = console.run_now("bad", 5)
    assert found is not None
    assert (found.state, found.holder) == ("ok", "server")
    assert len(job.runs) > runs
    assert "console" not in job.runs


def test_a_job_run_now_beside_its_own_thread_is_left_to_the_thread(runners: Runners) -> None:
    at_once: list[str] = []

    def alone(_: JobContext[str]) -> None:
        at_once.append("here")
        time.sleep(0.02)
        assert at_once.pop() == "here"
        assert not at_once

    job = Work("work", 0.01, alone)
    runner = runners("server", job)
    for _ in range(5):
        found = runner.run_now("work", 5)
        assert found is not None
        assert (found.state, found.failures) == ("ok", 0)
    assert runner.leading, "the lease stays with the thread"


def test_a_holder_that_does_nothing_is_waited_for_no_longer_than_said(state_store: StateStore) -> None:
    job = Work("seldom", 3600)
    assert state_store.lease("jobs", "hanging", 60)
    assert Scheduler(state_store, [job], "console", "console").run_now("seldom", 0.3) is None
    assert job.runs == []
    assert state_store.scan("job-wish") == []
    assert not state_store.lease("jobs", "somebody", 1)
