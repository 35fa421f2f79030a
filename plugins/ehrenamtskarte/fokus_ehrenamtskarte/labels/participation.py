"""What people call the fields of commands, facts and answers about the Ehrenamtskarte."""

from fokus_kommune import Label, Vocabulary, _

LABELS: Vocabulary = {
    "ehrenamtskarte.participation": _("Teilnahme an der Ehrenamtskarte"),
    "ehrenamtskarte.stated": _("Was die Quelle zur Teilnahme sagt"),
    "CardCheck.kind": _("Art der Karte"),
    "CardView.kind": _("Art der Karte"),
    "CardView.status": Label(
        _("Status"),
        values={
            "valid": _("gültig"),
            "expired": _("abgelaufen"),
            "revoked": _("widerrufen"),
            "suspended": _("vorläufig gesperrt"),
        },
    ),
    "CardView.reason": _("Grund des Widerrufs"),
    "CardIssued.name": _("Name auf der Karte"),
    "CardIssued.origin": _("Woher sie ist"),
    "DocumentFiled.file": _("Datei"),
    "DocumentFiled.text": _("Wortlaut"),
    "DocumentVersion.file": _("Datei"),
    "DocumentVersion.since": _("Gilt ab"),
    "DocumentVersion.text": _("Wortlaut"),
    "FileDocument.effective": Label(_("Datum des Dokuments"), _("Von diesem Tag an gilt diese Fassung.")),
    "FileDocument.file": Label(_("Datei"), _("Geben Sie den Wortlaut oder eine Datei an. Beides ist öffentlich.")),
    "FileDocument.text": Label(_("Wortlaut"), _("Geben Sie den Wortlaut oder eine Datei an. Beides ist öffentlich.")),
    "FileDocument.paper": _("Was legen Sie ab?"),
    "DocumentFiled.paper": _("Art des Dokuments"),
    "DocumentFiled.version": _("Fassung"),
    "DocumentVersion.paper": _("Art des Dokuments"),
    "DocumentVersion.version": _("Fassung"),
    "EndParticipation.effective": Label(_("Nimmt nicht mehr teil ab"), _("Der Tag davor ist der letzte.")),
    "IntroduceCard.effective": Label(
        _("Eingeführt am"), _("Ab diesem Tag können Menschen dort eine Karte beantragen.")
    ),
    "TakeOverCard.effective": _("Gültig ab"),
    "TakeOverCard.kind": _("Welche Karte?"),
    "TakeOverCard.person": Label(
        _("Wem gehört die Karte?"), _("Mit E-Mail-Adresse oder Geburtsdatum, damit niemand zwei Karten bekommt.")
    ),
    "TakeOverCard.valid_until": Label(_("Gültig bis einschließlich"), _("Leer lassen, wenn sie ein Leben lang gilt.")),
    "PauseParticipation.effective": _("Ruht ab"),
    "RecordCouncilDecision.effective": Label(
        _("Tag des Beschlusses"), _("Rat, Kreistag oder Städteregionstag; Datum der Sitzung.")
    ),
    "RecordCouncilRefusal.effective": Label(
        _("Tag des Beschlusses"), _("Rat, Kreistag oder Städteregionstag; Datum der Sitzung.")
    ),
    "ResumeParticipation.effective": _("Ruht nicht mehr ab"),
    "RevokeCard.card": _("Karte"),
    "RevokeCard.effective": Label(_("Nicht mehr gültig ab"), _("Der letzte Tag, an dem sie gilt, ist der Tag davor.")),
    "RevokeCard.reason": _("Warum wird sie widerrufen?"),
    "CardRevoked.reason": _("Grund des Widerrufs"),
    "SignAgreement.effective": _("Tag der Vereinbarung"),
    "since": _("Status seit"),
    "card": _("Karte"),
    "holder": _("Wem sie gehört"),
    "introduced": _("Eingeführt am"),
    "revoked_on": _("Widerrufen ab"),
    "status": Label(
        _("Status"),
        values={
            "planned": _("geplant"),
            "declined": _("abgelehnt"),
            "takes-part": _("nimmt teil"),
            "paused": _("ruht"),
            "ended": _("beendet"),
        },
    ),
    "valid": _("Gültig"),
    "valid_since": _("Gültig ab"),
    "valid_until": Label(_("Gültig bis einschließlich"), _("Leer heißt: gilt ein Leben lang.")),
}
