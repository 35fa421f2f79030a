"""What people call the fields of the commands, facts and answers, and by what title they know a prize."""

from fokus_core import Label, Naming, Vocabulary, _

from fokus_heimatpreis.facts import PrizeAwarded

LABELS: Vocabulary = {
    "AwardPrize.effective": _("Verliehen am"),
    "OpenCall.effective": _("Ausgelobt am"),
    "ReturnPrize.effective": _("Zurückgegeben am"),
    "awarded": _("Verliehen am"),
    "budget": Label(_("Preisgeld insgesamt"), _("In ganzen Euro.")),
    "call": Label(_("Auslobung"), _("Kurzbezeichnung, zum Beispiel hagen-2026.")),
    "card": Label(
        _("Nimmt an der Ehrenamtskarte teil"),
        values={"proven": _("belegt"), "not-proven": _("nicht belegt"), "unknown": _("nicht prüfbar")},
    ),
    "euros": Label(_("Preisgeld"), _("In ganzen Euro.")),
    "frees": _("Das Preisgeld kann noch einmal vergeben werden"),
    "genuine": _("Echt"),
    "honoured": Label(_("Wer wird geehrt?"), _("Projekt oder Verein; nie der Name einer Person.")),
    "laureate": _("Geehrte Person"),
    "prize": _("Preis"),
    "year": _("Jahr"),
}
NAMINGS = (Naming("prize", (PrizeAwarded,), titles=lambda awarded: {awarded.prize: awarded.honoured}),)
