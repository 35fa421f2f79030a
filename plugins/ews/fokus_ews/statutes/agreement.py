"""What must hold of the answers of those who were named for a team, at every date."""

from collections.abc import Iterator

from fokus_core import Breach, Fact, Recorded, _, statute
from fokus_ews.facts import (
    ApplicationSubmitted,
    TeamMemberAgreed,
    TeamMemberDeclined,
    TeamMemberLeft,
    TeamMemberNamed,
)


@statute("application", TeamMemberNamed, TeamMemberLeft, TeamMemberAgreed, TeamMemberDeclined, ApplicationSubmitted)
def teams_have_agreed(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """Whoever was asked answers once, and no application is handed in before all of them agreed."""
    waiting: set[str] = set()
    for record in history:
        match record.fact:
            case TeamMemberNamed(person=person, asked=asked):
                waiting.discard(person)
                if asked:
                    waiting.add(person)
            case TeamMemberLeft(person=person):
                waiting.discard(person)
            case TeamMemberAgreed(person=person) | TeamMemberDeclined(person=person):
                if person not in waiting:
                    message = _("Diese Person wurde nicht gefragt, oder sie hat schon geantwortet.")
                    yield Breach("not-asked", message, record.position, "person")
                waiting.discard(person)
            case _ if waiting:
                message = _("Noch haben nicht alle Mitglieder des Teams zugesagt. Warten Sie ihre Antwort ab.")
                yield Breach("not-agreed", message, record.position, "application")
            case _:
                pass


STATUTES = (teams_have_agreed,)
