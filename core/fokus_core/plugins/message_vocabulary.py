"""What people call the fields of messages and of what bodies and persons choose about them."""

from fokus_core.domain.labels import Label, Vocabulary
from fokus_core.domain.texts import _

__all__ = ["MESSAGES"]

MESSAGES: Vocabulary = {
    "SetMessage.message": _("Nachricht"),
    "ChooseMessage.message": _("Nachricht"),
    "MessageSet.message": _("Nachricht"),
    "MessageChosen.message": _("Nachricht"),
    "MessageView.message": _("Kennung der Nachricht"),
    "MessageView.programme": _("Programm"),
    "MessageView.subject": _("Betreff"),
    "MessageView.by": _("Geht hinaus bei"),
    "SetMessage.effective": _("Gilt ab"),
    "SetMessage.sent": _("Nachricht verschicken"),
    "MessageSet.sent": _("Nachricht verschicken"),
    "MessageSet.effective": _("Gilt ab"),
    "ReachAccount.person": Label(_("Wer sind Sie?"), _("Nur für Nachrichten, wenn etwas auf Sie wartet.")),
    "ReachAccount.effective": _("Gilt ab"),
    "AccountReached.actor": _("Konto"),
    "AccountReached.person": _("Kennung der Person"),
    "AccountReached.name": _("Name"),
    "AccountReached.mail": _("E-Mail-Adresse"),
    "AccountReached.effective": _("Gilt ab"),
    "ChooseMessage.effective": _("Gewählt am"),
    "ChooseMessage.person": _("Kennung der Person"),
    "MessageChosen.person": _("Kennung der Person"),
    "by_body": _("Eine Kommune schreibt"),
    "for_bodies": _("Kommunen können sie für ihre Leute abschalten"),
    "declinable": _("Lässt sich abschalten"),
    "wanted": Label(_("Was möchten Sie?"), values={"no": _("Nicht mehr schicken"), "yes": _("Wieder schicken")}),
    "SetMessage.sentence": Label(
        _("Eigener Satz"), _("Steht in jeder solchen Nachricht vor dem Gruß. Keine personenbezogenen Daten.")
    ),
    "MessageSet.sentence": _("Eigener Satz"),
}
