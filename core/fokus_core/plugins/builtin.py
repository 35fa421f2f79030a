"""The core's own facts and commands, brought in through the same hooks as everybody's."""

from collections.abc import Mapping, Sequence
from typing import Any

from fokus_core.access import api_keys as keys
from fokus_core.access import grants as access
from fokus_core.bodies import commands as body_commands
from fokus_core.bodies import facts as body_facts
from fokus_core.bodies.statutes import the_register_holds_together
from fokus_core.corrections import corrections, proposals, reasons
from fokus_core.domain.dates import until_included
from fokus_core.domain.facts import Fact
from fokus_core.domain.hooks import hookimpl
from fokus_core.domain.opening import JournalOpened
from fokus_core.domain.programme import ProgrammeInfo, Sentence
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.texts import _
from fokus_core.files.attachments import SweepFiles
from fokus_core.jobs.comparing import CompareModels
from fokus_core.jobs.job import Job, SweepStateStore
from fokus_core.ledger.signing import SignLedger
from fokus_core.messages import choosing, reaching
from fokus_core.messages.telling import TellPeople
from fokus_core.persons import erasing, expiring, matching, notices, restricting, retention
from fokus_core.persons.entering import EnterPersons
from fokus_core.persons.erasure import ErasePersons
from fokus_core.persons.expiring import LetRecordsExpire
from fokus_core.plugins.builtin_permissions import PERMISSIONS
from fokus_core.plugins.builtin_privacy import PURPOSES, TRACES
from fokus_core.plugins.builtin_sentences import SENTENCES
from fokus_core.plugins.vocabulary import LABELS
from fokus_core.privacy import persons
from fokus_core.privacy.private_reasons import without_reason
from fokus_core.sources import commands as source_commands
from fokus_core.sources import facts as sources
from fokus_core.webhooks import granting as webhooks
from fokus_core.webhooks import subscriptions
from fokus_core.webhooks.delivering import DeliverWebhooks


class Core:
    """What belongs to no programme."""

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        """Return the core's table of contents."""
        return ProgrammeInfo(
            id="core",
            package="fokus_core",
            title=_("Grundlagen"),
            labels=LABELS,
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
                *erasing.FACTS,
                *matching.FACTS,
                *restricting.FACTS,
                retention.RetentionSet,
                retention.RecordsExpired,
                *notices.FACTS,
                *choosing.FACTS,
                reaching.AccountReached,
                *subscriptions.FACTS,
                reasons.ReasonGiven,
                proposals.Proposed,
                proposals.ProposalClosed,
                sources.SourceRecorded,
                sources.SourceRetrieved,
            ],
            namings=[sources.SOURCE_NAMING],
            upcasters={
                "core.access-granted@1": until_included,
                "core.key-issued@1": until_included,
                "core.access-withdrawn@1": without_reason,
                "core.key-revoked@1": without_reason,
            },
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
                *erasing.COMMANDS,
                *matching.COMMANDS,
                *restricting.COMMANDS,
                retention.SetRetention,
                *expiring.COMMANDS,
                *notices.COMMANDS,
                *choosing.COMMANDS,
                reaching.ReachAccount,
                *source_commands.COMMANDS,
                *webhooks.COMMANDS,
            ],
            statutes=[the_register_holds_together, sources.sources_are_recorded_once],
            permissions=PERMISSIONS,
            roles=access.ROLES,
            purposes=PURPOSES,
            traces=TRACES,
            messages=reaching.MESSAGES,
        )

    @hookimpl
    def jobs(self) -> Sequence[Job[Any]]:
        """Return the work of the house itself."""
        return [
            SweepStateStore(),
            SweepFiles(),
            SignLedger(),
            ErasePersons(),
            EnterPersons(),
            LetRecordsExpire(),
            TellPeople(),
            CompareModels(),
            DeliverWebhooks(),
        ]

    @hookimpl
    def describe(self) -> Mapping[type[Fact], Sentence]:
        """Return the sentences of the core's facts."""
        return SENTENCES


plugin = Core()
