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
    "not-found": Title(404, "Nicht gefunden", "Not found", "Unter dieser Adresse ist nichts zu finden."),
    "method-not-allowed": Title(
        405, "Methode nicht zulässig", "Method not allowed", "Diese HTTP-Methode ist hier nicht zulässig."
    ),
    "refused": Title(409, "Vorgang abgelehnt", "Refused by a rule"),
    "command-id-reused": Title(409, "Vorgangskennung bereits vergeben", "Idempotency key was used for something else"),
    "blast-radius": Title(409, "Spätere Einträge beruhen darauf", "Later entries rely on this one"),
    "too-large": Title(413, "Anfrage zu groß", "Request too large", "Der Inhalt der Anfrage überschreitet 1 MB."),
    "unsupported-media-type": Title(
        415,
        "Medientyp nicht unterstützt",
        "Unsupported media type",
        "Der Inhalt muss als application/json gesendet werden.",
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
    "too-many-streams": Title(
        503,
        "Zu viele offene Verbindungen",
        "Too many open streams",
        "Zurzeit sind zu viele Ereignisströme geöffnet. Bitte versuchen Sie es später noch einmal.",
    ),
}
