"""A cohort with seats, and everything its teams and its carrier can do in the closed group."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from ews_kit import BONN, HAGEN, handled

from fokus_core import CONSOLE, Actor, Command, GrantAccess, Journal, Person
from fokus_ews.commands.cohort import GiveSeat, StartCohort
from fokus_ews.commands.run import AnnounceRun
from fokus_ews.learning.between_sites import RecordSiteAdvice
from fokus_ews.learning.commands.advice import ArrangeAdvice, RecordAdvice, RequestAdvice
from fokus_ews.learning.commands.outcomes import WriteDraft
from fokus_ews.learning.commands.sharing import AddSource, WriteNote
from fokus_ews.learning.commands.topics import ChooseTopic, OpenTopicRound, ProposeTopic, VoteForTopic
from fokus_ews.learning.commands.workshops import CancelWorkshop, InviteExpert, PlanWorkshop, RecordAttendance

CARRIER = "ews-carrier-1"
Give = Callable[[str, Command], dict[str, Any]]


def team(body: str, number: int = 1) -> str:
    """Return the account of a site's team."""
    return f"team-{body}-{number}"


def cohort(journal: Journal, run: str, *, sites: Sequence[str] = (HAGEN, BONN), day: date) -> None:
    """Begin a run with sites, each with the seat of one account."""
    begun = day - timedelta(days=30)
    handled(journal, AnnounceRun(run=run, title=f"Durchgang {run}", capacity=10, team_size=2, effective=begun))
    handled(journal, StartCohort(run=run, effective=begun, documented=tuple(sites)))
    for body in sites:
        handled(journal, GiveSeat(run=run, body=body, actor=team(body), effective=begun))


def carried(journal: Journal) -> None:
    """Give the carrier its role."""
    grant = GrantAccess(actor=CARRIER, role="ews-carrier", scope="programme:ews", effective=date(2000, 1, 1))
    journal.handle(grant, by=CONSOLE)


def by_journal(journal: Journal) -> Give:
    """Return how commands are given to a journal by an actor."""

    def give(actor: str, command: Command) -> dict[str, Any]:
        fact = journal.handle(command, by=Actor(actor)).facts[0].fact
        return {name: getattr(fact, name) for name in fact.__struct_fields__}

    return give


def learn(give: Give, run: str, *, marker: str, day: date, file: str | None = None) -> list[str]:
    """Let the team of Hagen, that of Bonn and the carrier do everything; return the ids that were minted."""
    hagen, bonn = team(HAGEN), team(BONN)
    here: dict[str, Any] = {"cohort": run, "effective": day}
    of_hagen = {**here, "body": HAGEN}
    days: dict[str, Any] = {"starts": day.isoformat(), "ends": day.isoformat()}
    plan = PlanWorkshop(**here, kind="workshop", title=f"{marker} Titel", place=f"{marker} Ort", **days)
    workshop = give(CARRIER, plan)["workshop"]
    other = give(CARRIER, plan)["workshop"]
    give(CARRIER, CancelWorkshop(**here, workshop=other))
    expert = Person(name=f"{marker} Fachperson", email=f"{marker}@example.org")
    give(CARRIER, InviteExpert(**here, workshop=workshop, person=expert))
    give(CARRIER, InviteExpert(**here, workshop=workshop, party="059"))
    give(CARRIER, RecordAttendance(**here, workshop=workshop, sites=(HAGEN,)))
    round_ = give(CARRIER, OpenTopicRound(**here, workshop=workshop))["round"]
    topics = [
        give(who, ProposeTopic(**here, body=body, round=round_, title=f"{marker} Thema"))["topic"]
        for who, body in ((hagen, HAGEN), (bonn, BONN))
    ]
    give(hagen, VoteForTopic(**of_hagen, round=round_, topic=topics[1]))
    give(bonn, VoteForTopic(**here, body=BONN, round=round_, topic=topics[0]))
    give(CARRIER, ChooseTopic(**here, round=round_, topic=topics[1]))
    link = f"https://example.org/{marker}"
    source = AddSource(**of_hagen, kind="guide", title=f"{marker} Quelle", tags=(f"{marker} Wort",), link=link)
    made = [give(hagen, source)["source"]]
    if file:
        add = AddSource(**here, kind="presentation", title=f"{marker} Folien", file=file)
        made.append(give(CARRIER, add)["source"])
    asked = give(hagen, RequestAdvice(**of_hagen, channel="phone", concern=f"{marker} Anliegen"))["advice"]
    give(CARRIER, ArrangeAdvice(**of_hagen, advice=asked, channel="on-site", starts="2095-05-06T10:00"))
    give(CARRIER, RecordAdvice(**of_hagen, advice=asked, channel="on-site", note=f"{marker} Rat"))
    told: dict[str, Any] = {"concern": f"{marker} Frage", "note": f"{marker} Antwort"}
    give(hagen, RecordSiteAdvice(**of_hagen, adviser=BONN, advised=HAGEN, channel="online", **told))
    notes = [
        give(hagen, WriteNote(**of_hagen, text=f"{marker} Notiz", workshop=workshop))["note"],
        give(CARRIER, WriteNote(**here, text=f"{marker} Notiz der Trägerschaft"))["note"],
    ]
    drafts = [
        give(hagen, WriteDraft(**of_hagen, kind=kind, title=f"{marker} Name", text=f"{marker} Entwurf"))["draft"]
        for kind in ("project", "strategy")
    ]
    return [workshop, other, round_, *topics, *made, asked, *notes, *drafts]
