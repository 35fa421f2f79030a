"""Announcing a run with its rules, calling for applications, and exceptions from both."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import (
    BodyRef,
    Command,
    Drawn,
    PartyRef,
    Past,
    Policy,
    Reads,
    Reason,
    Refused,
    Title,
    _,
    command,
    recorded,
    was_drawn,
)
from fokus_ews.codes import access_code
from fokus_ews.facts import (
    CallClosed,
    CallOpened,
    EligibilityOverridden,
    LateEntryAllowed,
    RulesAdopted,
    RunAnnounced,
    SitesCounted,
)
from fokus_ews.policies import DECIDE, KEEP, OVERRIDE
from fokus_ews.words import Capacity, CodeDigest, CommissionedBy, Component, Months, Pilot, RunId, SitesTold, TeamSize

Area = Annotated[tuple[BodyRef, ...], Meta(max_length=60, description="Bodies within which one may apply")]
Components = Annotated[tuple[Component, ...], Meta(max_length=30, description="What the run consists of")]


@command("ews.announce-run", KEEP, title=_("Durchgang ankündigen"))
class AnnounceRun(Command, frozen=True):
    """Announce a run with its first rules."""

    run: RunId
    title: Title
    capacity: Capacity
    effective: date
    carrier: PartyRef | None = None
    team_size: TeamSize | None = None
    area: Area = ()
    components: Components = ()
    partners: Annotated[tuple[PartyRef, ...], Meta(max_length=30)] = ()
    accompanied_by: PartyRef | None = None
    begins: Annotated[date | None, Meta(description="Day on which it is planned to begin")] = None
    ends: Annotated[date | None, Meta(description="Last day it is planned for")] = None
    commissioned_by: CommissionedBy = ""
    months: Months | None = None
    pilot: Pilot = False

    def decide(self, past: Past) -> Iterator[RunAnnounced | RulesAdopted]:
        """Yield the run and the first version of its rules; the statute knows whether the run exists."""
        if self.begins is not None and self.ends is not None and self.ends < self.begins:
            raise Refused("empty-period", _("Das Ende muss nach dem Beginn liegen."), field="ends")
        yield RunAnnounced(
            effective=self.effective,
            run=self.run,
            title=self.title,
            carrier=self.carrier,
            partners=self.partners,
            accompanied_by=self.accompanied_by,
            begins=self.begins,
            ends=self.ends,
            commissioned_by=self.commissioned_by,
            months=self.months,
            pilot=self.pilot,
        )
        yield RulesAdopted(
            effective=self.effective,
            run=self.run,
            version=1,
            capacity=self.capacity,
            team_size=self.team_size,
            area=self.area,
            components=self.components,
        )


@command("ews.count-sites", KEEP, records=SitesCounted, title=_("Zahl der Standorte eintragen"))
class CountSites(Command, frozen=True):
    """Record how many sites a source says a run has, also where it does not name them all."""

    run: RunId
    sites: SitesTold
    effective: date


@command("ews.adopt-rules", KEEP, title=_("Regeln eines Durchgangs ändern"))
class AdoptRules(Command, frozen=True):
    """Put another version of a run's rules into force; what was submitted before is judged by the earlier one."""

    reads: ClassVar[Reads] = Reads("run", RulesAdopted)
    run: RunId
    capacity: Capacity
    effective: date
    team_size: TeamSize | None = None
    area: Area = ()
    components: Components = ()

    def decide(self, past: Past) -> Iterator[RulesAdopted]:
        """Yield the next version."""
        yield RulesAdopted(
            effective=self.effective,
            run=self.run,
            version=len(past.of(RulesAdopted)) + 1,
            capacity=self.capacity,
            team_size=self.team_size,
            area=self.area,
            components=self.components,
        )


@command("ews.open-call", KEEP, records=CallOpened, title=_("Durchgang ausschreiben"))
class OpenCall(Command, frozen=True):
    """Call for applications from a day on, up to and including the deadline."""

    run: RunId
    effective: date
    deadline: Annotated[date | None, Meta(description="Last day on which an application may be received")] = None
    terms: Annotated[str, Meta(max_length=8000)] = ""

    def check(self, past: Past) -> None:
        """Refuse a deadline before the call begins."""
        if self.deadline is not None and self.deadline < self.effective:
            raise Refused(
                "empty-period", _("Der letzte Tag der Frist muss nach der Eröffnung liegen."), field="deadline"
            )


@command("ews.close-call", KEEP, records=CallClosed, title=_("Ausschreibung schließen"))
class CloseCall(Command, frozen=True):
    """Close a call; the date is the first day on which nothing is received any more."""

    run: RunId
    effective: date


@command("ews.allow-late-entry", DECIDE, title=_("Zugangscode zulassen"))
class AllowLateEntry(Command, frozen=True):
    """Let in whoever has an access code, which the service draws and shows once, or the caller made."""

    reads: ClassVar[Reads] = Reads("run", RunAnnounced)
    run: RunId
    until: Annotated[date, Meta(description="Last day on which the code may be used")]
    effective: date
    uses: Annotated[int, Meta(ge=1, le=100)] = 1
    code: Annotated[CodeDigest | None, Drawn(access_code)] = None

    def decide(self, past: Past) -> Iterator[LateEntryAllowed]:
        """Yield the permit for a run that was announced by then."""
        _demand_run(past, self.effective)
        if self.until < self.effective:
            raise Refused("empty-period", _("Das Ende der Gültigkeit muss nach ihrem Beginn liegen."), field="until")
        yield recorded(self, LateEntryAllowed, code=was_drawn(self.code))


@command("ews.override-eligibility", Policy(OVERRIDE), records=EligibilityOverridden, title=_("Ausnahme zulassen"))
class OverrideEligibility(Command, frozen=True):
    """Let a body take part in a run although its rules do not provide for it, and say why."""

    reads: ClassVar[Reads] = Reads("run", RunAnnounced, EligibilityOverridden)
    run: RunId
    body: BodyRef
    reason: Reason
    effective: date

    def check(self, past: Past) -> None:
        """Refuse a second exception."""
        _demand_run(past, self.effective)
        if any(one.body == self.body for one in past.of(EligibilityOverridden)):
            raise Refused("already-overridden", _("{body} hat schon eine Ausnahme."), field="body")


def _demand_run(past: Past, on: date) -> None:
    if past.on(on).latest(RunAnnounced) is None:
        raise Refused(
            "run-unknown",
            _("Diesen Durchgang gibt es am {effective} noch nicht. Wählen Sie einen anderen Tag."),
            field="run",
        )


COMMANDS = (AnnounceRun, CountSites, AdoptRules, OpenCall, CloseCall, AllowLateEntry, OverrideEligibility)
