"""Who issues cards for a body from which day on, and what sources say of taking part without the day it began."""

from typing import Annotated, Literal

from msgspec import Meta

from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyId, Fact, Sentence, _, labelled

Cards = Annotated[
    Literal["every", "standard", "anniversary"], Meta(description="Cards it is about: every one, or of one kind")
]
IssuerKind = Annotated[
    Literal["own", "district", "agency"],
    Meta(description="The body itself, the district it lies in, or an agency that it mandated"),
    labelled({"own": _("die Kommune selbst"), "district": _("der Kreis"), "agency": _("eine Organisation")}),
]
Issuer = Annotated[str, Meta(pattern=r"^\d{3}(\d{2}(\d{3})?)?$", description="The body that issues, where it is one")]
Agency = Annotated[str, Meta(min_length=1, max_length=200, description="Name of the agency, where it is one")]
Undated = Annotated[bool, Meta(description="No source has the day: it stands for the first one known or possible")]


@ehrenamtskarte.fact(
    "issuer-assigned@1",
    public=True,
    sentence=Sentence(
        _("{body} stellt die Ehrenamtskarten selbst aus."),
        when={
            lambda fact: fact.kind == "district": Sentence(
                _("Für {body_accusative} stellt der Kreis die Ehrenamtskarten aus.")
            ),
            lambda fact: fact.kind == "agency" and fact.cards == "anniversary": Sentence(
                _("Für {body_accusative} stellt die Organisation „{agency}“ die Jubiläums-Ehrenamtskarten aus.")
            ),
            lambda fact: fact.kind == "agency": Sentence(
                _("Für {body_accusative} stellt die Organisation „{agency}“ die Ehrenamtskarten aus.")
            ),
        },
    ),
)
class IssuerAssigned(Fact, frozen=True, kw_only=True):
    """From a day on, cards for a body are issued by itself, its district or an agency."""

    body: BodyId
    cards: Cards = "every"
    kind: IssuerKind
    issuer: Issuer | None = None
    agency: Agency | None = None
    undated: Undated = False


@ehrenamtskarte.fact(
    "issuer-withdrawn@1",
    public=True,
    ends=True,
    sentence=_("Wer für {body_accusative} Ehrenamtskarten ausstellt, ist nicht mehr festgelegt."),
)
class IssuerWithdrawn(Fact, frozen=True, kw_only=True):
    """An assignment ended without another in its place."""

    body: BodyId
    cards: Cards = "every"


@ehrenamtskarte.fact(
    "participation-stated@1",
    public=True,
    sentence=Sentence(
        _("{body} nimmt nach einer Quelle an der Ehrenamtskarte teil. Seit wann, steht dort nicht."),
        when={
            lambda fact: not fact.takes_part: Sentence(
                _("{body} nimmt nach einer Quelle nicht an der Ehrenamtskarte teil.")
            )
        },
    ),
)
class ParticipationStated(Fact, frozen=True, kw_only=True):
    """A source says of a day that a body takes part or does not, and not since when."""

    body: BodyId
    takes_part: Annotated[bool, Meta(description="Whether it took part on that day")]


ASSIGNMENTS = (IssuerAssigned, IssuerWithdrawn)
