"""The facts about meetings as German and English sentences."""

from fokus_core import Fact, Sentence
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
        "Das Treffen „{title}“ wurde angekündigt (Beginn: {starts}).",
        "The meeting “{title}” was announced (beginning: {starts}).",
    ),
    MeetingChanged: Sentence(
        "Das Treffen „{title}“ wurde geändert (Beginn: {starts}): {reason}",
        "The meeting “{title}” was changed (beginning: {starts}): {reason}",
    ),
    MeetingCancelled: Sentence("Das Treffen wurde abgesagt: {reason}", "The meeting was cancelled: {reason}"),
    BodyRegistered: Sentence(
        "{body} hat sich zu einem Treffen angemeldet (Personen: {persons}).",
        "{body} registered for a meeting (persons: {persons}).",
        when={
            lambda fact: fact.waiting: Sentence(
                "{body} steht auf der Warteliste eines Treffens (Personen: {persons}).",
                "{body} is on the waiting list of a meeting (persons: {persons}).",
            )
        },
    ),
    RegistrationWithdrawn: Sentence(
        "{body} hat die Anmeldung zu einem Treffen zurückgezogen.", "{body} withdrew its registration for a meeting."
    ),
    BodyMovedUp: Sentence(
        "{body} ist von der Warteliste eines Treffens nachgerückt.",
        "{body} moved up from the waiting list of a meeting.",
    ),
    AttendanceRecorded: Sentence(
        "{body} hat an einem Treffen teilgenommen (Personen: {persons}).",
        "{body} took part in a meeting (persons: {persons}).",
    ),
    AttendanceCounted: Sentence(
        "An dem Treffen nahmen {participants} Personen teil.",
        "{participants} persons took part in the meeting.",
        when={
            lambda fact: fact.at_least: Sentence(
                "An dem Treffen nahmen mehr als {participants} Personen teil.",
                "More than {participants} persons took part in the meeting.",
            )
        },
    ),
    MaterialPublished: Sentence(
        "Zu einem Treffen wurde „{title}“ veröffentlicht.", "“{title}” was published for a meeting."
    ),
    MaterialShared: Sentence(
        "Zu einem Treffen wurde den Mitgliedern „{title}“ bereitgestellt.",
        "“{title}” was made available to the members for a meeting.",
    ),
    MaterialFiled: Sentence(
        "Zu einem Treffen wurde „{title}“ intern abgelegt.", "“{title}” was filed internally for a meeting."
    ),
}
