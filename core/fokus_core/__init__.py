"""What a programme is made of: the names that a plugin imports."""

from typing import TYPE_CHECKING, Any

from fokus_core.access.accounts import keeping_no_reason_of_the_erased
from fokus_core.access.actor import CONSOLE, Actor, ActorId, refuse_reserved
from fokus_core.access.grants import AccessGranted, AccessWithdrawn, GrantAccess, WithdrawAccess
from fokus_core.access.links import Links
from fokus_core.bodies.body import BodyKind
from fokus_core.bodies.commands import CreateBody, RegisterParty
from fokus_core.bodies.facts import BODY_CHANGES, BodyEnded, BodyId, PartyId, PartyRegistered
from fokus_core.bodies.names import Bodies, BodyIds, BodyRef, PartyRef, looked_after
from fokus_core.bodies.register import Register
from fokus_core.bodies.spelling import alphabetic
from fokus_core.corrections.corrections import Correct, Retract
from fokus_core.corrections.proposals import Confirm
from fokus_core.domain import clock
from fokus_core.domain.beside import Beside
from fokus_core.domain.book import Book, Objection
from fokus_core.domain.bounds import open_from
from fokus_core.domain.commands import Command, Lookup, Plan, asked_by, command, command_type
from fokus_core.domain.dates import EARLIEST, LATEST, OUT_OF_RANGE, Until, day_after, in_range, last_day, until_included
from fokus_core.domain.drawing import Drawn, was_drawn
from fokus_core.domain.evidence import Evidence, Finding
from fokus_core.domain.facts import Audience, Fact, Key, Meta, Recorded, Source, fact, fact_type, key_fields, keys_of
from fokus_core.domain.hooks import hookimpl, hookspec
from fokus_core.domain.ids import minted
from fokus_core.domain.input import read_json
from fokus_core.domain.labels import Label, Vocabulary, labelled
from fokus_core.domain.limits import Limit
from fokus_core.domain.messages import Addressee, LinkTo, Message, Occasion
from fokus_core.domain.namings import Naming
from fokus_core.domain.past import Past
from fokus_core.domain.policy import PUBLIC, SIGNED_IN, Asked, Policy
from fokus_core.domain.processing import Purpose, Start, Trace
from fokus_core.domain.programme import HistoryFile, ProgrammeInfo, Sentence, one
from fokus_core.domain.reads import AnyEvidence, Reads
from fokus_core.domain.recording import recorded, sent
from fokus_core.domain.refusals import Forbidden, Invalid, NotFound, Refused, Unavailable
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.roles import Permission, Role
from fokus_core.domain.said import MonthIn, Named, Said
from fokus_core.domain.statutes import Breach, Statute, lasting, standing, statute
from fokus_core.domain.texts import _
from fokus_core.domain.time_rules import objection_to_time, objection_to_times
from fokus_core.domain.times import Local, NoSuchTime, When, when
from fokus_core.domain.topics import Topic
from fokus_core.domain.turns import Turn, in_turn
from fokus_core.domain.words import Chosen, Reason, Title
from fokus_core.files.attachments import FileId, FileTerms, open_attachment
from fokus_core.files.files import Files
from fokus_core.jobs.job import Job, JobContext
from fokus_core.journal.documented import load_history
from fokus_core.journal.journal import Journal
from fokus_core.journal.request import Receipt
from fokus_core.mail.message import Enclosure, MailDelayed, Mailer, MailUnavailable, compose, message_id
from fokus_core.mail.outbox import Absent, Delivery, DeliveryState, Outbox, deliveries
from fokus_core.messages.sent import MessageSent, messages_sent
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.stability import outdated
from fokus_core.privacy.contact import BirthDate, MailAddress, PhoneNumber
from fokus_core.privacy.personal import Personal, personal_fields
from fokus_core.privacy.persons import Person, PersonErased, PersonId
from fokus_core.privacy.private_reasons import PRIVATE, SaysWhy, private_reason, without_reason
from fokus_core.privacy.sealed import ERASED, Erased, Sealed
from fokus_core.privacy.sealing import open_sealed
from fokus_core.storage.state_store import StateStore

__all__ = [
    "BODY_CHANGES",
    "CONSOLE",
    "EARLIEST",
    "ERASED",
    "LATEST",
    "OUT_OF_RANGE",
    "PRIVATE",
    "PUBLIC",
    "SIGNED_IN",
    "Absent",
    "AccessGranted",
    "AccessWithdrawn",
    "Actor",
    "ActorId",
    "Addressee",
    "AnyEvidence",
    "Asked",
    "Audience",
    "Beside",
    "BirthDate",
    "Bodies",
    "BodyEnded",
    "BodyId",
    "BodyIds",
    "BodyKind",
    "BodyRef",
    "Book",
    "Breach",
    "Catalogue",
    "Chosen",
    "Command",
    "Confirm",
    "Correct",
    "CreateBody",
    "Delivery",
    "DeliveryState",
    "Drawn",
    "Enclosure",
    "Erased",
    "Evidence",
    "Fact",
    "FactRetracted",
    "FileId",
    "FileTerms",
    "Files",
    "Finding",
    "Forbidden",
    "GrantAccess",
    "HistoryFile",
    "Invalid",
    "Job",
    "JobContext",
    "Journal",
    "Key",
    "Label",
    "Limit",
    "LinkTo",
    "Links",
    "Local",
    "Lookup",
    "MailAddress",
    "MailDelayed",
    "MailUnavailable",
    "Mailer",
    "Message",
    "MessageSent",
    "Meta",
    "MonthIn",
    "Named",
    "Naming",
    "NoSuchTime",
    "NotFound",
    "Objection",
    "Occasion",
    "Outbox",
    "PartyId",
    "PartyRef",
    "PartyRegistered",
    "Past",
    "Permission",
    "Person",
    "PersonErased",
    "PersonId",
    "Personal",
    "PhoneNumber",
    "Plan",
    "Policy",
    "ProgrammeInfo",
    "Purpose",
    "Reads",
    "Reason",
    "Receipt",
    "Recorded",
    "Refused",
    "Register",
    "RegisterParty",
    "Retract",
    "Role",
    "Said",
    "SaysWhy",
    "Sealed",
    "Sentence",
    "Source",
    "Start",
    "StateStore",
    "Statute",
    "Title",
    "Topic",
    "Trace",
    "Turn",
    "Unavailable",
    "Until",
    "Vocabulary",
    "When",
    "WithdrawAccess",
    "_",
    "alphabetic",
    "asked_by",
    "clock",
    "command",
    "command_type",
    "compose",
    "day_after",
    "deliveries",
    "fact",
    "fact_type",
    "hookimpl",
    "hookspec",
    "in_range",
    "in_turn",
    "keeping_no_reason_of_the_erased",
    "key_fields",
    "keys_of",
    "labelled",
    "last_day",
    "lasting",
    "load_history",
    "looked_after",
    "message_id",
    "messages_sent",
    "minted",
    "objection_to_time",
    "objection_to_times",
    "one",
    "open_attachment",
    "open_from",
    "open_sealed",
    "personal_fields",
    "private_reason",
    "read_json",
    "recorded",
    "refuse_reserved",
    "sent",
    "standing",
    "statute",
    "until_included",
    "was_drawn",
    "when",
    "without_reason",
]


if not TYPE_CHECKING:  # or no type checker would tell a wrong name

    def __getattr__(name: str) -> Any:
        """Return a name that will go, with a warning."""
        return outdated(__name__, name)
