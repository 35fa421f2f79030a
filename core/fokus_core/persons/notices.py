"""Notices to recipients (Article 19 GDPR): what was passed on is named by its entries, and nobody by an id."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from msgspec import Meta

from fokus_core.access.actor import Actor, ActorId
from fokus_core.bodies.facts import PartyId
from fokus_core.domain.commands import Command, Lookup, Outcome, Plan, command
from fokus_core.domain.facts import PUBLIC, RECEIVE, Audience, Fact, Key, Recorded, fact
from fokus_core.domain.past import Past
from fokus_core.domain.policy import Policy
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Invalid, Refused
from fokus_core.domain.retraction import Position
from fokus_core.domain.texts import _

__all__ = [
    "ACKNOWLEDGE",
    "HOUSE",
    "READ_NOTICES",
    "AcknowledgeNotice",
    "NoticeAcknowledged",
    "NoticeGiven",
    "notices_of",
]

READ_NOTICES = Policy("core.read-notices", "state")
ACKNOWLEDGE = Policy("core.acknowledge-notices", "state")
HOUSE = Actor("recipients", trusted=True)
NoticeId = Annotated[str, Key("notice"), Meta(pattern=r"^[0-9a-f]{32}$", description="Id of a notice")]
Change = Annotated[
    Literal["erased", "restricted", "released"],
    Meta(description="What became of the personal data behind the entries"),
]


@fact("core.notice-given@1", audience=Audience(RECEIVE, "body"), irrevocable=True, happened=True, whole_programme=True)
class NoticeGiven(Fact, frozen=True):
    """Who receives entries was told that the personal data behind some was erased, restricted or released.

    One about entries of a body is for who receives what concerns that body, too.
    """

    notice: NoticeId
    change: Change
    entries: Annotated[tuple[Position, ...], Meta(min_length=1, description="Positions of the entries")]
    body: Annotated[PartyId | None, Meta(description="The body that the entries concern")] = None


@fact("core.notice-acknowledged@1", irrevocable=True, happened=True, whole_programme=True)
class NoticeAcknowledged(Fact, frozen=True):
    """A recipient told that a notice was acted on."""

    notice: NoticeId
    recipient: ActorId


@command("core.give-notice", READ_NOTICES)
class GiveNotice(Command, frozen=True):
    """Tell who receives entries what became of the data behind some; the house alone gives it."""

    change: Change
    entries: tuple[Position, ...]
    body: str | None = None

    def plan(self, lookup: Lookup) -> Plan:
        """Record it as of today; a body that is no more is not named."""

        def finish(_outcome: list[Outcome], past: Past) -> list[Outcome]:
            id_ = past.new_id("notice")
            body = self.body if self.body is not None and _is_there(self.body, lookup) else None
            return [
                NoticeGiven(effective=lookup.today, notice=id_, change=self.change, entries=self.entries, body=body)
            ]

        return Plan(self, self.asks(), Reads(), finish=finish)

    def decide(self, past: Past) -> tuple[()]:
        """Decide nothing by itself; the plan knows the day."""
        return ()


@command("core.acknowledge-notice", ACKNOWLEDGE, title=_("Mitteilung bestätigen"))
class AcknowledgeNotice(Command, frozen=True):
    """Tell that what a notice is about was erased, restricted or released here as well."""

    reads: ClassVar[Reads] = Reads("notice", NoticeGiven, NoticeAcknowledged)
    notice: NoticeId

    def plan(self, lookup: Lookup) -> Plan:
        """Record who acknowledges, once each; who receives what concerns a body acknowledges what is about it."""
        given = lookup.under(f"notice:{self.notice}", NoticeGiven)
        body = given[0].fact.body if given else None
        asked = tuple(replace(one, things={} if body is None else {"body": body}) for one in self.asks())

        def finish(_outcome: list[Outcome], past: Past) -> list[Outcome]:
            if not past.of(NoticeGiven):
                raise Refused("unknown-notice", _("Diese Mitteilung gibt es nicht."), field="notice")
            if any(one.recipient == lookup.actor for one in past.of(NoticeAcknowledged)):
                message = _("Diese Mitteilung haben Sie schon bestätigt.")
                raise Refused("already-acknowledged", message, field="notice")
            return [NoticeAcknowledged(effective=lookup.today, notice=self.notice, recipient=lookup.actor)]

        return Plan(self, asked, self.reads, finish=finish)

    def decide(self, past: Past) -> tuple[()]:
        """Decide nothing by itself; the plan knows who acts."""
        return ()


def notices_of(records: Iterable[Recorded[Any]], change: Change) -> list[GiveNotice]:
    """Return the notices about facts of somebody that were passed on: one for each body, and one for the rest."""
    entries: defaultdict[str, set[int]] = defaultdict(set)
    for one in records:
        if passed_on(one.fact):
            bodies = [key.removeprefix("body:") for key in one.keys if key.startswith("body:")]
            for body in bodies or [""]:
                entries[body].add(one.position)
    return [
        GiveNotice(change=change, entries=tuple(sorted(positions)), body=body or None)
        for body, positions in sorted(entries.items())
    ]


def _is_there(body: str, lookup: Lookup) -> bool:
    """Tell whether a body or party exists today."""
    try:
        return lookup.body(body, field="body") == body
    except Invalid:
        return False


def passed_on(fact: Fact) -> bool:
    """Tell whether connected systems receive facts of this kind; what is public they do as well."""
    kind = type(fact).__dict__.get("__fact__")
    audience = kind.audience if kind else None
    return audience is not None and (audience == PUBLIC or RECEIVE in (audience.permission, *audience.beyond))


FACTS = (NoticeGiven, NoticeAcknowledged)
COMMANDS = (AcknowledgeNotice,)
