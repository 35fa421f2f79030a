"""What teams are told: that their application was accepted, and that an exception was made for their municipality."""

from typing import Any

from fokus_core import Addressee, Message, Occasion, Recorded, _
from fokus_ews.facts import ApplicationAccepted, EligibilityOverridden, RunAnnounced, TeamMemberLeft, TeamMemberNamed
from fokus_ews.policies import READ_APPLICATION

TEAM = (TeamMemberNamed, TeamMemberLeft)


def _members(records: list[Recorded[Any]]) -> list[Addressee]:
    members: dict[str, Recorded[Any]] = {}
    for one in records:
        members.pop(one.fact.person, None)
        if isinstance(one.fact, TeamMemberNamed):
            members[one.fact.person] = one
    return [Addressee(person, one, "email") for person, one in members.items()]


def team(occasion: Occasion) -> list[Addressee]:
    """Return the team of an application."""
    return _members(occasion.under(f"application:{occasion.fact.application}", *TEAM))


def teams_of_body(occasion: Occasion) -> list[Addressee]:
    """Return whom a body has named for its applications to a run."""
    named = occasion.under(f"body:{occasion.fact.body}", *TEAM)
    return _members([one for one in named if one.fact.run == occasion.fact.run])


def _run(occasion: Occasion, _one: Addressee) -> str:
    found = occasion.under(f"run:{occasion.fact.run}", RunAnnounced)
    return str(found[-1].fact.title) if found else ""


ABOUT: dict[str, Any] = {
    "why": _("Sie erhalten diese Nachricht, weil Ihre Kommune Sie für ihre Bewerbung genannt hat."),
    "permission": READ_APPLICATION,
    "purpose": "team",
    "fills": {"title": _run},
    "declinable": False,
}
MESSAGES = (
    Message(
        "ews.accepted",
        _("Entwicklungswerkstatt: Ihre Kommune hat einen Platz"),
        (ApplicationAccepted,),
        team,
        _("Entwicklungswerkstatt: Ihre Kommune hat einen Platz"),
        (
            _("{body} hat einen Platz in diesem Durchgang: {title}."),
            _("Herzlichen Glückwunsch. Wir melden uns mit den nächsten Schritten."),
        ),
        **ABOUT,
    ),
    Message(
        "ews.exception",
        _("Entwicklungswerkstatt: Für Ihre Kommune gilt eine Ausnahme"),
        (EligibilityOverridden,),
        teams_of_body,
        _("Entwicklungswerkstatt: Für Ihre Kommune gilt eine Ausnahme"),
        (
            _("{body} kann an diesem Durchgang teilnehmen, obwohl die Regeln das nicht vorsehen: {title}."),
            _("Der Grund: {reason}"),
        ),
        **ABOUT,
    ),
)
