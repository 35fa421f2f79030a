"""How far applications are: the state that their facts fold into, and its table."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from fokus_ehrenamtskarte.applications.record.desk_facts import (
    ApplicationHandedOver,
    ContactReleased,
    EngagementMatched,
    RenewalBegun,
)
from fokus_ehrenamtskarte.applications.record.facts import (
    JUDGED_BY,
    STEPS,
    AddressConfirmed,
    ApplicantAnswered,
    ApplicantAsked,
    ApplicationApproved,
    ApplicationEvaluated,
    ApplicationHandedIn,
    ApplicationRejected,
    ApplicationWithdrawn,
    EngagementAnswered,
    EngagementStated,
)
from fokus_ehrenamtskarte.applications.record.reasons import ReasonCode
from fokus_ehrenamtskarte.applications.record.terms import RestsOn
from fokus_ehrenamtskarte.cards.facts import CardKind
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.evaluation import Overall
from fokus_kommune import Recorded, _, labelled

Status = Annotated[
    Literal[
        "address-open",
        "release-open",
        "confirmation-open",
        "question-open",
        "to-decide",
        "approved",
        "rejected",
        "withdrawn",
    ],
    labelled(
        {
            "address-open": _("E-Mail-Adresse nicht bestätigt"),
            "release-open": _("Ansprechperson freizugeben"),
            "confirmation-open": _("wartet auf Bestätigung"),
            "question-open": _("Rückfrage offen"),
            "to-decide": _("zu entscheiden"),
            "approved": _("bewilligt"),
            "rejected": _("abgelehnt"),
            "withdrawn": _("zurückgezogen"),
        }
    ),
]


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """An application as it stands from a day on; nothing personal is in it."""

    body: Annotated[str, Meta(description="Office that is responsible")]
    kind: CardKind
    ground: Annotated[RestsOn | None, Meta(description="What it rests on; null where that was not asked")] = None
    received: Annotated[str, Meta(description="Day on which it was received, ISO 8601")]
    handed: Annotated[int, Meta(description="Position of the fact that holds the applicant, sealed")]
    status: Annotated[Status, Meta(description="What it waits for, or how it ended")] = "address-open"
    reachable: Annotated[bool, Meta(description="Whether the mail address is confirmed")] = False
    named: Annotated[int, Meta(description="Engagements that it names")] = 0
    answered: Annotated[int, Meta(description="Engagements about which somebody answered")] = 0
    confirmed: Annotated[
        str | None, Meta(description="Day on which the last engagement was answered, ISO 8601; null until then")
    ] = None
    unreleased: Annotated[
        tuple[str, ...], Meta(description="Engagements whose contact is to be released before they are asked")
    ] = ()
    unmatched: Annotated[
        tuple[str, ...], Meta(description="Engagements that are not matched to an organisation of the office")
    ] = ()
    due: Annotated[str | None, Meta(description="Last day for the answer to an open question, ISO 8601")] = None
    overall: Annotated[Overall | None, Meta(description="What the rules say; null until it was judged")] = None
    evaluated: Annotated[int, Meta(description="Position up to which the last evaluation knew, else 0")] = 0
    said: Annotated[int, Meta(description="Position of the last fact that an evaluation is about")] = 0
    reason: Annotated[ReasonCode | None, Meta(description="Why it was rejected; else null")] = None
    renewed: Annotated[bool, Meta(description="Whether the renewal of its card was applied for")] = False
    decided: Annotated[str | None, Meta(description="Day of its end, ISO 8601; null while it is open")] = None


def application(state: Application | None, record: Recorded[Any]) -> Application | None:
    """Fold one fact into an application."""
    if state is None:
        if not isinstance(fact := record.fact, ApplicationHandedIn):
            return None
        day = fact.effective.isoformat()
        at = record.position
        return Application(body=fact.body, kind=fact.kind, ground=fact.ground, received=day, handed=at, said=at)
    changes: dict[str, Any] = {"said": max(state.said, record.position)} if isinstance(record.fact, JUDGED_BY) else {}
    match record.fact:
        case EngagementStated() as fact:
            changes = {
                **changes,
                "named": state.named + 1,
                "unreleased": (*state.unreleased, *([fact.engagement] if fact.contact_mail is not None else [])),
                "unmatched": (*state.unmatched, fact.engagement),
            }
        case AddressConfirmed():
            changes["reachable"] = True
        case EngagementAnswered() as fact:
            changes |= _without(state, fact.engagement)
            if fact.answer == "passed-on":
                changes["unreleased"] = (*changes["unreleased"], fact.engagement)
            answered = state.answered + (fact.answer != "passed-on")
            complete = fact.effective.isoformat() if answered == state.named else state.confirmed
            changes |= {"answered": answered, "confirmed": complete}
        case ContactReleased() as fact:
            changes |= _without(state, fact.engagement)
        case EngagementMatched() as fact:
            changes |= _without(state, fact.engagement, "unmatched")
        case ApplicationHandedOver() as fact:
            changes["body"] = fact.body
        case RenewalBegun():
            changes["renewed"] = True
        case ApplicantAsked() as fact:
            changes["due"] = fact.due.isoformat()
        case ApplicantAnswered():
            changes["due"] = None
        case ApplicationEvaluated() as fact:
            changes |= {"overall": fact.overall, "evaluated": fact.known}
        case ApplicationApproved() as fact:
            changes |= {"status": "approved", "decided": fact.effective.isoformat()}
        case ApplicationRejected() as fact:
            changes |= {"status": "rejected", "decided": fact.effective.isoformat(), "reason": fact.reason}
        case ApplicationWithdrawn() as fact:
            changes |= {"status": "withdrawn", "decided": fact.effective.isoformat()}
        case _:
            pass
    moved = msgspec.structs.replace(state, **changes)
    return moved if moved.decided else msgspec.structs.replace(moved, status=_waits_for(moved))


def _without(state: Application, engagement: str, name: str = "unreleased") -> dict[str, Any]:
    return {name: tuple(one for one in getattr(state, name) if one != engagement)}


def _waits_for(state: Application) -> Status:
    if not state.reachable:
        return "address-open"
    if state.due:
        return "question-open"
    if state.unreleased:
        return "release-open"
    return "confirmation-open" if state.answered < state.named else "to-decide"


APPLICATIONS = ehrenamtskarte.folded(
    "application",
    subject="application",
    facts=STEPS,
    state=Application,
    fold=application,
    version=5,
    indexes=[("body", "received")],
    ends_with_body=False,
)
