"""What people call the fields of the programme's commands, facts and answers."""

from fokus_ehrenamtskarte.labels import applications, desk, issuers, keys, participation, partners, printing, rules

__all__ = ["LABELS"]

LABELS = {
    **applications.LABELS,
    **desk.LABELS,
    **partners.LABELS,
    **rules.LABELS,
    **issuers.LABELS,
    **keys.LABELS,
    **participation.LABELS,
    **printing.LABELS,
}
