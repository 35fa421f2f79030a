"""The team of an application and later of its site: named, removed, replaced."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from fokus_core import Command, Past, Person, Reads, Refused, Sealed, _, command
from fokus_ews.commands.application import Own
from fokus_ews.facts import (
    ApplicationSubmitted,
    ApplicationWritten,
    SeatEnded,
    SeatGiven,
    TeamMemberLeft,
    TeamMemberNamed,
)
from fokus_ews.policies import APPLY, RUN_COHORT
from fokus_ews.seats import MEMBER_LEFT, end_seats
from fokus_ews.words import ApplicationId, TeamMemberId


def named(member: Person, application: ApplicationWritten, effective: date, *, asked: bool = False) -> TeamMemberNamed:
    """Return the naming of a person, who is `asked` or told; who is the same is recognised by the mail address."""
    if member.email is None:
        message = _("Geben Sie die dienstliche E-Mail-Adresse an.")
        raise Refused("email-needed", message, field="member")
    return TeamMemberNamed(
        effective=effective,
        application=application.application,
        run=application.run,
        body=application.body,
        person=member.id,
        name=Sealed.of(member.name),
        email=Sealed.of(member.email),
        asked=asked,
    )


def left(person: str, application: ApplicationWritten, effective: date) -> TeamMemberLeft:
    """Return the leaving of a person; the statute knows whether they belong to the team."""
    return TeamMemberLeft(
        effective=effective,
        application=application.application,
        run=application.run,
        body=application.body,
        person=person,
    )


@command("ews.name-team-member", APPLY, title=_("Mitglied des Teams benennen"))
class NameTeamMember(Own, frozen=True, kw_only=True):
    """Name a member of the team of an application, who is then asked by mail; what came on paper is their answer."""

    then = (
        _("Online benannte Personen fragen wir per E-Mail, ob sie mitmachen."),
        _("Einreichen können Sie, wenn alle zugesagt haben."),
    )
    member: Person

    def decide(self, past: Past) -> Iterator[TeamMemberNamed]:
        """Yield the naming; the statute knows how many there may be and who is in another team."""
        yield named(self.member, self.changeable(past), self.effective, asked=not self.on_paper)


@command("ews.remove-team-member", APPLY, title=_("Mitglied des Teams streichen"))
class RemoveTeamMember(Own, frozen=True, kw_only=True):
    """Remove a member of the team of a draft; a submitted application keeps its team whole."""

    person: TeamMemberId

    def decide(self, past: Past) -> Iterator[TeamMemberLeft]:
        """Yield the removal."""
        found = self.changeable(past)
        if past.of(ApplicationSubmitted):
            message = _("Die Bewerbung ist eingereicht. Sie können Mitglieder nur noch ersetzen.")
            raise Refused("already-submitted", message, field="application")
        yield left(self.person, found, self.effective)


@command("ews.replace-team-member", APPLY, title=_("Mitglied des Teams ersetzen"))
class ReplaceTeamMember(Own, frozen=True, kw_only=True):
    """Replace a member of the team of an application; once it is submitted, until the deadline."""

    person: TeamMemberId
    member: Person

    def decide(self, past: Past) -> Iterator[TeamMemberLeft | TeamMemberNamed]:
        """Yield who leaves and who follows."""
        found = self.changeable(past)
        yield left(self.person, found, self.effective)
        yield named(self.member, found, self.effective, asked=not self.on_paper)


@command("ews.change-team", RUN_COHORT, title=_("Team ändern"))
class ChangeTeam(Command, frozen=True):
    """Change the team of an application or of its site: somebody leaves, somebody follows, or both."""

    reads: ClassVar[Reads] = Reads("application", ApplicationWritten)
    application: ApplicationId
    effective: date
    person: TeamMemberId | None = None
    member: Person | None = None

    def more(self, past: Past) -> Reads | None:
        """Read the seats of the application's run."""
        found = past.latest(ApplicationWritten)
        return Reads(f"run:{found.run}", SeatGiven, SeatEnded) if found else None

    def decide(self, past: Past) -> Iterator[TeamMemberLeft | SeatEnded | TeamMemberNamed]:
        """Yield who leaves, with the end of their seats, and who follows."""
        found = past.latest(ApplicationWritten)
        if found is None:
            raise Refused("application-unknown", _("Diese Bewerbung gibt es nicht."), field="application")
        if self.person is not None:
            yield left(self.person, found, self.effective)
            yield from end_seats(past, self.effective, MEMBER_LEFT, lambda seat: seat.person == self.person)
        if self.member is not None:
            yield named(self.member, found, self.effective)


COMMANDS = (NameTeamMember, RemoveTeamMember, ReplaceTeamMember, ChangeTeam)
