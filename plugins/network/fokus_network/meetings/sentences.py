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
        _("Das Treffen „{title}“ am {starts} wurde angekündigt."),
    ),
    MeetingChanged: Sentence(
        _("Das Treffen „{title}“ am {starts} wurde geändert. Grund: {reason}"),
    ),
    MeetingCancelled: Sentence(_("Das Treffen wurde abgesagt. Grund: {reason}")),
    BodyRegistered: Sentence(
        _("{body} hat sich mit {persons} Personen zu einem Treffen angemeldet."),
        when={
            lambda fact: fact.waiting: Sentence(
                _("{body} steht mit {persons} Personen auf der Warteliste eines Treffens."),
            )
        },
    ),
    RegistrationWithdrawn: Sentence(_("{body} hat die Anmeldung zu einem Treffen zurückgezogen.")),
    BodyMovedUp: Sentence(
        _("{body} ist von der Warteliste eines Treffens nachgerückt."),
    ),
    AttendanceRecorded: Sentence(
        _("{body} hat mit {persons} Personen an einem Treffen teilgenommen."),
    ),
    AttendanceCounted: Sentence(
        _("An dem Treffen haben {participants} Personen teilgenommen."),
        when={
            lambda fact: fact.at_least: Sentence(
                _("An dem Treffen haben mehr als {participants} Personen teilgenommen."),
            )
        },
    ),
    MaterialPublished: Sentence(_("Zu einem Treffen wurde „{title}“ veröffentlicht.")),
    MaterialShared: Sentence(
        _("Zu einem Treffen wurde den Mitgliedern „{title}“ bereitgestellt."),
    ),
    MaterialFiled: Sentence(_("Zu einem Treffen wurde „{title}“ intern abgelegt.")),
}
