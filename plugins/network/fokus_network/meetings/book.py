"""The rules of a meeting, written once: what may follow what is true of it so far. Commands and statutes ask here."""

from collections.abc import Iterator
from datetime import date

from fokus_core import Book, Fact, Objection, _, objection_to_times, when
from fokus_network.meetings.facts import (
    AttendanceCounted,
    AttendanceRecorded,
    BodyMovedUp,
    BodyRegistered,
    Material,
    MeetingCancelled,
    MeetingHeld,
    MeetingScheduled,
    Participation,
    RegistrationWithdrawn,
    Terms,
    registration_of,
)

UNKNOWN = Objection(
    "unknown-meeting",
    _("Dieses Treffen gibt es am {effective} noch nicht oder nicht mehr. Wählen Sie einen anderen Tag."),
    "meeting",
)
EXISTS = Objection("meeting-exists", _("Dieses Treffen ist schon angekündigt."), "meeting")
CANCELLED = Objection("meeting-cancelled", _("Das Treffen ist abgesagt."), "meeting")
HELD = Objection(
    "meeting-held",
    _("Das Treffen hat schon stattgefunden. Korrigieren Sie den Eintrag, wenn er falsch ist."),
    "meeting",
)
NOT_THAT_DAY = Objection("not-that-day", _("Am {effective} fand das Treffen nicht statt."), "effective")
ALREADY_REGISTERED = Objection("already-registered", _("{body} ist schon angemeldet."), "body")
NOT_REGISTERED = Objection("not-registered", _("{body} ist am {effective} nicht angemeldet."), "body")
NOT_WAITING = Objection("not-waiting", _("{body} steht am {effective} nicht auf der Warteliste."), "body")
NO_PLACE_LEFT = Objection(
    "no-place-left",
    _("Es sind nicht mehr genügend Plätze frei. Melden Sie weniger Personen an oder wählen Sie die Warteliste."),
    "persons",
)
TAKEN = _("{n} Plätze sind schon vergeben. Die Zahl der Plätze darf nicht kleiner sein.")
CLOSED = _("Die Anmeldung endete am {day}.")
NOT_OPEN = _("Die Anmeldung beginnt am {day}.")
TOO_MANY = _("Sie können höchstens {n} Personen anmelden.")
MIXED_UP = Objection("wrong-registration", _("Wählen Sie die Anmeldung dieser Kommune zu diesem Treffen."), "body")


class Meeting(Book):
    """What is true of one meeting, fact by fact in effective order; `registered` is in order of registering."""

    def __init__(self) -> None:
        self.terms: Terms | None = None
        self.cancelled = False
        self.registered: dict[str, BodyRegistered] = {}
        self.waiting: set[str] = set()
        self.attended: set[str] = set()
        self.counted = False
        self.held = False

    @property
    def taken(self) -> int:
        """How many places are taken."""
        return sum(one.places for body, one in self.registered.items() if body not in self.waiting)

    def has_room(self, places: int) -> bool:
        """Tell whether so many places are left, and nobody waits for them."""
        return not self.waiting and self._fits(self.taken + places)

    def _fits(self, places: int) -> bool:
        return self.terms is None or self.terms.capacity is None or places <= self.terms.capacity

    def next_up(self) -> Iterator[str]:
        """Yield the bodies whose turn it is to move up, in order of registering: nobody is passed over."""
        taken = self.taken
        for body, registration in self.registered.items():
            if body in self.waiting:
                taken += registration.places
                if not self._fits(taken):
                    return
                yield body

    def objection(self, fact: Fact) -> Objection | None:
        """Return why a fact cannot follow, or None where it can."""
        if isinstance(fact, MeetingScheduled):
            return EXISTS if self.terms else _about_terms(fact)
        if self.terms is None:
            return UNKNOWN
        if isinstance(fact, Material):
            return None
        if self.cancelled:
            return CANCELLED
        match fact:
            case Terms():
                return _about_terms(fact) or self._about_capacity(fact)
            case Participation():
                return self._about_participation(fact, self.terms)
            case MeetingHeld() | MeetingCancelled() if self.held:
                return HELD
            case MeetingHeld():
                return _about_day(fact, self.terms)
            case AttendanceRecorded() | AttendanceCounted():
                return self._about_attendance(fact, self.terms)
            case _:
                return None

    def enter(self, fact: Fact) -> None:
        """Take in a fact that can follow."""
        match fact:
            case Terms():
                self.terms = fact
            case MeetingCancelled():
                self.cancelled = True
            case BodyRegistered():
                self.registered[fact.body] = fact
                if fact.waiting:
                    self.waiting.add(fact.body)
            case BodyMovedUp():
                self.waiting.discard(fact.body)
            case RegistrationWithdrawn():
                self.waiting.discard(fact.body)
                del self.registered[fact.body]
            case AttendanceRecorded():
                self.attended.add(fact.body)
            case AttendanceCounted():
                self.counted = True
            case MeetingHeld():
                self.held = True
            case _:
                pass

    def _about_capacity(self, terms: Terms) -> Objection | None:
        if terms.capacity is not None and terms.capacity < self.taken:
            return Objection("capacity-taken", TAKEN, "capacity", {"n": self.taken})
        return None

    def _about_participation(self, fact: Participation, terms: Terms) -> Objection | None:
        if fact.registration != registration_of(fact.meeting, fact.body):
            return MIXED_UP
        if fact.effective > days_of(terms)[0]:
            return Objection("meeting-begun", _("Das Treffen hat am {effective} schon begonnen."), "effective")
        match fact:
            case BodyRegistered():
                return self._about_registration(fact, terms)
            case _ if fact.body not in self.registered:
                return NOT_REGISTERED
            case BodyMovedUp() if fact.body not in self.waiting:
                return NOT_WAITING
            case BodyMovedUp() if fact.body != next(self.next_up(), None):
                return NO_PLACE_LEFT
            case _:
                return None

    def _about_registration(self, fact: BodyRegistered, terms: Terms) -> Objection | None:
        if fact.body in self.registered:
            return ALREADY_REGISTERED
        if terms.opens is not None and fact.effective < terms.opens:
            return Objection("registration-not-open", NOT_OPEN, "effective", {"day": terms.opens})
        if terms.closes is not None and fact.effective > terms.closes:
            return Objection("registration-closed", CLOSED, "effective", {"day": terms.closes})
        if fact.partners and terms.open_to != "local-partners":
            return Objection(
                "no-local-partners",
                _("Dieses Treffen ist nicht für lokale Partner offen. Melden Sie nur Personen aus der Verwaltung an."),
                "partners",
            )
        most = min(terms.per_body, terms.capacity or terms.per_body)
        if fact.places > most:
            return Objection("too-many-persons", TOO_MANY, "persons", {"n": most})
        return None if fact.waiting or self.has_room(fact.places) else NO_PLACE_LEFT

    def _about_attendance(self, fact: AttendanceRecorded | AttendanceCounted, terms: Terms) -> Objection | None:
        if wrong := _about_day(fact, terms):
            return wrong
        if isinstance(fact, AttendanceCounted):
            return (
                Objection(
                    "already-counted",
                    _("Diese Zahl ist schon eingetragen. Korrigieren Sie den Eintrag, wenn er falsch ist."),
                    "meeting",
                )
                if self.counted
                else None
            )
        if fact.body in self.attended:
            return Objection(
                "already-attended",
                _("Die Teilnahme ist schon eingetragen. Korrigieren Sie den Eintrag, wenn er falsch ist."),
                "body",
            )
        return None


def _about_day(fact: Fact, terms: Terms) -> Objection | None:
    first, last = days_of(terms)
    return None if first <= fact.effective <= last else NOT_THAT_DAY


def days_of(terms: Terms) -> tuple[date, date]:
    """Return the first and the last day of a meeting."""
    return when(terms.starts).day, when(terms.ends).last_day


def _about_terms(terms: Terms) -> Objection | None:
    if objection := objection_to_times(terms.starts, terms.ends):
        return objection
    starts, ends = when(terms.starts), when(terms.ends)
    if terms.effective > ends.last_day:
        return Objection("already-over", _("Das Treffen war am {effective} schon vorbei."), "effective")
    if terms.opens is not None and terms.closes is not None and terms.closes < terms.opens:
        return Objection("closes-before-it-opens", _("Das Ende der Anmeldung muss nach ihrem Beginn liegen."), "closes")
    if terms.opens is not None and terms.opens > starts.day:
        return Objection("opens-too-late", _("Die Anmeldung muss vor dem Treffen beginnen."), "opens")
    return None
