"""What the Entwicklungswerkstatt processes personal data and words told in confidence for."""

from fokus_core import Purpose, Start, _
from fokus_ews.facts.cohort import SeatEnded
from fokus_ews.facts.run import RunEnded
from fokus_ews.papers.facts import PaperRevoked

DUTY = _("Artikel 6 Absatz 1 Buchstabe e DSGVO mit § 3 DSG NRW: Aufgabe im öffentlichen Interesse")
AFTER_RUN = _("Bis fünf Jahre nach dem Ende des Durchgangs (Beispiel)")
ENDED = Start("run-ended", _("Ende des Durchgangs"), ("run", "cohort"), (RunEnded,), under="run")
CARRIER = _("Trägerschaft der Entwicklungswerkstatt")
GROUP = _("Gruppe des Durchgangs")


def _group(id_: str, title: str) -> Purpose:
    return Purpose(id_, title, basis=DUTY, kept=AFTER_RUN, recipients=(GROUP, CARRIER), starts=(ENDED,))


def _of_carrier(id_: str, title: str) -> Purpose:
    return Purpose(id_, title, basis=DUTY, kept=AFTER_RUN, recipients=(CARRIER,), starts=(ENDED,))


PURPOSES = (
    _of_carrier("application", _("Bewerbungen prüfen")),
    _of_carrier("review", _("Bewerbungen begutachten")),
    _of_carrier("decision", _("Über Bewerbungen entscheiden")),
    Purpose(
        "paper",
        _("Bescheinigungen ausstellen und prüfen"),
        basis=DUTY,
        kept=AFTER_RUN,
        recipients=(CARRIER, _("Wer Nummer und Datum der Bescheinigung hat")),
        starts=(ENDED,),
    ),
    _group("team", _("Entwicklungsteams erreichen")),
    _group("expert", _("Fachleute zu Workshops einladen")),
    _group("workshop", _("Workshops durchführen")),
    _group("topic", _("Themen sammeln")),
    _group("vote", _("Über Themen abstimmen")),
    _group("source", _("Lernquellen teilen")),
    _group("advice", _("Beratung leisten")),
    _group("draft", _("An Strategien schreiben")),
    _group("note", _("Notizen der Gruppe festhalten")),
    Purpose(
        "reason",
        _("Begründen, warum ein Konto keinen Zugang mehr hat oder eine Bescheinigung nicht mehr gilt"),
        basis=DUTY,
        kept=_("Bis zur Löschung der Person, längstens fünf Jahre nach Entzug oder Widerruf (Beispiel)"),
        recipients=(CARRIER, _("Kommune, um die es geht"), _("Datenschutz")),
        starts=(Start("ended", _("Entzug oder Widerruf"), ("reason",), (SeatEnded, PaperRevoked)),),
    ),
)
