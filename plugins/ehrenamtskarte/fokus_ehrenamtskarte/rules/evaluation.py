"""The evaluation: an application under every pair of rules that may be in force, each condition with its outcome."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from fokus_ehrenamtskarte.rules.application import Application
from fokus_ehrenamtskarte.rules.book import SILENT, Local, RuleBook
from fokus_ehrenamtskarte.rules.calendar import later
from fokus_ehrenamtskarte.rules.case import FINE, Case, ConditionId, Judged, Outcome
from fokus_ehrenamtskarte.rules.conditions.duration import prior, service_years
from fokus_ehrenamtskarte.rules.conditions.hours import volume
from fokus_ehrenamtskarte.rules.conditions.money import allowance
from fokus_ehrenamtskarte.rules.conditions.office import office, outside
from fokus_ehrenamtskarte.rules.conditions.person import age, applicant, cap, honoured, in_round, previous
from fokus_ehrenamtskarte.rules.conditions.place import place
from fokus_ehrenamtskarte.rules.conditions.proof import confirmation
from fokus_ehrenamtskarte.rules.facts import FrameSet
from fokus_ehrenamtskarte.rules.said import Said, Sentences
from fokus_kommune import _

Overall = Literal["granted", "refused", "needs-decision", "other-office"]
DEPENDS = _("Das Ergebnis hängt davon ab, seit wann neue Regeln hier gelten. {parts}")
BY_FRAME = _("{title}: {said}")
BY_LOCAL = _("Örtliche Regeln, die es seit dem {first} geben kann: {said}")
BY_NONE = _("Ohne örtliche Regeln: {said}")


@dataclass(frozen=True)
class Term:
    """For how long the card is valid: months, None where the clerk sets it; the last day if it is issued that day."""

    for_life: bool = False
    months: int | None = None
    start: str | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Verdict:
    """What an evaluation found: the whole, the conditions that decide, all of them, and under which rules."""

    overall: Overall
    because: tuple[ConditionId, ...]
    conditions: tuple[Judged, ...]
    body: str
    frames: tuple[FrameSet, ...]
    locals: tuple[Local, ...]
    term: Term | None = None
    other_office: str | None = None


def evaluate(application: Application, book: RuleBook) -> Verdict:
    """Judge an application, whose bodies are given by their official keys, by the rules of its reference date."""
    day = application.reference_date
    body = book.responsible(application.body, day, application.card)
    if (out := outside(book, application, body)) is not None:
        return Verdict("refused", ("office",), (out,), body, (), ())
    cases = list(_cases(application, book, body))
    judged = [_judge(case) for case in cases]
    conditions = _merged(cases, judged)
    failed: tuple[ConditionId, ...] = tuple(one.condition for one in conditions if one.outcome == "not-met")
    undecided: tuple[ConditionId, ...] = tuple(
        one.condition for one in conditions if one.outcome not in FINE and one.outcome != "not-met"
    )
    frames = tuple({one.frame.frame: one.frame for one in cases}.values())
    locals_ = tuple({id(one.local): one.local for one in cases}.values())
    if failed:
        other = _other_office(cases[0], failed)
        return Verdict(
            "other-office" if other else "refused", failed, conditions, body, frames, locals_, other_office=other
        )
    if undecided:
        return Verdict("needs-decision", undecided, conditions, body, frames, locals_)
    return Verdict("granted", (), conditions, body, frames, locals_, term=_term(cases))


def _cases(application: Application, book: RuleBook, body: str) -> Iterable[Case]:
    """Yield the application under each pair of a frame and local rules that may be in force."""
    day = application.reference_date
    conventions = book.read_on(day)
    assumed = conventions.adoption == "assumed"
    ordinary = [one for one in book.frames_on(day, body, "standard", assumed=assumed) if one is not None]
    special = next((one for one in book.frames if one.kind == "anniversary"), None)
    for local in book.locals_on(body, day):
        for frame in ordinary:
            main = special if application.card == "anniversary" and special is not None else frame
            yield Case(application, body, main, frame, local or SILENT, book, conventions)


def _judge(case: Case) -> list[Judged]:
    """Return every condition of an application under one pair of rules, in the order in which they are told."""
    where, counts = place(case)
    if case.anniversary:
        knows = case.frame.effective <= case.day
        years = service_years(case)
        rest = [years, allowance(case), confirmation(case, hours_open=False)]
        return [office(case, state_knows=knows), where, *rest, applicant(case), previous(case)]
    hours = volume(case, counts)
    before = prior(case, volume_waived=hours.outcome == "waived")
    confirmed = confirmation(case, hours_open=hours.outcome == "open")
    own = [office(case, state_knows=True), where, age(case), hours, before, allowance(case), confirmed]
    special = (cap(case), honoured(case), in_round(case))
    return [*own, applicant(case), previous(case), *(one for one in special if one is not None)]


def _merged(cases: Sequence[Case], judged: Sequence[list[Judged]]) -> tuple[Judged, ...]:
    """Return the conditions, where the rules agree as under any of them, else as depending on the day."""
    first = judged[0]
    if len(judged) == 1:
        return tuple(first)
    by_condition: dict[ConditionId, list[tuple[Case, Judged]]] = {}
    for case, conditions in zip(cases, judged, strict=True):
        for one in conditions:
            by_condition.setdefault(one.condition, []).append((case, one))
    return tuple(_one(told) for told in by_condition.values())


def _one(told: list[tuple[Case, Judged]]) -> Judged:
    outcomes: set[Outcome] = {one.outcome for _case, one in told}
    if len(outcomes) == 1:
        return told[0][1]
    if outcomes <= FINE:
        return next(one for _case, one in told if one.outcome != "met")
    several_frames = len({case.frame.frame for case, _one in told}) > 1
    parts: dict[Outcome, Said] = {}
    for case, one in told:
        parts.setdefault(one.outcome, _under(case, one.said, by_frame=several_frames))
    sources = tuple(dict.fromkeys(source for _case, one in told for source in one.sources))
    return replace(
        told[0][1],
        outcome="depends-on-day",
        said=Said(DEPENDS, {"parts": Sentences(tuple(parts.values()))}),
        sources=sources,
        ready_on=None,
    )


def _under(case: Case, said: Said, *, by_frame: bool) -> Said:
    """Return what is said, with the rules under which it is."""
    if by_frame and case.frame.volume is not None:
        return Said(BY_FRAME, {"title": case.frame.title, "said": said})
    rule = case.local.own or case.local.joint
    return Said(BY_NONE, {"said": said}) if rule is None else Said(BY_LOCAL, {"first": rule.effective, "said": said})


def _other_office(case: Case, failed: Sequence[ConditionId]) -> str | None:
    """Return the body that would take the application where it is only the place that fails here."""
    others = set(failed) - {"place"}
    if "place" not in failed or others - {"volume"}:
        return None
    if others and volume(case, lambda _engagement: "yes").outcome == "not-met":
        return None
    application = case.application
    near = [application.residence, *(one.body for one in application.engagements)]
    near += [one.benefits for one in application.engagements if one.benefits]
    for name in dict.fromkeys(near):
        body = case.book.responsible(name, case.day, application.card)
        if body == case.body or not case.book.participation(body, case.day).takes_part:
            continue
        there = [replace(case, body=body, local=local or SILENT) for local in case.book.locals_on(body, case.day)]
        if any(place(one)[0].outcome != "not-met" for one in there):
            return body
    return None


def _term(cases: Sequence[Case]) -> Term:
    """Return for how long the card is valid, as far as all rules that may be in force say the same."""
    case = cases[0]
    if case.anniversary:
        return Term(for_life=True)
    told = {(one.terms.validity_months, one.terms.start) for one in cases}
    if len(told) > 1:
        return Term()
    ((valid, start),) = told
    last = later(case.day, valid) - timedelta(days=1) if valid and start == "issue" else None
    return Term(False, valid, start, last)
