"""What teams are told: that they were named and are asked, that their municipality has a place, or an exception."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from fokus_core import Addressee, LinkTo, Message, Occasion, Past, Recorded, _
from fokus_ews.answers import ABOUT_TEAM, unanswered
from fokus_ews.facts import (
    ApplicationAccepted,
    EligibilityOverridden,
    RunAnnounced,
    TeamMemberDeclined,
    TeamMemberLeft,
    TeamMemberNamed,
)
from fokus_ews.policies import READ_APPLICATION

TEAM = (TeamMemberNamed, TeamMemberLeft)


def _members(records: list[Recorded[Any]]) -> list[Addressee]:
    members: dict[str, Recorded[Any]] = {}
    for one in records:
        members.pop(one.fact.person, None)
        if isinstance(one.fact, TeamMemberNamed):
            members[one.fact.person] = one
    return [Addressee(person, one, "email", body=one.fact.body) for person, one in members.items()]


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
TEAM_LINK = timedelta(days=90)


def _told(asked: bool) -> Callable[[Occasion], list[Addressee]]:
    def person(occasion: Occasion) -> list[Addressee]:
        waiting = unanswered(Past(occasion.under(f"application:{occasion.fact.application}", *ABOUT_TEAM)))
        here = [one for one in team(occasion) if one.record.position == occasion.record.position]
        return here if occasion.fact.asked == asked and (not asked or occasion.fact.person in waiting) else []

    return person


def _question(occasion: Occasion, _one: Addressee) -> LinkTo:
    about = {"application": occasion.fact.application, "person": occasion.fact.person}
    return LinkTo("ews.answer-team", about, TEAM_LINK)


MESSAGES = (
    Message(
        "ews.team-asked",
        _("Entwicklungswerkstatt: Frage an Mitglieder eines Teams"),
        (TeamMemberNamed,),
        _told(asked=True),
        _("Entwicklungswerkstatt: Machen Sie im Team Ihrer Kommune mit?"),
        (
            _("{body} hat Sie für das Entwicklungsteam in diesem Durchgang genannt: {title}."),
            _("Machen Sie mit? Erst mit Ihrer Zusage ist das Team vollständig. Hier können Sie antworten:"),
            "{answer}",
        ),
        **{**ABOUT, "fills": {"title": _run, "answer": _question}},
    ),
    Message(
        "ews.team-told",
        _("Entwicklungswerkstatt: Mitteilung an Mitglieder eines Teams"),
        (TeamMemberNamed,),
        _told(asked=False),
        _("Entwicklungswerkstatt: Sie gehören zum Team Ihrer Kommune"),
        (_("{body} hat Sie für das Entwicklungsteam in diesem Durchgang genannt: {title}."),),
        **ABOUT,
    ),
    Message(
        "ews.member-declined",
        _("Entwicklungswerkstatt: Jemand macht nicht mit"),
        (TeamMemberDeclined,),
        team,
        _("Entwicklungswerkstatt: Eine Person macht nicht im Team mit"),
        (
            _("Eine Person, die {body} für das Team genannt hat, macht nicht mit: {title}."),
            _("Ihre Kommune kann eine andere Person benennen."),
        ),
        **ABOUT,
    ),
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
