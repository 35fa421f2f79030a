"""Who issues cards and sees them: clerks, each for their body."""

from fokus_core import Audience, Permission, Policy, Role

CLERK = Role(
    "issuing-clerk",
    "Ausgabe der Ehrenamtskarte",
    "Issuing clerk",
    given_by=("municipal-officer",),
    example="body:05111000",  # Düsseldorf, which issues cards by the documented history
)
ISSUE = Policy("ehrenamtskarte.issue-cards", "body")
SEE = Policy("ehrenamtskarte.see-cards", "body")
SEEN_BY = Audience(SEE.permission, "body")
PERMISSIONS = (
    Permission(
        ISSUE.permission, (CLERK.id,), "Ehrenamtskarten ausstellen und widerrufen", "Issue and revoke volunteer cards"
    ),
    Permission(
        SEE.permission,
        (CLERK.id,),
        "Ausgestellte Ehrenamtskarten und ihre Inhaberinnen und Inhaber einsehen",
        "See the cards that were issued, and their holders",
    ),
)
