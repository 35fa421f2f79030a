"""The rules of a workshop or conference, written once: what may follow what is true of it so far."""

from fokus_core import Book, Fact, Objection, _, objection_to_times, when
from fokus_ews.learning.facts import (
    CANCELLATIONS,
    AttendanceNoted,
    ConferenceAnnounced,
    ExpertInvited,
    WorkshopPlanned,
)

NO_WORKSHOP = Objection(
    "workshop-unknown",
    _("Diesen Workshop gibt es am {effective} noch nicht oder nicht mehr. Wählen Sie einen anderen Tag."),
    "workshop",
)
CANCELLED = Objection("workshop-cancelled", _("Der Workshop ist abgesagt."), "workshop")
HELD = Objection("workshop-held", _("Zu diesem Workshop sind schon Teilnahmen eingetragen."), "workshop")
IS_PUBLIC = Objection("already-public", _("Die Fachtagung ist schon öffentlich angekündigt."), "public")
NOT_THAT_DAY = Objection("not-that-day", _("Am {effective} fand der Workshop nicht statt."), "effective")
ATTENDED = Objection(
    "already-attended",
    _("Die Teilnahme dieses Standorts ist schon eingetragen. Korrigieren Sie den Eintrag, wenn er falsch ist."),
    "sites",
)


class Workshop(Book):
    """A workshop or conference: its plan, and which sites took part."""

    def __init__(self) -> None:
        self.plan: WorkshopPlanned | ConferenceAnnounced | None = None
        self.cancelled = False
        self.attended: set[str] = set()

    def objection(self, fact: Fact) -> Objection | None:
        """Return why a fact cannot follow, or None where it can."""
        if self.plan is None:
            return (
                objection_to_times(fact.starts, fact.ends)
                if isinstance(fact, WorkshopPlanned | ConferenceAnnounced)
                else NO_WORKSHOP
            )
        if self.plan.cohort != fact.cohort:  # type: ignore[attr-defined]  # every fact here has one
            return NO_WORKSHOP
        if self.cancelled and isinstance(fact, (WorkshopPlanned, ConferenceAnnounced, *CANCELLATIONS, ExpertInvited)):
            return CANCELLED
        match fact:
            case WorkshopPlanned() if isinstance(self.plan, ConferenceAnnounced):
                return IS_PUBLIC
            case WorkshopPlanned() | ConferenceAnnounced():
                return HELD if self.attended else objection_to_times(fact.starts, fact.ends)
            case AttendanceNoted():
                return self._about_attendance(fact)
            case _ if isinstance(fact, CANCELLATIONS) and self.attended:
                return HELD
            case _:
                return None

    def enter(self, fact: Fact) -> None:
        """Take in a fact that can follow."""
        match fact:
            case WorkshopPlanned() | ConferenceAnnounced():
                self.plan = fact
            case AttendanceNoted(body=body):
                self.attended.add(body)
            case _ if isinstance(fact, CANCELLATIONS):
                self.cancelled = True
            case _:
                pass

    def _about_attendance(self, fact: AttendanceNoted) -> Objection | None:
        if self.cancelled:
            return CANCELLED
        if self.plan is None or not when(self.plan.starts).day <= fact.effective <= when(self.plan.ends).last_day:
            return NOT_THAT_DAY
        return ATTENDED if fact.body in self.attended else None
