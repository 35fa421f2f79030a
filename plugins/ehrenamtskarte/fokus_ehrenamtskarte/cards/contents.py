"""What the cards bring to the programme."""

from fokus_ehrenamtskarte.cards.commands import COMMANDS
from fokus_ehrenamtskarte.cards.facts import CARDS
from fokus_ehrenamtskarte.cards.policies import CLERK, PERMISSIONS
from fokus_ehrenamtskarte.cards.read_models import PROJECTIONS
from fokus_ehrenamtskarte.cards.sentences import SENTENCES
from fokus_ehrenamtskarte.cards.statutes import STATUTES

__all__ = ["COMMANDS", "FACTS", "PERMISSIONS", "PROJECTIONS", "ROLES", "SENTENCES", "STATUTES"]

FACTS = CARDS
ROLES = (CLERK,)
