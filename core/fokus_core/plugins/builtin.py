"""The core's own facts and commands, brought in through the same hooks as everybody's."""

from collections.abc import Mapping, Sequence
from typing import Any

from fokus_core.access import api_keys as keys
from fokus_core.access import grants as access
from fokus_core.bodies import commands as body_commands
from fokus_core.bodies import facts as body_facts
from fokus_core.bodies.statutes import the_register_holds_together
from fokus_core.corrections import corrections, proposals, reasons
from fokus_core.domain import facts
from fokus_core.domain.dates import until_included
from fokus_core.domain.facts import Fact
from fokus_core.domain.hooks import hookimpl
from fokus_core.domain.opening import JournalOpened
from fokus_core.domain.processing import Purpose, Start, Trace
from fokus_core.domain.programme import ProgrammeInfo, Sentence, one
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.roles import Permission
from fokus_core.domain.texts import _
from fokus_core.files.attachments import SweepFiles
from fokus_core.jobs.comparing import CompareModels
from fokus_core.jobs.job import Job, SweepStateStore
from fokus_core.ledger.signing import SignLedger
from fokus_core.messages import choosing
from fokus_core.messages.telling import TellPeople
from fokus_core.persons import erasing, expiring, matching, notices, restricting, retention
from fokus_core.persons.erasure import ErasePersons
from fokus_core.persons.expiring import LetRecordsExpire
from fokus_core.plugins.vocabulary import LABELS
from fokus_core.privacy import persons
from fokus_core.privacy.matches import PersonsMatched, PersonsToldApart
from fokus_core.privacy.private_reasons import PRIVATE, without_reason
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
                *source_commands.COMMANDS,
                *webhooks.COMMANDS,
            ],
            statutes=[the_register_holds_together, sources.sources_are_recorded_once],
            permissions=[
                Permission("core.keep-register", ("state-office",), _("Verzeichnis der Kommunen pflegen")),
                Permission("core.manage-access", ("operator", "state-office"), _("Berechtigungen verwalten")),
                Permission("core.retract", ("state-office",), _("Einträge der Grundlagen zurücknehmen")),
                Permission(sources.DOCUMENT.permission, ("state-office",), _("Belegtes mit seiner Quelle eintragen")),
                Permission(
                    "core.read-log",
                    ("state-office", "auditor", "data-protection-officer"),
                    _("Das ganze Journal lesen"),
                ),
                Permission(
                    facts.AUDIT,
                    ("auditor",),
                    _("Alle Einträge außer denen geschlossener Gruppen prüfen, ohne personenbezogene Angaben"),
                ),
                Permission(
                    facts.RECEIVE,
                    ("integrator",),
                    _("Einträge ohne Personen für angebundene Fachverfahren beziehen"),
                ),
                Permission(
                    "core.read-access",
                    ("operator", "state-office", "auditor"),
                    _("Einsehen, wer welche Berechtigung hatte"),
                ),
                Permission(
                    "core.read-openings",
                    ("data-protection-officer", "auditor"),
                    _("Einsehen, wer personenbezogene Angaben geöffnet hat"),
                ),
                Permission(
                    "core.read-closed-openings",
                    ("data-protection-officer",),
                    _("Auch einsehen, wer Angaben geschlossener Gruppen geöffnet hat"),
                ),
                Permission(
                    erasing.ERASE.permission,
                    ("data-protection-officer",),
                    _("Personenbezogene Angaben löschen oder eine Löschung ablehnen"),
                ),
                Permission(
                    matching.MATCH.permission,
                    ("data-protection-officer", "state-office"),
                    _("Entscheiden, ob zwei Personen dieselbe sind"),
                ),
                Permission(
                    erasing.HOLD.permission,
                    ("data-protection-officer", "state-office"),
                    _("Personenbezogene Angaben vor einer Löschung bewahren oder einschränken"),
                ),
                Permission(
                    retention.SET.permission,
                    ("data-protection-officer",),
                    _("Aufbewahrungsfristen festlegen"),
                ),
                Permission(
                    expiring.EXPIRE.permission,
                    ("data-protection-officer",),
                    _("Angaben nach Ablauf ihrer Frist löschen"),
                ),
                Permission(
                    notices.READ_NOTICES.permission,
                    ("integrator", "data-protection-officer"),
                    _("Mitteilungen über gelöschte und eingeschränkte Angaben einsehen"),
                ),
                Permission(
                    notices.ACKNOWLEDGE.permission,
                    ("integrator",),
                    _("Mitteilungen über gelöschte und eingeschränkte Angaben bestätigen"),
                ),
                Permission(
                    erasing.EXPORT.permission,
                    ("data-protection-officer",),
                    _("Alles ausgeben, was über eine Person gespeichert ist"),
                ),
                Permission(
                    erasing.READ.permission,
                    ("data-protection-officer", "auditor"),
                    _("Verzeichnis der Verarbeitungstätigkeiten und Nachweise von Löschungen einsehen"),
                ),
                Permission(
                    reasons.READ_REASONS.permission,
                    ("state-office", "data-protection-officer"),
                    _("Begründungen lesen, die eine Person betreffen"),
                ),
                Permission(
                    choosing.SET.permission,
                    ("state-office", "municipal-officer"),
                    _("Festlegen, welche Nachrichten im Namen einer Kommune hinausgehen"),
                ),
                Permission(
                    choosing.CHOOSE.permission,
                    ("data-protection-officer",),
                    _("Nachrichten für eine Person abbestellen"),
                ),
                Permission("core.operate", ("operator",), _("Technischen Betrieb einsehen")),
                Permission(
                    "core.compare-models",
                    ("operator", "auditor"),
                    _("Lesemodelle einsehen und mit dem Journal vergleichen"),
                ),
            ],
            roles=access.ROLES,
            purposes=[
                Purpose(
                    "reason",
                    _("Begründen, warum ein Eintrag zurückgenommen oder ein Zugang entzogen wurde"),
                    basis=_("Die Rechtsgrundlage des Eintrags, um den es geht"),
                    kept=_("Bis zur Löschung der Person"),
                    recipients=(_("Staatskanzlei"), _("Datenschutz")),
                    starts=(
                        Start(
                            "given",
                            _("Tag der Begründung"),
                            ("reason",),
                            (reasons.ReasonGiven, access.AccessWithdrawn, keys.KeyRevoked),
                        ),
                    ),
                ),
                Purpose(
                    "proposal",
                    _("Vorschläge, die eine zweite Person freigibt"),
                    basis=_("Die Rechtsgrundlage des vorgeschlagenen Eintrags"),
                    kept=_("Bis zur Löschung der Person"),
                    recipients=(_("Wer den Eintrag selbst vornehmen darf"),),
                    starts=(Start("closed", _("Freigabe oder Verwerfen"), ("proposal",), (proposals.ProposalClosed,)),),
                ),
                Purpose(
                    "source",
                    _("Angeben, wer eine Quelle verfasst hat"),
                    basis=_("Artikel 6 Absatz 1 Buchstabe e DSGVO mit § 3 DSG NRW: Aufgabe im öffentlichen Interesse"),
                    kept=_("Bis zur Löschung der Person"),
                    recipients=(_("Staatskanzlei"),),
                    origin=_("Die Quelle, in der der Name steht"),
                    starts=(Start("entered", _("Eintragen der Quelle"), ("origin",), (sources.SourceRecorded,)),),
                ),
            ],
            traces=[
                Trace("job", _("Stand der Aufgaben"), stays=True),
                Trace("job-wish", _("Gewünschte Läufe von Aufgaben"), stays=True),
                Trace("ledger", _("Letzter unterschriebener Stand des Journals"), stays=True),
                Trace("key-use", _("Letzte Benutzung von Zugangsschlüsseln"), stays=True),
                Trace("session", _("Sitzungen im Browser, je Konto"), stays=True),
                Trace("signin", _("Begonnene Anmeldungen"), stays=True),
                Trace("limit", _("Zähler für Anfragen, als Prüfsumme der Adresse"), stays=True),
                Trace("upload", _("Hochgeladene Dateien, die noch kein Eintrag nennt, je Konto"), stays=True),
                Trace("table", _("Eingereichte Listen, einen Tag, je Konto"), stays=True),
                Trace("table-rows", _("Ergebnisse eingereichter Listen, einen Tag, ohne Angaben"), stays=True),
                Trace("mail", _("Zustellung von Nachrichten, je Person"), kind="mail", stays=True),
                Trace("mail-claim", _("Nachrichten, die gerade übergeben werden"), kind="mail"),
                Trace(
                    "message", _("Welche Nachrichten auf dem Weg sind, und wie viele je Adresse und Tag"), stays=True
                ),
                Trace("message-due", _("Nachrichten, die noch hinausgehen"), stays=True),
                Trace("webhook", _("Wie weit Webhooks gekommen sind"), stays=True),
                Trace("webhook-parked", _("Einträge, die eine Adresse nicht annahm"), stays=True),
                Trace("webhook-secret", _("Welche Geheimnisse von Webhooks schon gezeigt wurden"), stays=True),
                Trace("link", _("Links für Menschen ohne Konto"), kind="link"),
                Trace("draft", _("Entwürfe von Formularen, versiegelt, höchstens 30 Tage"), kind="draft", stays=True),
                Trace("draft-of", _("Welche Entwürfe wem gehören, je Konto"), kind="draft", stays=True),
                Trace("due", _("Angaben, deren Frist abgelaufen ist")),
                Trace(
                    "view",
                    _("Ansichten von Listen, versiegelt, je Konto, zwei Jahre"),
                    stays=True,
                ),
                Trace("barrier", _("Gemeldete Barrieren, versiegelt, bis zur Antwort"), stays=True),
                Trace("draft-link", _("Links zu Entwürfen, als Prüfsumme, 30 Tage"), kind="draft", stays=True),
                Trace("erasure", _("Nachweise von Löschungen"), stays=True),
                Trace("comparison", _("Letzter Vergleich der Lesemodelle mit dem Journal"), stays=True),
            ],
        )

    @hookimpl
    def jobs(self) -> Sequence[Job[Any]]:
        """Return the work of the house itself."""
        return [
            SweepStateStore(),
            SweepFiles(),
            SignLedger(),
            ErasePersons(),
            LetRecordsExpire(),
            TellPeople(),
            CompareModels(),
            DeliverWebhooks(),
        ]

    @hookimpl
    def describe(self) -> Mapping[type[Fact], Sentence]:
        """Return the sentences of the core's facts."""
        return {
            JournalOpened: Sentence(_("Das Journal wurde eröffnet.")),
            body_facts.BodyRenamed: Sentence(_("{body_name} heißt jetzt {name}.")),
            body_facts.BodyRekeyed: Sentence(_("{body} hat jetzt den amtlichen Schlüssel {key}.")),
            body_facts.BodyRetyped: Sentence(_("{body} hat jetzt einen anderen Status.")),
            body_facts.BodyReparented: Sentence(_("{body} gehört jetzt zu {parent_dative}.")),
            body_facts.BodyCreated: Sentence(_("{name} wurde gebildet.")),
            body_facts.BodyEnded: Sentence(_("{body} besteht nicht mehr.")),
            body_facts.PartyRegistered: Sentence(
                _("Die Organisation {name} wurde ins Verzeichnis aufgenommen."),
                when={
                    lambda fact: bool(fact.seat): Sentence(
                        _("Die Organisation {name} mit Sitz in {seat} wurde ins Verzeichnis aufgenommen.")
                    )
                },
            ),
            access.AccessGranted: Sentence(_("{actor} hat die Rolle „{role}“ bekommen. Sie gilt für {scope}.")),
            access.AccessWithdrawn: Sentence(_("{actor} wurde die Rolle „{role}“ entzogen. Sie galt für {scope}.")),
            keys.KeyIssued: Sentence(_("Für {actor} wurde ein Zugangsschlüssel ausgestellt.")),
            keys.KeyRevoked: Sentence(_("Ein Zugangsschlüssel von {actor} wurde widerrufen.")),
            FactRetracted: Sentence(
                _("Eintrag Nr. {target} wurde zurückgenommen. Grund: {reason}"),
                when={
                    lambda fact: fact.reason == PRIVATE: Sentence(
                        _("Eintrag Nr. {target} wurde mit Begründung zurückgenommen.")
                    )
                },
            ),
            reasons.ReasonGiven: Sentence(_("Zur Rücknahme von Eintrag Nr. {target} ist eine Begründung hinterlegt.")),
            persons.PersonErased: Sentence(_("Die personenbezogenen Daten einer Person wurden gelöscht.")),
            erasing.ErasureRefused: Sentence(_("Die Löschung der Angaben zu einer Person wurde abgelehnt.")),
            erasing.PersonHeld: Sentence(_("Angaben zu einer Person dürfen vorerst nicht gelöscht werden.")),
            erasing.HoldLifted: Sentence(_("Angaben zu einer Person dürfen wieder gelöscht werden.")),
            restricting.PersonRestricted: Sentence(
                _("Die Verarbeitung der Angaben zu einer Person ist eingeschränkt.")
            ),
            restricting.RestrictionLifted: Sentence(
                _("Die Verarbeitung der Angaben zu einer Person ist nicht mehr eingeschränkt.")
            ),
            retention.RetentionSet: Sentence(
                _("Für eine Art von Angaben gilt eine Aufbewahrungsfrist von {months} Monaten."),
                when={
                    lambda fact: fact.when_due == "pause": Sentence(_("Für eine Art von Angaben ruht das Löschen.")),
                    one("months"): Sentence(_("Für eine Art von Angaben gilt eine Aufbewahrungsfrist von 1 Monat.")),
                },
            ),
            retention.RecordsExpired: Sentence(_("Angaben, deren Aufbewahrungsfrist abgelaufen ist, wurden gelöscht.")),
            notices.NoticeGiven: Sentence(
                _("Personenbezogene Angaben zu Einträgen, die weitergegeben wurden, sind gelöscht."),
                when={
                    lambda fact: fact.change == "restricted": Sentence(
                        _("Die Verarbeitung von Angaben zu Einträgen, die weitergegeben wurden, ist eingeschränkt.")
                    ),
                    lambda fact: fact.change == "released": Sentence(
                        _(
                            "Die Verarbeitung von Angaben zu Einträgen, die weitergegeben wurden, "
                            "ist nicht mehr eingeschränkt."
                        )
                    ),
                },
            ),
            subscriptions.WebhookGranted: Sentence(_("Für {actor} wurde ein Webhook an {address} eingerichtet.")),
            subscriptions.WebhookSecretRenewed: Sentence(_("Das Geheimnis eines Webhooks von {actor} wurde erneuert.")),
            subscriptions.WebhookResumed: Sentence(
                _("Was ein Webhook von {actor} nicht zustellen konnte, wird erneut gesendet.")
            ),
            subscriptions.WebhookEnded: Sentence(_("Ein Webhook von {actor} wurde beendet. Grund: {reason}")),
            notices.NoticeAcknowledged: Sentence(
                _("{recipient} hat eine Mitteilung über weitergegebene Einträge bestätigt.")
            ),
            choosing.MessageSet: Sentence(
                _("{body} hat eine Nachricht eingestellt."),
                when={
                    lambda fact: not fact.sent: Sentence(_("{body} lässt eine Nachricht nicht mehr verschicken.")),
                    lambda fact: bool(fact.sentence): Sentence(
                        _("{body} gibt einer Nachricht einen eigenen Satz mit: {sentence}")
                    ),
                },
            ),
            choosing.MessageChosen: Sentence(
                _("Eine Person hat eine Nachricht abbestellt."),
                when={
                    lambda fact: fact.wanted == "yes": Sentence(_("Eine Person möchte eine Nachricht wieder bekommen."))
                },
            ),
            sources.SourceRecorded: Sentence(_("Die Quelle „{title}“ wurde aufgenommen.")),
            sources.SourceRetrieved: Sentence(
                _("Die Quelle „{source}“ wurde abgerufen."),
                when={
                    lambda fact: bool(fact.file): Sentence(_("Von der Quelle „{source}“ wurde eine Kopie abgelegt."))
                },
            ),
            PersonsMatched: Sentence(_("Zwei Personen gelten als dieselbe.")),
            PersonsToldApart: Sentence(_("Zwei Personen gelten als verschiedene.")),
            proposals.Proposed: Sentence(
                _("{by} hat vorgeschlagen: {command}. Eine zweite Person muss das freigeben.")
            ),
            proposals.ProposalClosed: Sentence(
                _("Der Vorschlag wurde verworfen."),
                when={lambda fact: fact.confirmed: Sentence(_("Der Vorschlag wurde freigegeben."))},
            ),
        }


plugin = Core()
