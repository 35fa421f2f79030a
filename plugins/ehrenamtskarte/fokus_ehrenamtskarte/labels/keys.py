"""What people call the fields of keys and of lists of blocked cards."""

from fokus_kommune import Label, Vocabulary, _

LABELS: Vocabulary = {
    "KeySetPublished.content": _("Unterschriebene Schlüssel"),
    "PublishKeySet.content": Label(
        _("Unterschriebene Schlüssel"), _("Der Text, den das Programm für den Hauptschlüssel ausgegeben hat.")
    ),
    "PublishKeySet.effective": _("Veröffentlicht am"),
    "SetRoot.effective": _("Gilt ab"),
    "SetRoot.root": Label(
        _("Öffentlicher Hauptschlüssel"), _("128 Zeichen, die das Programm für den Hauptschlüssel anzeigt.")
    ),
    "WithdrawKey.effective": _("Zurückgezogen am"),
    "WithdrawKey.reason": _("Warum wird er zurückgezogen?"),
    "KeyWithdrawn.reason": _("Warum er zurückgezogen ist"),
    "RootRequest.due": _("Der Hauptschlüssel muss unterschreiben"),
    "keys": _("Schlüssel"),
    "kid": Label(_("Schlüssel"), _("Acht Zeichen, an denen man ihn erkennt.")),
    "lists": _("Adressen der Sperrlisten"),
    "number": _("Nummer der Sperrliste"),
    "point": _("Öffentlicher Schlüssel"),
    "root": _("Öffentlicher Hauptschlüssel"),
    "signed": _("Unterschrieben, in Sekunden seit 1970"),
    "uri": _("Adresse der Sperrliste"),
    "use": _("Wofür"),
}
