"""The rules in force for a body, whether somebody can get a card, and what a draft would change."""

import asyncio
from datetime import date
from typing import Annotated

import msgspec
from litestar.di import NamedDependency
from litestar.params import QueryParameter, RawBody

from fokus_api import Moment, Node, query, read, resolved_body
from fokus_core import PUBLIC, SIGNED_IN, Bodies, Limit, _, read_json
from fokus_ehrenamtskarte.facts import Kind
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_ehrenamtskarte.rules.answers import EvaluationView, view_of
from fokus_ehrenamtskarte.rules.application import Application
from fokus_ehrenamtskarte.rules.asking import meant, settled
from fokus_ehrenamtskarte.rules.dating import Dated
from fokus_ehrenamtskarte.rules.evaluation import evaluate
from fokus_ehrenamtskarte.rules.facts import RULES, FrameSet, RulesSet
from fokus_ehrenamtskarte.rules.read_models import book_of
from fokus_ehrenamtskarte.rules.rendering import Renderer
from fokus_ehrenamtskarte.rules.terms import Allowance, Terms, Volume
from fokus_ehrenamtskarte.rules.whatif import WhatIf, WhatIfView, compared
from fokus_projections import Reader

EVALUATIONS = Limit("ehrenamtskarte-evaluations", 60, per=60)
WHAT_IFS = Limit("ehrenamtskarte-what-ifs", 6, per=60)
OfBody = Annotated[
    str, QueryParameter(name="body", max_length=120, description=_("Kommune, deren Regeln gemeint sind."))
]
OfCard = Annotated[Kind, QueryParameter(description=_("Ehrenamtskarte oder Jubiläums-Ehrenamtskarte."))]


class FrameInForce(msgspec.Struct, frozen=True, kw_only=True):
    """A frame of the state that may be in force."""

    frame: str
    title: str
    since: date
    dated: Dated
    latest: date | None
    volume: Volume | None
    allowance: Allowance | None
    service_years: int | None
    sources: tuple[str, ...]


class LocalInForce(msgspec.Struct, frozen=True, kw_only=True):
    """Local rules that may be in force, with what a joint rule says where they say nothing."""

    body: str
    name: str
    since: date
    dated: Dated
    latest: date | None
    terms: Terms
    joint: str | None
    sources: tuple[str, ...]
    note: str | None


class InForceView(msgspec.Struct, frozen=True, kw_only=True):
    """The rules that may be in force for a body on a day; several where the day of a change is not known."""

    body: str
    name: str
    decides: Annotated[str, msgspec.Meta(description="Body whose rules decide: itself, or the district that issues")]
    takes_part: Annotated[bool | None, msgspec.Meta(description="null where no source says it")]
    frames: tuple[FrameInForce, ...]
    local: tuple[LocalInForce, ...]


@ehrenamtskarte.route
@read("/ehrenamtskarte/rules/in-force", policy=PUBLIC, shows=RULES)
async def rules_in_force(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    of_body: OfBody,
    card: OfCard = "standard",
) -> InForceView:
    """Show the rules that may be in force for a body on a day, as known at a position."""
    body = resolved_body(bodies, of_body, moment.on, parameter="body")
    book = book_of(reader, moment.known)
    decides = book.responsible(body, moment.on, card)
    assumed = book.read_on(moment.on).adoption == "assumed"
    found = book.frames_on(moment.on, decides, "standard", assumed=assumed)
    if card == "anniversary":
        found = [one for one in book.frames if one.kind == card and one.effective <= moment.on]
    return InForceView(
        body=body,
        name=bodies.name(body, moment.on),
        decides=decides,
        takes_part=book.participation(decides, moment.on).takes_part,
        frames=tuple(_frame(one) for one in found if one is not None),
        local=tuple(
            _local(rule, one.terms, one.joint, bodies, moment.on)
            for one in book.locals_on(decides, moment.on)
            if one is not None and (rule := one.own or one.joint) is not None
        ),
    )


def _frame(frame: FrameSet) -> FrameInForce:
    return FrameInForce(
        frame=frame.frame,
        title=frame.title,
        since=frame.effective,
        dated=frame.dated,
        latest=frame.latest,
        volume=frame.volume,
        allowance=frame.allowance,
        service_years=frame.service_years,
        sources=frame.sources,
    )


def _local(rule: RulesSet, terms: Terms, joint: RulesSet | None, bodies: Bodies, day: date) -> LocalInForce:
    return LocalInForce(
        body=rule.body,
        name=bodies.name(rule.body, day),
        since=rule.effective,
        dated=rule.dated,
        latest=rule.latest,
        terms=terms,
        joint=joint.body if joint is not None else None,
        sources=rule.sources,
        note=rule.note,
    )


@ehrenamtskarte.route
@query("/ehrenamtskarte/rules/evaluate", policy=PUBLIC, limit=EVALUATIONS, takes=Application)
async def evaluate_application(
    body: RawBody, node: NamedDependency[Node], bodies: NamedDependency[Bodies]
) -> EvaluationView:
    """Judge an application that is not made: each condition with its outcome, numbers and sources; nothing is kept."""
    application = settled(read_json(body, Application), bodies)
    renderer = Renderer(node, bodies, application.reference_date)

    def answer() -> EvaluationView:
        verdict = evaluate(application, book_of(node.reader, node.reader.position))
        return view_of(verdict, renderer, bodies, application.reference_date)

    return await asyncio.to_thread(answer)


@ehrenamtskarte.route
@query("/ehrenamtskarte/rules/what-if", policy=SIGNED_IN, limit=WHAT_IFS, takes=WhatIf)
async def what_if(body: RawBody, node: NamedDependency[Node], bodies: NamedDependency[Bodies]) -> WhatIfView:
    """Judge sample applications by the rules as they are and by a draft: who would gain a card, who lose it."""
    asked = read_json(body, WhatIf)
    applications = [settled(one, bodies, f"applications/{number}/") for number, one in enumerate(asked.applications)]
    day = applications[0].reference_date
    draft = RulesSet(
        effective=day,
        body=meant(bodies, asked.draft.body, day, "draft/body"),
        terms=asked.draft.terms,
        joins=asked.draft.joins and meant(bodies, asked.draft.joins, day, "draft/joins"),
    )
    return await asyncio.to_thread(lambda: compared(applications, draft, book_of(node.reader, node.reader.position)))
