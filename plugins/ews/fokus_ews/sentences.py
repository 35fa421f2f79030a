"""The facts of the Entwicklungswerkstatt as German and English sentences."""

from fokus_core import Fact, Sentence
from fokus_ews import facts as f

SENTENCES: dict[type[Fact], Sentence] = {
    f.RunAnnounced: Sentence(
        "Der Durchgang „{title}“ der Entwicklungswerkstatt wurde angekündigt.",
        "The run “{title}” of the workshop was announced.",
        when={
            lambda fact: fact.carrier is not None: Sentence(
                "Der Durchgang „{title}“ der Entwicklungswerkstatt wurde angekündigt (Trägerschaft: {carrier}).",
                "The run “{title}” of the workshop was announced (carrier: {carrier}).",
            )
        },
    ),
    f.RulesAdopted: Sentence(
        "Für den Durchgang {run} gelten Regeln, Fassung {version}: {capacity} Standorte.",
        "Version {version} of the rules applies to run {run}: {capacity} sites.",
        when={
            lambda fact: fact.team_size is not None: Sentence(
                "Für den Durchgang {run} gelten Regeln, Fassung {version}: {capacity} Standorte, Teams zu {team_size}.",
                "Version {version} of the rules applies to run {run}: {capacity} sites, teams of {team_size}.",
            )
        },
    ),
    f.CallOpened: Sentence(
        "Der Durchgang {run} wurde ausgeschrieben.",
        "The run {run} was opened for applications.",
        when={
            lambda fact: fact.deadline is not None: Sentence(
                "Der Durchgang {run} wurde mit Frist bis {deadline} ausgeschrieben.",
                "The run {run} was opened for applications until {deadline}.",
            )
        },
    ),
    f.CallClosed: Sentence(
        "Die Ausschreibung des Durchgangs {run} wurde geschlossen.", "The call of run {run} was closed."
    ),
    f.LateEntryAllowed: Sentence(
        "Für den Durchgang {run} wurde ein Zugangscode bis {until} zugelassen (Nutzungen: {uses}).",
        "An access code for run {run} was allowed until {until} (uses: {uses}).",
    ),
    f.EligibilityOverridden: Sentence(
        "Für {body} wurde eine Ausnahme von den Regeln des Durchgangs {run} zugelassen: {reason}",
        "An exception from the rules of run {run} was allowed for {body}: {reason}",
    ),
    f.RunEnded: Sentence("Der Durchgang {run} ist beendet.", "The run {run} has ended."),
    f.EvaluationRecorded: Sentence("Evaluation: „{title}“.", "Evaluation: “{title}”."),
    f.ApplicationWritten: Sentence(
        "{body} hat eine Bewerbung für den Durchgang {run} verfasst oder geändert.",
        "{body} wrote or changed an application for run {run}.",
    ),
    f.TeamMemberNamed: Sentence(
        "{body} hat ein Mitglied des Teams für den Durchgang {run} benannt.",
        "{body} named a member of its team for run {run}.",
    ),
    f.TeamMemberLeft: Sentence(
        "Ein Mitglied des Teams von {body} im Durchgang {run} ist ausgeschieden.",
        "A member of the team of {body} in run {run} left.",
    ),
    f.ApplicationSubmitted: Sentence(
        "{body} hat sich für den Durchgang {run} beworben.", "{body} applied for run {run}."
    ),
    f.ApplicationWithdrawn: Sentence(
        "{body} hat die Bewerbung für den Durchgang {run} zurückgezogen.",
        "{body} withdrew the application for run {run}.",
    ),
    f.ReviewPhaseSet: Sentence(
        "Die Begutachtung des Durchgangs {run} wurde geregelt.", "The review phase of run {run} was set."
    ),
    f.ReviewGiven: Sentence(
        "Zu einer Bewerbung für den Durchgang {run} wurde ein Gutachten abgegeben.",
        "A review of an application for run {run} was given.",
    ),
    f.DecisionPrepared: Sentence(
        "Die Entscheidung über eine Bewerbung für den Durchgang {run} wurde vorbereitet.",
        "The decision about an application for run {run} was prepared.",
    ),
    f.ApplicationAccepted: Sentence(
        "{body} hat einen Platz im Durchgang {run} erhalten.", "{body} was given a place in run {run}."
    ),
    f.ApplicationWaitlisted: Sentence(
        "{body} steht auf Rang {rank} der Warteliste des Durchgangs {run}.",
        "{body} is number {rank} on the waiting list of run {run}.",
    ),
    f.ApplicationDeclined: Sentence(
        "Die Bewerbung für den Durchgang {run} wurde abgelehnt ({body}).",
        "The application of {body} for run {run} was declined.",
    ),
    f.PlaceGivenBack: Sentence(
        "{body} hat den Platz im Durchgang {run} zurückgegeben.", "{body} gave back its place in run {run}."
    ),
    f.CohortStarted: Sentence("Der Durchgang {run} hat begonnen.", "The run {run} has begun."),
    f.SiteJoined: Sentence("{body} nimmt am Durchgang {run} teil.", "{body} takes part in run {run}."),
    f.SiteLeft: Sentence(
        "{body} nimmt am Durchgang {run} nicht mehr teil.", "{body} no longer takes part in run {run}."
    ),
    f.SeatGiven: Sentence(
        "Ein Konto des Teams von {body} hat Zugang zur Gruppe des Durchgangs {run}.",
        "An account of the team of {body} has access to the group of run {run}.",
    ),
    f.SeatEnded: Sentence(
        "Ein Konto des Teams von {body} hat keinen Zugang zur Gruppe des Durchgangs {run} mehr: {reason}",
        "An account of the team of {body} no longer has access to the group of run {run}: {reason}",
    ),
    f.SiteCompleted: Sentence("{body} hat den Durchgang {run} absolviert.", "{body} completed run {run}."),
    f.CertificateAwarded: Sentence(
        "{body} hat das Zertifikat des Durchgangs {run} erhalten.", "{body} was handed the certificate of run {run}."
    ),
}
