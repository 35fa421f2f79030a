"""Cases of support: asked for by a member, taken on by the coordination, answered and closed; each step has its day."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from fokus_core import Plan
from fokus_kommune import (
    Audience,
    BodyId,
    BodyRef,
    Command,
    Fact,
    Key,
    Lookup,
    Past,
    Policy,
    Reads,
    Recorded,
    Refused,
    Turn,
    _,
    recorded,
)
from fokus_network.exchange.members import OF_MEMBER, demand_member
from fokus_network.exchange.programme import EVERY_SIDE, OFFICES, exchange
from fokus_network.membership.another_day import asking_for_another_day
from fokus_network.offers.facts import OfferEnded, OfferId, OfferMade

ASK = exchange.permission(
    "ask-support", scope="body", roles=EVERY_SIDE, title=_("Unterstützung anfragen und Anfragen abschließen")
)
GIVE = exchange.permission(
    "give-support", roles=OFFICES, title=_("Mitglieder unterstützen und Einführungen der Ehrenamtskarte begleiten")
)
READ = exchange.permission(
    "read-support", scope="body", roles=(*EVERY_SIDE, "auditor"), title=_("Unterstützung einer Kommune nachlesen")
)
READ_ALL = Policy(READ.permission)
OF_A_BODY = Audience(READ.permission, "body")
SupportId = Annotated[str, Key("support"), Meta(pattern=r"^[0-9a-f]{32}$", description="Id of the case of support")]
Heading = Annotated[str, Meta(min_length=1, max_length=200, title=_("Titel"), description="What is asked for")]
Text = Annotated[str, Meta(min_length=1, max_length=8000, description="The text; no names of volunteers")]


class OfCase(Fact, frozen=True):
    """Something in a case of support for a municipality."""

    support: SupportId
    body: BodyId


@exchange.fact(
    "support-asked@1", audience=OF_A_BODY, sentence=_("{body} bittet das Netzwerk um Unterstützung: {title}")
)
class SupportAsked(OfCase, frozen=True, kw_only=True):
    """A member asked for support or advice, where wanted for an offer that stands."""

    title: Heading
    text: Text
    offer: OfferId | None = None


@exchange.fact(
    "support-taken@1",
    audience=OF_A_BODY,
    sentence=_("Die Netzwerkkoordination kümmert sich um eine Anfrage {body_genitive}."),
)
class SupportTaken(OfCase, frozen=True):
    """The coordination took a case on."""


@exchange.fact(
    "support-given@1", audience=OF_A_BODY, sentence=_("Das Netzwerk hat {body_accusative} unterstützt: {given}")
)
class SupportGiven(OfCase, frozen=True, kw_only=True):
    """Support was given on a day; there may be more of it."""

    given: Text


@exchange.fact(
    "support-closed@1", audience=OF_A_BODY, sentence=_("Eine Anfrage {body_genitive} um Unterstützung ist erledigt.")
)
class SupportClosed(OfCase, frozen=True):
    """A case is closed."""


CASE = (SupportAsked, SupportTaken, SupportGiven, SupportClosed)
UNKNOWN = _("Diese Anfrage gibt es am {effective} nicht. Wählen Sie eine aus der Liste.")


@exchange.command("ask-support", ASK, title=_("Um Unterstützung bitten"))
class AskSupport(Command, frozen=True):
    """Ask the coordination for support or advice."""

    reads: ClassVar[Reads] = OF_MEMBER | Reads("offer", OfferMade, OfferEnded)
    body: BodyRef
    title: Heading
    text: Text
    effective: date
    offer: OfferId | None = None

    def plan(self, lookup: Lookup) -> Plan:
        """Ask for the permission to give support where a day other than today is given."""
        return asking_for_another_day(super().plan(lookup), self.effective, lookup, GIVE)

    def decide(self, past: Past) -> Iterator[SupportAsked]:
        """Yield the case of a member, under a new id."""
        now = past.on(self.effective)
        demand_member(now)
        if self.offer is not None and not isinstance(now.latest(OfferMade, OfferEnded), OfferMade):
            message = _("Dieses Angebot gibt es am {effective} nicht. Wählen Sie ein anderes.")
            raise Refused("offer-unknown", message, field="offer")
        yield recorded(self, SupportAsked, support=past.new_id("support"))


class InCase(Command, frozen=True):
    """Something in a case of support; the statute knows what can follow what."""

    reads: ClassVar[Reads] = Reads("support", *CASE)
    support: SupportId
    effective: date

    def asked(self, past: Past, body: str | None = None) -> SupportAsked:
        """Return how the case began; raises `Refused` where there is none, or none of a body."""
        found = past.on(self.effective).latest(SupportAsked)
        if found is None or body not in (None, found.body):
            raise Refused("support-unknown", UNKNOWN, field="support")
        return found


@exchange.command("take-support", GIVE, title=_("Anfrage übernehmen"))
class TakeSupport(InCase, frozen=True):
    """Take a case on."""

    def decide(self, past: Past) -> Iterator[SupportTaken]:
        """Yield that somebody looks after it."""
        yield recorded(self, SupportTaken, body=self.asked(past).body)


@exchange.command("record-support", GIVE, title=_("Geleistete Unterstützung eintragen"))
class RecordSupport(InCase, frozen=True, kw_only=True):
    """Record what was given, on its day."""

    given: Text

    def decide(self, past: Past) -> Iterator[SupportGiven]:
        """Yield what was given."""
        yield recorded(self, SupportGiven, body=self.asked(past).body)


@exchange.command("close-support", ASK, title=_("Anfrage abschließen"))
class CloseSupport(InCase, frozen=True, kw_only=True):
    """Close a case of a body."""

    body: BodyRef

    def decide(self, past: Past) -> Iterator[SupportClosed]:
        """Yield the end of a case of that body."""
        self.asked(past, self.body)
        yield recorded(self, SupportClosed)


CLOSED = ("support-closed", _("Diese Anfrage ist am {effective} schon erledigt."))
exchange.in_turn(
    "support",
    Turn(SupportAsked, "none", "asked", "support-exists", _("Diese Anfrage ist schon eingetragen.")),
    Turn(SupportTaken, "asked", "taken", "support-taken", _("Diese Anfrage ist schon übernommen oder erledigt.")),
    Turn(SupportGiven, "taken", "taken", "support-not-taken", _("Übernehmen Sie die Anfrage zuerst.")),
    Turn(SupportClosed, ("asked", "taken"), "closed", *CLOSED),
    name="support_is_asked_for_taken_on_and_closed",
    field="support",
)


class Case(msgspec.Struct, frozen=True):
    """A case of support as it stands from a day on."""

    body: BodyId
    title: Annotated[str, Meta(description="What is asked for")]
    text: Annotated[str, Meta(description="The request")]
    offer: Annotated[OfferId | None, Meta(description="Offer that it is about")]
    asked: Annotated[date, Meta(description="Day on which it was asked for")]
    status: Annotated[Literal["asked", "taken", "closed"], Meta(description="Asked for, taken on, or closed")]
    given: Annotated[str, Meta(description="What was given last")] = ""


def case(state: Case | None, record: Recorded[Any]) -> Case | None:
    """Fold one fact into a case."""
    match record.fact:
        case SupportAsked() as it:
            return Case(it.body, it.title, it.text, it.offer, it.effective, "asked")
        case _ if state is None:
            return None
        case SupportTaken():
            return msgspec.structs.replace(state, status="taken")
        case SupportGiven(given=given):
            return msgspec.structs.replace(state, given=given)
        case SupportClosed():
            return msgspec.structs.replace(state, status="closed")
        case _:
            return state


CASES = exchange.folded("support-case", subject="support", facts=CASE, state=Case, fold=case, indexes=[("body",)])
SHOWN = {"support": "support", "title": "title", "body": "body", "body_name": "name", "status": "status"}
SHOWN |= {"asked": "asked", "offer": "offer", "text": "text", "given": "given"}
exchange.listing(
    "support-cases",
    CASES,
    title=_("Anfragen um Unterstützung"),
    policy=READ_ALL,
    order=("asked", "support"),
    columns=SHOWN,
    filters=("body", "status", "offer"),
    descending=True,
    view="SupportCase",
    doc="List what members asked for, and what became of it by a day.",
)
exchange.listing(
    "members/{body_id:str}/support-cases",
    CASES,
    title=_("Anfragen der Kommune um Unterstützung"),
    policy=READ,
    order=("asked", "support"),
    columns=SHOWN,
    filters=("status",),
    descending=True,
    view="OwnSupportCase",
    doc="List what a member asked for, and what became of it by a day.",
)
GIFTS = exchange.facts_of(SupportGiven, indexes=[("body",)])
exchange.listing(
    "members/{body_id:str}/support",
    GIFTS,
    title=_("Geleistete Unterstützung"),
    policy=READ,
    order=("day", "support"),
    columns={"support": "support", "body": "body", "name": "name", "day": "effective", "given": "given"},
    filters=("support",),
    descending=True,
    view="Support",
    doc="List what was given to a member, each on its day.",
)
