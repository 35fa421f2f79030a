"""Leaving, suspension, guests and published figures; the statutes know what can follow what."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from fokus_core import BodyRef, Command, Past, Reads, Reason, Refused, _, command, recorded
from fokus_network.membership.facts import (
    MEMBERSHIP,
    Counts,
    End,
    FigureId,
    FigurePublished,
    GuestParticipationEnded,
    GuestParticipationStarted,
    Kinds,
    MembershipResumed,
    MembershipSuspended,
    MunicipalityJoined,
    MunicipalityLeft,
    RoundOpened,
    Rounds,
)
from fokus_network.policies import ADMIT, KEEP


@command("network.leave", ADMIT, title=_("Mitgliedschaft beenden"))
class LeaveNetwork(Command, frozen=True):
    """End a membership; the date is the first day on which it no longer holds."""

    reads: ClassVar[Reads] = Reads("body", *MEMBERSHIP)
    body: BodyRef
    kind: End
    reason: Reason
    effective: date

    def decide(self, past: Past) -> Iterator[MunicipalityLeft]:
        """Yield the end of a membership that holds on that day."""
        last = past.on(self.effective).latest(MunicipalityJoined, MunicipalityLeft)
        if not isinstance(last, MunicipalityJoined):
            raise Refused("not-member", _("{body} ist am {effective} kein Mitglied."), field="body")
        yield MunicipalityLeft(effective=self.effective, body=self.body, kind=self.kind, reason=self.reason)


@command("network.suspend", ADMIT, title=_("Mitgliedschaft ruhen lassen"))
class SuspendMembership(Command, frozen=True):
    """Let a membership rest from a day on."""

    body: BodyRef
    reason: Reason
    effective: date

    def decide(self, past: Past) -> Iterator[MembershipSuspended]:
        """Yield the suspension."""
        yield MembershipSuspended(effective=self.effective, body=self.body, reason=self.reason)


@command("network.resume", ADMIT, title=_("Ruhen der Mitgliedschaft beenden"))
class ResumeMembership(Command, frozen=True):
    """Take up a resting membership again from a day on."""

    body: BodyRef
    reason: Reason
    effective: date

    def decide(self, past: Past) -> Iterator[MembershipResumed]:
        """Yield the resumption."""
        yield MembershipResumed(effective=self.effective, body=self.body, reason=self.reason)


@command("network.start-guest-participation", ADMIT, title=_("Als Gast aufnehmen"))
class StartGuestParticipation(Command, frozen=True):
    """Record that a body takes part as a guest."""

    reads: ClassVar[Reads] = Reads("body", MunicipalityJoined, MunicipalityLeft)
    body: BodyRef
    effective: date

    def decide(self, past: Past) -> Iterator[GuestParticipationStarted]:
        """Yield the guest participation of a body that is no member on that day."""
        if isinstance(past.on(self.effective).latest(MunicipalityJoined, MunicipalityLeft), MunicipalityJoined):
            raise Refused("already-member", _("{body} ist am {effective} schon Mitglied."), field="body")
        yield GuestParticipationStarted(effective=self.effective, body=self.body)


@command("network.end-guest-participation", ADMIT, title=_("Teilnahme als Gast beenden"))
class EndGuestParticipation(Command, frozen=True):
    """Record that a body no longer takes part as a guest."""

    body: BodyRef
    reason: Reason
    effective: date

    def decide(self, past: Past) -> Iterator[GuestParticipationEnded]:
        """Yield the end."""
        yield GuestParticipationEnded(effective=self.effective, body=self.body, reason=self.reason)


@command("network.publish-figure", KEEP, title=_("Veröffentlichte Mitgliederzahl eintragen"))
class PublishFigure(Command, frozen=True):
    """Record a published number of members or signatures, and the day it is about."""

    reads: ClassVar[Reads] = Reads("figure", FigurePublished) | Reads("programme", RoundOpened)
    figure: FigureId
    members: Annotated[int, Meta(ge=0, le=1000)]
    effective: date
    at_least: bool = False
    counts: Counts = "members"
    rounds: Rounds = ()
    kinds: Kinds = ()

    def decide(self, past: Past) -> Iterator[FigurePublished]:
        """Yield the figure unless it is known or about a round that was not opened by then."""
        if past.of(FigurePublished):
            raise Refused(
                "figure-exists",
                _("Diese Zahl ist schon eingetragen. Korrigieren Sie den Eintrag, wenn er falsch ist."),
                field="figure",
            )
        opened = {one.round for one in past.on(self.effective).of(RoundOpened)}
        for number, one in enumerate(self.rounds):
            if one not in opened:
                message = _("Diese Unterzeichnungsrunde gibt es am {effective} noch nicht. Wählen Sie eine andere.")
                raise Refused("round-unknown", message, field=f"rounds/{number}")
        yield recorded(self, FigurePublished)
