"""What the core keeps of persons: the purposes of its sealed fields, and the spaces of the state store."""

from fokus_core.access import api_keys as keys
from fokus_core.access import grants as access
from fokus_core.corrections import proposals, reasons
from fokus_core.domain.processing import Purpose, Start, Trace
from fokus_core.domain.texts import _
from fokus_core.messages import reaching
from fokus_core.sources import facts as sources

__all__ = ["PURPOSES", "TRACES"]

PURPOSES: list[Purpose] = [
    reaching.PURPOSE,
    Purpose(
        "reason",
        _("Begründen, warum ein Eintrag zurückgenommen oder ein Zugang entzogen wurde"),
        basis=_("Die Rechtsgrundlage des Eintrags, um den es geht"),
        kept=_("Bis zur Löschung der Person"),
        recipients=(_("Staatskanzlei"), _("Datenschutz")),
        starts=(
            Start(
                "given",
                _("Tag der Begründung"),
                ("reason",),
                (reasons.ReasonGiven, access.AccessWithdrawn, keys.KeyRevoked),
            ),
        ),
    ),
    Purpose(
        "proposal",
        _("Vorschläge, die eine zweite Person freigibt"),
        basis=_("Die Rechtsgrundlage des vorgeschlagenen Eintrags"),
        kept=_("Bis zur Löschung der Person"),
        recipients=(_("Wer den Eintrag selbst vornehmen darf"),),
        starts=(Start("closed", _("Freigabe oder Verwerfen"), ("proposal",), (proposals.ProposalClosed,)),),
    ),
    Purpose(
        "source",
        _("Angeben, wer eine Quelle verfasst hat"),
        basis=_("Artikel 6 Absatz 1 Buchstabe e DSGVO mit § 3 DSG NRW: Aufgabe im öffentlichen Interesse"),
        kept=_("Bis zur Löschung der Person"),
        recipients=(_("Staatskanzlei"),),
        origin=_("Die Quelle, in der der Name steht"),
        starts=(Start("entered", _("Eintragen der Quelle"), ("origin",), (sources.SourceRecorded,)),),
    ),
]
TRACES: list[Trace] = [
    Trace("job", _("Stand der Aufgaben"), stays=True),
    Trace("job-wish", _("Gewünschte Läufe von Aufgaben"), stays=True),
    Trace("ledger", _("Letzter unterschriebener Stand des Journals"), stays=True),
    Trace("key-use", _("Letzte Benutzung von Zugangsschlüsseln"), stays=True),
    Trace("session", _("Sitzungen im Browser, je Konto"), stays=True),
    Trace("signin", _("Begonnene Anmeldungen"), stays=True),
    Trace("limit", _("Zähler für Anfragen, als Prüfsumme der Adresse"), stays=True),
    Trace("upload", _("Hochgeladene Dateien, die noch kein Eintrag nennt, je Konto"), stays=True),
    Trace("table", _("Eingereichte Listen, einen Tag, je Konto"), stays=True),
    Trace("table-rows", _("Ergebnisse eingereichter Listen, einen Tag, ohne Angaben"), stays=True),
    Trace("mail", _("Zustellung von Nachrichten, je Person"), kind="mail", stays=True),
    Trace("mail-claim", _("Nachrichten, die gerade übergeben werden"), kind="mail"),
    Trace("message", _("Welche Nachrichten auf dem Weg sind, und wie viele je Adresse und Tag"), stays=True),
    Trace("message-due", _("Nachrichten, die noch hinausgehen"), stays=True),
    Trace("webhook", _("Wie weit Webhooks gekommen sind"), stays=True),
    Trace("webhook-parked", _("Einträge, die eine Adresse nicht annahm"), stays=True),
    Trace("webhook-secret", _("Welche Geheimnisse von Webhooks schon gezeigt wurden"), stays=True),
    Trace("link", _("Links für Menschen ohne Konto"), kind="link"),
    Trace("draft", _("Entwürfe von Formularen, versiegelt, höchstens 30 Tage"), kind="draft", stays=True),
    Trace("draft-of", _("Welche Entwürfe wem gehören, je Konto"), kind="draft", stays=True),
    Trace("due", _("Angaben, deren Frist abgelaufen ist")),
    Trace(
        "view",
        _("Ansichten von Listen, versiegelt, je Konto, zwei Jahre"),
        stays=True,
    ),
    Trace("barrier", _("Gemeldete Barrieren, versiegelt, bis zur Antwort"), stays=True),
    Trace("draft-link", _("Links zu Entwürfen, als Prüfsumme, 30 Tage"), kind="draft", stays=True),
    Trace("directory", _("Bis wohin das Personenverzeichnis ergänzt ist"), stays=True),
    Trace("erasure", _("Nachweise von Löschungen"), stays=True),
    Trace("comparison", _("Letzter Vergleich der Lesemodelle mit dem Journal"), stays=True),
]
