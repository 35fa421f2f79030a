"""What people call how read models fare, and what comparing them with the journal found."""

from fokus_core.domain.labels import Label, Vocabulary
from fokus_core.domain.texts import _

__all__ = ["MODELS"]

MODELS: Vocabulary = {
    "ProjectionView.name": _("Lesemodell"),
    "ProjectionView.version": _("Fassung"),
    "ProjectionView.position": _("Zeigt das Journal bis Eintrag Nr."),
    "lag": _("Rückstand in Einträgen"),
    "failed_at": _("Angehalten bei Eintrag Nr."),
    "ComparisonView.state": Label(
        _("Ergebnis"),
        values={
            "none": _("noch nie verglichen"),
            "asked": _("wird verglichen"),
            "contradictions": _("Widersprüche im Journal"),
            "same": _("stimmt überein"),
            "differs": _("weicht ab"),
            "failed": _("ließ sich nicht vergleichen"),
        },
    ),
    "asked_by": _("Angefordert von"),
    "asked_at": _("Angefordert am"),
    "compared_at": _("Verglichen am"),
    "ComparisonView.position": _("Verglichen bis Eintrag Nr."),
    "node": _("Server"),
    "TableComparison.table": _("Tabelle"),
    "TableComparison.rows": _("Zeilen"),
    "same": _("Wie neu aufgebaut"),
    "ComparisonView.contradictions": _("Widersprüche im Journal"),
    "ComparisonView.hidden": _("Widersprüche in Einträgen, die Sie nicht einsehen dürfen"),
    "ContradictionView.message": _("Was sich widerspricht"),
    "PublicDescription.license_": _("Lizenz"),
    "PublicDescription.license_url": _("Adresse der Lizenz"),
    "PublicDescription.source_url": _("Adresse der Quelle"),
    "PublicDescription.databases": _("Datenbanken mit ihren Tabellen und Spalten"),
}
