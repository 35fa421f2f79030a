"""The steps of a participation; the statutes know what can follow what."""

from datetime import date
from typing import ClassVar

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
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyRef, Command, Past, Reads, Reason, Refused, _

KEEP = ehrenamtskarte.permission(
    "keep-participation",
    scope="body",
    roles=("state-office", "municipal-officer"),
    title=_("Teilnahme an der Ehrenamtskarte erfassen"),
)
ehrenamtskarte.permission("retract", roles=("state-office",), title=_("Einträge zur Ehrenamtskarte zurücknehmen"))


class Step(Command, frozen=True):
    """A step of one body's participation."""

    reads: ClassVar[Reads] = Reads("body", *PREPARATION, *PARTICIPATION)
    body: BodyRef
    effective: date


class ReasonedStep(Step, frozen=True):
    """A step that has a reason."""

    reason: Reason


@ehrenamtskarte.command(
    "record-council-decision", KEEP, records=CouncilDecided, title=_("Beschluss zur Teilnahme eintragen")
)
class RecordCouncilDecision(Step, frozen=True):
    """Record that the council decided to take part."""

    def check(self, past: Past) -> None:
        """Refuse it where such a decision stands on that day."""
        if isinstance(past.on(self.effective).latest(CouncilDecided, CouncilDeclined), CouncilDecided):
            raise Refused("already-decided", _("Der Beschluss zur Teilnahme ist schon eingetragen."), field="body")


@ehrenamtskarte.command(
    "record-council-refusal", KEEP, records=CouncilDeclined, title=_("Ablehnenden Beschluss eintragen")
)
class RecordCouncilRefusal(ReasonedStep, frozen=True):
    """Record that the council decided against taking part, or took its decision back."""


@ehrenamtskarte.command("sign-agreement", KEEP, records=AgreementSigned, title=_("Vereinbarung mit dem Land eintragen"))
class SignAgreement(Step, frozen=True):
    """Record the agreement between the body and the state."""

    def check(self, past: Past) -> None:
        """Refuse it where one stands since the last end of a participation."""
        if isinstance(past.on(self.effective).latest(AgreementSigned, ParticipationEnded), AgreementSigned):
            raise Refused("agreement-stands", _("Die Vereinbarung mit dem Land besteht schon."), field="body")


@ehrenamtskarte.command(
    "introduce-card", KEEP, records=CardIntroduced, title=_("Einführung der Ehrenamtskarte eintragen")
)
class IntroduceCard(Step, frozen=True):
    """Record that the body introduced the card."""

    def check(self, past: Past) -> None:
        """Refuse it where the council declined."""
        if isinstance(past.on(self.effective).latest(CouncilDecided, CouncilDeclined), CouncilDeclined):
            message = _("{body_council} hat die Teilnahme abgelehnt. Tragen Sie zuerst den neuen Beschluss ein.")
            raise Refused("council-declined", message, field="body")


@ehrenamtskarte.command("pause-participation", KEEP, records=ParticipationPaused, title=_("Teilnahme ruhen lassen"))
class PauseParticipation(ReasonedStep, frozen=True):
    """Let the participation rest from a day on."""


@ehrenamtskarte.command(
    "resume-participation", KEEP, records=ParticipationResumed, title=_("Ruhen der Teilnahme beenden")
)
class ResumeParticipation(Step, frozen=True):
    """Take up a resting participation again from a day on."""


@ehrenamtskarte.command("end-participation", KEEP, records=ParticipationEnded, title=_("Teilnahme beenden"))
class EndParticipation(ReasonedStep, frozen=True):
    """End the participation; the date is the first day on which the body no longer takes part."""
