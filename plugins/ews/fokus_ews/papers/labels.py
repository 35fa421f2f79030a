"""What people call the fields of papers."""

from fokus_core import Label, Vocabulary, _

KINDS = {
    "participation": _("Teilnahmebescheinigung"),
    "completion": _("Abschlussbescheinigung"),
    "certificate": _("Zertifikat"),
}
ANSWERS = {
    "genuine": _("Diese Bescheinigung ist echt."),
    "revoked": _("Diese Bescheinigung ist widerrufen."),
    "other-day": _("Nummer und Datum gehören nicht zusammen."),
    "unknown": _("Diese Nummer ist nicht bekannt."),
}
NUMBER = Label(_("Nummer der Bescheinigung"), _("16 Zeichen, sie stehen neben dem Code."))

LABELS: Vocabulary = {
    "IssuePapers.effective": Label(_("Ausgestellt am"), _("Das Datum wird gedruckt und bei der Prüfung verlangt.")),
    "IssuePapers.kind": Label(_("Welche Bescheinigung?"), values=KINDS),
    "IssuePapers.sites": Label(_("Für welche Standorte?"), _("Wer schon eine hat, bekommt keine zweite.")),
    "IssuePapers.team": Label(
        _("Auch für die Mitglieder der Teams"), _("Jedes Mitglied bekommt eine Bescheinigung mit Namen.")
    ),
    "PaperIssued.day": _("Standort seit, abgeschlossen oder mit Zertifikat am"),
    "PaperIssued.kind": Label(_("Bescheinigung"), values=KINDS),
    "PaperIssued.name": _("Name auf der Bescheinigung"),
    "PaperIssued.person": _("Mitglied des Teams"),
    "PaperIssued.title": _("Durchgang, wie er gedruckt wird"),
    "PaperIssued.until": _("Teilgenommen bis einschließlich"),
    "PaperQuestion.day": Label(_("Ausgestellt am"), _("Das Datum auf der Bescheinigung.")),
    "PaperQuestion.number": NUMBER,
    "PaperView.holder": Label(_("Ausgestellt für"), _("Leer, wenn der Name gelöscht ist.")),
    "PaperView.kind": Label(_("Bescheinigung"), values=KINDS),
    "PaperView.name": _("Kommune"),
    "PaperView.reason": Label(_("Warum widerrufen"), _("Leer, wenn der Name gelöscht ist.")),
    "PaperView.revoked": _("Widerrufen ab"),
    "PaperView.title": _("Durchgang"),
    "PaperVerdict.answer": Label(_("Ergebnis"), values=ANSWERS),
    "PaperVerdict.kind": Label(_("Bescheinigung"), values=KINDS),
    "PaperVerdict.name": _("Name"),
    "PaperVerdict.site": _("Standort"),
    "PaperVerdict.title": _("Durchgang"),
    "PaperVerdict.revoked": _("Widerrufen ab"),
    "RevokePaper.effective": Label(_("Widerrufen ab"), _("Von diesem Tag an gilt sie nicht mehr.")),
    "RevokePaper.paper": NUMBER,
    "RevokePaper.reason": Label(_("Warum?"), _("Den Grund sehen nur die Kommune und die Trägerschaft.")),
    "ews.paper": _("Bescheinigungen"),
    "issued": _("Ausgestellt am"),
    "paper": _("Bescheinigung"),
    "personal": _("Mit Namen"),
}
