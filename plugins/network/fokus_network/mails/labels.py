"""What people call the fields of commands, facts and answers about info mails."""

from fokus_core import Label, Vocabulary, _

STATUS = {"draft": _("Entwurf"), "approved": _("freigegeben"), "sent": _("versandt")}
LABELS: Vocabulary = {
    "network.mail": _("Infomails"),
    "ApproveInfoMail.effective": _("Freigegeben am"),
    "DocumentInfoMail.effective": Label(_("Versandt am"), _("Der Tag, an dem sie damals versandt wurde.")),
    "DocumentInfoMail.reference": Label(_("Quelle"), _("Woher ist die Infomail bekannt?")),
    "DocumentInfoMail.text": Label(
        _("Text"), _("Keine personenbezogenen Daten. Leer lassen, wenn es eine Datei gibt.")
    ),
    "DraftInfoMail.groups": _("An wen?"),
    "DraftInfoMail.region": Label(
        _("Nur in diesen Gebieten"), _("Kreise oder Regierungsbezirke; leer heißt ganz NRW.")
    ),
    "DraftInfoMail.topics": Label(_("Nur mit diesen Themen"), _("Kommunen, in deren Profil eines davon steht.")),
    "DraftInfoMail.effective": _("Verfasst am"),
    "DraftInfoMail.text": Label(
        _("Text"), _("Keine personenbezogenen Daten. Eine zweite Person gibt die Infomail frei.")
    ),
    "SendInfoMail.effective": _("Versandt am"),
    "MailView.status": Label(_("Status"), values=STATUS),
    "MailDetail.status": Label(_("Status"), values=STATUS),
    "Recipient.code": _("Antwort des Mailservers"),
    "Recipient.state": Label(
        _("Zustellung"),
        values={
            "waiting": _("wartet"),
            "delayed": _("verzögert"),
            "accepted": _("angenommen"),
            "refused": _("abgelehnt"),
            "given-up": _("aufgegeben"),
            "erased": _("Daten gelöscht"),
            "no-address": _("keine Adresse"),
            "same-mailbox": _("dasselbe Postfach wie eine andere Person"),
        },
    ),
    "ApproveInfoMail.mail": _("Infomail"),
    "SendInfoMail.mail": _("Infomail"),
    "InfoMailDrafted.mail": _("Infomail"),
    "InfoMailApproved.mail": _("Infomail"),
    "InfoMailSent.mail": _("Infomail"),
    "MailView.mail": _("Infomail"),
    "MailDetail.mail": _("Infomail"),
    "Recipients.mail": _("Infomail"),
    "MailPreview.mail": _("Infomail"),
    "attachments": _("Anlagen"),
    "groups": _("An wen?"),
    "mailboxes": Label(_("Postfächer"), _("Wer dasselbe Postfach hat, bekommt die Infomail nur einmal.")),
    "reference": _("Quelle"),
    "region": _("Nur in diesen Gebieten"),
    "topics": _("Themen"),
    "attempts": _("Versuche"),
    "drafted": _("Verfasst am"),
    "last_attempt": _("Letzter Versuch"),
    "recipients": _("Empfängerinnen und Empfänger"),
    "unreached": Label(_("Nicht erreicht"), _("Mitglieder, für die niemand die Infomail erhielte.")),
    "without_address": _("Ohne E-Mail-Adresse"),
    "sent": _("Versandt am"),
    "subject": Label(_("Betreff"), _("Worum es geht, ohne Namen.")),
}
