"""What the people of the network bring to the programme."""

from fokus_network.people import commands, network_wide
from fokus_network.people.facts import EVIDENCE, FACTS
from fokus_network.people.labels import LABELS
from fokus_network.people.read_models import PROJECTIONS
from fokus_network.people.sentences import SENTENCES
from fokus_network.people.statutes import STATUTES

__all__ = ["COMMANDS", "EVIDENCE", "FACTS", "LABELS", "PROJECTIONS", "SENTENCES", "STATUTES"]

COMMANDS = (
    commands.NameContact,
    commands.EndContact,
    network_wide.SetSpeakerNumber,
    network_wide.ElectSpeaker,
    network_wide.EndSpeaker,
    network_wide.EntrustOrganisation,
    network_wide.ReleaseOrganisation,
)
