"""Many cards at once: which applications are to get theirs, and why one of them got none."""

from typing import Annotated, Literal

from msgspec import Meta

from fokus_ehrenamtskarte.applications.record.policies import SEEN_BY
from fokus_ehrenamtskarte.applications.record.terms import ApplicationId
from fokus_ehrenamtskarte.cards.facts import ValidUntil
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyId, Fact, Key, _, labelled

MOST = 500
BatchId = Annotated[
    str,
    Key("card-batch"),
    Meta(pattern=r"^[0-9a-f]{32}$", title=_("Sammelauftrag"), description="Id of an order to issue many cards"),
]
Several = Annotated[tuple[ApplicationId, ...], Meta(min_length=1, max_length=MOST)]
WhyNot = Annotated[
    Literal[
        "not-approved",
        "before-approval",
        "card-already-issued",
        "card-exists",
        "not-taking-part",
        "person-erased",
        "no-card-key",
        "valid-too-long",
        "name-too-long",
        "empty-period",
        "other",
    ],
    labelled(
        {
            "not-approved": _("Der Antrag ist nicht mehr bewilligt"),
            "before-approval": _("Der Antrag ist erst später bewilligt"),
            "card-already-issued": _("Zu dem Antrag gibt es schon eine Karte"),
            "card-exists": _("Die Person hat in dieser Zeit schon eine Karte"),
            "not-taking-part": _("Die Kommune nimmt an diesem Tag nicht teil"),
            "person-erased": _("Die Angaben zu der Person sind gelöscht"),
            "no-card-key": _("Für diesen Tag gibt es keinen Schlüssel"),
            "valid-too-long": _("Die Karte würde zu lange gelten"),
            "name-too-long": _("Der Name ist zu lang für den Code der Karte"),
            "empty-period": _("Der letzte Tag liegt vor dem ersten"),
            "other": _("Ein anderer Grund"),
        }
    ),
]


@ehrenamtskarte.fact(
    "card-batch-ordered@1",
    audience=SEEN_BY,
    sentence=_("{body} lässt die Karten zu bewilligten Anträgen ausstellen."),
)
class CardBatchOrdered(Fact, frozen=True, kw_only=True):
    """The office wants the cards of approved applications issued, valid from this day on."""

    batch: BatchId
    body: BodyId
    applications: Several
    valid_until: ValidUntil | None = None


@ehrenamtskarte.fact(
    "card-not-issued@1",
    audience=SEEN_BY,
    irrevocable=True,
    sentence=_("Zu einem Antrag bei {body_dative} ist keine Karte ausgestellt worden."),
)
class CardNotIssued(Fact, frozen=True, kw_only=True):
    """A card that was ordered with others was not issued; it may be ordered again."""

    batch: BatchId
    body: BodyId
    application: ApplicationId
    reason: WhyNot
