"""Taking part in the Ehrenamtskarte: what a body decided, agreed, introduced, paused and ended."""

from typing import Annotated, Literal

from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyId, Fact, Reason, _, labelled

Kind = Annotated[
    Literal["standard", "anniversary"],
    labelled({"standard": _("Ehrenamtskarte"), "anniversary": _("Jubiläums-Ehrenamtskarte")}),
]


class OfBody(Fact, frozen=True):
    """Something about one body's participation."""

    body: BodyId


class WithReason(OfBody, frozen=True):
    """Something about one body's participation that has a reason."""

    reason: Reason


@ehrenamtskarte.fact(
    "council-decided@1",
    public=True,
    sentence=_("{body_council} hat beschlossen, an der Ehrenamtskarte teilzunehmen."),
)
class CouncilDecided(OfBody, frozen=True):
    """The council decided that the body takes part in the Ehrenamtskarte."""


@ehrenamtskarte.fact(
    "council-declined@1",
    public=True,
    sentence=_("{body_council} hat die Teilnahme an der Ehrenamtskarte abgelehnt. Grund: {reason}"),
)
class CouncilDeclined(WithReason, frozen=True):
    """The council decided that the body does not take part, or took its decision back."""


@ehrenamtskarte.fact(
    "agreement-signed@1",
    public=True,
    sentence=_("{body} hat die Vereinbarung mit dem Land zur Ehrenamtskarte geschlossen."),
)
class AgreementSigned(OfBody, frozen=True):
    """The body and the state signed their agreement."""


@ehrenamtskarte.fact("card-introduced@1", public=True, sentence=_("{body} hat die Ehrenamtskarte eingeführt."))
class CardIntroduced(OfBody, frozen=True):
    """The body introduced the card; from this day on it takes part."""


@ehrenamtskarte.fact(
    "participation-paused@1",
    public=True,
    sentence=_("{body} nimmt vorübergehend nicht an der Ehrenamtskarte teil. Grund: {reason}"),
)
class ParticipationPaused(WithReason, frozen=True):
    """The participation rests."""


@ehrenamtskarte.fact(
    "participation-resumed@1", public=True, sentence=_("{body} nimmt wieder an der Ehrenamtskarte teil.")
)
class ParticipationResumed(OfBody, frozen=True):
    """The participation no longer rests."""


@ehrenamtskarte.fact(
    "participation-ended@1",
    public=True,
    ends=True,
    sentence=_("{body} nimmt nicht mehr an der Ehrenamtskarte teil. Grund: {reason}"),
)
class ParticipationEnded(WithReason, frozen=True):
    """The body no longer takes part."""


PARTICIPATION = (CardIntroduced, ParticipationPaused, ParticipationResumed, ParticipationEnded)
PREPARATION = (CouncilDecided, CouncilDeclined, AgreementSigned)

TAKES_PART = ehrenamtskarte.evidence(
    "takes-part",
    "body",
    established_by=(CardIntroduced, ParticipationResumed),
    ended_by=(ParticipationPaused, ParticipationEnded),
    title=_("nimmt an der Ehrenamtskarte NRW teil"),
)
PLANS_TO = ehrenamtskarte.evidence(
    "plans-to",
    "body",
    established_by=(CouncilDecided, AgreementSigned),
    ended_by=(CouncilDeclined, ParticipationEnded),
    title=_("plant die Einführung der Ehrenamtskarte NRW"),
)
