"""Who issues cards and sees them: clerks, each for their body."""

from fokus_core import Audience, Permission, Policy, Role, _

CLERK = Role(
    "issuing-clerk",
    _("Sachbearbeitung Ehrenamtskarte"),
    given_by=("municipal-officer",),
    example="body:05111000",  # Düsseldorf, which issues cards by the documented history
)
ISSUE = Policy("ehrenamtskarte.issue-cards", "body")
SEE = Policy("ehrenamtskarte.see-cards", "body")
SEEN_BY = Audience(SEE.permission, "body")
PERMISSIONS = (
    Permission(ISSUE.permission, (CLERK.id,), _("Ehrenamtskarten ausstellen und widerrufen")),
    Permission(
        SEE.permission,
        (CLERK.id,),
        _("Ausgestellte Ehrenamtskarten und ihre Inhaberinnen und Inhaber einsehen"),
    ),
)
