"""The end of a run: completion, certificates, the end itself, evaluations."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import BodyRef, Command, Past, Reads, Refused, Title, _, command
from fokus_ews.facts import CertificateAwarded, EvaluationRecorded, RunAnnounced, RunEnded, SiteCompleted
from fokus_ews.policies import KEEP, RUN_COHORT
from fokus_ews.words import EvaluationId, RunId

Sites = Annotated[tuple[BodyRef, ...], Meta(min_length=1, max_length=500)]


@command("ews.complete-sites", RUN_COHORT, title=_("Abschluss von Standorten eintragen"))
class CompleteSites(Command, frozen=True):
    """Record which sites completed a run."""

    run: RunId
    sites: Sites
    effective: date

    def decide(self, past: Past) -> Iterator[SiteCompleted]:
        """Yield a completion for each; the statute knows whether it takes part."""
        for body in self.sites:
            yield SiteCompleted(effective=self.effective, run=self.run, body=body)


@command("ews.award-certificates", RUN_COHORT, title=_("Zertifikate eintragen"))
class AwardCertificates(Command, frozen=True):
    """Record to which sites the certificate was handed, and on which day."""

    run: RunId
    sites: Sites
    effective: date

    def decide(self, past: Past) -> Iterator[CertificateAwarded]:
        """Yield a certificate for each; the statute knows whether it completed the run."""
        for body in self.sites:
            yield CertificateAwarded(effective=self.effective, run=self.run, body=body)


@command("ews.end-run", KEEP, title=_("Durchgang beenden"))
class EndRun(Command, frozen=True):
    """End a run."""

    run: RunId
    effective: date

    def decide(self, past: Past) -> Iterator[RunEnded]:
        """Yield the end; the statute knows whether the run can end."""
        yield RunEnded(effective=self.effective, run=self.run)


@command("ews.record-evaluation", KEEP, title=_("Evaluation eintragen"))
class RecordEvaluation(Command, frozen=True):
    """Record that runs were evaluated, and where that can be read."""

    reads: ClassVar[Reads] = Reads("programme", RunAnnounced, EvaluationRecorded)
    evaluation: EvaluationId
    runs: Annotated[tuple[RunId, ...], Meta(min_length=1, max_length=100)]
    title: Title
    effective: date
    link: Annotated[str, Meta(max_length=500, pattern=r"^(https?://\S+)?$")] = ""

    def decide(self, past: Past) -> Iterator[EvaluationRecorded]:
        """Yield the evaluation of runs that were announced, once."""
        if any(one.evaluation == self.evaluation for one in past.of(EvaluationRecorded)):
            raise Refused(
                "evaluation-exists",
                _("Diese Evaluation ist schon eingetragen. Korrigieren Sie den Eintrag, wenn er falsch ist."),
                field="evaluation",
            )
        known = {one.run for one in past.of(RunAnnounced)}
        if not known.issuperset(self.runs):
            raise Refused("run-unknown", _("Wählen Sie die Durchgänge aus der Liste."), field="runs")
        yield EvaluationRecorded(
            effective=self.effective, evaluation=self.evaluation, runs=self.runs, title=self.title, link=self.link
        )


COMMANDS = (CompleteSites, AwardCertificates, EndRun, RecordEvaluation)
