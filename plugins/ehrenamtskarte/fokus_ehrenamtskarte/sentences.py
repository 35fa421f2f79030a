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
        _("{body_council} hat beschlossen, an der Ehrenamtskarte teilzunehmen."),
    ),
    CouncilDeclined: Sentence(
        _("{body_council} hat die Teilnahme an der Ehrenamtskarte abgelehnt. Grund: {reason}"),
    ),
    AgreementSigned: Sentence(
        _("{body} hat die Vereinbarung mit dem Land zur Ehrenamtskarte geschlossen."),
    ),
    CardIntroduced: Sentence(_("{body} hat die Ehrenamtskarte eingeführt.")),
    ParticipationPaused: Sentence(
        _("{body} nimmt vorübergehend nicht an der Ehrenamtskarte teil. Grund: {reason}"),
    ),
    ParticipationResumed: Sentence(_("{body} nimmt wieder an der Ehrenamtskarte teil.")),
    ParticipationEnded: Sentence(
        _("{body} nimmt nicht mehr an der Ehrenamtskarte teil. Grund: {reason}"),
    ),
}
