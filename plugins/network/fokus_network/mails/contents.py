"""What info mails bring to the programme."""

from fokus_network.mails import commands
from fokus_network.mails.delivery import DeliverMails
from fokus_network.mails.facts import MAILS as FACTS
from fokus_network.mails.labels import LABELS
from fokus_network.mails.read_models import PROJECTIONS
from fokus_network.mails.sentences import SENTENCES
from fokus_network.mails.statutes import STATUTES

__all__ = ["COMMANDS", "FACTS", "JOBS", "LABELS", "PROJECTIONS", "SENTENCES", "STATUTES"]

COMMANDS = (commands.DraftInfoMail, commands.ApproveInfoMail, commands.SendInfoMail, commands.DocumentInfoMail)
JOBS = (DeliverMails(),)
