"""The rules of a Kollegiale Beratung, written once: who takes part, and what may follow until it is closed."""

from collections.abc import Iterator
from typing import Literal

from fokus_core import Book, Objection
from fokus_kommune import Breach, Fact, Recorded, _
from fokus_network.exchange.consultations.facts import (
    CONSULTATION,
    ConsultationClosed,
    ConsultationInvited,
    ConsultationJoined,
    ConsultationLeft,
    ConsultationOpened,
    ExampleDrawn,
    InConsultation,
    InvitationWithdrawn,
    OutcomeRecorded,
)
from fokus_network.exchange.programme import exchange

Part = Literal["brought", "invited", "taking-part"]
UNKNOWN = Objection(
    "consultation-unknown",
    _("Diese Kollegiale Beratung gibt es für Ihre Kommune nicht. Wählen Sie eine aus der Liste."),
    "consultation",
)
EXISTS = Objection("consultation-exists", _("Diese Kollegiale Beratung ist schon begonnen."), "")
CLOSED = Objection("consultation-closed", _("Diese Kollegiale Beratung ist schon abgeschlossen."), "consultation")
INVITED = Objection("already-invited", _("Diese Kommune ist schon eingeladen oder nimmt schon teil."), "invited")
NOT_INVITED = Objection("not-invited", _("Diese Kommune ist nicht eingeladen. Wählen Sie eine andere."), "invited")
JOINED = Objection("already-joined", _("{body} nimmt schon teil."), "body")
NOT_JOINED = Objection("not-joined", _("Nehmen Sie zuerst die Einladung an."), "consultation")
NOT_OWN = Objection("not-own", _("Das kann nur die Kommune, die den Fall eingebracht hat."), "body")
NO_OUTCOME = Objection("no-outcome", _("Halten Sie zuerst das Ergebnis fest."), "consultation")


class Consultation(Book):
    """A case with the part that each body has in it, what was recorded as its outcome, and whether it is closed."""

    def __init__(self) -> None:
        self.opened: ConsultationOpened | None = None
        self.parts: dict[str, Part] = {}
        self.outcome = False
        self.closed: ConsultationClosed | None = None

    def objection(self, fact: Fact) -> Objection | None:
        """Return why a fact cannot follow, or None where it can."""
        assert isinstance(fact, InConsultation)  # noqa: S101  # the statute and the commands name no other type
        if isinstance(fact, ConsultationOpened):
            return EXISTS if self.opened else None
        part = self.parts.get(fact.body)
        if self.opened is None:
            return UNKNOWN
        if isinstance(fact, ConsultationInvited):
            return CLOSED if self.closed else INVITED if part else None
        if part is None:
            return NOT_INVITED if isinstance(fact, InvitationWithdrawn) else UNKNOWN
        if self.closed and not isinstance(fact, ExampleDrawn):
            return CLOSED
        match fact:
            case ConsultationJoined():
                return None if part == "invited" else JOINED
            case ConsultationLeft() | InvitationWithdrawn():
                return NOT_INVITED if part == "brought" else None
            case ExampleDrawn() if part == "brought" and not self.outcome:
                return NO_OUTCOME
            case OutcomeRecorded() | ConsultationClosed() | ExampleDrawn():
                return None if part == "brought" else NOT_OWN
            case _:
                return NOT_JOINED if part == "invited" else None

    def enter(self, fact: Fact) -> None:
        """Take in a fact that can follow."""
        match fact:
            case ConsultationOpened(body=body):
                self.opened = fact
                self.parts[body] = "brought"
            case ConsultationInvited(body=body):
                self.parts[body] = "invited"
            case ConsultationJoined(body=body):
                self.parts[body] = "taking-part"
            case ConsultationLeft(body=body) | InvitationWithdrawn(body=body):
                self.parts.pop(body, None)
            case OutcomeRecorded():
                self.outcome = True
            case ConsultationClosed():
                self.closed = fact
            case _:
                pass

    def reading(self) -> list[str]:
        """Return the bodies that may read what is written."""
        return [body for body, part in self.parts.items() if part != "invited"]


@exchange.statute("consultation", *CONSULTATION)
def consultations_go_by_the_book(history: list[Recorded[Fact]]) -> Iterator[Breach]:
    """A case is opened once; those advise who were invited and accepted; after its end nobody writes."""
    yield from Consultation().breaches(history)
