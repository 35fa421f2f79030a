"""The rules about runs, calls and their exceptions, as given / when / then."""

from datetime import date, timedelta
from hashlib import sha256

from ews_kit import ANNOUNCED, CALLED, DEADLINE, HAGEN, OPENED, RUN, rules

from fokus_core.testing import TODAY, Given
from fokus_ews.commands.ending import EndRun, RecordEvaluation
from fokus_ews.commands.run import (
    AdoptRules,
    AllowLateEntry,
    AnnounceRun,
    CloseCall,
    OpenCall,
    OverrideEligibility,
)
from fokus_ews.facts import (
    CallClosed,
    CallOpened,
    EligibilityOverridden,
    EvaluationRecorded,
    LateEntryAllowed,
    RulesAdopted,
    RunAnnounced,
    RunEnded,
)
from fokus_ews.plugin import plugin

given = Given(plugin)
DIGEST = sha256(b"code").hexdigest()


def test_a_run_is_announced_with_its_rules_as_data_and_once() -> None:
    announce = AnnounceRun(run="5", title="Fünfte", capacity=17, team_size=3, area=("059",), effective=OPENED)
    given().when(announce).then(
        RunAnnounced(effective=OPENED, run="5", title="Fünfte"),
        RulesAdopted(effective=OPENED, run="5", version=1, capacity=17, team_size=3, area=("059",)),
    )
    again = AnnounceRun(run=RUN, title="Noch einmal", capacity=10, effective=OPENED)
    given(ANNOUNCED, rules()).when(again).then_refused("run-exists")


def test_a_run_does_not_end_before_it_begins() -> None:
    announce = AnnounceRun(
        run="5", title="Fünfte", capacity=17, effective=OPENED, begins=TODAY, ends=TODAY - timedelta(days=1)
    )
    given().when(announce).then_refused("empty-period")


def test_rules_count_up_and_belong_to_an_announced_run() -> None:
    adopt = AdoptRules(run=RUN, capacity=12, team_size=2, effective=TODAY)
    given(ANNOUNCED, rules()).when(adopt).then(
        RulesAdopted(effective=TODAY, run=RUN, version=2, capacity=12, team_size=2)
    )
    given().when(adopt).then_refused("run-unknown")
    backdated = AdoptRules(run=RUN, capacity=12, team_size=2, effective=OPENED - timedelta(days=1))
    given(ANNOUNCED, rules()).when(backdated).then_refused("run-unknown")


def test_a_run_is_called_once_after_it_was_announced() -> None:
    call = OpenCall(run=RUN, effective=OPENED, deadline=DEADLINE, terms="Bedingungen")
    given(ANNOUNCED).when(call).then(CallOpened(effective=OPENED, run=RUN, deadline=DEADLINE, terms="Bedingungen"))
    given().when(call).then_refused("run-unknown")
    given(ANNOUNCED, CALLED).when(call).then_refused("call-exists")
    backwards = OpenCall(run=RUN, effective=OPENED, deadline=OPENED - timedelta(days=1))
    given(ANNOUNCED).when(backwards).then_refused("empty-period")


def test_only_an_open_call_is_closed() -> None:
    close = CloseCall(run=RUN, effective=TODAY)
    given(ANNOUNCED, CALLED).when(close).then(CallClosed(effective=TODAY, run=RUN))
    given(ANNOUNCED).when(close).then_refused("call-not-open")
    given(ANNOUNCED, CALLED, CallClosed(effective=TODAY, run=RUN)).when(close).then_refused("call-not-open")


def test_late_entry_keeps_the_digest_of_a_code_and_a_code_is_given_out_once() -> None:
    allow = AllowLateEntry(run=RUN, code=DIGEST, until=DEADLINE, uses=2, effective=TODAY)
    allowed = LateEntryAllowed(effective=TODAY, run=RUN, code=DIGEST, until=DEADLINE, uses=2)
    given(ANNOUNCED).when(allow).then(allowed)
    given().when(allow).then_refused("run-unknown")
    given(ANNOUNCED, allowed).when(allow).then_refused("code-exists")
    backwards = AllowLateEntry(run=RUN, code=DIGEST, until=TODAY - timedelta(days=1), effective=TODAY)
    given(ANNOUNCED).when(backwards).then_refused("empty-period")


def test_an_exception_is_made_once_for_a_body_and_with_a_reason() -> None:
    override = OverrideEligibility(run=RUN, body="Hagen", reason="Partner", effective=TODAY)
    made = EligibilityOverridden(effective=TODAY, run=RUN, body=HAGEN, reason="Partner")
    given(ANNOUNCED).when(override).then(made)
    given().when(override).then_refused("run-unknown")
    given(ANNOUNCED, made).when(override).then_refused("already-overridden")


def test_a_run_ends_once_and_takes_no_call_after() -> None:
    end = EndRun(run=RUN, effective=TODAY)
    ended = RunEnded(effective=TODAY, run=RUN)
    given(ANNOUNCED).when(end).then(ended)
    given().when(end).then_refused("run-unknown")
    given(ANNOUNCED, ended).when(end).then_refused("run-ended")
    given(ANNOUNCED, ended).when(OpenCall(run=RUN, effective=TODAY)).then_refused("run-ended")


def test_an_evaluation_is_recorded_once_and_of_runs_there_are() -> None:
    record = RecordEvaluation(evaluation="e", runs=(RUN,), title="Evaluation", effective=date(2020, 1, 1))
    recorded = EvaluationRecorded(effective=date(2020, 1, 1), evaluation="e", runs=(RUN,), title="Evaluation")
    given(ANNOUNCED).when(record).then(recorded)
    given().when(record).then_refused("run-unknown")
    given(ANNOUNCED, recorded).when(record).then_refused("evaluation-exists")
