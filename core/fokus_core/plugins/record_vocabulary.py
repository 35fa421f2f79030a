"""What people call the fields of a record across programmes, of figures, of what happened lately, and of pages."""

from fokus_core.domain.labels import Label, Vocabulary
from fokus_core.domain.texts import _

__all__ = ["RECORDS"]

RECORDS: Vocabulary = {
    "Changed.begun": _("Hinzugekommen"),
    "Changed.ended": _("Weggefallen"),
    "FigureView.figure": _("Kennung der Zahl"),
    "FigureView.value": _("Zahl"),
    "FiguresView.figures": _("Zahlen"),
    "FigureExplanation.figure": _("Kennung der Zahl"),
    "LogGroup.entry": _("Letzter Eintrag"),
    "LogGroup.count": _("Zahl der Einträge"),
    "LogGroup.type": _("Art des Eintrags"),
    "LogGroup.positions": _("Einträge Nr."),
    "RecordView.changed": _("Unterschiede"),
    "RecordView.holds": _("Was gilt"),
    "RecordView.periods": _("Zeiträume"),
    "StandingView.label": _("Angabe"),
    "StandingView.value": _("Wert"),
    "TaskAction.href": _("Adresse der Seite"),
    "TaskView.actions": _("Was Sie tun können"),
    "TaskView.due": _("Fällig am"),
    "TaskView.overdue": _("Überfällig"),
    "TaskView.why": _("Worum es geht"),
    "prev_cursor": Label(_("Vorige Seite"), _("Marke, mit der die vorige Seite abgerufen wird.")),
    "programme_title": _("Name des Programms"),
    "total": _("Zahl aller Einträge"),
}
