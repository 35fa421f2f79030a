"""What people call the fields of what happens to cards on paper."""

from fokus_kommune import Label, Vocabulary, _

LABELS: Vocabulary = {
    "ehrenamtskarte.card-on-paper": _("Karten im Druck"),
    "ehrenamtskarte.print-order": _("Druckaufträge"),
    "GiveOutCards.cards": Label(_("Welche Karten?"), _("Nur solche, die gedruckt sind.")),
    "GiveOutCards.effective": _("Ausgegeben am"),
    "GiveOutCards.way": _("Wie?"),
    "CardsGivenOut.way": _("Weg"),
    "OrderPrint.cards": Label(_("Welche Karten?"), _("Nur solche, die einen Code haben und noch nicht gedruckt sind.")),
    "OrderPrint.effective": _("In Druck gegeben am"),
    "OrderPrint.printer": _("Wer druckt?"),
    "ReceivePrint.cards": Label(_("Welche Karten?"), _("Leer lassen, wenn der ganze Auftrag eingegangen ist.")),
    "ReceivePrint.effective": _("Eingegangen am"),
    "PaperView.card": _("Kartennummer"),
    "PaperView.holder": _("Name"),
    "PaperView.since": _("Der Code gilt ab"),
    "PrintOrderView.cards": _("Karten"),
    "PrintOrderView.delivered": _("Davon eingegangen"),
    "PrintOrderView.open": _("Es steht noch etwas aus"),
    "PrintOrderView.ordered": _("In Druck gegeben am"),
    "CardsGivenOut.cards": _("Karten"),
    "PrintDelivered.cards": _("Karten"),
    "PrintOrdered.cards": _("Karten"),
    "order": _("Druckauftrag"),
    "paper": _("Im Druck"),
    "print_order": _("Druckauftrag"),
    "printer": _("Wer druckt"),
}
