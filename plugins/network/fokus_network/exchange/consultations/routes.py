"""The Kollegiale Beratungen in which the caller's municipality has a part, folded from their facts."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import Ask, Moment, RowEntry, read
from fokus_core import SIGNED_IN, Fact, Forbidden, NotFound, Past, Recorded, fact_type
from fokus_kommune import _
from fokus_network.exchange.consultations.book import Consultation, Part
from fokus_network.exchange.consultations.commands import JoinConsultation
from fokus_network.exchange.consultations.facts import (
    CONSULTATION,
    READ_CONSULTATIONS,
    ConsultationInvited,
    ConsultationOpened,
    ContributionWritten,
    ExampleDrawn,
    OutcomeRecorded,
)
from fokus_network.exchange.programme import exchange
from fokus_network.membership.read_models import ACTIVE, MEMBERS
from fokus_projections import select_as_of

BASES = frozenset(fact_type(one).base for one in CONSULTATION)
BEGINNINGS = frozenset(fact_type(one).base for one in (ConsultationOpened, ConsultationInvited))
NOT_FOUND = _("Diese Kollegiale Beratung gibt es am {effective} nicht, oder Ihre Kommune gehört nicht dazu.")


class ConsultationView(msgspec.Struct, frozen=True, kw_only=True):
    """A case: who brought it, and which part the caller's municipality has in it; `closed` is the day of its end."""

    consultation: str
    title: str | None
    body: str
    body_name: str
    own: str
    own_name: str
    part: Part
    opened: date
    closed: date | None
    entry: RowEntry | None = None


class InvitationView(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation that waits for an answer: the `name` of who asks; the case alone tells what it is called."""

    consultation: str
    name: str
    own: str
    own_name: str
    invited: date


class ParticipantView(msgspec.Struct, frozen=True, kw_only=True):
    """A municipality with its part in a case."""

    body: str
    name: str
    part: Part


class ContributionView(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wrote; `text` is null where it is erased."""

    body: str
    name: str
    text: str | None
    written: date
    kind: Literal["contribution", "outcome"]


class ConsultationDetail(ConsultationView, frozen=True, kw_only=True):
    """A case with its thread, for those who take part; who is only invited sees what it is called."""

    concern: str | None
    outcome: str | None
    participants: Sequence[ParticipantView]
    contributions: Sequence[ContributionView]
    examples: Sequence[str]


class Case(NamedTuple):
    """A case at a moment, with the part in it that the caller's municipality has today."""

    past: Past
    book: Consultation
    opened: Recorded[Any]
    own: str
    part: Part

    def of(self, *types: type[Fact]) -> list[Recorded[Any]]:
        """Return its facts of these classes."""
        return self.past.recorded(*types)


def own_bodies(ask: Ask) -> list[str]:
    """Return the bodies that the caller acts for and that are members today."""
    reach = ask.node.access.reach(ask.caller, READ_CONSULTATIONS.permission)
    now = Moment(ask.caller.today, ask.reader.position)
    rows = select_as_of(ask.reader, MEMBERS, now.on, now.known, columns=("body",), where=ACTIVE)
    return sorted(reach.of("body") & {body for (body,) in rows})


def case_of(ask: Ask, consultation: str, bodies: Sequence[str]) -> Case | None:
    """Return a case at the moment that is asked about, to who has a part in it today; None for anybody else."""

    def past(known: int, on: date) -> Past:
        return Past(ask.reader.facts(f"consultation:{consultation}", known=known, bases=BASES)).on(on)

    now = Consultation.of(past(ask.reader.position, ask.caller.today).of(*CONSULTATION))
    held: list[tuple[str, Part]] = [(body, now.parts[body]) for body in bodies if body in now.parts]
    then = past(ask.moment.known, ask.moment.on)
    opened = then.recorded(ConsultationOpened)
    if not held or not opened:
        return None
    own, part = min(held, key=lambda one: one[1] == "invited")  # who acts for several reads as the one that reads more
    return Case(then, Consultation.of(then.of(*CONSULTATION)), opened[0], own, part)


async def opened_texts(ask: Ask, case: Case, records: Sequence[Recorded[Any]]) -> list[dict[str, Any]]:
    """Return what is sealed in facts of a case; it is entered who opened it."""
    return await ask.unsealer(READ_CONSULTATIONS, records, body_id=case.own)


def told(ask: Ask, consultation: str, case: Case, title: str | None) -> dict[str, Any]:
    """Return what everybody sees who has a part in a case."""
    opened, closed = case.opened.fact, case.book.closed
    return {
        "consultation": consultation,
        "title": title,
        "body": opened.body,
        "body_name": ask.bodies.name(opened.body, ask.moment.on),
        "own": case.own,
        "own_name": ask.bodies.name(case.own, ask.moment.on),
        "part": case.part,
        "opened": opened.effective,
        "closed": closed.effective if closed else None,
        "entry": RowEntry(case.opened.position),
    }


def cases_of(ask: Ask) -> Iterator[tuple[str, Case]]:
    """Yield the cases in which the caller's municipalities have a part; raises `Forbidden` where none is a member."""
    bodies = own_bodies(ask)
    if not bodies:
        raise Forbidden
    ids: dict[str, None] = {}
    for body in bodies:
        found = ask.reader.facts(f"body:{body}", known=ask.moment.known, bases=BEGINNINGS)
        ids.update({one.fact.consultation: None for one in found})  # type: ignore[attr-defined]  # these bases alone
    for id_ in ids:
        if (case := case_of(ask, id_, bodies)) is not None:
            yield id_, case


@exchange.lists(
    "consultations", title=_("Kollegiale Beratungen"), policy=SIGNED_IN, order=("opened", "consultation"), live=True
)
async def consultations(ask: Ask) -> list[ConsultationView]:
    """List the cases that the caller's municipalities brought, advise in, or are invited to.

    Open to officers of bodies that are members today; nobody else reads a case, and auditors see its entries alone.
    """
    views = []
    for id_, case in cases_of(ask):
        (texts,) = await opened_texts(ask, case, [case.opened])
        views.append(ConsultationView(**told(ask, id_, case, texts["title"])))
    return views


@exchange.lists(
    "invitations",
    title=_("Offene Einladungen zur Kollegialen Beratung"),
    policy=SIGNED_IN,
    order=("invited", "consultation"),
    live=True,
)
async def invitations(ask: Ask) -> list[InvitationView]:
    """List the invitations that the caller's municipalities have not answered."""
    return [
        InvitationView(
            consultation=id_,
            name=ask.bodies.name(case.opened.fact.body, ask.moment.on),
            own=case.own,
            own_name=ask.bodies.name(case.own, ask.moment.on),
            invited=next(one for one in case.of(ConsultationInvited)[::-1] if one.fact.body == case.own).fact.effective,
        )
        for id_, case in cases_of(ask)
        if case.part == "invited" and case.book.parts.get(case.own) == "invited" and not case.book.closed
    ]


@exchange.route
@read("/network/consultations/{consultation:str}", policy=SIGNED_IN, live=True, title=_("Kollegiale Beratung"))
async def consultation_detail(consultation: FromPath[str], ask: NamedDependency[Ask]) -> ConsultationDetail:
    """Show a case to who has a part in it: what it is called to the invited, all of it to those who take part."""
    case = case_of(ask, consultation, own_bodies(ask))
    if case is None:
        raise NotFound(NOT_FOUND)
    written = [] if case.part == "invited" else case.of(ContributionWritten, OutcomeRecorded)
    first, *texts = await opened_texts(ask, case, [case.opened, *written])
    rest = [
        ContributionView(
            body=record.fact.body,
            name=ask.bodies.name(record.fact.body, record.fact.effective),
            text=text["text"],
            written=record.fact.effective,
            kind="outcome" if isinstance(record.fact, OutcomeRecorded) else "contribution",
        )
        for record, text in zip(written, texts, strict=True)
    ]
    parts = {} if case.part == "invited" else case.book.parts
    outcomes = [one.text for one in rest if one.kind == "outcome"]
    return ConsultationDetail(
        **told(ask, consultation, case, first["title"]),
        concern=None if case.part == "invited" else first["concern"],
        outcome=outcomes[-1] if outcomes else None,
        participants=[
            ParticipantView(body=body, name=ask.bodies.name(body, ask.moment.on), part=part)
            for body, part in parts.items()
        ],
        contributions=[one for one in rest if one.kind == "contribution"],
        examples=[] if case.part == "invited" else [one.fact.example for one in case.of(ExampleDrawn)],
    )


exchange.choice(
    "consultation", "consultations", value="consultation", label="title", note=_("eingebracht von {body_name}")
)
exchange.task(
    "invitation-open",
    "invitations",
    JoinConsultation,
    title=_("Einladung zur Kollegialen Beratung beantworten"),
    why=_("{name} bittet Ihre Kommune um Rat."),
    fields={"body": "own", "consultation": "consultation"},
)
