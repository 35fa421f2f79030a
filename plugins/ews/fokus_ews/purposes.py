"""What the Entwicklungswerkstatt processes personal data and words told in confidence for."""

from fokus_core import Purpose, _

DUTY = _("Artikel 6 Absatz 1 Buchstabe e DSGVO mit § 3 DSG NRW: Aufgabe im öffentlichen Interesse")
AFTER_RUN = _("Bis fünf Jahre nach dem Ende des Durchgangs (Beispiel)")
CARRIER = _("Trägerschaft der Entwicklungswerkstatt")
GROUP = _("Gruppe des Durchgangs")


def _group(id_: str, title: str) -> Purpose:
    return Purpose(id_, title, basis=DUTY, kept=AFTER_RUN, recipients=(GROUP, CARRIER))


PURPOSES = (
    Purpose("application", _("Bewerbungen prüfen"), basis=DUTY, kept=AFTER_RUN, recipients=(CARRIER,)),
    Purpose("review", _("Bewerbungen begutachten"), basis=DUTY, kept=AFTER_RUN, recipients=(CARRIER,)),
    Purpose("decision", _("Über Bewerbungen entscheiden"), basis=DUTY, kept=AFTER_RUN, recipients=(CARRIER,)),
    _group("team", _("Entwicklungsteams erreichen")),
    _group("expert", _("Fachleute zu Workshops einladen")),
    _group("workshop", _("Workshops durchführen")),
    _group("topic", _("Themen sammeln")),
    _group("vote", _("Über Themen abstimmen")),
    _group("source", _("Lernquellen teilen")),
    _group("advice", _("Beratung leisten")),
    _group("draft", _("An Strategien schreiben")),
    _group("note", _("Notizen der Gruppe festhalten")),
)
