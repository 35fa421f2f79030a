"""Duties run in one place at a time, whatever fails or dies."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import pairwise

import pytest

from fokus_core.jobs.scheduler import DutyContext, DutyRunner, DutyStatus, SweepDesk
from fokus_core.storage.database import DatabaseUnavailable
from fokus_core.storage.state_store import Desk, open_desk

HOLD_AND_BE_KILLED = """
import sys, time
from fokus_core.storage.state_store import open_desk
desk = open_desk(sys.argv[1])
print(desk.lease("duties", "killed", 0.4), flush=True)
time.sleep(60)
"""


Act = Callable[[DutyContext[str]], object]


class Work:
    """A duty that notes who ran it, and does what it is told."""

    def __init__(self, name: str = "work", every: float = 0.02, act: Act | None = None) -> None:
        self.name = name
        self.every = every
        self.act = act
        self.runs: list[str] = []

    def run(self, context: DutyContext[str]) -> None:
        self.runs.append(context.services)
        if self.act:
            self.act(context)


@pytest.fixture
def url(database_url: str) -> str:
    return database_url


@pytest.fixture
def desk(url: str) -> Iterator[Desk]:
    with closing(open_desk(url)) as opened:
        yield opened


class Runners:
    """Starts runners over one desk and stops them at the end."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.started: list[DutyRunner[str]] = []

    def __call__(self, holder: str, *duties: Work, lease: float = 0.4) -> DutyRunner[str]:
        runner = DutyRunner(
            self.desk, duties, holder, holder, lease_seconds=lease, first_delay=0.05, longest_delay=0.15
        )
        self.started.append(runner)
        runner.start()
        return runner


@pytest.fixture
def runners(desk: Desk) -> Iterator[Runners]:
    made = Runners(desk)
    yield made
    assert [runner.stop(5) for runner in made.started] == [True] * len(made.started)


def eventually(true: Callable[[], object], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.005)


def test_of_two_runners_exactly_one_works_and_the_other_takes_over_when_it_stops(runners: Runners) -> None:
    duty = Work()
    one = runners("one", duty)
    eventually(lambda: len(duty.runs) > 2)
    two = runners("two", duty)
    time.sleep(0.25)
    assert set(duty.runs) == {"one"}
    assert (one.leading, two.leading) == (True, False)
    assert one.stop(5)
    eventually(lambda: duty.runs[-1] == "two")
    assert "one" not in duty.runs[duty.runs.index("two") :]
    assert (one.leading, two.leading) == (False, True)


def test_when_the_holder_is_killed_another_takes_over_after_the_lease_time(url: str, runners: Runners) -> None:
    duty = Work()
    with subprocess.Popen([sys.executable, "-c", HOLD_AND_BE_KILLED, url], stdout=subprocess.PIPE) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"True\n"
            began = time.monotonic()
            runners("two", duty)
        finally:
            holder.kill()
    eventually(lambda: duty.runs)
    assert 0.25 < time.monotonic() - began < 2.0
    assert duty.runs[0] == "two"


def test_a_failing_duty_is_visible_retried_with_growing_pauses_and_stops_no_other(runners: Runners) -> None:
    times: list[float] = []

    def fail(_: DutyContext[str]) -> None:
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
    assert b"anna" not in b"".join(value for _, value in runners.desk.scan("duty"))
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert pauses[0] >= 0.05
    assert pauses[1] >= 0.1
    assert pauses[2] >= 0.15
    bad.act = None
    eventually(lambda: runner.status()[0].error is None)
    assert runner.status()[0].failures == 0
    assert runner.status()[0].last_success == runner.status()[0].last_run


def test_a_poke_makes_a_duty_run_at_once_and_no_other(runners: Runners) -> None:
    seldom, other = Work("seldom", 3600), Work("other", 3600)
    runner = runners("one", seldom, other, lease=30)
    eventually(lambda: seldom.runs and other.runs)
    runner.poke("seldom")
    eventually(lambda: len(seldom.runs) == 2, 1)
    runner.poke()
    eventually(lambda: len(seldom.runs) == 3 and len(other.runs) == 2, 1)


def test_a_poke_during_a_run_is_not_lost(runners: Runners) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def wait(_: DutyContext[str]) -> None:
        inside.set()
        go_on.wait(5)

    duty = Work("slow", 3600, wait)
    runner = runners("one", duty, lease=30)
    assert inside.wait(5)
    runner.poke("slow")
    go_on.set()
    eventually(lambda: len(duty.runs) == 2)


def test_a_poke_does_not_hurry_a_duty_that_waits_after_a_failure(runners: Runners) -> None:
    def fail(_: DutyContext[str]) -> None:
        raise OSError

    duty = Work("bad", 3600, fail)
    runner = runners("one", duty)
    for _ in range(20):
        runner.poke("bad")
        time.sleep(0.01)
    assert len(duty.runs) <= 3


def test_a_holder_that_takes_over_keeps_to_the_times_of_the_one_before(runners: Runners) -> None:
    seldom = Work("seldom", 3600)
    one = runners("one", seldom)
    eventually(lambda: one.status()[0].last_success)
    one.stop(5)
    often = Work("often", 0.01)
    two = runners("two", seldom, often)
    eventually(lambda: len(often.runs) > 2)
    assert seldom.runs == ["one"]
    assert two.status()[0].holder == "one"


def test_a_holder_that_regains_the_lease_looks_up_what_was_done_meanwhile(runners: Runners, desk: Desk) -> None:
    duty = Work("seldom", 3600)
    runner = runners("one", duty, lease=0.15)
    eventually(lambda: runner.status()[0].last_success)
    desk.release("duties", "one")
    assert desk.lease("duties", "other", 0.3)
    eventually(lambda: not runner.leading)
    desk.delete("duty", "seldom")
    eventually(lambda: duty.runs == ["one", "one"], 2)


def test_a_duty_that_outlasts_its_lease_learns_it_and_does_not_overwrite_the_new_holder(runners: Runners) -> None:
    answers: list[bool] = []
    go_on = threading.Event()

    def slow(context: DutyContext[str]) -> None:
        if context.services == "one":
            go_on.wait(5)
            answers.append(context.holds())

    duty = Work("slow", 3600, slow)
    runners("one", duty, lease=0.2)
    eventually(lambda: duty.runs)
    two = runners("two", duty, lease=0.2)
    eventually(lambda: two.status()[0].holder == "two")
    go_on.set()
    eventually(lambda: answers)
    time.sleep(0.05)
    assert answers == [False]
    assert two.status()[0].holder == "two"


def test_a_duty_keeps_the_lease_by_asking_whether_it_still_holds(runners: Runners) -> None:
    answers: list[bool] = []

    def steady(context: DutyContext[str]) -> None:
        for _ in range(6):
            time.sleep(0.05)
            answers.append(context.holds())

    duty = Work("steady", 3600, steady)
    runners("one", duty, lease=0.2)
    eventually(lambda: duty.runs)
    runners("two", duty, lease=0.2)
    eventually(lambda: len(answers) == 6)
    assert answers == [True] * 6
    assert duty.runs == ["one"]


def test_stopping_tells_a_running_duty_and_frees_the_lease(runners: Runners, desk: Desk) -> None:
    stopped: list[bool] = []

    def until_told(context: DutyContext[str]) -> None:
        while context.holds():
            time.sleep(0.01)
        stopped.append(True)

    duty = Work("long", 3600, until_told)
    runner = runners("one", duty, lease=30)
    eventually(lambda: duty.runs)
    assert runner.stop(5)
    assert stopped == [True]
    assert desk.lease("duties", "other", 1)


def test_while_the_desk_does_not_answer_nothing_runs_and_afterwards_work_goes_on(
    runners: Runners, monkeypatch: pytest.MonkeyPatch
) -> None:
    duty = Work()
    runner = runners("one", duty, lease=0.2)
    eventually(lambda: len(duty.runs) > 2)

    def unavailable(*_: object) -> bool:
        raise DatabaseUnavailable("gone")

    with monkeypatch.context() as patch:
        patch.setattr(runners.desk, "lease", unavailable)
        eventually(lambda: not runner.leading)
        time.sleep(0.05)
        before = len(duty.runs)
        time.sleep(0.15)
        assert len(duty.runs) == before
    eventually(lambda: len(duty.runs) > before)


def test_the_state_of_a_duty_that_never_ran_is_shown(desk: Desk) -> None:
    assert DutyRunner(desk, [Work("a"), Work("b")], "one", "one").status() == [DutyStatus("a"), DutyStatus("b")]


def test_two_duties_of_one_name_are_refused(desk: Desk) -> None:
    with pytest.raises(ValueError, match="same name"):
        DutyRunner(desk, [Work("a"), Work("a")], "one", "one")


def test_what_has_expired_is_swept_from_the_desk(desk: Desk) -> None:
    desk.put("link", "old", b"x", expires=time.time() - 1)
    desk.put("link", "new", b"y", expires=time.time() + 60)
    desk.count_within("limit", "old", -1)
    SweepDesk().run(DutyContext(desk, None, lambda: True))
    assert desk.get("link", "new") == b"y"
    assert desk.purge_expired() == 0
