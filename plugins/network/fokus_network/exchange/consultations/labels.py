"""What people call the fields of Kollegiale Beratungen."""

from fokus_core import Label, Vocabulary, _

PART = Label(
    _("Rolle"),
    values={
        "brought": _("hat den Fall eingebracht"),
        "invited": _("eingeladen"),
        "taking-part": _("berät mit"),
    },
)
KIND = Label(_("Art"), values={"contribution": _("Beitrag"), "outcome": _("Ergebnis")})

LABELS: Vocabulary = {
    "CloseConsultation.effective": _("Abgeschlossen am"),
    "ConsultationDetail.body": _("Eingebracht von"),
    "ConsultationDetail.closed": _("Abgeschlossen am"),
    "ConsultationDetail.opened": _("Eingebracht am"),
    "ConsultationDetail.part": PART,
    "ConsultationView.body": _("Eingebracht von"),
    "ConsultationView.closed": _("Abgeschlossen am"),
    "ConsultationView.opened": _("Eingebracht am"),
    "ConsultationView.part": PART,
    "ContributionView.kind": KIND,
    "DrawExample.effective": _("Eingereicht am"),
    "DrawExample.text": Label(
        _("Text des Praxisbeispiels"), _("Leer lassen, um den Text des Ergebnisses zu übernehmen.")
    ),
    "InvitationView.name": _("Eingebracht von"),
    "InvitationView.invited": _("Eingeladen am"),
    "InviteToConsultation.effective": _("Eingeladen am"),
    "JoinConsultation.effective": _("Angenommen am"),
    "LeaveConsultation.effective": _("Nicht mehr dabei ab"),
    "OpenConsultation.concern": Label(
        _("Worum es geht und was Sie fragen"), _("Lesen können das nur Mitglieder, die Ihre Einladung annehmen.")
    ),
    "OpenConsultation.effective": _("Eingebracht am"),
    "OpenConsultation.title": Label(
        _("Titel"), _("Sehen können ihn nur Mitglieder, die Sie einladen, auch bevor sie annehmen.")
    ),
    "ParticipantView.part": PART,
    "RecordOutcome.effective": _("Festgehalten am"),
    "WithdrawInvitation.effective": _("Zurückgezogen am"),
    "WriteContribution.effective": _("Geschrieben am"),
    "concern": _("Worum es geht"),
    "consultation": _("Kollegiale Beratung"),
    "contributions": _("Beiträge"),
    "examples": _("Praxisbeispiele daraus"),
    "invited": _("Eingeladene Kommune"),
    "outcome": _("Ergebnis"),
    "own": _("Ihre Kommune"),
    "own_name": _("Ihre Kommune"),
    "participants": _("Wer dabei ist"),
    "written": _("Geschrieben am"),
}
