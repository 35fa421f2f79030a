"""The facts of a participation as German and English sentences."""

from fokus_core import Fact, Sentence
from fokus_ehrenamtskarte.facts import (
    AgreementSigned,
    CardIntroduced,
    CouncilDecided,
    CouncilDeclined,
    ParticipationEnded,
    ParticipationPaused,
    ParticipationResumed,
)

SENTENCES: dict[type[Fact], Sentence] = {
    CouncilDecided: Sentence(
        "Der Rat hat beschlossen, dass {body} an der Ehrenamtskarte teilnimmt.",
        "The council decided that {body} takes part in the Ehrenamtskarte.",
    ),
    CouncilDeclined: Sentence(
        "Der Rat hat die Teilnahme an der Ehrenamtskarte abgelehnt ({body}): {reason}",
        "The council declined to take part in the Ehrenamtskarte ({body}): {reason}",
    ),
    AgreementSigned: Sentence(
        "{body} hat die Vereinbarung mit dem Land zur Ehrenamtskarte geschlossen.",
        "{body} signed the agreement with the state on the Ehrenamtskarte.",
    ),
    CardIntroduced: Sentence("{body} hat die Ehrenamtskarte eingeführt.", "{body} introduced the Ehrenamtskarte."),
    ParticipationPaused: Sentence(
        "Die Teilnahme an der Ehrenamtskarte ruht ({body}): {reason}",
        "The participation in the Ehrenamtskarte rests ({body}): {reason}",
    ),
    ParticipationResumed: Sentence(
        "{body} nimmt wieder an der Ehrenamtskarte teil.", "{body} takes part in the Ehrenamtskarte again."
    ),
    ParticipationEnded: Sentence(
        "{body} nimmt nicht mehr an der Ehrenamtskarte teil: {reason}",
        "{body} no longer takes part in the Ehrenamtskarte: {reason}",
    ),
}
