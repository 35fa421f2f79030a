"""What people call the fields of keys, of codes on cards, and of lists of blocked cards."""

from fokus_kommune import Label, Vocabulary, _

ANSWERS = {  # what is said of a card, big
    "valid": _("Die Karte gilt"),
    "not-valid": _("Die Karte gilt nicht"),
    "not-yet": _("Die Karte gilt noch nicht"),
    "expired": _("Die Karte ist abgelaufen"),
    "not-genuine": _("Die Karte ist nicht echt"),
    "not-a-card": _("Das ist keine Ehrenamtskarte"),
    "blocking-unknown": _("Noch nicht geprüft: Sperrliste fehlt"),
    "show-anew": _("Karte noch einmal zeigen lassen"),
    "load-keys": _("Noch nicht geprüft: Schlüssel fehlen"),
    "check-clock": _("Noch nicht geprüft: Die Uhr geht falsch"),
}

STATES = {
    "active": _("eingerichtet"),
    "elsewhere": _("auf einem anderen Telefon"),
    "ended": _("beendet"),
    "suspended": _("vorläufig gesperrt"),
    "revoked": _("widerrufen"),
    "expired": _("abgelaufen"),
}  # of a card on a telephone

LABELS: Vocabulary = {
    "PhoneProof.device": _("Schlüssel des Telefons"),
    "PhoneCard.state": Label(_("Stand der Karte auf dem Telefon"), values=STATES),
    "PhoneCard.address": _("Adresse vor den Ziffern des Codes"),
    "CardCode.size": _("Größe in Bytes"),
    "CardCode.text": _("Inhalt des Codes"),
    "CardVerdict.answer": Label(_("Ergebnis"), values=ANSWERS),
    "CardVerdict.age": Label(
        _("Alter der Sperrliste"),
        values={
            "fresh": _("aktuell"),
            "dated": _("älter als zwölf Stunden"),
            "old": _("älter als eine Woche"),
        },
    ),
    "CardVerdict.listed": _("Stand der Sperrliste"),
    "CardSaid.card": _("Karte"),
    "CardSaid.codes": _("Codes der Karte"),
    "CardSaid.day": _("Tag"),
    "CodeSaid.answer": Label(
        _("Antwort an diesem Tag"),
        values={
            "valid": _("gültig"),
            "not-valid": _("nicht gültig"),
            "changed": _("erst das eine, dann das andere"),
            "not-made": _("noch nicht ausgestellt"),
            "not-yet": _("noch nicht gültig"),
            "expired": _("abgelaufen"),
            "blocking-unknown": _("keine Sperrliste"),
        },
    ),
    "CodeSaid.blocked": _("Nach heutigem Wissen gesperrt"),
    "CodeSaid.lists": _("Sperrlisten"),
    "CodeSaid.outdated": _("Mit einer älteren Sperrliste noch gültig"),
    "CodeSaid.place": _("Platz auf der Sperrliste"),
    "ListSaid.blocked": _("Gesperrt"),
    "ListSaid.digest": _("Prüfsumme der Liste"),
    "ListSaid.expires": _("Verlässlich bis"),
    "ListSaid.known": _("Stand des Journals"),
    "ListSaid.made": _("Veröffentlicht"),
    "ActivatePhone.device": _("Schlüssel des Telefons"),
    "ActivatePhone.effective": _("Eingerichtet am"),
    "EndPhone.certain": _("Die Karte auf dem Telefon soll nicht mehr gelten."),
    "EndPhone.effective": _("Nicht mehr gültig ab"),
    "OfferPhone.effective": _("Angeboten am"),
    "OfferPhone.mail": Label(
        _("E-Mail-Adresse"), _("Dorthin geht der Link, mit dem sich die Karte auf dem Telefon einrichten lässt.")
    ),
    "PhoneOffered.mail": _("E-Mail-Adresse"),
    "CardSigned.device": _("Schlüssel des Telefons"),
    "CardSigned.name": _("Name auf der Karte"),
    "CardSigned.since": _("Der Code gilt ab"),
    "CardSuspended.reason": _("Grund der Sperre"),
    "IssueApprovedCard.effective": _("Gültig ab"),
    "IssueApprovedCard.valid_until": Label(
        _("Gültig bis einschließlich"), _("Leer lassen, wenn sie ein Leben lang gilt.")
    ),
    "ReinstateCard.effective": _("Wieder gültig ab"),
    "SignCard.effective": _("Ausgestellt am"),
    "SignCard.why": _("Warum bekommt sie einen Code?"),
    "SuspendCard.effective": _("Gesperrt ab"),
    "SuspendCard.reason": _("Warum wird sie gesperrt?"),
    "CardIssued.decision": _("Bewilligung"),
    "PublishStatusList.digest": _("Prüfsumme der Liste"),
    "StatusListPublished.digest": _("Prüfsumme der Liste"),
    "PublishStatusList.exp": _("Verlässlich bis, in Sekunden seit 1970"),
    "StatusListPublished.exp": _("Verlässlich bis, in Sekunden seit 1970"),
    "PublishStatusList.iat": _("Erstellt, in Sekunden seit 1970"),
    "StatusListPublished.iat": _("Erstellt, in Sekunden seit 1970"),
    "PublishStatusList.known": _("Stand des Journals"),
    "StatusListPublished.known": _("Stand des Journals"),
    "CardSigned.place": _("Platz auf der Sperrliste"),
    "CardSigned.why": _("Warum sie einen Code bekommt"),
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
