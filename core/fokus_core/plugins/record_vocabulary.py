"""What people call the fields of an entry in full, of a receipt, of a record and of pages."""

from fokus_core.domain.labels import Label, Vocabulary
from fokus_core.domain.texts import _

__all__ = ["RECORDS"]

RECORDS: Vocabulary = {
    "ChangeView.after": _("Danach"),
    "ChangeView.before": _("Bisher"),
    "ChangeView.table": _("Verzeichnis"),
    "ChangeView.thing": _("Worum es geht"),
    "Changed.begun": _("Hinzugekommen"),
    "Changed.ended": _("Weggefallen"),
    "EntryView.next": _("Nächster Eintrag"),
    "EntryView.previous": _("Voriger Eintrag"),
    "EntryView.public": _("Öffentlich sichtbar"),
    "Envelope.cause": Label(_("Anlass"), _("Eintrag, aus dem dieser folgt.")),
    "Envelope.read": _("Was die Entscheidung gelesen hat"),
    "FigureView.figure": _("Kennung der Zahl"),
    "FigureView.value": _("Zahl"),
    "FiguresView.figures": _("Zahlen"),
    "Further.type": _("Art der Meldung"),
    "LogGroup.entry": _("Letzter Eintrag"),
    "LogGroup.count": _("Zahl der Einträge"),
    "LogGroup.type": _("Art des Eintrags"),
    "LogGroup.positions": _("Einträge Nr."),
    "ReadLine.types": _("Arten von Einträgen"),
    "RecordView.changed": _("Unterschiede"),
    "RecordView.holds": _("Was gilt"),
    "RecordView.periods": _("Zeiträume"),
    "StandingView.label": _("Angabe"),
    "StandingView.value": _("Wert"),
    "envelope": _("Angaben zur Prüfung"),
    "further": Label(_("Weitere Hinderungsgründe"), _("Was die Probe außerdem ergeben hat.")),
    "labels": _("Bezeichnungen der Felder"),
    "prev_cursor": Label(_("Vorige Seite"), _("Marke, mit der die vorige Seite abgerufen wird.")),
    "programme_title": _("Name des Programms"),
    "relied_on_by": _("Was darauf beruht"),
    "relied_on_whole": _("Vollständig genannt"),
    "replaced_by": _("Ersetzt durch Eintrag Nr."),
    "total": _("Zahl aller Einträge"),
}
