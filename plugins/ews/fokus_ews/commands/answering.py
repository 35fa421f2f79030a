"""Whether somebody who was named for a team takes part: their own answer, by the link they were sent."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from fokus_core import Command, Past, Reads, Refused, _, command, labelled, recorded
from fokus_ews.answers import ABOUT_TEAM, unanswered
from fokus_ews.commands.team import left
from fokus_ews.facts import ApplicationWritten, TeamMemberAgreed, TeamMemberDeclined, TeamMemberLeft
from fokus_ews.policies import RUN_COHORT
from fokus_ews.words import ApplicationId, TeamMemberId

NOT_ASKED = _("Diese Person wurde nicht gefragt, oder sie hat schon geantwortet.")
Answer = Annotated[
    Literal["yes", "no"],
    labelled({"yes": _("Ja, ich mache mit."), "no": _("Nein, ich mache nicht mit.")}),
    Meta(description="Whether the person takes part"),
]


@command("ews.answer-team", RUN_COHORT, title=_("Antwort eines Mitglieds eintragen"))
class AnswerTeam(Command, frozen=True):
    """Say whether a person who was named for a team takes part; who does not is no member of it any more."""

    reads: ClassVar[Reads] = Reads("application", ApplicationWritten, *ABOUT_TEAM)
    application: ApplicationId
    person: TeamMemberId
    answer: Answer
    effective: date

    def decide(self, past: Past) -> Iterator[TeamMemberAgreed | TeamMemberDeclined | TeamMemberLeft]:
        """Yield the answer of somebody who was asked and has not answered."""
        found = past.latest(ApplicationWritten)
        if found is None or self.person not in unanswered(past):
            raise Refused("not-asked", NOT_ASKED, field="person")
        about = {"run": found.run, "body": found.body}
        if self.answer == "yes":
            yield recorded(self, TeamMemberAgreed, **about)
        else:
            yield recorded(self, TeamMemberDeclined, **about)
            yield left(self.person, found, self.effective)


COMMANDS = (AnswerTeam,)
