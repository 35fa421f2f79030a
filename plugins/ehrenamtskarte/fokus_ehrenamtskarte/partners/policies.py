"""Who keeps partners and their discounts: the officers and clerks of a municipality, each for theirs."""

from fokus_ehrenamtskarte.cards.policies import CLERK
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Audience, _

KEEPERS = (CLERK.id, "municipal-officer")
PROPOSE = ehrenamtskarte.permission(
    "propose-partners", scope="body", roles=KEEPERS, title=_("Partner der Ehrenamtskarte eintragen und ändern")
)
APPROVE = ehrenamtskarte.permission(
    "approve-partners", scope="body", roles=KEEPERS, title=_("Partner und Vergünstigungen freigeben und beenden")
)
SEE = ehrenamtskarte.permission(
    "see-partner-proposals",
    scope="body",
    roles=KEEPERS,
    title=_("Vorschläge für Partner und ihre Ansprechpersonen einsehen"),
)
SEEN_BY = Audience(SEE.permission, "body")
