"""What the document says of the API as a whole, and of what its operations are filed under."""

from fokus_core.domain.texts import _

ABOUT = _(
    "Das Register der Programme, mit denen das Land Nordrhein-Westfalen seine Kommunen bei der Förderung des Ehrenamts "
    "unterstützt. Jede Auskunft gilt für einen Tag (`on`) und einen Stand des Wissens (`known`)."
)
TAGS = {
    "core": _("Grundlagen: Einträge, Berechtigungen und das Verzeichnis der Kommunen"),
    "access": _("Berechtigungen, Schlüssel und Vorgänge, die eine zweite Person bestätigt"),
    "bodies": _("Kommunen, Kreise und Bezirke, wie sie an einem Tag sind"),
    "boundaries": _("Grenzen der Kommunen als GeoJSON"),
    "feed": _("Ereignisse zum Mitlesen, in Seiten oder als Strom"),
    "figures": _("Zahlen, an denen man die Programme kennt"),
    "files": _("Dateien zu Vorgängen"),
    "health": _("Zustand des Dienstes"),
    "metrics": _("Messwerte für die Überwachung, im Textformat von Prometheus"),
    "log": _("Was festgehalten wurde, in der Reihenfolge, in der es festgehalten wurde"),
    "plugins": _("Installierte Programme"),
    "receipts": _("Was aus einem Befehl geworden ist, noch einmal"),
    "session": _("Die Anmeldung im Browser"),
}
