"""What happens to an application, from its receipt to the decision; who applied stays sealed."""

from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fokus_core import FileId, Start
from fokus_ehrenamtskarte.applications.record.base import OfApplication
from fokus_ehrenamtskarte.applications.record.desk_facts import (
    ApplicationHandedOver,
    ContactReleased,
    EngagementMatched,
    EngagementSeconded,
    ExceptionMade,
    HandOverOffered,
    RenewalBegun,
)
from fokus_ehrenamtskarte.applications.record.policies import SEEN_BY
from fokus_ehrenamtskarte.applications.record.reasons import ReasonCode
from fokus_ehrenamtskarte.applications.record.terms import (
    Answer,
    Changed,
    Claim,
    Details,
    EngagementId,
    Line,
    QuotaId,
    RestsOn,
    Shows,
    Text,
)
from fokus_ehrenamtskarte.cards.facts import CardKind
from fokus_ehrenamtskarte.offices.facts import Wanted
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.case import ConditionId, Outcome
from fokus_ehrenamtskarte.rules.evaluation import Overall
from fokus_kommune import Personal, PersonId, Purpose, Sealed, Sentence, _


class OutcomeOf(msgspec.Struct, frozen=True):
    """What became of one condition."""

    condition: ConditionId
    outcome: Outcome


@ehrenamtskarte.fact(
    "application-handed-in@1", audience=SEEN_BY, sentence=_("Bei {body_dative} ist ein Antrag eingegangen.")
)
class ApplicationHandedIn(OfApplication, frozen=True, kw_only=True):
    """Somebody applied for a card; `body` is the office that is responsible."""

    kind: CardKind
    renewal: Annotated[bool, Meta(description="Whether there was a card before")] = False
    ground: Annotated[
        RestsOn | None, Meta(description="What it rests on: the first that is named, else hours; null where not asked")
    ] = None
    wanted: Wanted | None = None
    privacy: Annotated[int | None, Meta(description="Position of the text about data that was shown")] = None
    renews: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$", description="Application whose card is renewed")] | None = (
        None
    )
    changed: Annotated[tuple[Changed, ...], Meta(description="What is not as in the application that is renewed")] = ()
    name: Annotated[Sealed[Line], Personal("person", purpose="application", case="application")]
    details: Annotated[Sealed[Details], Personal("person", purpose="application", case="application")]


@ehrenamtskarte.fact(
    "engagement-stated@1",
    audience=SEEN_BY,
    sentence=_("In einem Antrag bei {body_dative} ist ein Engagement angegeben."),
)
class EngagementStated(OfApplication, frozen=True, kw_only=True):
    """An application names an engagement, and who can confirm it."""

    engagement: EngagementId
    claim: Annotated[Sealed[Claim], Personal("person", purpose="application", case="application")]
    contact: PersonId
    contact_name: Annotated[Sealed[Line], Personal("contact", purpose="application", case="application", says="name")]
    contact_mail: Annotated[
        Sealed[Line] | None, Personal("contact", purpose="application", case="application", says="mail")
    ] = None


@ehrenamtskarte.fact(
    "document-enclosed@1", audience=SEEN_BY, sentence=_("Zu einem Antrag bei {body_dative} liegt ein Nachweis vor.")
)
class DocumentEnclosed(OfApplication, frozen=True, kw_only=True):
    """A document came with an application, sealed with a key of its own that ends with the applicant's."""

    file: FileId
    shows: Shows


@ehrenamtskarte.fact(
    "address-confirmed@1",
    audience=SEEN_BY,
    sentence=_("Die E-Mail-Adresse zu einem Antrag bei {body_dative} ist bestätigt."),
)
class AddressConfirmed(OfApplication, frozen=True, kw_only=True):
    """The applicant confirmed the mail address; only now others are written to."""


@ehrenamtskarte.fact(
    "engagement-answered@1",
    audience=SEEN_BY,
    sentence=Sentence(
        _("Eine Organisation hat ein Engagement zu einem Antrag bei {body_dative} nicht bestätigt."),
        when={
            lambda fact: fact.answer in {"confirmed", "other-hours"}: Sentence(
                _("Eine Organisation hat ein Engagement zu einem Antrag bei {body_dative} bestätigt.")
            ),
            lambda fact: fact.answer == "passed-on": Sentence(
                _("Zu einem Antrag bei {body_dative} soll eine andere Person das Engagement bestätigen.")
            ),
        },
    ),
)
class EngagementAnswered(OfApplication, frozen=True, kw_only=True):
    """Who can confirm an engagement answered, or passed the question on to a colleague."""

    engagement: EngagementId
    answer: Answer
    hours: Annotated[
        Sealed[int] | None,
        Personal("person", purpose="application", case="application"),
        Meta(description="The hours as the organisation knows them, where they differ"),
    ] = None
    contact: PersonId
    contact_name: Annotated[
        Sealed[Line] | None, Personal("contact", purpose="application", case="application", says="name")
    ] = None
    contact_mail: Annotated[
        Sealed[Line] | None, Personal("contact", purpose="application", case="application", says="mail")
    ] = None


@ehrenamtskarte.fact(
    "applicant-asked@1", audience=SEEN_BY, sentence=_("{body} hat eine Rückfrage zu einem Antrag gestellt.")
)
class ApplicantAsked(OfApplication, frozen=True, kw_only=True):
    """The office asked the applicant something; until the due day the application waits."""

    question: Annotated[Sealed[Text], Personal("person", purpose="application", case="application")]
    due: Annotated[date, Meta(description="Last day for the answer")]


@ehrenamtskarte.fact(
    "applicant-answered@1",
    audience=SEEN_BY,
    sentence=_("Eine Rückfrage {body_genitive} zu einem Antrag ist beantwortet."),
)
class ApplicantAnswered(OfApplication, frozen=True, kw_only=True):
    """The applicant answered what the office asked."""

    text: Annotated[Sealed[Text], Personal("person", purpose="application", case="application")]


@ehrenamtskarte.fact(
    "application-evaluated@1",
    audience=SEEN_BY,
    irrevocable=True,
    sentence=_("Ein Antrag bei {body_dative} ist nach den Regeln geprüft."),
)
class ApplicationEvaluated(OfApplication, frozen=True, kw_only=True):
    """An application was judged by the rules as they were known at a position: outcomes open, numbers sealed."""

    known: Annotated[int, Meta(ge=1, description="Position up to which rules and answers were known")]
    overall: Annotated[Overall, Meta(description="What it comes to")]
    outcomes: Annotated[tuple[OutcomeOf, ...], Meta(description="What became of each condition")]
    numbers: Annotated[Sealed[dict[str, Any]], Personal("person", purpose="application", case="application")]


@ehrenamtskarte.fact("application-approved@1", audience=SEEN_BY, sentence=_("{body} hat einen Antrag bewilligt."))
class ApplicationApproved(OfApplication, frozen=True, kw_only=True):
    """The office approved an application, on an evaluation."""

    kind: CardKind
    evaluation: Annotated[int, Meta(ge=1, description="Position of the evaluation that it rests on")]
    quota: QuotaId | None = None
    most: Annotated[int | None, Meta(description="Cards that the rules of the office allowed in that year")] = None


@ehrenamtskarte.fact("application-rejected@1", audience=SEEN_BY, sentence=_("{body} hat einen Antrag abgelehnt."))
class ApplicationRejected(OfApplication, frozen=True, kw_only=True):
    """The office rejected an application for a reason; `own` are the clerk's sentences where no other reason fits."""

    kind: CardKind
    evaluation: Annotated[int, Meta(ge=1, description="Position of the evaluation that it rests on")] | None = None
    reason: ReasonCode
    own: Annotated[Sealed[Text] | None, Personal("person", purpose="application", case="application")] = None
    advice: Annotated[Sealed[Text] | None, Personal("person", purpose="application", case="application")] = None


@ehrenamtskarte.fact(
    "application-withdrawn@1", audience=SEEN_BY, sentence=_("Ein Antrag bei {body_dative} ist zurückgezogen.")
)
class ApplicationWithdrawn(OfApplication, frozen=True, kw_only=True):
    """The applicant withdrew the application; after an approval the card is free for others again."""

    quota: QuotaId | None = None


STEPS = (
    ApplicationHandedIn,
    EngagementStated,
    DocumentEnclosed,
    AddressConfirmed,
    EngagementAnswered,
    ApplicantAsked,
    ApplicantAnswered,
    ApplicationEvaluated,
    ApplicationApproved,
    ApplicationRejected,
    ApplicationWithdrawn,
    HandOverOffered,
    ApplicationHandedOver,
    ContactReleased,
    EngagementMatched,
    EngagementSeconded,
    ExceptionMade,
    RenewalBegun,
)
CLOSING = (ApplicationApproved, ApplicationRejected, ApplicationWithdrawn)
JUDGED_BY = (
    ApplicationHandedIn,
    EngagementStated,
    EngagementAnswered,
    EngagementSeconded,
    ApplicantAnswered,
    ApplicationHandedOver,
)

ehrenamtskarte.purpose(
    Purpose(
        "application",
        _("Über Anträge auf die Ehrenamtskarte entscheiden"),
        basis=_("Artikel 6 Absatz 1 Buchstabe e DSGVO mit § 3 DSG NRW: Aufgabe im öffentlichen Interesse"),
        kept=_("Bis sechs Monate nach der Entscheidung (Beispiel)"),
        recipients=(_("Zuständige Stelle"), _("Genannte Organisation: Name und das eine Engagement")),
        starts=(Start("decided", _("Entscheidung über den Antrag"), ("application",), CLOSING),),
    )
)
