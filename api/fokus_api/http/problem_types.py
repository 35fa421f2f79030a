"""Every problem the API itself raises: its slug, its status, and its title in German and English."""

from typing import NamedTuple


class Title(NamedTuple):
    """A kind of problem: HTTP status, title in German and English, and the German sentence where none is given."""

    status: int
    de: str
    en: str
    detail: str = ""


TITLES = {
    "malformed-json": Title(
        400, "Kein gültiges JSON", "Malformed JSON", "Der Inhalt der Anfrage ist kein gültiges JSON."
    ),
    "bad-request": Title(400, "Fehlerhafte Anfrage", "Bad request", "Die Anfrage lässt sich nicht lesen."),
    "unknown-host": Title(
        400, "Unbekannter Hostname", "Unknown host", "Unter diesem Hostnamen wird nicht geantwortet."
    ),
    "repeated-header": Title(
        400,
        "Kopfzeile mehrfach gesendet",
        "Repeated header",
        "Eine Kopfzeile, die nur einmal vorkommen darf, wurde mehrfach gesendet.",
    ),
    "untrusted-forwarding": Title(
        400,
        "Weiterleitung nicht vertrauenswürdig",
        "Untrusted forwarding",
        "Angaben zur Weiterleitung werden von dieser Gegenstelle nicht angenommen.",
    ),
    "malformed-forwarding": Title(
        400,
        "Angaben zur Weiterleitung nicht lesbar",
        "Malformed forwarding",
        "Die Angaben zur Weiterleitung sind widersprüchlich oder haben nicht die vorgeschriebene Form.",
    ),
    "two-credentials": Title(
        400,
        "Zwei Zugangsdaten zugleich",
        "Two credentials at once",
        "Die Anfrage enthält eine Sitzung und zugleich die Kopfzeile Authorization. Zulässig ist nur eines von beiden.",
    ),
    "signin-not-started": Title(
        400,
        "Anmeldung nicht begonnen",
        "Sign-in was not begun here",
        "Diese Anmeldung wurde in diesem Browser nicht begonnen, ist bereits abgeschlossen oder hat zu lange gedauert. "
        "Bitte melden Sie sich noch einmal an.",
    ),
    "session-ended": Title(
        401, "Sitzung beendet", "Session ended", "Ihre Sitzung ist beendet. Bitte melden Sie sich neu an."
    ),
    "signin-refused": Title(
        401, "Anmeldung abgelehnt", "Sign-in refused", "Der Anmeldedienst hat die Anmeldung nicht bestätigt."
    ),
    "unauthenticated": Title(
        401, "Anmeldung erforderlich", "Authentication required", "Für diesen Vorgang ist eine Anmeldung erforderlich."
    ),
    "invalid-credential": Title(
        401,
        "Ungültige Zugangsdaten",
        "Invalid credential",
        "Die Zugangsdaten sind unbekannt, abgelaufen oder widerrufen.",
    ),
    "forbidden": Title(
        403, "Keine Berechtigung", "Forbidden", "Für diesen Vorgang fehlt Ihnen die erforderliche Berechtigung."
    ),
    "foreign-origin": Title(
        403,
        "Anfrage von fremder Seite",
        "Request from another site",
        "Mit einer Sitzung werden Änderungen nur von Seiten dieses Dienstes angenommen.",
    ),
    "csrf-token": Title(
        403,
        "Sicherheitsmerkmal fehlt",
        "CSRF token missing or wrong",
        "Das Sicherheitsmerkmal Ihrer Sitzung fehlt oder ist veraltet. Bitte laden Sie die Seite neu.",
    ),
    "not-found": Title(404, "Nicht gefunden", "Not found", "Unter dieser Adresse ist nichts zu finden."),
    "link-gone": Title(
        404,
        "Link nicht gültig",
        "Link not valid",
        "Dieser Link ist nicht gültig. Er kann abgelaufen oder bereits verwendet worden sein.",
    ),
    "signin-not-offered": Title(
        404,
        "Keine Anmeldung eingerichtet",
        "Sign-in is not set up",
        "Eine Anmeldung im Browser ist hier nicht eingerichtet.",
    ),
    "method-not-allowed": Title(
        405, "Methode nicht zulässig", "Method not allowed", "Diese HTTP-Methode ist hier nicht zulässig."
    ),
    "refused": Title(409, "Vorgang abgelehnt", "Refused by a rule"),
    "command-id-reused": Title(409, "Vorgangskennung bereits vergeben", "Idempotency key was used for something else"),
    "blast-radius": Title(409, "Spätere Einträge beruhen darauf", "Later entries rely on this one"),
    "file-erased": Title(410, "Datei gelöscht", "File erased", "Der Inhalt dieser Datei wurde gelöscht."),
    "file-too-large": Title(413, "Datei zu groß", "File too large"),
    "too-large": Title(413, "Anfrage zu groß", "Request too large", "Der Inhalt der Anfrage überschreitet 1 MB."),
    "unsupported-media-type": Title(
        415,
        "Medientyp nicht unterstützt",
        "Unsupported media type",
        "Der Inhalt muss als application/json gesendet werden.",
    ),
    "file-kind": Title(
        415,
        "Dateiart nicht zulässig",
        "Kind of file not accepted",
        "Angenommen werden PDF, PNG, JPEG, ODT, ODP, ODS, DOCX, PPTX, XLSX sowie Text und CSV in UTF-8.",
    ),
    "file-differs": Title(
        415,
        "Inhalt passt nicht zur Dateiart",
        "Content is not of the declared kind",
        "Der Inhalt der Datei entspricht nicht der angegebenen Dateiart, oder die Datei ist beschädigt.",
    ),
    "active-content": Title(
        415,
        "Aktive Inhalte nicht zulässig",
        "Active content not accepted",
        "Dateien mit Makros, Skripten oder HTML werden nicht angenommen.",
    ),
    "invalid-input": Title(422, "Fehlerhafte Angaben", "Invalid input", "Einzelne Angaben sind fehlerhaft."),
    "unknown-parameter": Title(
        422, "Unbekannter Parameter", "Unknown query parameter", "Diese Adresse kennt einen der Parameter nicht."
    ),
    "invalid-cursor": Title(
        422,
        "Ungültige Seitenmarke",
        "Invalid cursor",
        "Die Seitenmarke gehört nicht zu dieser Abfrage. Bitte beginnen Sie wieder mit der ersten Seite.",
    ),
    "unknown-file": Title(422, "Unbekannte Datei", "Unknown file"),
    "unknown-body": Title(
        422, "Unbekannte Körperschaft", "Unknown body", "Diese Körperschaft steht nicht im Register."
    ),
    "ambiguous-body": Title(422, "Körperschaft nicht eindeutig", "Ambiguous body"),
    "malformed-key": Title(
        422,
        "Kein amtlicher Schlüssel",
        "Malformed key",
        "Ein amtlicher Schlüssel beginnt mit 05 und hat 3, 5 oder 8 Stellen.",
    ),
    "body-not-in-force": Title(422, "An diesem Tag nicht in Kraft", "Not in force on that day"),
    "date-out-of-range": Title(
        422,
        "Datum außerhalb des zulässigen Zeitraums",
        "Date out of range",
        "Das Datum liegt außerhalb von 1946 bis 2999.",
    ),
    "beyond-head": Title(
        422, "Stand noch nicht erreicht", "Beyond the journal's head", "So weit reicht das Journal noch nicht."
    ),
    "too-many-requests": Title(
        429,
        "Zu viele Anfragen",
        "Too many requests",
        "In kurzer Zeit sind zu viele Anfragen eingegangen. Bitte versuchen Sie es später noch einmal.",
    ),
    "upload-quota": Title(
        429,
        "Zu viele Dateien ohne Vorgang",
        "Too many files that nothing names yet",
        "Sie haben zu viele Dateien hochgeladen, die noch zu keinem Vorgang gehören. Bitte verwenden Sie diese zuerst "
        "oder versuchen Sie es morgen erneut.",
    ),
    "internal": Title(
        500,
        "Interner Fehler",
        "Internal error",
        "Die Anfrage konnte nicht bearbeitet werden. Der Fehler wurde unter der Kennung dieser Anfrage festgehalten.",
    ),
    "unavailable": Title(
        503,
        "Vorübergehend nicht verfügbar",
        "Temporarily unavailable",
        "Die Anfrage kann zurzeit nicht bearbeitet werden. Sie darf unverändert wiederholt werden.",
    ),
    "not-yet": Title(
        503,
        "Stand noch nicht ausgewertet",
        "Not yet evaluated",
        "Die Auswertung hat diesen Stand noch nicht erreicht. Bitte versuchen Sie es gleich noch einmal.",
    ),
    "access-unknown": Title(
        503,
        "Berechtigungen zurzeit nicht prüfbar",
        "Access cannot be judged",
        "Die Berechtigungen können zurzeit nicht geprüft werden. Bitte versuchen Sie es gleich noch einmal.",
    ),
    "provider-down": Title(
        503,
        "Anmeldedienst nicht erreichbar",
        "Identity provider cannot be reached",
        "Der Anmeldedienst antwortet zurzeit nicht. Bitte versuchen Sie es später noch einmal.",
    ),
    "too-many-streams": Title(
        503,
        "Zu viele offene Verbindungen",
        "Too many open streams",
        "Zurzeit sind zu viele Ereignisströme geöffnet. Bitte versuchen Sie es später noch einmal.",
    ),
}
