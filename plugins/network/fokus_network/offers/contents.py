"""What publications, offers and news bring to the programme."""

from fokus_network.offers import commands
from fokus_network.offers.facts import FACTS, NAMINGS
from fokus_network.offers.labels import LABELS
from fokus_network.offers.read_models import PROJECTIONS
from fokus_network.offers.sentences import SENTENCES
from fokus_network.offers.statutes import STATUTES

__all__ = ["COMMANDS", "FACTS", "LABELS", "NAMINGS", "PROJECTIONS", "SENTENCES", "STATUTES"]

COMMANDS = (
    commands.ReleasePublication,
    commands.WithdrawRelease,
    commands.MakeOffer,
    commands.EndOffer,
    commands.PublishNews,
)
