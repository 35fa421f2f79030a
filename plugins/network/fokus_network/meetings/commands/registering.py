"""Registering bodies for meetings, and the waiting list."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import ClassVar

from fokus_core import BodyRef, Command, Lookup, Past, Plan, Reads, Refused, _, command, when
from fokus_network.meetings.commands.deciding import OF_MEETING, book_on, entitled, moving_up
from fokus_network.meetings.facts import (
    BodyMovedUp,
    BodyRegistered,
    MeetingId,
    Partners,
    Persons,
    RegistrationWithdrawn,
    registration_of,
)
from fokus_network.membership.another_day import asking_for_another_day
from fokus_network.membership.facts import GUESTS, MEMBERSHIP
from fokus_network.policies import KEEP_MEETINGS, REGISTER


class OfBody(Command, frozen=True):
    """A command about the registration of a body; another day than today takes the coordination's permission."""

    meeting: MeetingId
    body: BodyRef
    effective: date

    def plan(self, lookup: Lookup) -> Plan:
        """Ask for the permission to keep meetings where a day other than today is given."""
        return asking_for_another_day(super().plan(lookup), self.effective, lookup, KEEP_MEETINGS)


@command("network.register-body", REGISTER, title=_("Kommune anmelden"))
class RegisterBody(OfBody, frozen=True):
    """Register a body for a meeting; with `or_wait` it is put on the waiting list where no place is left."""

    reads: ClassVar[Reads] = OF_MEETING | Reads("body", *MEMBERSHIP, *GUESTS)
    persons: Persons
    partners: Partners = 0
    or_wait: bool = False

    def plan(self, lookup: Lookup) -> Plan:
        """Refuse to register today for a meeting that is over by now."""
        now, today = lookup.now, lookup.today

        def begin(past: Past) -> None:
            terms = book_on(past, self.effective).terms
            if self.effective == today and terms is not None and when(terms.ends).over <= now:
                raise Refused("meeting-begun", _("Das Treffen ist bereits zu Ende."), field="effective")

        return replace(super().plan(lookup), begin=begin)

    def decide(self, past: Past) -> Iterator[BodyRegistered]:
        """Yield the registration of a body to which the meeting is open; nobody overtakes those who wait."""
        book = book_on(past, self.effective)
        if book.terms and not entitled(past.on(self.effective), self.body, book.terms):
            raise Refused(
                "not-entitled", _("Dieses Treffen ist am {effective} nicht für {body_accusative} offen."), field="body"
            )
        fact = BodyRegistered(
            effective=self.effective,
            meeting=self.meeting,
            body=self.body,
            registration=registration_of(self.meeting, self.body),
            persons=self.persons,
            partners=self.partners,
            waiting=self.or_wait and not book.has_room(self.persons + self.partners),
        )
        yield book.checked(fact)


@command("network.withdraw-registration", REGISTER, title=_("Anmeldung zurückziehen"))
class WithdrawRegistration(OfBody, frozen=True):
    """Withdraw the registration of a body; whoever waits moves up where there is room now."""

    reads: ClassVar[Reads] = OF_MEETING

    def decide(self, past: Past) -> Iterator[RegistrationWithdrawn | BodyMovedUp]:
        """Yield the withdrawal and those who move up."""
        book = book_on(past, self.effective)
        registration = registration_of(self.meeting, self.body)
        fact = RegistrationWithdrawn(
            effective=self.effective, meeting=self.meeting, body=self.body, registration=registration
        )
        yield book.checked(fact)
        yield from moving_up(book, self.meeting, self.effective)


@command("network.move-up", KEEP_MEETINGS, title=_("Von der Warteliste nachrücken lassen"))
class MoveUp(Command, frozen=True):
    """Let those who wait move up where room came about otherwise, as by a registration that was taken back."""

    reads: ClassVar[Reads] = OF_MEETING
    meeting: MeetingId
    effective: date

    def decide(self, past: Past) -> Iterator[BodyMovedUp]:
        """Yield those who move up."""
        yield from moving_up(book_on(past, self.effective), self.meeting, self.effective)
