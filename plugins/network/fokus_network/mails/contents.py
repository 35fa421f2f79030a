"""What info mails bring to the programme."""

from fokus_network.mails import commands, delivery, facts, labels, sentences, trying
from fokus_network.mails.read_models import PROJECTIONS
from fokus_network.mails.statutes import STATUTES

__all__ = ["COMMANDS", "FACTS", "JOBS", "LABELS", "PROJECTIONS", "SENTENCES", "STATUTES"]

FACTS = (*facts.MAILS, *trying.FACTS)
COMMANDS = (
    commands.DraftInfoMail,
    *trying.COMMANDS,
    commands.ApproveInfoMail,
    commands.SendInfoMail,
    commands.DocumentInfoMail,
)
JOBS = (delivery.DeliverMails(), *trying.JOBS)
LABELS = {**labels.LABELS, **trying.LABELS}
SENTENCES = {**sentences.SENTENCES, **trying.SENTENCES}
