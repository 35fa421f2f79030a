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

NOT_TAKING_PART = ("not-taking-part", _("{body} nimmt am {effective} nicht an der Ehrenamtskarte teil."))

ehrenamtskarte.in_turn(
    "body",
    Turn(
        CardIntroduced,
        "out",
        "in",
        "already-takes-part",
        _("{body} nimmt am {effective} schon an der Ehrenamtskarte teil."),
    ),
    Turn(ParticipationPaused, "in", "paused", *NOT_TAKING_PART),
    Turn(
        ParticipationResumed,
        "paused",
        "in",
        "not-paused",
        _("Die Teilnahme {body_genitive} ruht am {effective} nicht."),
    ),
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
            message = _("{body_council} hat die Teilnahme abgelehnt. Tragen Sie zuerst den neuen Beschluss ein.")
            yield Breach("council-declined", message, record.position)
