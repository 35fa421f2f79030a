"""What an office notes for itself, and how it words why it rejects."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from fokus_ehrenamtskarte.applications.record.desk_facts import ApplicationHandedOver, ApplicationNoted, ReasonWorded
from fokus_ehrenamtskarte.applications.record.facts import ApplicationHandedIn
from fokus_ehrenamtskarte.applications.record.policies import DECIDE, WORD
from fokus_ehrenamtskarte.applications.record.reasons import ReasonCode
from fokus_ehrenamtskarte.applications.record.steps import AboutApplication
from fokus_ehrenamtskarte.applications.record.terms import Text
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import BodyRef, Command, Past, Reads, Refused, Sealed, _


@ehrenamtskarte.command("note-application", DECIDE, title=_("Internen Vermerk eintragen"))
class NoteApplication(AboutApplication, frozen=True, kw_only=True):
    """Note something about an application for the office itself, also after the decision."""

    reads: ClassVar[Reads] = Reads("application", ApplicationHandedIn, ApplicationHandedOver)
    note: Text

    def decide(self, past: Past) -> Iterator[ApplicationNoted]:
        """Yield the note."""
        yield ApplicationNoted(**self.about(past), note=Sealed.of(self.note))


@ehrenamtskarte.command("word-reason", WORD, records=ReasonWorded, title=_("Eigenen Text für eine Ablehnung festlegen"))
class WordReason(Command, frozen=True, kw_only=True):
    """Set in which words an office tells a reason from a day on; without words in the common ones again."""

    body: BodyRef
    reason: ReasonCode
    says: Text | None = None
    advice: Text | None = None
    effective: date

    def check(self, past: Past) -> None:
        """Refuse half a wording, and one for the reason that is told in the clerk's words anyway."""
        if (self.says is None) != (self.advice is None):
            message = _("Geben Sie den Grund an und was die Person tun kann.")
            raise Refused("own-words-missing", message, field="says" if self.says is None else "advice")
        if self.reason == "other":
            message = _("Zu „anderer Grund“ schreiben Sie in jedem Antrag eigene Sätze. Wählen Sie einen anderen.")
            raise Refused("own-words-not-wanted", message, field="reason")
