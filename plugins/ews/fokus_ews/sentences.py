"""The facts of the Entwicklungswerkstatt as German and English sentences."""

from fokus_core import PRIVATE, Fact, Sentence, _
from fokus_ews import facts as f

SENTENCES: dict[type[Fact], Sentence] = {
    f.RunAnnounced: Sentence(
        _("„{title}“ wurde angekündigt."),
        when={
            lambda fact: fact.carrier is not None: Sentence(
                _("„{title}“ wurde angekündigt, in Trägerschaft von {carrier_dative}."),
            )
        },
    ),
    f.SitesCounted: Sentence(_("In einer Quelle ist von {sites} Standorten des Durchgangs {run} die Rede.")),
    f.RulesAdopted: Sentence(
        _("Für den Durchgang „{run}“ gelten neue Regeln: {capacity} Standorte (Fassung {version})."),
        when={
            lambda fact: fact.team_size is not None: Sentence(
                _(
                    "Für den Durchgang „{run}“ gelten neue Regeln: {capacity} Standorte, {team_size} "
                    "Personen je Team (Fassung {version})."
                ),
            )
        },
    ),
    f.CallOpened: Sentence(
        _("Der Durchgang „{run}“ wurde ausgeschrieben."),
        when={
            lambda fact: fact.deadline is not None: Sentence(
                _("Bewerbungen für den Durchgang „{run}“ sind bis einschließlich {deadline} möglich."),
            )
        },
    ),
    f.CallClosed: Sentence(_("Die Ausschreibung des Durchgangs „{run}“ wurde geschlossen.")),
    f.LateEntryAllowed: Sentence(
        _(
            "Mit einem Zugangscode kann man sich für den Durchgang „{run}“ noch bis {until} "
            "bewerben, höchstens {uses}-mal."
        ),
    ),
    f.EligibilityOverridden: Sentence(
        _(
            "Für {body_accusative} wurde eine Ausnahme von den Regeln des Durchgangs „{run}“ zugelassen. "
            "Grund: {reason}"
        ),
    ),
    f.RunEnded: Sentence(_("Der Durchgang „{run}“ ist beendet.")),
    f.EvaluationRecorded: Sentence(_("Die Evaluation „{title}“ liegt vor.")),
    f.ApplicationWritten: Sentence(
        _("{body} hat eine Bewerbung für den Durchgang „{run}“ verfasst oder geändert."),
    ),
    f.TeamMemberNamed: Sentence(
        _("{body} hat ein Mitglied des Teams für den Durchgang „{run}“ benannt."),
    ),
    f.TeamMemberLeft: Sentence(
        _("Ein Mitglied des Teams {body_genitive} im Durchgang „{run}“ ist ausgeschieden."),
    ),
    f.TeamMemberAgreed: Sentence(
        _("Ein Mitglied des Teams {body_genitive} für den Durchgang „{run}“ hat zugesagt."),
    ),
    f.TeamMemberDeclined: Sentence(
        _("Eine Person, die {body} für das Team im Durchgang „{run}“ benannt hat, macht nicht mit."),
    ),
    f.ApplicationSubmitted: Sentence(_("{body} hat sich für den Durchgang „{run}“ beworben.")),
    f.ApplicationWithdrawn: Sentence(
        _("{body} hat die Bewerbung für den Durchgang „{run}“ zurückgezogen."),
    ),
    f.ReviewPhaseSet: Sentence(_("Zeitraum und Personen der Begutachtung für den Durchgang „{run}“ stehen fest.")),
    f.ReviewGiven: Sentence(
        _("Zu einer Bewerbung für den Durchgang „{run}“ wurde ein Gutachten abgegeben."),
    ),
    f.DecisionPrepared: Sentence(
        _("Die Entscheidung über eine Bewerbung für den Durchgang „{run}“ wurde vorbereitet."),
    ),
    f.ApplicationAccepted: Sentence(_("{body} hat einen Platz im Durchgang „{run}“ erhalten.")),
    f.ApplicationWaitlisted: Sentence(
        _("{body} steht auf Rang {rank} der Warteliste des Durchgangs „{run}“."),
    ),
    f.ApplicationDeclined: Sentence(
        _("Die Bewerbung {body_genitive} für den Durchgang „{run}“ wurde abgelehnt."),
    ),
    f.PlaceGivenBack: Sentence(_("{body} hat den Platz im Durchgang „{run}“ zurückgegeben.")),
    f.CohortStarted: Sentence(_("Der Durchgang „{run}“ hat begonnen.")),
    f.SiteJoined: Sentence(_("{body} nimmt am Durchgang „{run}“ teil.")),
    f.SiteLeft: Sentence(_("{body} nimmt am Durchgang „{run}“ nicht mehr teil.")),
    f.SeatGiven: Sentence(
        _("Ein Konto des Teams {body_genitive} hat Zugang zur Gruppe des Durchgangs „{run}“."),
    ),
    f.SeatEnded: Sentence(
        _(
            "Ein Konto des Teams {body_genitive} hat keinen Zugang zur Gruppe des Durchgangs "
            "„{run}“ mehr. Grund: {reason}"
        ),
        when={
            lambda fact: fact.reason == PRIVATE: Sentence(
                _("Ein Konto des Teams {body_genitive} hat keinen Zugang zur Gruppe des Durchgangs „{run}“ mehr.")
            )
        },
    ),
    f.SiteCompleted: Sentence(_("{body} hat den Durchgang „{run}“ absolviert.")),
    f.CertificateAwarded: Sentence(_("{body} hat das Zertifikat des Durchgangs „{run}“ erhalten.")),
}
