"""What a programme is made of: the names that a plugin imports."""

from fokus_core.access.grants import CONSOLE, AccessGranted, AccessWithdrawn, Actor
from fokus_core.bodies.facts import BodyId, PartyId, PartyRegistered
from fokus_core.bodies.names import Bodies, BodyRef, PartyRef
from fokus_core.domain.book import Book, Objection
from fokus_core.domain.commands import PUBLIC, SIGNED_IN, AnyEvidence, Asked, Command, Policy, Reads, command
from fokus_core.domain.evidence import Evidence, Finding
from fokus_core.domain.facts import Audience, Fact, Key, Recorded, Source, fact
from fokus_core.domain.limits import Limit
from fokus_core.domain.past import Past
from fokus_core.domain.programme import Permission, ProgrammeInfo, Role, Sentence
from fokus_core.domain.refusals import Invalid, Refused
from fokus_core.domain.statutes import Breach, Statute, statute
from fokus_core.domain.words import Reason, Title
from fokus_core.files.attachments import FileId
from fokus_core.journal.documented import HistoryFile
from fokus_core.plugins.hookspecs import hookimpl, hookspec
from fokus_core.privacy.persons import Person, PersonId
from fokus_core.privacy.sealed import ERASED, Personal, Sealed

__all__ = [
    "CONSOLE",
    "ERASED",
    "PUBLIC",
    "SIGNED_IN",
    "AccessGranted",
    "AccessWithdrawn",
    "Actor",
    "AnyEvidence",
    "Asked",
    "Audience",
    "Bodies",
    "BodyId",
    "BodyRef",
    "Book",
    "Breach",
    "Command",
    "Evidence",
    "Fact",
    "FileId",
    "Finding",
    "HistoryFile",
    "Invalid",
    "Key",
    "Limit",
    "Objection",
    "PartyId",
    "PartyRef",
    "PartyRegistered",
    "Past",
    "Permission",
    "Person",
    "PersonId",
    "Personal",
    "Policy",
    "ProgrammeInfo",
    "Reads",
    "Reason",
    "Recorded",
    "Refused",
    "Role",
    "Sealed",
    "Sentence",
    "Source",
    "Statute",
    "Title",
    "command",
    "fact",
    "hookimpl",
    "hookspec",
    "statute",
]
