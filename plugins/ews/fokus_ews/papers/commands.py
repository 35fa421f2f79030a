"""Papers are issued for sites and their teams, and revoked by their number."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from fokus_core import (
    ERASED,
    PRIVATE,
    BodyRef,
    Command,
    Past,
    PersonErased,
    Reads,
    Reason,
    Refused,
    Sealed,
    _,
    command,
    last_day,
    private_reason,
    recorded,
)
from fokus_ews.facts import (
    CertificateAwarded,
    RunAnnounced,
    RunEnded,
    SiteCompleted,
    SiteJoined,
    SiteLeft,
    TeamMemberLeft,
    TeamMemberNamed,
)
from fokus_ews.papers.facts import PaperIssued, PaperRevoked
from fokus_ews.papers.words import PaperKind, PaperNumber, number_of
from fokus_ews.policies import RUN_COHORT
from fokus_ews.words import RunId

SAYS: dict[PaperKind, type[SiteJoined | SiteCompleted | CertificateAwarded]] = {
    "participation": SiteJoined,
    "completion": SiteCompleted,
    "certificate": CertificateAwarded,
}
STAY = (RunAnnounced, RunEnded, SiteJoined, SiteLeft, SiteCompleted, CertificateAwarded)


@command("ews.issue-papers", RUN_COHORT, title=_("Bescheinigungen ausstellen"))
class IssuePapers(Command, frozen=True):
    """Issue a paper for each of these sites, and for each member of their teams who has none of the kind yet."""

    reads: ClassVar[Reads] = Reads("run", *STAY, TeamMemberNamed, TeamMemberLeft, PaperIssued, PaperRevoked)
    run: RunId
    sites: Annotated[tuple[BodyRef, ...], Meta(min_length=1, max_length=500)]
    kind: PaperKind
    effective: date
    team: Annotated[bool, Meta(description="Whether each member of their teams gets one, too")] = False

    def decide(self, past: Past) -> Iterator[PaperIssued]:
        """Yield the papers that are not there yet; the statute knows whether what they say was so."""
        now = past.on(self.effective)
        run = now.latest(RunAnnounced)
        if run is None:
            message = _("Diesen Durchgang gibt es am {effective} noch nicht. Wählen Sie einen anderen Tag.")
            raise Refused("run-unknown", message, field="run")
        revoked = {one.paper for one in past.of(PaperRevoked)}
        there = {(one.kind, one.body, one.person) for one in past.of(PaperIssued) if one.paper not in revoked}
        made = 0
        for body in dict.fromkeys(self.sites):
            holders: dict[str | None, Sealed[str] | None] = {None: None}
            if self.team:
                holders |= team_of(now, body)
            for person, name in holders.items():
                if (self.kind, body, person) in there:
                    continue
                made += 1
                yield PaperIssued(
                    effective=self.effective,
                    paper=number_of(past.new_id(f"paper {body} {person or ''}")),
                    run=self.run,
                    body=body,
                    kind=self.kind,
                    title=run.title,
                    day=self._day(now, body),
                    until=taken_part_until(now, body) if self.kind == "participation" else None,
                    person=person,
                    name=name,
                )
        if not made:
            message = _("Diese Bescheinigungen sind schon ausgestellt. Drucken Sie sie noch einmal.")
            raise Refused("already-issued", message, field="sites")

    def _day(self, now: Past, body: str) -> date:
        found = [one for one in now.of(SAYS[self.kind]) if one.body == body]
        return found[-1].effective if found else self.effective


def team_of(now: Past, body: str) -> dict[str | None, Sealed[str] | None]:
    """Return the members of the team of a site with their names, without those that are erased."""
    members: dict[str | None, Sealed[str] | None] = {}
    for record in now.recorded(TeamMemberNamed, TeamMemberLeft):
        if record.fact.body != body:
            continue
        members.pop(record.fact.person, None)
        if isinstance(record.fact, TeamMemberNamed) and (name := now.open(record, "name")) is not ERASED:
            members[record.fact.person] = Sealed.of(name)
    return members


def taken_part_until(now: Past, body: str) -> date | None:
    """Return the last day on which a site took part, None while it does."""
    left = [one.effective for one in now.of(SiteLeft) if one.body == body]
    ended = [one.effective for one in now.of(RunEnded)]
    return last_day(min((*left, *ended))) if left or ended else None


@command("ews.revoke-paper", RUN_COHORT, title=_("Bescheinigung widerrufen"))
class RevokePaper(Command, frozen=True):
    """Revoke a paper; whoever checks it by its number learns that it no longer holds."""

    reads: ClassVar[Reads] = Reads("paper", PaperIssued, PaperRevoked)
    paper: PaperNumber
    reason: Reason
    effective: date

    def more(self, past: Past) -> Reads | None:
        """Read whether whom the paper names was erased."""
        issued = past.latest(PaperIssued)
        return Reads(f"person:{issued.person}", PersonErased) if issued and issued.person else None

    def decide(self, past: Past) -> Iterator[PaperRevoked]:
        """Yield the revocation; the statute knows whether it was revoked before."""
        issued = past.latest(PaperIssued)
        if issued is None:
            raise Refused(
                "paper-unknown", _("Diese Bescheinigung gibt es nicht. Prüfen Sie die Nummer."), field="paper"
            )
        erased = issued.person is not None and past.of(PersonErased)
        why: dict[str, Any] = {"reason": PRIVATE} if erased else private_reason(self.reason, past)
        yield recorded(self, PaperRevoked, run=issued.run, body=issued.body, person=issued.person, **why)


COMMANDS = (IssuePapers, RevokePaper)
