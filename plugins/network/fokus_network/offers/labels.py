"""What people call the fields of commands, facts and answers about publications, offers and news."""

from fokus_core import Label, Vocabulary, _

LABELS: Vocabulary = {
    "EndOffer.effective": Label(_("Besteht nicht mehr ab"), _("Der letzte Tag des Angebots ist der Tag davor.")),
    "MakeOffer.effective": _("Besteht ab"),
    "MakeOffer.offer": Label(_("Kurzbezeichnung"), _("Nur für Adressen, zum Beispiel beratung-vor-ort.")),
    "MakeOffer.party": _("Wer bietet es an?"),
    "MakeOffer.until": Label(_("Besteht bis einschließlich"), _("Leer lassen, wenn das Ende noch nicht feststeht.")),
    "PublishNews.effective": _("Veröffentlicht am"),
    "PublishNews.news": Label(_("Kurzbezeichnung"), _("Nur für Adressen, zum Beispiel treffen-herbst-2026.")),
    "ReleasePublication.effective": _("Erschienen am"),
    "ReleasePublication.publication": Label(_("Kurzbezeichnung"), _("Nur für Adressen, zum Beispiel leitfaden.")),
    "ReleasePublication.changes": Label(_("Was ist neu?"), _("Bei der ersten Ausgabe leer lassen.")),
    "WithdrawRelease.effective": _("Zurückgezogen ab"),
    "OfferView.until": _("Besteht bis einschließlich"),
    "OfferView.since": _("Besteht seit"),
    "OfferView.party": _("Wer bietet es an?"),
    "OfferView.name": _("Name der anbietenden Stelle"),
    "Publication.history": _("Frühere Ausgaben"),
    "audience": Label(_("Für wen?"), _("Zum Beispiel: Mitglieder des Netzwerks.")),
    "changes": _("Was ist neu?"),
    "current": _("Aktuelle Ausgabe"),
    "history": _("Alle Ausgaben"),
    "language": _("Sprache"),
    "news": _("Meldung"),
    "offer": _("Angebot"),
    "publication": _("Veröffentlichung"),
    "release": _("Ausgabe"),
    "released": _("Erschienen am"),
    "releases": _("Ausgaben"),
    "withdrawn": _("Zurückgezogen am"),
}
