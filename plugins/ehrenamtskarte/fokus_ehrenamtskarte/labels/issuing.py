"""What people call the fields of many cards that are ordered at once."""

from fokus_kommune import Label, Vocabulary, _

LABELS: Vocabulary = {
    "ehrenamtskarte.batch-row": _("Karten der Sammelaufträge"),
    "IssueApprovedCards.applications": Label(
        _("Welche Anträge?"), _("Nur bewilligte, zu denen es noch keine Karte gibt.")
    ),
    "IssueApprovedCards.effective": _("Gültig ab"),
    "IssueApprovedCards.valid_until": Label(
        _("Gültig bis einschließlich"), _("Leer lassen, wenn sie ein Leben lang gilt.")
    ),
    "CardBatchOrdered.applications": _("Anträge"),
    "CardNotIssued.reason": _("Warum es keine Karte gibt"),
    "RecordCardNotIssued.reason": _("Warum es keine Karte gibt"),
    "RecordCardNotIssued.effective": _("Gültig ab"),
    "CardBatchView.cards": _("Karten"),
    "CardBatchView.day": _("Gültig ab"),
    "CardBatchView.issued": _("Davon ausgestellt"),
    "CardBatchView.waiting": _("Davon warten"),
    "BatchRowView.applicant": _("Name"),
    "BatchRowView.day": _("Gültig ab"),
    "BatchRowView.issued": _("Kartennummer"),
    "BatchRowView.reason": _("Warum es keine Karte gibt"),
    "BatchRowView.result": _("Ergebnis"),
    "batch": _("Sammelauftrag"),
    "not_issued": _("Davon nicht ausgestellt"),
}
