"""What must hold at every date of a participation."""

from collections.abc import Iterator

from fokus_ehrenamtskarte.facts import (
    AgreementSigned,
    CardIntroduced,
    CouncilDecided,
    CouncilDeclined,
    ParticipationEnded,
    ParticipationPaused,
    ParticipationResumed,
)
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Breach, Fact, Recorded, Turn, _

NOT_TAKING_PART = ("not-taking-part", _("Die Kommune nimmt an diesem Tag nicht teil."))

ehrenamtskarte.in_turn(
    "body",
    Turn(CardIntroduced, "out", "in", "already-takes-part", _("Die Kommune nimmt an diesem Tag bereits teil.")),
    Turn(ParticipationPaused, "in", "paused", *NOT_TAKING_PART),
    Turn(ParticipationResumed, "paused", "in", "not-paused", _("Die Teilnahme ruht an diesem Tag nicht.")),
    Turn(ParticipationEnded, ("in", "paused"), "out", *NOT_TAKING_PART),
    name="one_participation_at_a_time",
)


@ehrenamtskarte.statute("body", CouncilDecided, CouncilDeclined, AgreementSigned)
def no_agreement_after_a_refusal(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """After a council declined, no agreement is signed until it decides otherwise."""
    declined = False
    for record in history:
        if isinstance(record.fact, CouncilDeclined):
            declined = True
        elif isinstance(record.fact, CouncilDecided):
            declined = False
        elif declined:
            yield Breach("council-declined", _("Der Rat hat die Teilnahme abgelehnt."), record.position)
