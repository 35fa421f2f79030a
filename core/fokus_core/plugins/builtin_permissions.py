"""What one may be allowed in the core, and the roles that it comes with."""

from fokus_core.corrections import reasons
from fokus_core.domain import facts
from fokus_core.domain.roles import Permission
from fokus_core.domain.texts import _
from fokus_core.messages import choosing
from fokus_core.persons import erasing, expiring, matching, notices, retention
from fokus_core.sources import facts as sources

__all__ = ["PERMISSIONS"]

PERMISSIONS: list[Permission] = [
    Permission("core.keep-register", ("state-office",), _("Verzeichnis der Kommunen pflegen")),
    Permission("core.manage-access", ("operator", "state-office"), _("Berechtigungen verwalten")),
    Permission("core.retract", ("state-office",), _("Einträge der Grundlagen zurücknehmen")),
    Permission(sources.DOCUMENT.permission, ("state-office",), _("Belegtes mit seiner Quelle eintragen")),
    Permission(
        "core.read-log",
        ("state-office", "auditor", "data-protection-officer"),
        _("Das ganze Journal lesen"),
    ),
    Permission(
        facts.AUDIT,
        ("auditor",),
        _("Alle Einträge außer denen geschlossener Gruppen prüfen, ohne personenbezogene Angaben"),
    ),
    Permission(
        facts.RECEIVE,
        ("integrator",),
        _("Einträge ohne Personen für angebundene Fachverfahren beziehen"),
    ),
    Permission(
        "core.read-access",
        ("operator", "state-office", "auditor"),
        _("Einsehen, wer welche Berechtigung hatte"),
    ),
    Permission(
        "core.read-openings",
        ("data-protection-officer", "auditor"),
        _("Einsehen, wer personenbezogene Angaben geöffnet hat"),
    ),
    Permission(
        "core.read-closed-openings",
        ("data-protection-officer",),
        _("Auch einsehen, wer Angaben geschlossener Gruppen geöffnet hat"),
    ),
    Permission(
        erasing.ERASE.permission,
        ("data-protection-officer",),
        _("Personenbezogene Angaben löschen oder eine Löschung ablehnen"),
    ),
    Permission(
        matching.MATCH.permission,
        ("data-protection-officer", "state-office"),
        _("Entscheiden, ob zwei Personen dieselbe sind"),
    ),
    Permission(
        erasing.HOLD.permission,
        ("data-protection-officer", "state-office"),
        _("Personenbezogene Angaben vor einer Löschung bewahren oder einschränken"),
    ),
    Permission(
        retention.SET.permission,
        ("data-protection-officer",),
        _("Aufbewahrungsfristen festlegen"),
    ),
    Permission(
        expiring.EXPIRE.permission,
        ("data-protection-officer",),
        _("Angaben nach Ablauf ihrer Frist löschen"),
    ),
    Permission(
        notices.READ_NOTICES.permission,
        ("integrator", "data-protection-officer"),
        _("Mitteilungen über gelöschte und eingeschränkte Angaben einsehen"),
    ),
    Permission(
        notices.ACKNOWLEDGE.permission,
        ("integrator",),
        _("Mitteilungen über gelöschte und eingeschränkte Angaben bestätigen"),
    ),
    Permission(
        erasing.EXPORT.permission,
        ("data-protection-officer",),
        _("Alles ausgeben, was über eine Person gespeichert ist"),
    ),
    Permission(
        erasing.READ.permission,
        ("data-protection-officer", "auditor"),
        _("Verzeichnis der Verarbeitungstätigkeiten und Nachweise von Löschungen einsehen"),
    ),
    Permission(
        reasons.READ_REASONS.permission,
        ("state-office", "data-protection-officer"),
        _("Begründungen lesen, die eine Person betreffen"),
    ),
    Permission(
        choosing.SET.permission,
        ("state-office", "municipal-officer"),
        _("Festlegen, welche Nachrichten im Namen einer Kommune hinausgehen"),
    ),
    Permission(
        choosing.CHOOSE.permission,
        ("data-protection-officer",),
        _("Nachrichten für eine Person abbestellen"),
    ),
    Permission("core.operate", ("operator",), _("Technischen Betrieb einsehen")),
    Permission(
        "core.compare-models",
        ("operator", "auditor"),
        _("Lesemodelle einsehen und mit dem Journal vergleichen"),
    ),
]
