"""The facts about meetings as German and English sentences."""

from fokus_core import Fact, Sentence, _
from fokus_network.meetings.facts import (
    AttendanceCounted,
    AttendanceRecorded,
    BodyMovedUp,
    BodyRegistered,
    MaterialFiled,
    MaterialPublished,
    MaterialShared,
    MeetingCancelled,
    MeetingChanged,
    MeetingScheduled,
    RegistrationWithdrawn,
)

SENTENCES: dict[type[Fact], Sentence] = {
    MeetingScheduled: Sentence(
        _("Das Treffen „{title}“ wurde angekündigt (Beginn: {starts})."),
    ),
    MeetingChanged: Sentence(
        _("Das Treffen „{title}“ wurde geändert (Beginn: {starts}): {reason}"),
    ),
    MeetingCancelled: Sentence(_("Das Treffen wurde abgesagt: {reason}")),
    BodyRegistered: Sentence(
        _("{body} hat sich zu einem Treffen angemeldet (Personen: {persons})."),
        when={
            lambda fact: fact.waiting: Sentence(
                _("{body} steht auf der Warteliste eines Treffens (Personen: {persons})."),
            )
        },
    ),
    RegistrationWithdrawn: Sentence(_("{body} hat die Anmeldung zu einem Treffen zurückgezogen.")),
    BodyMovedUp: Sentence(
        _("{body} ist von der Warteliste eines Treffens nachgerückt."),
    ),
    AttendanceRecorded: Sentence(
        _("{body} hat an einem Treffen teilgenommen (Personen: {persons})."),
    ),
    AttendanceCounted: Sentence(
        _("An dem Treffen nahmen {participants} Personen teil."),
        when={
            lambda fact: fact.at_least: Sentence(
                _("An dem Treffen nahmen mehr als {participants} Personen teil."),
            )
        },
    ),
    MaterialPublished: Sentence(_("Zu einem Treffen wurde „{title}“ veröffentlicht.")),
    MaterialShared: Sentence(
        _("Zu einem Treffen wurde den Mitgliedern „{title}“ bereitgestellt."),
    ),
    MaterialFiled: Sentence(_("Zu einem Treffen wurde „{title}“ intern abgelegt.")),
}
