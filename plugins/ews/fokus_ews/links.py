"""What somebody who was named for a team does by the link that they were sent; looking changes nothing."""

from collections.abc import Mapping
from typing import Any

from fokus_api import LinkAction
from fokus_core import NotFound, Past, Recorded, _, clock, standing
from fokus_ews.answers import ABOUT_TEAM, unanswered
from fokus_ews.commands.answering import AnswerTeam
from fokus_ews.facts import RunAnnounced, TeamMemberAgreed, TeamMemberDeclined, TeamMemberNamed


def show_question(services: Any, about: Mapping[str, str]) -> Mapping[str, Any]:
    """Tell who named the person for which run, or when they answered."""
    journal = services.journal
    found: list[Recorded[Any]] = standing(journal.under(f"application:{about['application']}", *ABOUT_TEAM))
    records = [one for one in found if one.fact.person == about["person"]]
    named = [one.fact for one in records if isinstance(one.fact, TeamMemberNamed)]
    answers = [one.fact for one in records if isinstance(one.fact, (TeamMemberAgreed, TeamMemberDeclined))]
    if not named:
        raise NotFound
    runs: list[Recorded[Any]] = standing(journal.under(f"run:{named[-1].run}", RunAnnounced))
    day = clock.day_of(journal.now())
    told = {"body": journal.bodies().name(named[-1].body, day), "run": runs[-1].fact.title if runs else ""}
    if about["person"] in unanswered(Past(records)):
        return told
    if not answers:
        raise NotFound
    return told | {"answered": answers[-1].effective}


LINKS = (
    LinkAction(
        "ews.answer-team",
        AnswerTeam,
        _("Antwort absenden"),
        _("Ihre Kommune hat Sie für ihr Entwicklungsteam genannt. Sagen Sie uns, ob Sie mitmachen."),
        labels={
            "body": _("Kommune"),
            "run": _("Durchgang"),
            "answered": _("Beantwortet am"),
            "answer": _("Machen Sie mit?"),
            "answer=yes": _("Ja, ich mache mit."),
            "answer=no": _("Nein, ich mache nicht mit."),
        },
        show=show_question,
        heading=_("Machen Sie im Entwicklungsteam mit?"),
    ),
)
