"""What contact persons are told when a review leads somewhere: what is missing, what is proposed, and a reminder."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from fokus_core import Addressee, Message, Named, Occasion, _
from fokus_network.membership.facts import CriteriaAdopted, MunicipalityLeft
from fokus_network.people.addressees import WHY, contacts_of
from fokus_network.policies import READ_CONTACTS
from fokus_network.review.following.facts import FollowUpClosed, FollowUpSet

REMINDED = timedelta(days=14)  # before the last day


def stands(occasion: Occasion) -> bool:
    """Tell whether a deadline is the last one and not done with."""
    found = occasion.under(f"body:{occasion.fact.body}", FollowUpSet, FollowUpClosed, MunicipalityLeft)
    return bool(found) and found[-1].position == occasion.record.position


def _told(step: str) -> Callable[[Occasion], list[Addressee]]:
    def contacts(occasion: Occasion) -> list[Addressee]:
        here = occasion.fact.step == step and stands(occasion)
        return contacts_of(occasion, occasion.fact.body) if here else []

    return contacts


def _reminded(occasion: Occasion) -> list[Addressee]:
    here = occasion.today <= occasion.fact.until and stands(occasion)
    return contacts_of(occasion, occasion.fact.body) if here else []


def _carried_out(occasion: Occasion) -> list[Addressee]:
    return contacts_of(occasion, occasion.fact.body) if occasion.fact.outcome == "carried-out" else []


def _missing(occasion: Occasion, _one: Addressee) -> str:
    adopted = occasion.under("programme:network", CriteriaAdopted)
    titles = {one.id: one.title for record in adopted for one in record.fact.criteria}
    return "; ".join(titles.get(one, one).rstrip(".") for one in occasion.fact.missing)


ABOUT: dict[str, Any] = {
    "why": WHY,
    "permission": READ_CONTACTS.permission,
    "purpose": "contact",
    "declinable": False,
}
BODY: dict[str, Any] = {"body_genitive": lambda occasion, _one: Named(occasion.fact.body, "genitive")}
MISSING = {**BODY, "missing": _missing}
ANSWER = _("Äußern können Sie sich nach dem Anmelden unter „Aufgaben“.")
MESSAGES = (
    Message(
        "network.remedy-asked",
        _("Kommunen-Netzwerk: Nachweise fehlen"),
        (FollowUpSet,),
        _told("remedy"),
        _("Kommunen-Netzwerk: Bitte reichen Sie Nachweise nach"),
        (
            _("Wir haben die Mitgliedschaft {body_genitive} überprüft. Noch nicht belegt: {missing}."),
            _("Reichen Sie die Nachweise bitte bis einschließlich {until} nach."),
            ANSWER,
        ),
        fills=MISSING,
        **ABOUT,
    ),
    Message(
        "network.suspension-proposed",
        _("Kommunen-Netzwerk: Die Mitgliedschaft soll ruhen"),
        (FollowUpSet,),
        _told("suspension"),
        _("Kommunen-Netzwerk: Ihre Mitgliedschaft soll ruhen"),
        (
            _("Es wurde vorgeschlagen, dass die Mitgliedschaft {body_genitive} ruht. Noch nicht belegt: {missing}."),
            _("Der Grund: {reason}"),
            _("Sie können sich bis einschließlich {until} dazu äußern. Vorher geschieht nichts."),
            ANSWER,
        ),
        fills=MISSING,
        **ABOUT,
    ),
    Message(
        "network.exclusion-proposed",
        _("Kommunen-Netzwerk: Die Mitgliedschaft soll enden"),
        (FollowUpSet,),
        _told("end"),
        _("Kommunen-Netzwerk: Ihre Mitgliedschaft soll enden"),
        (
            _("Es wurde vorgeschlagen, dass die Mitgliedschaft {body_genitive} endet. Noch nicht belegt: {missing}."),
            _("Der Grund: {reason}"),
            _("Sie können sich bis einschließlich {until} dazu äußern. Vorher geschieht nichts."),
            ANSWER,
        ),
        fills=MISSING,
        **ABOUT,
    ),
    Message(
        "network.follow-up-reminder",
        _("Kommunen-Netzwerk: Eine Frist läuft bald ab"),
        (FollowUpSet,),
        _reminded,
        _("Kommunen-Netzwerk: Ihre Frist läuft bald ab"),
        (
            _("Die Frist aus der Überprüfung der Mitgliedschaft {body_genitive} läuft bis einschließlich {until}."),
            _("Noch nicht belegt: {missing}."),
            ANSWER,
        ),
        fills=MISSING,
        day=lambda occasion: max(occasion.fact.effective + REMINDED, occasion.fact.until - REMINDED),
        **ABOUT,
    ),
    Message(
        "network.follow-up-carried-out",
        _("Kommunen-Netzwerk: Es gibt eine Entscheidung"),
        (FollowUpClosed,),
        _carried_out,
        _("Kommunen-Netzwerk: Es gibt eine Entscheidung über Ihre Mitgliedschaft"),
        (
            _("Der Vorschlag zur Mitgliedschaft {body_genitive} gilt seit dem {effective}."),
            _("Den Grund lesen Sie auf der Seite Ihrer Kommune."),
        ),
        fills=BODY,
        **ABOUT,
    ),
)
