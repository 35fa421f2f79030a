"""An evaluation as it is answered: sentences in both languages, outcomes, numbers, and the sources by number."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fokus_core import Bodies
from fokus_ehrenamtskarte.rules.case import FINE, ConditionId, Judged, Outcome
from fokus_ehrenamtskarte.rules.dating import Dated
from fokus_ehrenamtskarte.rules.evaluation import Overall, Term, Verdict
from fokus_ehrenamtskarte.rules.rendering import InBoth, Renderer
from fokus_ehrenamtskarte.rules.said import Named, Said, months
from fokus_kommune import _

HEADS: dict[Overall, str] = {
    "granted": _("Die Voraussetzungen sind erfüllt."),
    "refused": _("Die Karte kann am {day} nicht ausgestellt werden."),
    "needs-decision": _("Eine Entscheidung ist nötig, denn die Regeln oder die Angaben lassen etwas offen."),
    "other-office": _("Zuständig ist {body}."),
}
REST = _("Alle übrigen Voraussetzungen sind erfüllt.")
READY = _("Bei unverändertem Engagement ist das am {day} erreicht.")
FOR_LIFE = _("Gültigkeit: ein Leben lang.")
VALID_TO = _("Gültigkeit: {months} ab der Ausstellung, am Stichtag also bis einschließlich {last}.")
VALID_FROM = _("Gültigkeit: {months}; der Beginn ist nicht geregelt. Legen Sie ihn fest.")
OPEN_TERM = _("Gültigkeit: Dauer und Beginn sind nicht geregelt. Legen Sie beides fest.")


class ConditionView(msgspec.Struct, frozen=True, kw_only=True):
    """A condition: what became of it, why, the numbers used, and which sources of the evaluation state the rule."""

    condition: ConditionId
    outcome: Outcome
    decides: Annotated[bool, Meta(description="Whether the whole rests on it")]
    sentence: InBoth
    numbers: dict[str, Any]
    sources: Annotated[tuple[int, ...], Meta(description="Numbers in the list of sources, from 1")]
    ready_on: Annotated[date | None, Meta(description="First day on which it is met if all goes on as it is")]


class UsedRules(msgspec.Struct, frozen=True, kw_only=True):
    """Rules that were used: a frame of the state by its id and title, or a body's own or joint rules."""

    frame: str | None = None
    title: str | None = None
    body: str | None = None
    name: str | None = None
    since: date
    dated: Dated


class TermView(msgspec.Struct, frozen=True, kw_only=True):
    """For how long the card would be valid; null is for the clerk to set."""

    for_life: bool
    months: int | None
    start: str | None
    last_day: date | None


class EvaluationView(msgspec.Struct, frozen=True, kw_only=True):
    """What an evaluation found; nothing of it is kept."""

    overall: Overall
    because: tuple[ConditionId, ...]
    body: Annotated[str, Meta(description="Body whose rules decided")]
    name: str
    other_office: str | None
    explanation: InBoth
    conditions: tuple[ConditionView, ...]
    rules: tuple[UsedRules, ...]
    sources: tuple[str, ...]
    card: TermView | None


def view_of(verdict: Verdict, renderer: Renderer, bodies: Bodies, day: date) -> EvaluationView:
    """Return an evaluation as it is answered."""
    sources = list(dict.fromkeys(source for one in verdict.conditions for source in one.sources))
    numbered = {source: number for number, source in enumerate(sources, 1)}
    return EvaluationView(
        overall=verdict.overall,
        because=verdict.because,
        body=verdict.body,
        name=bodies.name(verdict.body, day),
        other_office=verdict.other_office,
        explanation=_explained(verdict, renderer, numbered, day),
        conditions=tuple(
            ConditionView(
                condition=one.condition,
                outcome=one.outcome,
                decides=one.condition in verdict.because,
                sentence=renderer.both(one.said),
                numbers=one.numbers,
                sources=tuple(numbered[source] for source in dict.fromkeys(one.sources)),
                ready_on=one.ready_on,
            )
            for one in verdict.conditions
        ),
        rules=tuple(_used(verdict, bodies, day)),
        sources=tuple(sources),
        card=None if verdict.term is None else _term_view(verdict.term),
    )


def _explained(verdict: Verdict, renderer: Renderer, numbered: dict[str, int], day: date) -> InBoth:
    """Return the whole in sentences, each with the numbers of its sources, what decides first."""
    head = Said(HEADS[verdict.overall], {"day": day, "body": Named(verdict.other_office or verdict.body, "nominative")})
    parts = [renderer.both(head)]
    told = [one for one in verdict.conditions if one.condition in verdict.because] or list(verdict.conditions)
    for one in told:
        parts.append(_cited(renderer.both(*_with_day(one)), one, numbered))
    if verdict.because and all(one.outcome in FINE for one in verdict.conditions if one not in told):
        parts.append(renderer.both(Said(REST)))
    if verdict.term is not None:
        parts.append(renderer.both(term_said(verdict.term)))
    return InBoth.of(lambda language: " ".join(one[language] for one in parts))


def _with_day(one: Judged) -> Iterable[Said]:
    yield one.said
    if one.ready_on is not None and one.condition in {"prior", "service-years"}:
        yield Said(READY, {"day": one.ready_on})


def _cited(said: InBoth, one: Judged, numbered: dict[str, int]) -> InBoth:
    marks = "".join(f" [{numbered[source]}]" for source in dict.fromkeys(one.sources))
    return InBoth.of(lambda language: said[language] + marks)


def _used(verdict: Verdict, bodies: Bodies, day: date) -> Iterable[UsedRules]:
    for frame in verdict.frames:
        yield UsedRules(frame=frame.frame, title=frame.title, since=frame.effective, dated=frame.dated)
    rules = [rule for local in verdict.locals for rule in (local.own, local.joint) if rule is not None]
    for rule in {(one.body, one.effective): one for one in rules}.values():
        yield UsedRules(body=rule.body, name=bodies.name(rule.body, day), since=rule.effective, dated=rule.dated)


def _term_view(term: Term) -> TermView:
    return TermView(for_life=term.for_life, months=term.months, start=term.start, last_day=term.last_day)


def term_said(term: Term) -> Said:
    """Return in words for how long the card would be valid."""
    if term.for_life:
        return Said(FOR_LIFE)
    if term.months is None:
        return Said(OPEN_TERM)
    values = {"months": months(term.months), "last": term.last_day}
    return Said(VALID_TO if term.last_day else VALID_FROM, values)
