"""What people call the fields of sources."""

from fokus_core.domain.labels import Label, Vocabulary
from fokus_core.domain.texts import _

__all__ = ["SOURCES"]

WHEN = Label(_("Erschienen"), _("Tag, Monat oder Jahr, zum Beispiel 17.2.2015, 2.2015 oder 2015."))
WHERE = Label(_("Fundstelle"), _("Adresse im Internet oder Aktenzeichen."))
ALSO = Label(_("Auch genannt"), _("Andere Texte, mit denen Einträge diese Quelle nennen."))
NOTE = Label(_("Anmerkung"), _("Was man über die Quelle wissen muss; nennen Sie keine Namen."))
COPY = Label(_("Kopie"), _("Sie sehen nur Berechtigte; veröffentlicht wird allein ihre Prüfsumme."))

SOURCES: Vocabulary = {
    "RecordSource.address": WHERE,
    "RecordSource.author": Label(_("Verfasserin oder Verfasser"), _("Sehen nur Berechtigte; auf Verlangen löschbar.")),
    "RecordSource.effective": _("Aufgenommen am"),
    "RecordSource.issued": WHEN,
    "RecordSource.kind": _("Art der Quelle"),
    "RecordSource.note": NOTE,
    "RecordSource.publisher": _("Herausgegeben von"),
    "RecordSource.references": ALSO,
    "RecordSource.source": Label(_("Kurzbezeichnung"), _("Nur für Adressen, zum Beispiel fokus-kommune.")),
    "RecordSource.title": _("Titel der Quelle"),
    "RetrieveSource.effective": _("Abgerufen am"),
    "RetrieveSource.file": COPY,
    "SourceRecorded.address": WHERE,
    "SourceRecorded.author": _("Verfasserin oder Verfasser"),
    "SourceRecorded.author_name": _("Name der Verfasserin oder des Verfassers"),
    "SourceRecorded.effective": _("Aufgenommen am"),
    "SourceRecorded.issued": WHEN,
    "SourceRecorded.note": NOTE,
    "SourceRecorded.publisher": _("Herausgegeben von"),
    "SourceRecorded.references": ALSO,
    "SourceRetrieved.digest": _("Prüfsumme der Kopie (SHA-256)"),
    "SourceRetrieved.effective": _("Abgerufen am"),
    "SourceRetrieved.file": COPY,
    "SourceView.address": WHERE,
    "SourceView.digest": _("Prüfsumme der Kopie (SHA-256)"),
    "SourceView.entries": _("Zahl der Einträge"),
    "SourceView.entry": _("Eintrag"),
    "SourceView.first_day": _("Frühester Tag"),
    "SourceView.inferred": _("Davon erschlossen"),
    "SourceView.issued": WHEN,
    "SourceView.last_day": _("Spätester Tag"),
    "SourceView.note": NOTE,
    "SourceView.publisher": _("Herausgegeben von"),
    "SourceView.also": ALSO,
    "SourceView.reference": _("So nennen sie Einträge"),
    "SourceView.retrieved": _("Abgerufen am"),
    "AuthorView.name": _("Name der Verfasserin oder des Verfassers"),
}
