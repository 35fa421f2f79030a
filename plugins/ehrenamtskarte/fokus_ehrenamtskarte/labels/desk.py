"""What people call the fields of what an office does with applications."""

from fokus_ehrenamtskarte.labels.rules import CONDITIONS
from fokus_kommune import Label, Vocabulary, _

LABELS: Vocabulary = {
    "ApplicationFigureView.applications": _("Anträge"),
    "ApplicationFigureView.outcome": _("Entscheidung"),
    "ApplicationFigureView.reason": _("Grund der Ablehnung"),
    "OwnApplicationFigureView.applications": _("Anträge"),
    "OwnApplicationFigureView.outcome": _("Entscheidung"),
    "OwnApplicationFigureView.reason": _("Grund der Ablehnung"),
    "days_to_confirmation": _("Tage bis zur Bestätigung (Median)"),
    "days_to_decision": _("Tage bis zur Entscheidung (Median)"),
    "ApplicationHandedOver.former": _("Abgegeben von"),
    "ApplicationHandedOver.town": _("Beantragt bei"),
    "ApplicationNoted.note": _("Vermerk"),
    "ApplicationView.unreleased": _("Ansprechpersonen, die auf Freigabe warten"),
    "ApproveException.basis": Label(
        _("Worauf stützt sich die Ausnahme?"), _("Zum Beispiel auf einen Beschluss des Rates.")
    ),
    "ApproveException.effective": _("Tag der Entscheidung"),
    "ContactView.received": _("Eingegangen am"),
    "DeskView.exception": _("Ausnahme"),
    "DeskView.notes": _("Interne Vermerke"),
    "DeskView.offered": _("Angebotene Abgabe"),
    "ExceptionMade.basis": _("Grundlage der Ausnahme"),
    "ExceptionMade.conditions": Label(_("Nicht erfüllt"), values=CONDITIONS),
    "ExceptionView.basis": _("Grundlage der Ausnahme"),
    "ExceptionView.conditions": Label(_("Nicht erfüllt"), values=CONDITIONS),
    "ExceptionView.day": _("Tag"),
    "HandOverApplication.effective": _("Abgegeben am"),
    "HandOverApplication.town": Label(_("An die Stelle für welche Kommune?"), _("Wie der Person angeboten.")),
    "HandOverOffered.town": _("Angeboten für"),
    "NoteApplication.effective": _("Tag des Vermerks"),
    "NoteApplication.note": Label(_("Vermerk"), _("Die Person erfährt davon nichts, kann aber Auskunft verlangen.")),
    "NoteView.day": _("Tag"),
    "NoteView.note": _("Vermerk"),
    "OfferHandOver.effective": _("Angeboten am"),
    "OfferHandOver.town": Label(
        _("Welche Kommune ist zuständig?"), _("Der Antrag geht an die Stelle, die dort entscheidet.")
    ),
    "OfferView.day": _("Tag"),
    "OfferView.town": _("Angeboten für"),
    "ReasonWorded.reason": _("Grund der Ablehnung"),
    "ReleaseContact.effective": _("Freigegeben am"),
    "WordReason.effective": _("Gilt ab"),
    "WordReason.reason": _("Für welchen Grund gilt der Text?"),
    "WordReason.advice": Label(_("Was kann die Person tun?"), _("Leer lassen: Es gilt wieder der allgemeine Text.")),
    "ReasonWorded.advice": _("Was die Person tun kann"),
    "ReasonWorded.says": _("Grund, wie er der Person mitgeteilt wird"),
    "agreed": _("Ich bin einverstanden, dass der Antrag dorthin abgegeben wird."),
    "desk": _("Bearbeitung"),
    "most": _("Karten in diesem Jahr höchstens"),
    "WordReason.says": Label(
        _("Was soll in der Ablehnung stehen?"), _("Ein Satz. Leer lassen: Es gilt wieder der allgemeine Text.")
    ),
}
