"""The facts of a participation as German and English sentences."""

from fokus_core import Fact, Sentence, _
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
        _("Der Rat hat beschlossen, dass {body} an der Ehrenamtskarte teilnimmt."),
    ),
    CouncilDeclined: Sentence(
        _("Der Rat hat die Teilnahme an der Ehrenamtskarte abgelehnt ({body}): {reason}"),
    ),
    AgreementSigned: Sentence(
        _("{body} hat die Vereinbarung mit dem Land zur Ehrenamtskarte geschlossen."),
    ),
    CardIntroduced: Sentence(_("{body} hat die Ehrenamtskarte eingeführt.")),
    ParticipationPaused: Sentence(
        _("Die Teilnahme an der Ehrenamtskarte ruht ({body}): {reason}"),
    ),
    ParticipationResumed: Sentence(_("{body} nimmt wieder an der Ehrenamtskarte teil.")),
    ParticipationEnded: Sentence(
        _("{body} nimmt nicht mehr an der Ehrenamtskarte teil: {reason}"),
    ),
}
