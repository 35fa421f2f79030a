"""Whom an info mail is for, as data: members, guests or speakers, of a region, or who work on a topic."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta

from fokus_core import BODY_CHANGES, BodyEnded, BodyId, BodyRef, Fact, Past, Reads, Recorded, Register, _, labelled
from fokus_network.exchange.profiles import ProfileKept
from fokus_network.exchange.topics import Topics
from fokus_network.membership.facts import (
    GUESTS,
    MEMBERSHIP,
    GuestParticipationStarted,
    MembershipResumed,
    MunicipalityJoined,
    RoundOpened,
)
from fokus_network.people.facts import CONTACTS, SPEAKERS, SpeakerElected
from fokus_network.people.terms import running

Group = Annotated[
    Literal["members", "guests", "speakers"],
    labelled({"members": _("Mitglieder"), "guests": _("Gäste"), "speakers": _("Sprecherteam")}),
]
Groups = Annotated[tuple[Group, ...], Meta(min_length=1, max_length=3, description="Members, guests, the speakers")]
Region = Annotated[
    tuple[BodyId, ...], Meta(max_length=50, description="Bodies within which it goes; empty: all of NRW")
]
RegionRef = Annotated[
    tuple[BodyRef, ...], Meta(max_length=50, description="Bodies within which it goes; empty: all of NRW")
]
OnTopics = Annotated[Topics, Meta(description="Topics of which a body works on one; empty: whatever it works on")]
EVERYWHERE = Reads("programme", RoundOpened, *SPEAKERS) | Reads("programme:core", *BODY_CHANGES)
OF_BODY = (*MEMBERSHIP, *GUESTS, *CONTACTS, ProfileKept)


def _read(past: Past, *types: type[Fact]) -> list[Recorded[Any]]:
    """Return the facts of these classes, as far as they were read: without a body there is nothing to read of it."""
    return [one for one in past.records if isinstance(one.fact, types)]


def register_of(past: Past) -> Register:
    """Return the bodies there are; `past` has read `EVERYWHERE`."""
    return Register.load().amended(past.of(*BODY_CHANGES))


def bodies_asked(past: Past, groups: Iterable[str]) -> Iterator[str]:
    """Yield the bodies of which must be read who they are and whom they have: all for guests, else who ever joined."""
    if "guests" in groups:
        yield from (one.id for one in register_of(past))
    yield from sorted({one.fact.body for one in _read(past, MunicipalityJoined, SpeakerElected)})


def addressed(now: Past, day: date, groups: Iterable[str], region: Iterable[str], topics: Iterable[str]) -> set[str]:
    """Return the bodies that exist on a day, belong to one of the groups, lie in the region and work on a topic."""
    wanted, within, on = set(groups), tuple(region), set(topics)
    held: dict[str, str] = {}
    works_on: dict[str, set[str]] = {}
    for record in _read(now, *MEMBERSHIP, *GUESTS, ProfileKept):
        match record.fact:
            case ProfileKept() as profile:
                works_on[profile.body] = set(profile.topics)
            case MunicipalityJoined(body=body) | MembershipResumed(body=body):
                held[body] = "members"
            case GuestParticipationStarted(body=body):
                held.setdefault(body, "guests")
            case fact if isinstance(fact, MEMBERSHIP) or held.get(fact.body) == "guests":
                held.pop(fact.body, None)
            case _:
                pass
    register = register_of(now)
    return {
        body
        for body, group in held.items()
        if group in wanted
        and register.exists(body, day)
        and (not on or on & works_on.get(body, set()))
        and (not within or any(register.is_within(body, upper, day) for upper in within))
    }


def reached(
    now: Past, day: date, groups: Iterable[str], region: Iterable[str], topics: Iterable[str]
) -> list[Recorded[Any]]:
    """Return how those were named who get the mail: contact persons and deputies of the bodies, and the speakers."""
    bodies = addressed(now, day, groups, region, topics)
    terms = running(_read(now, *CONTACTS, *SPEAKERS, BodyEnded)).values()
    speakers = "speakers" in set(groups)
    return [one for one in terms if (speakers if isinstance(one.fact, SpeakerElected) else one.fact.body in bodies)]
