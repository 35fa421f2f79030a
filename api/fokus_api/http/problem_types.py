"""Every problem the API itself raises: its slug, its status, its title and its usual sentence."""

from typing import NamedTuple

from fokus_core.domain.texts import _


class Title(NamedTuple):
    """A kind of problem: HTTP status, title, and the sentence where none is given."""

    status: int
    title: str
    detail: str = ""


TITLES = {
    "malformed-json": Title(400, _("Kein gültiges JSON"), _("Der Inhalt der Anfrage ist kein gültiges JSON.")),
    "bad-request": Title(400, _("Fehlerhafte Anfrage"), _("Die Anfrage lässt sich nicht lesen.")),
    "unknown-host": Title(400, _("Unbekannter Hostname"), _("Unter diesem Hostnamen wird nicht geantwortet.")),
    "repeated-header": Title(
        400,
        _("Kopfzeile mehrfach gesendet"),
        _("Eine Kopfzeile, die nur einmal vorkommen darf, wurde mehrfach gesendet."),
    ),
    "untrusted-forwarding": Title(
        400,
        _("Weiterleitung nicht vertrauenswürdig"),
        _("Angaben zur Weiterleitung werden von dieser Gegenstelle nicht angenommen."),
    ),
    "malformed-forwarding": Title(
        400,
        _("Angaben zur Weiterleitung nicht lesbar"),
        _("Die Angaben zur Weiterleitung sind widersprüchlich oder haben nicht die vorgeschriebene Form."),
    ),
    "two-credentials": Title(
        400,
        _("Zwei Zugangsdaten zugleich"),
        _(
            "Die Anfrage enthält eine Sitzung und zugleich die Kopfzeile Authorization. Zulässig ist "
            "nur eines von beiden."
        ),
    ),
    "signin-not-started": Title(
        400,
        _("Anmeldung nicht begonnen"),
        _(
            "Diese Anmeldung wurde in diesem Browser nicht begonnen, ist bereits abgeschlossen oder "
            "hat zu lange gedauert. "
            "Bitte melden Sie sich noch einmal an."
        ),
    ),
    "session-ended": Title(401, _("Sitzung beendet"), _("Ihre Sitzung ist beendet. Bitte melden Sie sich neu an.")),
    "signin-refused": Title(401, _("Anmeldung abgelehnt"), _("Der Anmeldedienst hat die Anmeldung nicht bestätigt.")),
    "unauthenticated": Title(
        401, _("Anmeldung erforderlich"), _("Für diesen Vorgang ist eine Anmeldung erforderlich.")
    ),
    "invalid-credential": Title(
        401,
        _("Ungültige Zugangsdaten"),
        _("Die Zugangsdaten sind unbekannt, abgelaufen oder widerrufen."),
    ),
    "forbidden": Title(
        403, _("Keine Berechtigung"), _("Für diesen Vorgang fehlt Ihnen die erforderliche Berechtigung.")
    ),
    "foreign-origin": Title(
        403,
        _("Anfrage von fremder Seite"),
        _("Mit einer Sitzung werden Änderungen nur von Seiten dieses Dienstes angenommen."),
    ),
    "csrf-token": Title(
        403,
        _("Sicherheitsmerkmal fehlt"),
        _("Das Sicherheitsmerkmal Ihrer Sitzung fehlt oder ist veraltet. Bitte laden Sie die Seite neu."),
    ),
    "not-found": Title(404, _("Nicht gefunden"), _("Unter dieser Adresse ist nichts zu finden.")),
    "link-gone": Title(
        404,
        _("Link nicht gültig"),
        _("Dieser Link ist nicht gültig. Er kann abgelaufen oder bereits verwendet worden sein."),
    ),
    "signin-not-offered": Title(
        404,
        _("Keine Anmeldung eingerichtet"),
        _("Eine Anmeldung im Browser ist hier nicht eingerichtet."),
    ),
    "method-not-allowed": Title(405, _("Methode nicht zulässig"), _("Diese HTTP-Methode ist hier nicht zulässig.")),
    "refused": Title(409, _("Vorgang abgelehnt")),
    "command-id-reused": Title(409, _("Vorgangskennung bereits vergeben")),
    "blast-radius": Title(409, _("Spätere Einträge beruhen darauf")),
    "precondition-failed": Title(412, _("Inzwischen geändert")),
    "file-erased": Title(410, _("Datei gelöscht"), _("Der Inhalt dieser Datei wurde gelöscht.")),
    "file-too-large": Title(413, _("Datei zu groß")),
    "too-large": Title(413, _("Anfrage zu groß"), _("Der Inhalt der Anfrage überschreitet 1 MB.")),
    "unsupported-media-type": Title(
        415,
        _("Medientyp nicht unterstützt"),
        _("Der Inhalt muss als application/json gesendet werden."),
    ),
    "file-kind": Title(
        415,
        _("Dateiart nicht zulässig"),
        _("Angenommen werden PDF, PNG, JPEG, ODT, ODP, ODS, DOCX, PPTX, XLSX sowie Text und CSV in UTF-8."),
    ),
    "file-differs": Title(
        415,
        _("Inhalt passt nicht zur Dateiart"),
        _("Der Inhalt der Datei entspricht nicht der angegebenen Dateiart, oder die Datei ist beschädigt."),
    ),
    "active-content": Title(
        415,
        _("Aktive Inhalte nicht zulässig"),
        _("Dateien mit Makros, Skripten oder HTML werden nicht angenommen."),
    ),
    "invalid-input": Title(422, _("Fehlerhafte Angaben"), _("Einzelne Angaben sind fehlerhaft.")),
    "unknown-parameter": Title(422, _("Unbekannter Parameter"), _("Diese Adresse kennt einen der Parameter nicht.")),
    "invalid-cursor": Title(
        422,
        _("Ungültige Seitenmarke"),
        _("Die Seitenmarke gehört nicht zu dieser Abfrage. Bitte beginnen Sie wieder mit der ersten Seite."),
    ),
    "unknown-file": Title(422, _("Unbekannte Datei")),
    "unknown-body": Title(422, _("Unbekannte Körperschaft"), _("Diese Körperschaft steht nicht im Register.")),
    "ambiguous-body": Title(422, _("Körperschaft nicht eindeutig")),
    "malformed-key": Title(
        422,
        _("Kein amtlicher Schlüssel"),
        _("Ein amtlicher Schlüssel beginnt mit 05 und hat 3, 5 oder 8 Stellen."),
    ),
    "body-not-in-force": Title(422, _("An diesem Tag nicht in Kraft")),
    "date-out-of-range": Title(
        422,
        _("Datum außerhalb des zulässigen Zeitraums"),
        _("Das Datum liegt außerhalb von 1946 bis 2999."),
    ),
    "beyond-head": Title(422, _("Stand noch nicht erreicht"), _("So weit reicht das Journal noch nicht.")),
    "too-many-requests": Title(
        429,
        _("Zu viele Anfragen"),
        _("In kurzer Zeit sind zu viele Anfragen eingegangen. Bitte versuchen Sie es später noch einmal."),
    ),
    "upload-quota": Title(
        429,
        _("Zu viele Dateien ohne Vorgang"),
        _(
            "Sie haben zu viele Dateien hochgeladen, die noch zu keinem Vorgang gehören. Bitte "
            "verwenden Sie diese zuerst "
            "oder versuchen Sie es morgen erneut."
        ),
    ),
    "internal": Title(
        500,
        _("Interner Fehler"),
        _(
            "Die Anfrage konnte nicht bearbeitet werden. Der Fehler wurde unter der Kennung dieser "
            "Anfrage festgehalten."
        ),
    ),
    "unavailable": Title(
        503,
        _("Vorübergehend nicht verfügbar"),
        _("Die Anfrage kann zurzeit nicht bearbeitet werden. Sie darf unverändert wiederholt werden."),
    ),
    "not-yet": Title(
        503,
        _("Stand noch nicht ausgewertet"),
        _("Die Auswertung hat diesen Stand noch nicht erreicht. Bitte versuchen Sie es gleich noch einmal."),
    ),
    "access-unknown": Title(
        503,
        _("Berechtigungen zurzeit nicht prüfbar"),
        _("Die Berechtigungen können zurzeit nicht geprüft werden. Bitte versuchen Sie es gleich noch einmal."),
    ),
    "provider-down": Title(
        503,
        _("Anmeldedienst nicht erreichbar"),
        _("Der Anmeldedienst antwortet zurzeit nicht. Bitte versuchen Sie es später noch einmal."),
    ),
    "too-many-streams": Title(
        503,
        _("Zu viele offene Verbindungen"),
        _("Zurzeit sind zu viele Ereignisströme geöffnet. Bitte versuchen Sie es später noch einmal."),
    ),
}
