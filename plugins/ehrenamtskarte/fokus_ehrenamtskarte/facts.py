"""Taking part in the Ehrenamtskarte: what a body decided, agreed, introduced, paused and ended."""

from fokus_core import BodyId, Evidence, Fact, Reason, _, fact


@fact("ehrenamtskarte.council-decided@1", public=True)
class CouncilDecided(Fact, frozen=True):
    """The council decided that the body takes part in the Ehrenamtskarte."""

    body: BodyId


@fact("ehrenamtskarte.council-declined@1", public=True)
class CouncilDeclined(Fact, frozen=True):
    """The council decided that the body does not take part, or took its decision back."""

    body: BodyId
    reason: Reason


@fact("ehrenamtskarte.agreement-signed@1", public=True)
class AgreementSigned(Fact, frozen=True):
    """The body and the state signed their agreement."""

    body: BodyId


@fact("ehrenamtskarte.card-introduced@1", public=True)
class CardIntroduced(Fact, frozen=True):
    """The body introduced the card; from this day on it takes part."""

    body: BodyId


@fact("ehrenamtskarte.participation-paused@1", public=True)
class ParticipationPaused(Fact, frozen=True):
    """The participation rests."""

    body: BodyId
    reason: Reason


@fact("ehrenamtskarte.participation-resumed@1", public=True)
class ParticipationResumed(Fact, frozen=True):
    """The participation no longer rests."""

    body: BodyId


@fact("ehrenamtskarte.participation-ended@1", public=True, ends=True)
class ParticipationEnded(Fact, frozen=True):
    """The body no longer takes part."""

    body: BodyId
    reason: Reason


PARTICIPATION = (CardIntroduced, ParticipationPaused, ParticipationResumed, ParticipationEnded)
PREPARATION = (CouncilDecided, CouncilDeclined, AgreementSigned)

TAKES_PART = Evidence(
    "ehrenamtskarte.takes-part",
    "body",
    established_by=(CardIntroduced, ParticipationResumed),
    ended_by=(ParticipationPaused, ParticipationEnded),
    title=_("nimmt an der Ehrenamtskarte NRW teil"),
)
PLANS_TO = Evidence(
    "ehrenamtskarte.plans-to",
    "body",
    established_by=(CouncilDecided, AgreementSigned),
    ended_by=(CouncilDeclined, ParticipationEnded),
    title=_("plant die Einführung der Ehrenamtskarte NRW"),
)
