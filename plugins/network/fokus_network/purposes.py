"""What the network processes personal data for, and what it keeps besides the journal."""

from fokus_core import Purpose, Trace, _

DUTY = _("Artikel 6 Absatz 1 Buchstabe e DSGVO mit § 3 DSG NRW: Aufgabe im öffentlichen Interesse")
PURPOSES = (
    Purpose(
        "contact",
        _("Ansprechpersonen, Vertretungen und Sprecherteam erreichen"),
        basis=DUTY,
        kept=_("Bis ein Jahr nach dem Ende der Aufgabe (Beispiel)"),
        recipients=(_("Netzwerkkoordination"), _("Staatskanzlei"), _("Mitglieder des Netzwerks")),
    ),
    Purpose(
        "signature",
        _("Belegen, wer die Gemeinsame Erklärung unterzeichnet hat"),
        basis=DUTY,
        kept=_("Solange die Mitgliedschaft besteht (Beispiel)"),
        recipients=(_("Netzwerkkoordination"), _("Staatskanzlei")),
    ),
)
TRACES = (Trace("mail-done", _("Infomails, die zugestellt sind"), kind="mail", stays=True),)
