"""What contact persons and speakers are told about terms: that one ends, and that nobody follows yet."""

from datetime import date, timedelta
from typing import Any

from fokus_core import Addressee, Message, Named, Occasion, Recorded, Said, _, last_day
from fokus_network.people.addressees import WHY, contacts_of
from fokus_network.people.facts import CONTACTS, SPEAKERS, ContactEnded, ContactNamed, SpeakerElected, SpeakerEnded
from fokus_network.policies import READ_CONTACTS

EARLY = timedelta(days=28)
FUNCTIONS = {
    "contact": _("Die Aufgabe als Ansprechperson {body_genitive} läuft bis einschließlich {last}."),
    "deputy": _("Die Aufgabe als Stellvertretung {body_genitive} läuft bis einschließlich {last}."),
    "speaker": _("Die Amtszeit {body_genitive} im Sprecherteam läuft bis einschließlich {last}."),
}
FOLLOWS = _("Wer danach übernimmt, ist schon eingetragen.")
NOBODY = _("Eine Nachfolge ist noch nicht eingetragen.")


def _function(fact: Any) -> str:
    return getattr(fact, "function", "speaker")


def _begun(occasion: Occasion) -> Recorded[Any] | None:
    """Return the beginning of the term that ends."""
    found = occasion.under(f"body:{occasion.fact.body}", ContactNamed, SpeakerElected)
    return next((one for one in found if one.fact.term == occasion.fact.term), None)


def told(occasion: Occasion) -> list[Addressee]:
    """Return whose term ends, and the others of the body; nobody once it has been over for a while."""
    begun = _begun(occasion)
    if begun is None or occasion.today > occasion.fact.effective + EARLY or not _is_first(occasion):
        return []
    body = occasion.fact.body
    own = [Addressee(begun.fact.person, begun, body=body)] if begun.fact.person and begun.fact.mail else []
    return [*contacts_of(occasion, body), *own]


def _is_first(occasion: Occasion) -> bool:
    """Tell whether it is the end that counts, of several that were recorded of the same term."""
    ends = occasion.under(f"body:{occasion.fact.body}", ContactEnded, SpeakerEnded)
    same = [one for one in ends if one.fact.term == occasion.fact.term]
    return min(same, key=lambda one: one.order).position == occasion.record.position


def _said(occasion: Occasion, _one: Addressee) -> Said:
    values = {"body_genitive": Named(occasion.fact.body, "genitive"), "last": last_day(occasion.fact.effective)}
    return Said(FUNCTIONS[_function(occasion.fact)], values)


def _next(occasion: Occasion, _one: Addressee) -> Said:
    """Return whether somebody is named for the same function from that day on."""
    kinds = SPEAKERS if isinstance(occasion.fact, SpeakerEnded) else CONTACTS
    key = "programme:network" if isinstance(occasion.fact, SpeakerEnded) else f"body:{occasion.fact.body}"
    named = [
        one.fact
        for one in occasion.under(key, *kinds)
        if isinstance(one.fact, ContactNamed | SpeakerElected) and _function(one.fact) == _function(occasion.fact)
    ]
    return Said(FOLLOWS if any(one.effective >= occasion.fact.effective for one in named) else NOBODY)


def told_on(occasion: Occasion) -> date:
    """Return the day on which it is told: some weeks before, or at once."""
    last: date = occasion.fact.effective
    return last - EARLY


MESSAGES = (
    Message(
        "network.term-ends",
        _("Kommunen-Netzwerk: Eine Amtszeit endet"),
        (ContactEnded, SpeakerEnded),
        told,
        _("Kommunen-Netzwerk: Eine Aufgabe endet"),
        ("{ends}", "{follows}"),
        WHY,
        READ_CONTACTS.permission,
        "contact",
        fills={"ends": _said, "follows": _next},
        day=told_on,
        for_bodies=True,
    ),
)
