"""What happens in a Kollegiale Beratung: who takes part is in clear, all that is written is sealed with its own key."""

from typing import Annotated

from msgspec import Meta

from fokus_kommune import Audience, BodyId, Fact, Key, Personal, Sealed, _
from fokus_network.exchange.examples.facts import ExampleId
from fokus_network.exchange.programme import exchange

READ_CONSULTATIONS = exchange.permission(
    "read-consultations",
    scope="body",
    roles=("municipal-officer",),
    title=_("Kollegiale Beratungen lesen, an denen die Kommune teilnimmt"),
)
TAKING_PART = Audience(READ_CONSULTATIONS.permission, "body")
ConsultationId = Annotated[
    str, Key("consultation"), Meta(pattern=r"^[0-9a-f]{32}$", description="Id of the Kollegiale Beratung")
]
SEALED = Personal("consultation", purpose="consultation")


class InConsultation(Fact, frozen=True):
    """Something in a Kollegiale Beratung; `body` is the one it is about, whose officers see that it happened."""

    consultation: ConsultationId
    body: BodyId


@exchange.fact(
    "consultation-opened@1", audience=TAKING_PART, sentence=_("{body} hat eine Kollegiale Beratung begonnen.")
)
class ConsultationOpened(InConsultation, frozen=True, kw_only=True):
    """A member brings a case; what it is called is read by those it invites alone."""

    title: Annotated[Sealed[str], SEALED, Meta(description="What the case is called, sealed")]
    concern: Annotated[Sealed[str], SEALED, Meta(description="The case and the question, sealed")]


@exchange.fact(
    "consultation-invited@1",
    audience=TAKING_PART,
    sentence=_("{body} wurde zu einer Kollegialen Beratung eingeladen."),
)
class ConsultationInvited(InConsultation, frozen=True):
    """A member is invited to advise."""


@exchange.fact(
    "consultation-joined@1", audience=TAKING_PART, sentence=_("{body} nimmt an einer Kollegialen Beratung teil.")
)
class ConsultationJoined(InConsultation, frozen=True):
    """An invited member accepted and reads from now on."""


@exchange.fact(
    "consultation-left@1",
    audience=TAKING_PART,
    ends=True,
    sentence=_("{body} nimmt an einer Kollegialen Beratung nicht oder nicht mehr teil."),
)
class ConsultationLeft(InConsultation, frozen=True):
    """An invited member declined, or one that took part went."""


@exchange.fact(
    "invitation-withdrawn@1",
    audience=TAKING_PART,
    ends=True,
    sentence=_("Die Einladung {body_genitive} zu einer Kollegialen Beratung ist zurückgezogen."),
)
class InvitationWithdrawn(InConsultation, frozen=True):
    """Who brought the case withdrew an invitation, also one that was accepted."""


@exchange.fact(
    "contribution-written@1",
    audience=TAKING_PART,
    sentence=_("{body} hat in einer Kollegialen Beratung einen Beitrag geschrieben."),
)
class ContributionWritten(InConsultation, frozen=True, kw_only=True):
    """Somebody who takes part wrote something."""

    text: Annotated[Sealed[str], SEALED, Meta(description="What was written, sealed")]


@exchange.fact(
    "outcome-recorded@1",
    audience=TAKING_PART,
    sentence=_("{body} hat das Ergebnis einer Kollegialen Beratung festgehalten."),
)
class OutcomeRecorded(InConsultation, frozen=True, kw_only=True):
    """Who brought the case says what came of it, in place of what was said before."""

    text: Annotated[Sealed[str], SEALED, Meta(description="What came of it, sealed")]


@exchange.fact(
    "consultation-closed@1", audience=TAKING_PART, sentence=_("{body} hat eine Kollegiale Beratung abgeschlossen.")
)
class ConsultationClosed(InConsultation, frozen=True):
    """Who brought the case closed it; nobody writes any more."""


@exchange.fact(
    "example-drawn@1",
    audience=TAKING_PART,
    sentence=_("{body} hat aus dem Ergebnis einer Kollegialen Beratung ein Praxisbeispiel gemacht."),
)
class ExampleDrawn(InConsultation, frozen=True, kw_only=True):
    """Who brought the case handed in a practice example that came of it."""

    example: ExampleId


CONSULTATION = (
    ConsultationOpened,
    ConsultationInvited,
    ConsultationJoined,
    ConsultationLeft,
    InvitationWithdrawn,
    ContributionWritten,
    OutcomeRecorded,
    ConsultationClosed,
    ExampleDrawn,
)
