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


@command("ews.end-run", KEEP, records=RunEnded, title=_("Durchgang beenden"))
class EndRun(Command, frozen=True):
    """End a run."""

    run: RunId
    effective: date


@command("ews.record-evaluation", KEEP, records=EvaluationRecorded, title=_("Evaluation eintragen"))
class RecordEvaluation(Command, frozen=True):
    """Record that runs were evaluated, and where that can be read."""

    reads: ClassVar[Reads] = Reads("programme", RunAnnounced, EvaluationRecorded)
    evaluation: EvaluationId
    runs: Annotated[tuple[RunId, ...], Meta(min_length=1, max_length=100)]
    title: Title
    effective: date
    link: Annotated[str, Meta(max_length=500, pattern=r"^(https?://\S+)?$")] = ""

    def check(self, past: Past) -> None:
        """Refuse runs that were not announced, and an evaluation that is there already."""
        if any(one.evaluation == self.evaluation for one in past.of(EvaluationRecorded)):
            raise Refused(
                "evaluation-exists",
                _("Diese Evaluation ist schon eingetragen. Korrigieren Sie den Eintrag, wenn er falsch ist."),
                field="evaluation",
            )
        known = {one.run for one in past.of(RunAnnounced)}
        if not known.issuperset(self.runs):
            raise Refused("run-unknown", _("Wählen Sie die Durchgänge aus der Liste."), field="runs")


COMMANDS = (CompleteSites, AwardCertificates, EndRun, RecordEvaluation)
