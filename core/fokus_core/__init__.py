"""What a programme is made of: the names that a plugin imports."""

from fokus_core.access import CONSOLE, AccessGranted, AccessWithdrawn, Actor
from fokus_core.attachments import FileId
from fokus_core.bodies.facts import BodyId, PartyId, PartyRegistered
from fokus_core.bodies.names import Bodies, BodyRef, PartyRef
from fokus_core.commands import PUBLIC, SIGNED_IN, AnyEvidence, Asked, Command, Policy, Reads, command
from fokus_core.evidence import Evidence, Finding
from fokus_core.facts import Audience, Fact, Key, Recorded, Source, fact
from fokus_core.history import HistoryFile
from fokus_core.hookspecs import hookimpl, hookspec
from fokus_core.limits import Limit
from fokus_core.past import Past
from fokus_core.persons import Person, PersonId
from fokus_core.programme import Permission, ProgrammeInfo, Role, Sentence
from fokus_core.refusals import Invalid, Refused
from fokus_core.sealed import ERASED, Personal, Sealed
from fokus_core.statutes import Breach, Statute, statute

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
    "Recorded",
    "Refused",
    "Role",
    "Sealed",
    "Sentence",
    "Source",
    "Statute",
    "command",
    "fact",
    "hookimpl",
    "hookspec",
    "statute",
]
