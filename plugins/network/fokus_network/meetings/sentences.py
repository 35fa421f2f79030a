"""The facts about meetings as German and English sentences."""

from fokus_core import Fact, Sentence, _, one
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
    MeetingHeld,
    MeetingScheduled,
    RegistrationWithdrawn,
)

ALONE = one("persons")

SENTENCES: dict[type[Fact], Sentence] = {
    MeetingScheduled: Sentence(
        _("Das Treffen „{title}“ am {starts} wurde angekündigt."),
    ),
    MeetingChanged: Sentence(
        _("Das Treffen „{title}“ am {starts} wurde geändert. Grund: {reason}"),
    ),
    MeetingCancelled: Sentence(_("Das Treffen „{meeting}“ wurde abgesagt. Grund: {reason}")),
    MeetingHeld: Sentence(
        _("Das Treffen „{meeting}“ hat stattgefunden."),
        when={
            lambda fact: bool(fact.outcome): Sentence(
                _("Das Treffen „{meeting}“ hat stattgefunden. Ergebnis: {outcome}")
            )
        },
    ),
    BodyRegistered: Sentence(
        _("{body} hat sich mit {persons} Personen zum Treffen „{meeting}“ angemeldet."),
        when={
            lambda fact: fact.waiting: Sentence(
                _("{body} steht mit {persons} Personen auf der Warteliste des Treffens „{meeting}“."),
                when={ALONE: Sentence(_("{body} steht mit einer Person auf der Warteliste des Treffens „{meeting}“."))},
            ),
            ALONE: Sentence(_("{body} hat sich mit einer Person zum Treffen „{meeting}“ angemeldet.")),
        },
    ),
    RegistrationWithdrawn: Sentence(_("{body} hat die Anmeldung zum Treffen „{meeting}“ zurückgezogen.")),
    BodyMovedUp: Sentence(
        _("{body} ist von der Warteliste des Treffens „{meeting}“ nachgerückt."),
    ),
    AttendanceRecorded: Sentence(
        _("{body} hat mit {persons} Personen am Treffen „{meeting}“ teilgenommen."),
        when={ALONE: Sentence(_("{body} hat mit einer Person am Treffen „{meeting}“ teilgenommen."))},
    ),
    AttendanceCounted: Sentence(
        _("Am Treffen „{meeting}“ haben {participants} Personen teilgenommen."),
        when={
            lambda fact: fact.at_least: Sentence(
                _("Am Treffen „{meeting}“ haben mehr als {participants} Personen teilgenommen."),
            )
        },
    ),
    MaterialPublished: Sentence(_("Zum Treffen „{meeting}“ wurde „{title}“ veröffentlicht.")),
    MaterialShared: Sentence(
        _("Zum Treffen „{meeting}“ wurde den Mitgliedern „{title}“ bereitgestellt."),
    ),
    MaterialFiled: Sentence(_("Zum Treffen „{meeting}“ wurde „{title}“ intern abgelegt.")),
}
