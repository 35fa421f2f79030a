"""What must hold at every date of a participation."""

from collections.abc import Iterator

from fokus_core import Breach, Fact, Recorded, _, statute
from fokus_ehrenamtskarte.facts import (
    PARTICIPATION,
    AgreementSigned,
    CardIntroduced,
    CouncilDecided,
    CouncilDeclined,
    ParticipationEnded,
    ParticipationPaused,
    ParticipationResumed,
)

STEPS = {
    CardIntroduced: (
        "out",
        "in",
        "already-takes-part",
        _("{body} nimmt am {effective} schon an der Ehrenamtskarte teil."),
    ),
    ParticipationPaused: (
        "in",
        "paused",
        "not-taking-part",
        _("{body} nimmt am {effective} nicht an der Ehrenamtskarte teil."),
    ),
    ParticipationResumed: ("paused", "in", "not-paused", _("Die Teilnahme {body_genitive} ruht am {effective} nicht.")),
}


@statute("body", *PARTICIPATION)
def one_participation_at_a_time(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """Introduction, pause, resumption and end follow each other."""
    state = "out"
    for record in history:
        cls = type(record.fact)
        if cls is ParticipationEnded:
            if state == "out":
                yield Breach(
                    "not-taking-part",
                    _("{body} nimmt am {effective} nicht an der Ehrenamtskarte teil."),
                    record.position,
                    "effective",
                )
            state = "out"
            continue
        before, after, slug, message = STEPS[cls]
        if state != before:
            yield Breach(slug, message, record.position, "effective")
        state = after


@statute("body", CouncilDecided, CouncilDeclined, AgreementSigned)
def no_agreement_after_a_refusal(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """After a council declined, no agreement is signed until it decides otherwise."""
    declined = False
    for record in history:
        if isinstance(record.fact, CouncilDeclined):
            declined = True
        elif isinstance(record.fact, CouncilDecided):
            declined = False
        elif declined:
            yield Breach(
                "council-declined",
                _("{body_council} hat die Teilnahme abgelehnt. Tragen Sie zuerst den neuen Beschluss ein."),
                record.position,
            )


STATUTES = (one_participation_at_a_time, no_agreement_after_a_refusal)
