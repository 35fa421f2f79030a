"""What contact persons are told about meetings: moved up from the waiting list, changed, cancelled."""

from typing import Any

from fokus_core import Addressee, Message, Occasion, Recorded, _, when
from fokus_network.meetings.facts import (
    PARTICIPATION,
    BodyMovedUp,
    MeetingCancelled,
    MeetingChanged,
    MeetingScheduled,
    RegistrationWithdrawn,
)
from fokus_network.people.addressees import WHY, contacts_of
from fokus_network.policies import READ_CONTACTS


def terms_of(occasion: Occasion) -> Recorded[Any] | None:
    """Return the last terms of the meeting, unless it is over or none stand."""
    found = occasion.under(f"meeting:{occasion.fact.meeting}", MeetingScheduled, MeetingChanged)
    return found[-1] if found and when(found[-1].fact.ends).day >= occasion.today else None


def moved_up(occasion: Occasion) -> list[Addressee]:
    """Return whom a body that moved up has, for a meeting that is yet to come."""
    return contacts_of(occasion, occasion.fact.body) if terms_of(occasion) else []


def registered(occasion: Occasion) -> list[Addressee]:
    """Return whom the bodies have that are registered for a meeting which is yet to come, or wait for a place."""
    if terms_of(occasion) is None:
        return []
    last = {one.fact.body: one.fact for one in occasion.under(f"meeting:{occasion.fact.meeting}", *PARTICIPATION)}
    bodies = [body for body, fact in last.items() if not isinstance(fact, RegistrationWithdrawn)]
    return [one for body in bodies for one in contacts_of(occasion, body)]


def _term(name: str) -> Any:
    def told(occasion: Occasion, _one: Addressee) -> Any:
        terms = terms_of(occasion)
        value = getattr(terms.fact, name) if terms else ""
        return when(value) if name == "starts" else value

    return told


ABOUT: dict[str, Any] = {
    "why": WHY,
    "permission": READ_CONTACTS.permission,
    "purpose": "contact",
    "fills": {"title": _term("title"), "starts": _term("starts")},
    "for_bodies": True,
}
MESSAGES = (
    Message(
        "network.moved-up",
        _("Netzwerktreffen: Sie sind nachgerückt"),
        (BodyMovedUp,),
        moved_up,
        _("Netzwerktreffen: Sie sind nachgerückt"),
        (
            _("{body} hat jetzt einen Platz: {title}, {starts}."),
            _("Sie können nicht kommen? Dann melden Sie Ihre Kommune bitte ab, damit andere nachrücken."),
        ),
        **ABOUT,
    ),
    Message(
        "network.meeting-changed",
        _("Netzwerktreffen: Es hat sich etwas geändert"),
        (MeetingChanged,),
        registered,
        _("Netzwerktreffen: Es hat sich etwas geändert"),
        (_("{title} findet jetzt so statt: {starts}."), _("Ort: {place}"), _("Der Grund: {reason}")),
        **ABOUT,
    ),
    Message(
        "network.meeting-cancelled",
        _("Netzwerktreffen: Ein Treffen fällt aus"),
        (MeetingCancelled,),
        registered,
        _("Netzwerktreffen: Ein Treffen fällt aus"),
        (_("{title} am {starts} fällt aus."), _("Der Grund: {reason}")),
        **ABOUT,
        declinable=False,
    ),
)
