"""What the core's facts say to people."""

from collections.abc import Mapping

from fokus_core.access import api_keys as keys
from fokus_core.access import grants as access
from fokus_core.bodies import facts as body_facts
from fokus_core.corrections import proposals, reasons
from fokus_core.domain.facts import Fact
from fokus_core.domain.opening import JournalOpened
from fokus_core.domain.programme import Sentence, one
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.texts import _
from fokus_core.messages import choosing, reaching
from fokus_core.persons import erasing, notices, restricting, retention
from fokus_core.privacy import persons
from fokus_core.privacy.matches import PersonsMatched, PersonsToldApart
from fokus_core.privacy.private_reasons import PRIVATE
from fokus_core.sources import facts as sources
from fokus_core.webhooks import subscriptions

__all__ = ["SENTENCES"]

SENTENCES: Mapping[type[Fact], Sentence] = {
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
    restricting.PersonRestricted: Sentence(_("Die Verarbeitung der Angaben zu einer Person ist eingeschränkt.")),
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
                _("Die Verarbeitung von Angaben zu Einträgen, die weitergegeben wurden, ist nicht mehr eingeschränkt.")
            ),
        },
    ),
    subscriptions.WebhookGranted: Sentence(_("Für {actor} wurde ein Webhook an {address} eingerichtet.")),
    subscriptions.WebhookSecretRenewed: Sentence(_("Das Geheimnis eines Webhooks von {actor} wurde erneuert.")),
    subscriptions.WebhookResumed: Sentence(
        _("Was ein Webhook von {actor} nicht zustellen konnte, wird erneut gesendet.")
    ),
    subscriptions.WebhookEnded: Sentence(_("Ein Webhook von {actor} wurde beendet. Grund: {reason}")),
    notices.NoticeAcknowledged: Sentence(_("{recipient} hat eine Mitteilung über weitergegebene Einträge bestätigt.")),
    reaching.AccountReached: Sentence(_("Für {actor} ist eine E-Mail-Adresse für Aufgaben hinterlegt.")),
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
        when={lambda fact: fact.wanted == "yes": Sentence(_("Eine Person möchte eine Nachricht wieder bekommen."))},
    ),
    sources.SourceRecorded: Sentence(_("Die Quelle „{title}“ wurde aufgenommen.")),
    sources.SourceRetrieved: Sentence(
        _("Die Quelle „{source}“ wurde abgerufen."),
        when={lambda fact: bool(fact.file): Sentence(_("Von der Quelle „{source}“ wurde eine Kopie abgelegt."))},
    ),
    PersonsMatched: Sentence(_("Zwei Personen gelten als dieselbe.")),
    PersonsToldApart: Sentence(_("Zwei Personen gelten als verschiedene.")),
    proposals.Proposed: Sentence(_("{by} hat vorgeschlagen: {command}. Eine zweite Person muss das freigeben.")),
    proposals.ProposalClosed: Sentence(
        _("Der Vorschlag wurde verworfen."),
        when={lambda fact: fact.confirmed: Sentence(_("Der Vorschlag wurde freigegeben."))},
    ),
}
