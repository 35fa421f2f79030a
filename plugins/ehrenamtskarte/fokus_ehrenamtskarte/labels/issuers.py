"""What people call the fields about who issues cards, and about published figures."""

from fokus_kommune import Label, Vocabulary, _

LABELS: Vocabulary = {
    "ehrenamtskarte.issuer": _("Ausgebende Stellen"),
    "AssignIssuer.effective": _("Zuständig ab"),
    "IssuerView.since": _("Zuständig seit"),
    "RecordFigure.effective": Label(_("Stand"), _("Der Tag, von dem die Quelle spricht.")),
    "StateParticipation.effective": _("Stand der Quelle"),
    "WithdrawIssuer.effective": Label(_("Nicht mehr zuständig ab"), _("Der Tag davor ist der letzte.")),
    "agency": Label(_("Name der Organisation"), _("Nur wenn eine Organisation die Karten ausstellt.")),
    "as_of": _("Stand"),
    "cards": Label(
        _("Welche Karten?"),
        values={
            "every": _("alle Karten"),
            "standard": _("Ehrenamtskarte"),
            "anniversary": _("Jubiläums-Ehrenamtskarte"),
        },
    ),
    "count": Label(_("Anzahl"), _("Die veröffentlichte Zahl; bei einem Bereich die kleinere.")),
    "explanation": Label(_("Erläuterung"), _("Warum die Zahl von anderen abweicht.")),
    "issuer": _("Ausgebende Stelle"),
    "issuer_name": _("Name der ausgebenden Stelle"),
    "out_of": Label(_("Von insgesamt"), _("Nur wenn die Quelle das nennt.")),
    "publisher": Label(_("Wer hat es veröffentlicht?"), _("Stelle und Fundstelle.")),
    "roughly": _("Gerundete Zahl"),
    "subject": Label(
        _("Was wurde gezählt?"),
        values={
            "municipalities": _("teilnehmende Kommunen"),
            "districts": _("teilnehmende Kreise"),
            "cards": _("Karten"),
            "discounts": _("Vergünstigungen"),
            "app-users": _("Kommunen und Kreise mit der App"),
            "app-applications": _("Anträge über die App"),
        },
    ),
    "takes_part": _("Nimmt an der Ehrenamtskarte teil"),
    "undated": _("Tag nicht bekannt"),
    "up_to": Label(_("Bis zu"), _("Die größere Zahl, wenn ein Bereich veröffentlicht wurde.")),
}
