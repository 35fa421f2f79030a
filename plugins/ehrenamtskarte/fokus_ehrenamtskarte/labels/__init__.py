"""What people call the fields of the programme's commands, facts and answers."""

from fokus_ehrenamtskarte.labels import applications
from fokus_ehrenamtskarte.labels import desk
from fokus_ehrenamtskarte.labels import issuers
from fokus_ehrenamtskarte.labels import keys
from fokus_ehrenamtskarte.labels import participation
from fokus_ehrenamtskarte.labels import partners
from fokus_ehrenamtskarte.labels import printing
from fokus_ehrenamtskarte.labels import rules
from fokus_ehrenamtskarte.labels import issuing

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
    **issuing.LABELS,
}
