"""What people call the fields that every programme shares."""

from fokus_core.domain.labels import Label, Vocabulary
from fokus_core.domain.texts import _

__all__ = ["SHARED"]

SHARED: Vocabulary = {
    "actor": Label(_("Konto"), _("Kennung des Kontos, ohne personenbezogene Daten.")),
    "at": _("Eingetragen am"),
    "body": Label(_("Kommune"), _("Name oder amtlicher Schlüssel, zum Beispiel Rheine oder 05566076.")),
    "by": _("Eingetragen von"),
    "description": _("Beschreibung"),
    "district": _("Kreis"),
    "district_name": _("Name des Kreises"),
    "effective": Label(_("Gilt ab"), _("Erster Tag, an dem es gilt.")),
    "ends": Label(_("Ende"), _("Tag und Uhrzeit; ohne Uhrzeit gilt der ganze Tag.")),
    "file": _("Datei"),
    "id": _("Kennung"),
    "items": _("Einträge dieser Seite"),
    "kind": _("Art"),
    "link": Label(_("Link"), _("Adresse im Internet, die mit https:// beginnt.")),
    "name": _("Name"),
    "next_cursor": Label(_("Nächste Seite"), _("Marke, mit der die nächste Seite abgerufen wird.")),
    "note": _("Notiz"),
    "online": _("Teilnahme auch online möglich"),
    "party": Label(_("Organisation"), _("Name oder Kurzbezeichnung aus dem Verzeichnis.")),
    "person": _("Person"),
    "place": Label(_("Ort"), _("Gebäude, Straße, Ort.")),
    "position": _("Eintrag Nr."),
    "programme": _("Programm"),
    "reason": Label(_("Grund"), _("Ein Satz. Er steht später im Verlauf; nennen Sie keine Namen.")),
    "since": _("Seit"),
    "source": _("Quelle"),
    "starts": Label(_("Beginn"), _("Tag und Uhrzeit; ohne Uhrzeit gilt der ganze Tag.")),
    "status": _("Status"),
    "text": _("Text"),
    "title": _("Titel"),
    "until": Label(_("Gilt bis einschließlich"), _("Leer lassen, wenn das Ende noch nicht feststeht.")),
    "valid_from": _("Gilt ab"),
    "valid_to": _("Gilt nicht mehr ab"),
    "version": _("Fassung"),
}
