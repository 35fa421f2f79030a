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
    RoundClosed: Sentence(_("Die Unterzeichnungsrunde „{round}“ wurde geschlossen.")),
    DeclarationSigned: Sentence(
        _("{party} hat die Gemeinsame Erklärung unterzeichnet."),
        when={
            lambda fact: bool(fact.capacity): Sentence(
                _("{party} hat die Gemeinsame Erklärung unterzeichnet ({capacity})."),
            )
        },
    ),
    CriteriaAdopted: Sentence(_("Es gelten neue Aufnahmekriterien (Fassung {version}).")),
    AttestationGiven: Sentence(
        _("{body} erfüllt das Kriterium „{criterion}“. Grundlage: {basis}"),
    ),
    AttestationEnded: Sentence(
        _("Für {body_accusative} gilt das Kriterium „{criterion}“ nicht mehr als erfüllt. Grund: {reason}"),
    ),
    GuestParticipationStarted: Sentence(_("{body} nimmt als Gast am Netzwerk teil.")),
    GuestParticipationEnded: Sentence(
        _("{body} nimmt nicht mehr als Gast am Netzwerk teil. Grund: {reason}"),
    ),
    MunicipalityJoined: Sentence(
        _("{body} ist dem Netzwerk beigetreten."),
        when={
            lambda fact: fact.override is not None and fact.rests_on is not None: Sentence(
                _(
                    "{body} ist dem Netzwerk wieder beigetreten, obwohl nicht alle Kriterien belegt waren. "
                    "Grundlage ist die Unterzeichnung vom {signed}. Grund: {override}"
                ),
            ),
            lambda fact: fact.override is not None and fact.override_until is not None: Sentence(
                _(
                    "{body} ist dem Netzwerk beigetreten, obwohl nicht alle Kriterien belegt waren. Die Ausnahme gilt "
                    "bis einschließlich {override_until}. Grund: {override}"
                ),
            ),
            lambda fact: fact.override is not None: Sentence(
                _("{body} ist dem Netzwerk beigetreten, obwohl nicht alle Kriterien belegt waren. Grund: {override}"),
            ),
            lambda fact: fact.rests_on == "earlier": Sentence(
                _(
                    "{body} ist dem Netzwerk wieder beigetreten. "
                    "Das beruht auf der früheren Unterzeichnung vom {signed}."
                ),
            ),
            lambda fact: fact.rests_on == "new": Sentence(
                _("{body} ist dem Netzwerk wieder beigetreten. Das beruht auf der neuen Unterzeichnung vom {signed}."),
            ),
        },
    ),
    MunicipalityLeft: Sentence(_("{body} gehört dem Netzwerk nicht mehr an. Grund: {reason}")),
    MembershipSuspended: Sentence(_("Die Mitgliedschaft {body_genitive} ruht. Grund: {reason}")),
    MembershipResumed: Sentence(_("Die Mitgliedschaft {body_genitive} ruht nicht mehr. Grund: {reason}")),
    FigurePublished: Sentence(
        _("In einer Quelle ist von {members} Mitgliedern die Rede."),
        when={
            lambda fact: fact.counts == "signatures": Sentence(
                _("In einer Quelle ist von {members} Unterzeichnungen die Rede."),
            ),
            lambda fact: fact.at_least: Sentence(
                _("In einer Quelle ist von mehr als {members} Mitgliedern die Rede."),
            ),
        },
    ),
}
