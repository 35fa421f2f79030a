"""Who issues cards and sees them: clerks, each for their body."""

from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Audience, Role, _

CLERK = ehrenamtskarte.role(
    Role(
        "issuing-clerk",
        _("Sachbearbeitung Ehrenamtskarte"),
        given_by=("municipal-officer",),
        example="body:05111000",  # Düsseldorf, which issues cards by the documented history
    )
)
ISSUE = ehrenamtskarte.permission(
    "issue-cards", scope="body", roles=(CLERK.id,), title=_("Ehrenamtskarten ausstellen und widerrufen")
)
SEE = ehrenamtskarte.permission(
    "see-cards",
    scope="body",
    roles=(CLERK.id,),
    title=_("Ausgestellte Ehrenamtskarten und ihre Inhaberinnen und Inhaber einsehen"),
)
AUDIT = ehrenamtskarte.permission(
    "audit-cards",
    scope="programme",
    roles=("auditor",),
    title=_("Nachvollziehen, wie eine Karte an einem Tag geprüft wurde"),
)
SEEN_BY = Audience(SEE.permission, "body")
