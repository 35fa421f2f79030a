"""The network's facts as German and English sentences."""

from fokus_core import Fact, Sentence, _
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
    DeclarationPublished: Sentence(_("Die Gemeinsame Erklärung „{title}“ wurde veröffentlicht.")),
    RoundOpened: Sentence(_("Die Unterzeichnungsrunde „{title}“ wurde eröffnet.")),
    RoundClosed: Sentence(_("Die Unterzeichnungsrunde {round} wurde geschlossen.")),
    DeclarationSigned: Sentence(
        _("{party} hat die Gemeinsame Erklärung unterzeichnet."),
        when={
            lambda fact: bool(fact.capacity): Sentence(
                _("{party} hat die Gemeinsame Erklärung unterzeichnet ({capacity})."),
            )
        },
    ),
    CriteriaAdopted: Sentence(_("Die Aufnahmekriterien in der Fassung {version} gelten.")),
    AttestationGiven: Sentence(
        _("Für {body} wurde das Kriterium {criterion} bescheinigt: {basis}"),
    ),
    AttestationEnded: Sentence(
        _("Die Bescheinigung des Kriteriums {criterion} für {body} gilt nicht mehr: {reason}"),
    ),
    GuestParticipationStarted: Sentence(_("{body} nimmt als Gast am Netzwerk teil.")),
    GuestParticipationEnded: Sentence(
        _("{body} nimmt nicht mehr als Gast am Netzwerk teil: {reason}"),
    ),
    MunicipalityJoined: Sentence(
        _("{body} ist dem Netzwerk beigetreten."),
        when={
            lambda fact: fact.override is not None: Sentence(
                _("{body} ist dem Netzwerk abweichend von den Kriterien beigetreten: {override}"),
            )
        },
    ),
    MunicipalityLeft: Sentence(_("{body} gehört dem Netzwerk nicht mehr an: {reason}")),
    MembershipSuspended: Sentence(_("Die Mitgliedschaft ruht ({body}): {reason}")),
    MembershipResumed: Sentence(_("Die Mitgliedschaft ruht nicht mehr ({body}): {reason}")),
    FigurePublished: Sentence(
        _("Veröffentlicht wurde die Zahl von {members} Mitgliedern."),
        when={
            lambda fact: fact.at_least: Sentence(
                _("Veröffentlicht wurde die Zahl von mehr als {members} Mitgliedern."),
            )
        },
    ),
}
