"""What teams and the carrier do in the closed group."""

from fokus_ews.learning.commands import advice, outcomes, sharing, topics, workshops

COMMANDS = (
    *workshops.COMMANDS,
    *topics.COMMANDS,
    *sharing.COMMANDS,
    *advice.COMMANDS,
    *outcomes.COMMANDS,
)
