"""What people call the fields of commands, facts and answers about reviews."""

from fokus_core import Label, Vocabulary, _
from fokus_network.membership.labels import STATE

LABELS: Vocabulary = {
    "network.review": _("Überprüfungen der Mitgliedschaft"),
    "RecordReview.effective": _("Überprüft am"),
    "RecordReview.remarks": Label(_("Bemerkungen"), _("Was bei der Überprüfung auffiel. Nennen Sie keine Namen.")),
    "RecordReview.remedy_until": Label(
        _("Nachweise bis einschließlich"),
        _("Nur wenn etwas fehlt. Die Ansprechperson erhält eine Nachricht mit dieser Frist."),
    ),
    "Finding.criterion_title": _("Kriterium"),
    "Finding.state": STATE,
    "CriteriaOfBody.criteria": _("Fassung der Kriterien"),
    "CriteriaOfBody.entry": _("Für die Aufnahme"),
    "staying": _("Für den Verbleib"),
    "ReviewView.criteria": _("Fassung der Kriterien"),
    "LastReview.by": _("Überprüft von"),
    "LastReview.criteria": _("Fassung der Kriterien"),
    "LastReview.day": _("Überprüft am"),
    "ReviewRecorded.criteria": _("Fassung der Kriterien"),
    "SetReviewInterval.months": Label(_("Abstand in Monaten"), _("So oft werden Mitglieder überprüft.")),
    "due": _("Fällig am"),
    "is_due": _("Überprüfung fällig"),
    "last": _("Letzte Überprüfung"),
    "months": _("Abstand in Monaten"),
    "remarks": _("Bemerkungen"),
}
