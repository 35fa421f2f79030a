"""Deadlines that follow from a review, what the municipality says to them, and how they came to an end."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from fokus_core import Audience, BodyId, Fact, _, fact, labelled
from fokus_network.membership.facts import CriterionId
from fokus_network.policies import READ_FOLLOW_UPS

CONCERNED = Audience(READ_FOLLOW_UPS.permission, "body")
Step = Annotated[
    Literal["remedy", "suspension", "end"],
    labelled(
        {
            "remedy": _("Nachweise nachreichen"),
            "suspension": _("Ruhen vorgeschlagen"),
            "end": _("Ausschluss vorgeschlagen"),
        }
    ),
    Meta(title=_("Folge"), description="To show what is missing, or a proposal that the membership rests or ends"),
]
Consequence = Annotated[
    Literal["suspension", "end"],
    labelled({"suspension": _("Mitgliedschaft ruhen lassen"), "end": _("Ausschluss aus dem Netzwerk")}),
    Meta(title=_("Was wird vorgeschlagen?"), description="That the membership rests, or ends"),
]
Outcome = Annotated[
    Literal["settled", "carried-out", "dropped"],
    labelled({"settled": _("erledigt"), "carried-out": _("umgesetzt"), "dropped": _("aufgehoben")}),
    Meta(title=_("Ergebnis"), description="What was missing is shown, the proposal took effect, or neither"),
]
LastDay = Annotated[date, Meta(description="Last day of the deadline; that day is included")]
Statement = Annotated[
    str, Meta(min_length=1, max_length=4000, description="What the municipality says; no personal data")
]


@fact("network.follow-up-set@1", audience=CONCERNED, happened=True)
class FollowUpSet(Fact, frozen=True):
    """After a review a member was set a deadline; it replaces the one before, and nothing happens by itself."""

    body: BodyId
    step: Step
    until: LastDay
    missing: Annotated[tuple[CriterionId, ...], Meta(description="Criteria that the review did not find shown")] = ()
    reason: Annotated[str, Meta(max_length=1000, description="Why the consequence is proposed")] = ""


@fact("network.follow-up-answered@1", audience=CONCERNED, happened=True)
class FollowUpAnswered(Fact, frozen=True):
    """A member said something to the deadline that it was set."""

    body: BodyId
    statement: Statement


@fact("network.follow-up-closed@1", audience=CONCERNED, happened=True)
class FollowUpClosed(Fact, frozen=True):
    """A deadline that followed from a review is done with."""

    body: BodyId
    outcome: Outcome
    reason: Annotated[str, Meta(max_length=1000, description="Why it was dropped")] = ""


FACTS = (FollowUpSet, FollowUpAnswered, FollowUpClosed)
