"""What happens in the network: declarations, rounds, signatures, criteria, guests, members, figures."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from fokus_core import (
    BodyId,
    BodyKind,
    Chosen,
    Fact,
    FileId,
    Key,
    Naming,
    PartyId,
    Personal,
    PersonId,
    Reason,
    Sealed,
    Title,
    _,
    fact,
    labelled,
)
from fokus_network.membership.words import Applies, RestsOn

Slug = Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")
DeclarationId = Annotated[str, Key("declaration"), Slug, Meta(description="Version of the declaration")]
RoundId = Annotated[str, Key("round"), Slug, Meta(description="Signing round")]
DeclarationText = Annotated[
    str, Meta(max_length=50_000, title=_("Wortlaut"), description="Text of this version, empty where it is not known")
]
FigureId = Annotated[str, Key("figure"), Slug, Meta(description="Published figure")]
CriterionId = Annotated[str, Chosen("criterion"), Slug]
End = Annotated[  # how a membership ends
    Literal["withdrawal", "merger", "exclusion"],
    labelled({"withdrawal": _("Austritt"), "merger": _("Zusammenschluss von Kommunen"), "exclusion": _("Ausschluss")}),
]
Counts = Annotated[
    Literal["members", "signatures"],
    Meta(title=_("Gezählt werden"), description="Members on the day, or signatures up to it"),
]
Rounds = Annotated[
    tuple[RoundId, ...],
    Meta(max_length=50, title=_("Unterzeichnungsrunden"), description="Signing rounds it is about; none means all"),
]
Kinds = Annotated[
    tuple[BodyKind, ...],
    Meta(max_length=6, title=_("Arten von Kommunen"), description="Kinds of bodies it is about; none means all"),
]
Ground = Annotated[
    Literal["ews-site", "partner", "application"],
    Meta(
        title=_("Anlass der Aufnahme"),
        description="Site of an EWS, partner municipality of the beginning, or own application with a council decision",
    ),
]


@fact("network.declaration-published@1", public=True, whole_programme=True)
class DeclarationPublished(Fact, frozen=True):
    """A version of the joint declaration was published."""

    declaration: DeclarationId
    title: Title
    text: DeclarationText = ""
    file: FileId | None = None


@fact("network.round-opened@1", public=True, whole_programme=True)
class RoundOpened(Fact, frozen=True):
    """A round in which the declaration may be signed was opened."""

    round: RoundId
    title: Title
    declaration: DeclarationId


@fact("network.round-closed@1", public=True, whole_programme=True)
class RoundClosed(Fact, frozen=True):
    """A signing round was closed."""

    round: RoundId


@fact("network.declaration-signed@1", public=True)
class DeclarationSigned(Fact, frozen=True):
    """A body, an association or a ministry signed the joint declaration."""

    party: PartyId
    round: RoundId
    declaration: DeclarationId
    capacity: Annotated[str, Meta(max_length=200, description="In which capacity the signatory signed")] = ""
    signatory: PersonId | None = None
    name: Annotated[
        Sealed[str] | None,
        Personal("signatory", purpose="signature"),
        Meta(description="Name of the signatory, sealed"),
    ] = None


class Criterion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One criterion: any of the `evidence` proves it; where none can, an attestation with its source does."""

    id: CriterionId
    title: Title
    evidence: tuple[Annotated[str, Chosen("evidence"), Meta(max_length=120)], ...] = ()
    applies: Applies = "both"


@fact("network.criteria-adopted@1", public=True, whole_programme=True)
class CriteriaAdopted(Fact, frozen=True):
    """A version of the admission criteria came into force and replaced the one before."""

    version: Annotated[str, Slug, Meta(description="Version of the criteria")]
    criteria: Annotated[tuple[Criterion, ...], Meta(description="The criteria, each with what proves it")]


@fact("network.attestation-given@1", public=True)
class AttestationGiven(Fact, frozen=True):
    """It was attested that a body fulfils a criterion, and on what basis."""

    body: BodyId
    criterion: CriterionId
    basis: Reason


@fact("network.attestation-ended@1", public=True, ends=True)
class AttestationEnded(Fact, frozen=True):
    """An attestation no longer holds."""

    body: BodyId
    criterion: CriterionId
    reason: Reason


@fact("network.guest-participation-started@1", public=True)
class GuestParticipationStarted(Fact, frozen=True):
    """A body takes part in the network as a guest, without being a member."""

    body: BodyId


@fact("network.guest-participation-ended@1", public=True, ends=True)
class GuestParticipationEnded(Fact, frozen=True):
    """A body no longer takes part as a guest."""

    body: BodyId
    reason: Reason


State = Literal["proven", "attested", "not-proven", "unknown"]


class FoundCriterion(msgspec.Struct, frozen=True):
    """What an admission found about one criterion, and the position of the fact that shows it."""

    criterion: CriterionId
    state: State
    evidence: str = ""
    by: int | None = None


@fact("network.municipality-joined@1", public=True, four_eyes=True)
class MunicipalityJoined(Fact, frozen=True):
    """A body became a member of the network."""

    body: BodyId
    round: RoundId
    declaration: DeclarationId
    criteria: str | None = None
    findings: tuple[FoundCriterion, ...] = ()
    override: str | None = None
    ground: Ground | None = None
    override_until: Annotated[date | None, Meta(description="Last day of the exception")] = None
    rests_on: RestsOn | None = None
    signed: Annotated[date | None, Meta(description="Day of the signature that a later membership rests on")] = None


@fact("network.municipality-left@1", public=True, ends=True, four_eyes=True)
class MunicipalityLeft(Fact, frozen=True):
    """A body is no longer a member of the network."""

    body: BodyId
    kind: End
    reason: Reason


@fact("network.membership-suspended@1", public=True)
class MembershipSuspended(Fact, frozen=True):
    """A membership rests."""

    body: BodyId
    reason: Reason


@fact("network.membership-resumed@1", public=True)
class MembershipResumed(Fact, frozen=True):
    """A membership no longer rests."""

    body: BodyId
    reason: Reason


@fact("network.figure-published@1", public=True, whole_programme=True)
class FigurePublished(Fact, frozen=True):
    """Somebody published how many members or signatures there are; `at_least` where the source says `more than`."""

    figure: FigureId
    members: Annotated[int, Meta(ge=0, le=1000, description="Published number")]
    at_least: Annotated[bool, Meta(description="Whether the source says `more than`")] = False
    counts: Counts = "members"
    rounds: Rounds = ()
    kinds: Kinds = ()


MEMBERSHIP = (MunicipalityJoined, MunicipalityLeft, MembershipSuspended, MembershipResumed)
GUESTS = (GuestParticipationStarted, GuestParticipationEnded)
ATTESTATIONS = (AttestationGiven, AttestationEnded)
FACTS = (
    DeclarationPublished,
    RoundOpened,
    RoundClosed,
    DeclarationSigned,
    CriteriaAdopted,
    *ATTESTATIONS,
    *GUESTS,
    *MEMBERSHIP,
    FigurePublished,
)
NAMINGS = (
    Naming("round", (RoundOpened,)),
    Naming("declaration", (DeclarationPublished,)),
    Naming(
        "criterion",
        (CriteriaAdopted,),
        under="programme:network",
        titles=lambda adopted: {one.id: one.title for one in adopted.criteria},
    ),
)
