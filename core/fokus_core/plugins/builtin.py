"""The core's own facts and commands, brought in through the same hooks as everybody's."""

from collections.abc import Mapping, Sequence
from typing import Any

from fokus_core.access import api_keys as keys
from fokus_core.access import grants as access
from fokus_core.bodies import commands as body_commands
from fokus_core.bodies import facts as body_facts
from fokus_core.bodies.statutes import the_register_holds_together
from fokus_core.corrections import corrections, proposals
from fokus_core.domain import facts
from fokus_core.domain.facts import Fact
from fokus_core.domain.hooks import hookimpl
from fokus_core.domain.opening import JournalOpened
from fokus_core.domain.programme import ProgrammeInfo, Sentence
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.roles import Permission
from fokus_core.files.attachments import SweepFiles
from fokus_core.jobs.scheduler import Job, SweepStateStore
from fokus_core.privacy import persons


class Core:
    """What belongs to no programme."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        """Return the core's table of contents."""
        return ProgrammeInfo(
            id="core",
            title_de="Grundlagen",
            title_en="Foundation",
            facts=[
                JournalOpened,
                *body_facts.BODY_CHANGES,
                body_facts.PartyRegistered,
                access.AccessGranted,
                access.AccessWithdrawn,
                keys.KeyIssued,
                keys.KeyRevoked,
                FactRetracted,
                persons.PersonErased,
                proposals.Proposed,
                proposals.ProposalClosed,
            ],
            commands=[
                body_commands.RenameBody,
                body_commands.RekeyBody,
                body_commands.RetypeBody,
                body_commands.ReparentBody,
                body_commands.CreateBody,
                body_commands.EndBody,
                body_commands.RegisterParty,
                access.GrantAccess,
                access.WithdrawAccess,
                keys.IssueKey,
                keys.RevokeKey,
                corrections.Retract,
                corrections.Correct,
                corrections.Redo,
                proposals.Confirm,
                proposals.DropProposal,
            ],
            statutes=[the_register_holds_together],
            permissions=[
                Permission("core.keep-register", ("state-office",), "Register pflegen", "Keep the register"),
                Permission(
                    "core.manage-access", ("operator", "state-office"), "Berechtigungen verwalten", "Manage access"
                ),
                Permission("core.retract", ("state-office",), "Einträge zurücknehmen", "Take back entries"),
                Permission(
                    "core.read-log",
                    ("state-office", "auditor", "data-protection-officer"),
                    "Das ganze Journal lesen",
                    "Read the whole journal",
                ),
                Permission(
                    facts.AUDIT,
                    ("auditor",),
                    "Alle Einträge außer denen geschlossener Gruppen prüfen, ohne personenbezogene Angaben",
                    "Audit every entry but those of closed groups, without personal data",
                ),
                Permission(
                    facts.RECEIVE,
                    ("integrator",),
                    "Einträge ohne Personen für angebundene Fachverfahren beziehen",
                    "Receive entries without persons for connected systems",
                ),
                Permission(
                    "core.read-access",
                    ("operator", "state-office", "auditor"),
                    "Einsehen, wer welche Berechtigung hatte",
                    "See who had which permission",
                ),
                Permission(
                    "core.read-openings",
                    ("data-protection-officer", "auditor"),
                    "Einsehen, wer personenbezogene Angaben geöffnet hat",
                    "See who opened personal data",
                ),
                Permission(
                    "core.read-closed-openings",
                    ("data-protection-officer",),
                    "Auch einsehen, wer Angaben geschlossener Gruppen geöffnet hat",
                    "See also who opened the data of closed groups",
                ),
                Permission("core.operate", ("operator",), "Betriebszustand einsehen", "See the state of operation"),
            ],
            roles=access.ROLES,
        )

    @hookimpl
    def jobs(self) -> Sequence[Job[Any]]:
        """Return the work of the house itself."""
        return [SweepStateStore(), SweepFiles()]

    @hookimpl
    def describe(self) -> Mapping[type[Fact], Sentence]:
        """Return the sentences of the core's facts."""
        return {
            JournalOpened: Sentence("Das Journal wurde eröffnet.", "The journal was opened."),
            body_facts.BodyRenamed: Sentence("Der Name lautet nun {name}.", "The name is now {name}."),
            body_facts.BodyRekeyed: Sentence(
                "{body} hat nun den amtlichen Schlüssel {key}.", "{body} now has the official key {key}."
            ),
            body_facts.BodyRetyped: Sentence("{body} hat einen neuen Status.", "{body} has a new status."),
            body_facts.BodyReparented: Sentence(
                "{body} gehört nun zu einem anderen Gebiet.", "{body} now belongs to another area."
            ),
            body_facts.BodyCreated: Sentence("{name} wurde gebildet.", "{name} came into being."),
            body_facts.BodyEnded: Sentence("{body} besteht nicht mehr.", "{body} ceased to be."),
            body_facts.PartyRegistered: Sentence("{name} wurde eingetragen.", "{name} was entered."),
            access.AccessGranted: Sentence(
                "{actor} hat die Rolle {role} erhalten ({scope}).", "{actor} was given the role {role} ({scope})."
            ),
            access.AccessWithdrawn: Sentence(
                "{actor} wurde die Rolle {role} entzogen ({scope}).", "{actor} lost the role {role} ({scope})."
            ),
            keys.KeyIssued: Sentence(
                "Für {actor} wurde ein Zugangsschlüssel ausgestellt.", "An API key was issued to {actor}."
            ),
            keys.KeyRevoked: Sentence(
                "Ein Zugangsschlüssel von {actor} wurde widerrufen.", "An API key of {actor} was revoked."
            ),
            FactRetracted: Sentence("Eintrag {target} wurde zurückgenommen.", "Entry {target} was taken back."),
            persons.PersonErased: Sentence(
                "Die Daten einer Person wurden gelöscht.", "The data of a person were erased."
            ),
            proposals.Proposed: Sentence(
                "{by} hat den Vorgang {command} zur Bestätigung vorgelegt.", "{by} proposed {command} for confirmation."
            ),
            proposals.ProposalClosed: Sentence(
                "Der Vorschlag wurde verworfen.",
                "The proposal was dropped.",
                when={
                    lambda fact: fact.confirmed: Sentence(
                        "Der Vorschlag wurde bestätigt.", "The proposal was confirmed."
                    )
                },
            ),
        }


plugin = Core()
