"""Who was named for a team, was asked, and has not answered yet."""

from fokus_core import Past
from fokus_ews.facts import TeamMemberAgreed, TeamMemberDeclined, TeamMemberLeft, TeamMemberNamed

ABOUT_TEAM = (TeamMemberNamed, TeamMemberLeft, TeamMemberAgreed, TeamMemberDeclined)


def unanswered(past: Past) -> set[str]:
    """Return the persons of a team who were asked and have not answered; `past` holds what is about the team."""
    waiting: set[str] = set()
    for one in past.recorded(*ABOUT_TEAM):
        match one.fact:
            case TeamMemberNamed(person=person, asked=True):
                waiting.add(person)
            case (
                TeamMemberNamed(person=person)
                | TeamMemberLeft(person=person)
                | TeamMemberAgreed(person=person)
                | TeamMemberDeclined(person=person)
            ):
                waiting.discard(person)
            case _:
                pass
    return waiting
