"""The network's facts as German and English sentences."""

from fokus_core import Fact, Sentence
from fokus_network.membership.facts import (
    AttestationEnded,
    AttestationGiven,
    CriteriaAdopted,
    DeclarationPublished,
    DeclarationSigned,
    FigurePublished,
    GuestParticipationEnded,
    GuestParticipationStarted,
    MembershipResumed,
    MembershipSuspended,
    MunicipalityJoined,
    MunicipalityLeft,
    RoundClosed,
    RoundOpened,
)

SENTENCES: dict[type[Fact], Sentence] = {
    DeclarationPublished: Sentence(
        "Die Gemeinsame Erklärung „{title}“ wurde veröffentlicht.", "The joint declaration “{title}” was published."
    ),
    RoundOpened: Sentence(
        "Die Unterzeichnungsrunde „{title}“ wurde eröffnet.", "The signing round “{title}” was opened."
    ),
    RoundClosed: Sentence(
        "Die Unterzeichnungsrunde {round} wurde geschlossen.", "The signing round {round} was closed."
    ),
    DeclarationSigned: Sentence(
        "{party} hat die Gemeinsame Erklärung unterzeichnet.",
        "{party} signed the joint declaration.",
        when={
            lambda fact: bool(fact.capacity): Sentence(
                "{party} hat die Gemeinsame Erklärung unterzeichnet ({capacity}).",
                "{party} signed the joint declaration ({capacity}).",
            )
        },
    ),
    CriteriaAdopted: Sentence(
        "Die Aufnahmekriterien in der Fassung {version} gelten.", "The admission criteria, version {version}, apply."
    ),
    AttestationGiven: Sentence(
        "Für {body} wurde das Kriterium {criterion} bescheinigt: {basis}",
        "The criterion {criterion} was attested for {body}: {basis}",
    ),
    AttestationEnded: Sentence(
        "Die Bescheinigung des Kriteriums {criterion} für {body} gilt nicht mehr: {reason}",
        "The attestation of the criterion {criterion} for {body} no longer holds: {reason}",
    ),
    GuestParticipationStarted: Sentence(
        "{body} nimmt als Gast am Netzwerk teil.", "{body} takes part in the network as a guest."
    ),
    GuestParticipationEnded: Sentence(
        "{body} nimmt nicht mehr als Gast am Netzwerk teil: {reason}",
        "{body} no longer takes part in the network as a guest: {reason}",
    ),
    MunicipalityJoined: Sentence(
        "{body} ist dem Netzwerk beigetreten.",
        "{body} joined the network.",
        when={
            lambda fact: fact.override is not None: Sentence(
                "{body} ist dem Netzwerk abweichend von den Kriterien beigetreten: {override}",
                "{body} joined the network although not all criteria were shown to be met: {override}",
            )
        },
    ),
    MunicipalityLeft: Sentence(
        "{body} gehört dem Netzwerk nicht mehr an: {reason}", "{body} left the network: {reason}"
    ),
    MembershipSuspended: Sentence(
        "Die Mitgliedschaft ruht ({body}): {reason}", "The membership of {body} is suspended: {reason}"
    ),
    MembershipResumed: Sentence(
        "Die Mitgliedschaft ruht nicht mehr ({body}): {reason}", "The membership of {body} was resumed: {reason}"
    ),
    FigurePublished: Sentence(
        "Veröffentlicht wurde die Zahl von {members} Mitgliedern.",
        "A number of {members} members was published.",
        when={
            lambda fact: fact.at_least: Sentence(
                "Veröffentlicht wurde die Zahl von mehr als {members} Mitgliedern.",
                "A number of more than {members} members was published.",
            )
        },
    ),
}
