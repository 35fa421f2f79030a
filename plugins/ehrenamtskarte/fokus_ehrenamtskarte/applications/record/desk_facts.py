"""What the office does with an application besides deciding it, and its notes and wordings."""

from typing import Annotated

from msgspec import Meta

from fokus_ehrenamtskarte.applications.record.base import OfApplication
from fokus_ehrenamtskarte.applications.record.policies import SEEN_BY
from fokus_ehrenamtskarte.applications.record.reasons import ReasonCode
from fokus_ehrenamtskarte.applications.record.terms import EngagementId, Line, Text
from fokus_ehrenamtskarte.organisations.facts import OrganisationId
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.case import ConditionId
from fokus_kommune import BodyId, Fact, Personal, PersonId, Sealed, Sentence, _

OF_BODY = r"^\d{3}(\d{2}(\d{3})?)?$"
Town = Annotated[str, Meta(pattern=OF_BODY, description="Body whose card is applied for from now on")]
Former = Annotated[str, Meta(pattern=OF_BODY, description="Office that was responsible before")]


@ehrenamtskarte.fact(
    "hand-over-offered@1",
    audience=SEEN_BY,
    sentence=_("{body} hat angeboten, einen Antrag an eine andere Stelle abzugeben."),
)
class HandOverOffered(OfApplication, frozen=True, kw_only=True):
    """The office asked the applicant whether the application may go to another one."""

    town: Town


@ehrenamtskarte.fact(
    "application-handed-over@1",
    audience=SEEN_BY,
    sentence=_("Ein Antrag ist mit Zustimmung der Person an {body_accusative} abgegeben."),
)
class ApplicationHandedOver(OfApplication, frozen=True, kw_only=True):
    """With the applicant's consent another office is responsible, `body`; `former` was before."""

    former: Former
    town: Town


@ehrenamtskarte.fact(
    "contact-released@1",
    audience=SEEN_BY,
    sentence=_("{body} hat die Ansprechperson zu einem Antrag freigegeben; sie wird angeschrieben."),
)
class ContactReleased(OfApplication, frozen=True, kw_only=True):
    """The office has looked at who was named to confirm an engagement; now they may be written to."""

    engagement: EngagementId


@ehrenamtskarte.fact(
    "engagement-seconded@1",
    audience=SEEN_BY,
    sentence=_("{body} hat zu einem Engagement eines Antrags eine zweite Unterschrift gesehen."),
)
class EngagementSeconded(OfApplication, frozen=True, kw_only=True):
    """A second person of the organisation signed for an engagement, where the rules want two; a clerk has seen it."""

    engagement: EngagementId
    contact: PersonId
    contact_name: Annotated[Sealed[Line], Personal("contact", purpose="application", case="application")]


@ehrenamtskarte.fact(
    "engagement-matched@1",
    audience=SEEN_BY,
    sentence=_("{body} hat ein Engagement zu einem Antrag einer Organisation zugeordnet."),
)
class EngagementMatched(OfApplication, frozen=True, kw_only=True):
    """The office said at which of its organisations an engagement is; a later match stands in for it."""

    engagement: EngagementId
    organisation: OrganisationId


@ehrenamtskarte.fact(
    "exception-made@1",
    audience=SEEN_BY,
    sentence=_("{body} hat einen Antrag als Ausnahme bewilligt."),
)
class ExceptionMade(OfApplication, frozen=True, kw_only=True):
    """Two people of the office approved an application although conditions are not met, and said on what basis."""

    conditions: Annotated[tuple[ConditionId, ...], Meta(description="Conditions that are not met")]
    basis: Annotated[Sealed[Text], Personal("person", purpose="application", case="application")]


@ehrenamtskarte.fact(
    "renewal-begun@1",
    audience=SEEN_BY,
    sentence=_("Zu einer Karte {body_genitive} ist die Verlängerung beantragt."),
)
class RenewalBegun(OfApplication, frozen=True, kw_only=True):
    """From an approved application another one was made, `renewal`, to renew the card before it expires."""

    renewal: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$", description="Id of the application that renews")]


@ehrenamtskarte.fact("application-noted@1", audience=SEEN_BY, sentence=_("{body} hat zu einem Antrag etwas vermerkt."))
class ApplicationNoted(OfApplication, frozen=True, kw_only=True):
    """The office noted something for itself; the applicant is not told."""

    note: Annotated[Sealed[Text], Personal("person", purpose="application", case="application")]


@ehrenamtskarte.fact(
    "reason-worded@1",
    public=True,
    sentence=Sentence(
        _("Bei {body_dative} steht in einer Ablehnung jetzt: {says}"),
        when={
            lambda fact: fact.says is None: Sentence(
                _("Bei {body_dative} steht in einer Ablehnung wieder der allgemeine Text.")
            )
        },
    ),
)
class ReasonWorded(Fact, frozen=True, kw_only=True):
    """An office tells a reason in words of its own from a day on; without words in the common ones again."""

    body: BodyId
    reason: ReasonCode
    says: Text | None = None
    advice: Text | None = None
