"""The steps of a participation; the statutes know what can follow what."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from fokus_core import BodyRef, Command, Past, Permission, Policy, Reads, Reason, Refused, _, command
from fokus_ehrenamtskarte.facts import (
    PARTICIPATION,
    PREPARATION,
    AgreementSigned,
    CardIntroduced,
    CouncilDecided,
    CouncilDeclined,
    ParticipationEnded,
    ParticipationPaused,
    ParticipationResumed,
)

KEEP = Policy("ehrenamtskarte.keep-participation", "body")
PERMISSIONS = (
    Permission(
        KEEP.permission,
        ("state-office", "municipal-officer"),
        _("Teilnahme an der Ehrenamtskarte erfassen"),
    ),
    Permission("ehrenamtskarte.retract", ("state-office",), _("Einträge zur Ehrenamtskarte zurücknehmen")),
)


class Step(Command, frozen=True):
    """A step of one body's participation."""

    reads: ClassVar[Reads] = Reads("body", *PREPARATION, *PARTICIPATION)
    body: BodyRef
    effective: date


@command("ehrenamtskarte.record-council-decision", KEEP)
class RecordCouncilDecision(Step, frozen=True):
    """Record that the council decided to take part."""

    def decide(self, past: Past) -> Iterator[CouncilDecided]:
        """Yield the decision unless one stands on that day."""
        now = past.on(self.effective)
        if isinstance(now.latest(CouncilDecided, CouncilDeclined), CouncilDecided):
            raise Refused("already-decided", _("Der Beschluss zur Teilnahme ist schon eingetragen."), field="body")
        yield CouncilDecided(effective=self.effective, body=self.body)


@command("ehrenamtskarte.record-council-refusal", KEEP)
class RecordCouncilRefusal(Step, frozen=True):
    """Record that the council decided against taking part, or took its decision back."""

    reason: Reason

    def decide(self, past: Past) -> Iterator[CouncilDeclined]:
        """Yield the refusal."""
        yield CouncilDeclined(effective=self.effective, body=self.body, reason=self.reason)


@command("ehrenamtskarte.sign-agreement", KEEP)
class SignAgreement(Step, frozen=True):
    """Record the agreement between the body and the state."""

    def decide(self, past: Past) -> Iterator[AgreementSigned]:
        """Yield the agreement unless one stands since the last end of a participation."""
        last = past.on(self.effective).latest(AgreementSigned, ParticipationEnded)
        if isinstance(last, AgreementSigned):
            raise Refused("agreement-stands", _("Die Vereinbarung mit dem Land besteht schon."), field="body")
        yield AgreementSigned(effective=self.effective, body=self.body)


@command("ehrenamtskarte.introduce-card", KEEP)
class IntroduceCard(Step, frozen=True):
    """Record that the body introduced the card."""

    def decide(self, past: Past) -> Iterator[CardIntroduced]:
        """Yield the introduction unless the council declined."""
        if isinstance(past.on(self.effective).latest(CouncilDecided, CouncilDeclined), CouncilDeclined):
            raise Refused(
                "council-declined",
                _("{body_council} hat die Teilnahme abgelehnt. Tragen Sie zuerst den neuen Beschluss ein."),
                field="body",
            )
        yield CardIntroduced(effective=self.effective, body=self.body)


@command("ehrenamtskarte.pause-participation", KEEP)
class PauseParticipation(Step, frozen=True):
    """Let the participation rest from a day on."""

    reason: Reason

    def decide(self, past: Past) -> Iterator[ParticipationPaused]:
        """Yield the pause."""
        yield ParticipationPaused(effective=self.effective, body=self.body, reason=self.reason)


@command("ehrenamtskarte.resume-participation", KEEP)
class ResumeParticipation(Step, frozen=True):
    """Take up a resting participation again from a day on."""

    def decide(self, past: Past) -> Iterator[ParticipationResumed]:
        """Yield the resumption."""
        yield ParticipationResumed(effective=self.effective, body=self.body)


@command("ehrenamtskarte.end-participation", KEEP)
class EndParticipation(Step, frozen=True):
    """End the participation; the date is the first day on which the body no longer takes part."""

    reason: Reason

    def decide(self, past: Past) -> Iterator[ParticipationEnded]:
        """Yield the end."""
        yield ParticipationEnded(effective=self.effective, body=self.body, reason=self.reason)


COMMANDS = (
    RecordCouncilDecision,
    RecordCouncilRefusal,
    SignAgreement,
    IntroduceCard,
    PauseParticipation,
    ResumeParticipation,
    EndParticipation,
)
