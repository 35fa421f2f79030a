"""What people call the fields of commands, facts and answers about what follows from reviews."""

from fokus_core import Label, Vocabulary, _

NO_NAMES = _("Nennen Sie keine Namen.")
LABELS: Vocabulary = {
    "network.follow-up": _("Fristen aus Überprüfungen"),
    "ProposeConsequence.effective": _("Vorgeschlagen am"),
    "ProposeConsequence.reason": Label(_("Begründung"), NO_NAMES),
    "ProposeConsequence.until": Label(
        _("Frist bis einschließlich"), _("Bis dahin kann sich die Kommune äußern. Vorher geschieht nichts.")
    ),
    "AnswerFollowUp.effective": _("Geäußert am"),
    "AnswerFollowUp.statement": Label(_("Ihre Äußerung"), NO_NAMES),
    "CarryOutFollowUp.effective": Label(_("Umgesetzt ab"), _("Ab diesem Tag ruht oder endet die Mitgliedschaft.")),
    "CarryOutFollowUp.reason": Label(_("Grund"), _("Diesen Grund können alle lesen. Nennen Sie keine Namen.")),
    "DropFollowUp.effective": _("Aufgehoben am"),
    "DropFollowUp.reason": Label(_("Grund"), NO_NAMES),
    "FollowUpView.since": _("Gesetzt am"),
    "FollowUpView.reason": _("Begründung"),
    "FollowUpSet.until": _("Frist bis einschließlich"),
    "FollowUpView.until": _("Frist bis einschließlich"),
    "missing": _("Nicht belegt"),
    "outcome": _("Ergebnis"),
    "overdue": _("Frist abgelaufen"),
    "FollowUpView.state": _("Stand der Frist"),
    "statement": _("Äußerung der Kommune"),
    "step": _("Folge"),
}
