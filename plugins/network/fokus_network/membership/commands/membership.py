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
from fokus_network.membership.members import NOT_MEMBER
from fokus_network.policies import ADMIT, KEEP


@command("network.leave", ADMIT, records=MunicipalityLeft, title=_("Mitgliedschaft beenden"))
class LeaveNetwork(Command, frozen=True):
    """End a membership; the date is the first day on which it no longer holds."""

    reads: ClassVar[Reads] = Reads("body", *MEMBERSHIP)
    body: BodyRef
    kind: End
    reason: Reason
    effective: date

    def check(self, past: Past) -> None:
        """Refuse the end of a membership that does not hold on that day."""
        last = past.on(self.effective).latest(MunicipalityJoined, MunicipalityLeft)
        if not isinstance(last, MunicipalityJoined):
            raise Refused("not-member", NOT_MEMBER, field="body")


@command("network.suspend", ADMIT, records=MembershipSuspended, title=_("Mitgliedschaft ruhen lassen"))
class SuspendMembership(Command, frozen=True):
    """Let a membership rest from a day on."""

    body: BodyRef
    reason: Reason
    effective: date


@command("network.resume", ADMIT, records=MembershipResumed, title=_("Ruhen der Mitgliedschaft beenden"))
class ResumeMembership(Command, frozen=True):
    """Take up a resting membership again from a day on."""

    body: BodyRef
    reason: Reason
    effective: date


@command("network.start-guest-participation", ADMIT, records=GuestParticipationStarted, title=_("Als Gast aufnehmen"))
class StartGuestParticipation(Command, frozen=True):
    """Record that a body takes part as a guest."""

    reads: ClassVar[Reads] = Reads("body", MunicipalityJoined, MunicipalityLeft)
    body: BodyRef
    effective: date

    def check(self, past: Past) -> None:
        """Refuse a body that is a member on that day."""
        if isinstance(past.on(self.effective).latest(MunicipalityJoined, MunicipalityLeft), MunicipalityJoined):
            raise Refused("already-member", _("{body} ist am {effective} schon Mitglied."), field="body")


@command(
    "network.end-guest-participation", ADMIT, records=GuestParticipationEnded, title=_("Teilnahme als Gast beenden")
)
class EndGuestParticipation(Command, frozen=True):
    """Record that a body no longer takes part as a guest."""

    body: BodyRef
    reason: Reason
    effective: date


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
