"""Every problem the API itself raises: its slug, its status, its title and its usual sentence."""

from collections.abc import Mapping
from typing import NamedTuple

from fokus_core.domain.texts import _

BODY_LIMIT = 1_000_000  # bytes of a request; what is larger is `too-large`


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
            "Diese Anmeldung wurde in diesem Browser nicht begonnen, ist schon abgeschlossen oder "
            "hat zu lange gedauert. Melden Sie sich noch einmal an."
        ),
    ),
    "session-ended": Title(401, _("Sitzung beendet"), _("Ihre Sitzung ist beendet. Melden Sie sich neu an.")),
    "signin-refused": Title(401, _("Anmeldung abgelehnt"), _("Der Anmeldedienst hat die Anmeldung nicht bestätigt.")),
    "unauthenticated": Title(401, _("Anmeldung erforderlich"), _("Melden Sie sich an, um das zu tun.")),
    "invalid-credential": Title(
        401,
        _("Ungültige Zugangsdaten"),
        _("Die Zugangsdaten sind unbekannt, abgelaufen oder widerrufen."),
    ),
    "forbidden": Title(
        403,
        _("Keine Berechtigung"),
        _("Das dürfen Sie mit Ihren Rollen nicht. Fragen Sie die Stelle, die Ihren Zugang verwaltet."),
    ),
    "foreign-origin": Title(
        403,
        _("Anfrage von fremder Seite"),
        _("Mit einer Sitzung werden Änderungen nur von Seiten dieses Dienstes angenommen."),
    ),
    "csrf-token": Title(
        403,
        _("Sicherheitsmerkmal fehlt"),
        _("Ihre Sitzung ist zu alt. Laden Sie die Seite neu."),
    ),
    "not-found": Title(404, _("Nicht gefunden"), _("Diese Seite gibt es nicht oder nicht mehr.")),
    "no-checkpoint": Title(
        404,
        _("Noch kein signierter Stand"),
        _("Für dieses Journal wurde noch kein Stand signiert. Fragen Sie die Stelle, die den Dienst betreibt."),
    ),
    "not-cosigned": Title(
        404,
        _("Noch kein so oft mitgezeichneter Stand"),
        _("Noch kein Stand wurde von so vielen Stellen mitgezeichnet. Verlangen Sie weniger."),
    ),
    "link-gone": Title(
        404,
        _("Link gilt nicht mehr"),
        _("Dieser Link gilt nicht mehr. Er kann abgelaufen oder schon verwendet worden sein."),
    ),
    "signin-not-offered": Title(
        404,
        _("Keine Anmeldung eingerichtet"),
        _("Eine Anmeldung im Browser ist hier nicht eingerichtet."),
    ),
    "method-not-allowed": Title(405, _("Methode nicht zulässig"), _("Diese HTTP-Methode ist hier nicht zulässig.")),
    "refused": Title(409, _("Nicht eingetragen")),
    "command-id-reused": Title(409, _("Schon mit anderen Angaben abgeschickt")),
    "blast-radius": Title(409, _("Spätere Einträge beruhen darauf")),
    "other-journal": Title(
        409,
        _("Stand des Journals nicht mehr vorhanden"),
        _(
            "Diese Angabe stammt aus einem anderen Journal oder von einem Stand, der nicht mehr vorhanden ist, etwa "
            "nach dem Einspielen einer Sicherung. Bitte rufen Sie die Daten von Anfang an neu ab."
        ),
    ),
    "file-erased": Title(410, _("Datei gelöscht"), _("Der Inhalt dieser Datei wurde gelöscht.")),
    "precondition-failed": Title(
        412,
        _("Inzwischen geändert"),
        _("Was Sie vor sich haben, ist inzwischen geändert. Laden Sie es neu und entscheiden Sie noch einmal."),
    ),
    "file-too-large": Title(413, _("Datei zu groß")),
    "too-large": Title(413, _("Anfrage zu groß"), _("Ihre Angaben sind zu umfangreich (mehr als 1 MB).")),
    "unsupported-media-type": Title(
        415,
        _("Medientyp nicht unterstützt"),
        _("Der Inhalt muss als application/json gesendet werden."),
    ),
    "content-encoding": Title(
        415,
        _("Kodierung nicht unterstützt"),
        _("Der Inhalt muss unkomprimiert gesendet werden, ohne Content-Encoding."),
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
    "invalid-input": Title(422, _("Prüfen Sie diese Angaben"), _("Einzelne Angaben sind fehlerhaft.")),
    "unknown-parameter": Title(422, _("Unbekannter Parameter"), _("Diese Adresse kennt einen der Parameter nicht.")),
    "repeated-parameter": Title(
        422, _("Parameter mehrfach angegeben"), _("Ein Parameter, der nur einmal vorkommen darf, steht mehrfach da.")
    ),
    "invalid-cursor": Title(
        422,
        _("Ungültige Seitenmarke"),
        _("Die Seitenmarke gehört nicht zu dieser Abfrage. Beginnen Sie wieder mit der ersten Seite."),
    ),
    "malformed-position": Title(
        422,
        _("Keine Position"),
        _("Erwartet wird eine Position im Journal, wie sie die Kennung eines Ereignisses nennt."),
    ),
    "too-many-rows": Title(
        422,
        _("Zu viele Zeilen für eine Tabelle"),
        _("Die Liste hat mehr Zeilen, als ein Tabellenblatt fasst. Rufen Sie sie als CSV ab."),
    ),
    "not-printable": Title(
        422,
        _("Nicht alle Zeichen lassen sich drucken"),
        _(
            "Ein Name oder Text enthält Zeichen, die unsere Schriften nicht haben. Schreiben Sie ihn in "
            "lateinischer Schrift."
        ),
    ),
    "too-much-paper": Title(
        422,
        _("Zu viel für eine Datei"),
        _("Das wird zu viel für eine PDF-Datei. Wählen Sie weniger aus."),
    ),
    "unknown-file": Title(422, _("Unbekannte Datei")),
    "unknown-body": Title(
        422,
        _("Kommune nicht gefunden"),
        _("Diesen Namen oder Schlüssel gibt es im Verzeichnis der Kommunen nicht. Prüfen Sie die Schreibweise."),
    ),
    "ambiguous-body": Title(422, _("Mehrere Kommunen gemeint")),
    "malformed-key": Title(
        422,
        _("Kein amtlicher Schlüssel"),
        _("Ein amtlicher Schlüssel beginnt mit 05 und hat 3, 5, 8 oder 12 Stellen."),
    ),
    "body-not-in-force": Title(422, _("An diesem Tag gab es das nicht")),
    "date-out-of-range": Title(
        422,
        _("Datum außerhalb des zulässigen Zeitraums"),
        _("Das Jahr muss zwischen 1946 und 2999 liegen."),
    ),
    "beyond-head": Title(422, _("So weit reicht das Journal noch nicht"), _("So weit reicht das Journal noch nicht.")),
    "file-infected": Title(
        422,
        _("Schadsoftware in der Datei"),
        _("In der Datei steckt Schadsoftware. Reichen Sie eine andere Datei ein."),
    ),
    "too-many-requests": Title(
        429,
        _("Zu viele Anfragen"),
        _("In kurzer Zeit sind zu viele Anfragen eingegangen. Versuchen Sie es später noch einmal."),
    ),
    "upload-quota": Title(
        429,
        _("Zu viele nicht verwendete Dateien"),
        _(
            "Sie haben zu viele Dateien hochgeladen, die Sie noch nicht verwendet haben. "
            "Verwenden Sie diese zuerst, oder versuchen Sie es morgen wieder."
        ),
    ),
    "secret-shown": Title(
        409,
        _("Geheimnis schon gezeigt"),
        _("Dieses Geheimnis wurde schon einmal gezeigt. Erneuern Sie es, wenn Sie es nicht mehr haben."),
    ),
    "internal": Title(
        500,
        _("Interner Fehler"),
        _("Etwas ist schiefgelaufen. Nennen Sie uns bei Rückfragen die Kennung dieser Anfrage."),
    ),
    "not-ready": Title(
        503,
        _("Nicht bereit"),
        _("Dieser Server kann Anfragen zurzeit nicht zuverlässig beantworten. Die Gründe nennt das Feld reasons."),
    ),
    "unavailable": Title(
        503,
        _("Vorübergehend nicht verfügbar"),
        _("Das geht zurzeit nicht. Versuchen Sie es in einigen Minuten noch einmal."),
    ),
    "erasures-forgotten": Title(
        503,
        _("Löschungen stehen noch aus"),
        _(
            "Der Dienst wurde aus einer Sicherung wiederhergestellt. Er antwortet erst wieder, wenn alle späteren "
            "Löschungen nachgeholt sind."
        ),
    ),
    "not-yet": Title(
        503,
        _("Auswertung läuft noch"),
        _("Die Auswertung ist noch nicht so weit. Versuchen Sie es gleich noch einmal."),
    ),
    "not-signed-yet": Title(
        503,
        _("Eintrag noch nicht signiert"),
        _("Dieser Eintrag ist im letzten signierten Stand noch nicht enthalten. Versuchen Sie es gleich noch einmal."),
    ),
    "ledger-differs": Title(
        503,
        _("Journal und signierter Stand weichen voneinander ab"),
        _(
            "Das Journal stimmt nicht mit dem überein, was zuletzt signiert wurde. Nachweise gibt es erst wieder, "
            "wenn das geklärt ist."
        ),
    ),
    "access-unknown": Title(
        503,
        _("Berechtigungen zurzeit nicht prüfbar"),
        _("Die Berechtigungen können zurzeit nicht geprüft werden. Versuchen Sie es gleich noch einmal."),
    ),
    "provider-down": Title(
        503,
        _("Anmeldedienst nicht erreichbar"),
        _("Der Anmeldedienst antwortet zurzeit nicht. Versuchen Sie es später noch einmal."),
    ),
    "scanner-down": Title(
        503,
        _("Prüfung auf Schadsoftware nicht möglich"),
        _("Dateien lassen sich zurzeit nicht auf Schadsoftware prüfen. Versuchen Sie es später noch einmal."),
    ),
    "too-many-streams": Title(
        503,
        _("Zu viele offene Verbindungen"),
        _("Zurzeit sind zu viele Ereignisströme geöffnet. Versuchen Sie es später noch einmal."),
    ),
}

PROBLEM_DESCRIPTIONS: Mapping[int, str] = {
    400: _("Fehlerhafte Anfrage"),
    401: _("Anmeldung erforderlich"),
    403: _("Keine Berechtigung"),
    404: _("Nicht gefunden"),
    409: _("Nicht eingetragen"),
    410: _("Gelöscht"),
    412: _("Inzwischen geändert"),
    413: _("Anfrage zu groß"),
    415: _("Medientyp nicht unterstützt"),
    422: _("Prüfen Sie diese Angaben"),
    429: _("Zu viele Anfragen"),
    500: _("Interner Fehler"),
    503: _("Vorübergehend nicht verfügbar"),
}
