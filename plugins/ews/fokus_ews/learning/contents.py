"""What the learning arrangement brings to the programme."""

from fokus_ews.learning import between_sites, commands, facts, labels, sentences, statutes
from fokus_ews.learning.read_models import PROJECTIONS

COMMANDS = (*commands.COMMANDS, *between_sites.COMMANDS)
FACTS = (*facts.FACTS, *between_sites.FACTS)
LABELS = {**labels.LABELS, **between_sites.LABELS}
SENTENCES = {**sentences.SENTENCES, **between_sites.SENTENCES}
STATUTES = (*statutes.STATUTES, *between_sites.STATUTES)

__all__ = ["COMMANDS", "FACTS", "LABELS", "PROJECTIONS", "SENTENCES", "STATUTES"]
