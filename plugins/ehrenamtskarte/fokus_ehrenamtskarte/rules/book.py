"""All that is known of rules at a time, and what of it may be in force for a body on a day: pure data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from fokus_ehrenamtskarte.facts import Kind
from fokus_ehrenamtskarte.issuers.assignments import Assigned, Issuers
from fokus_ehrenamtskarte.rules.dating import in_force
from fokus_ehrenamtskarte.rules.facts import ConventionsSet, FrameAdopted, FrameSet, RulesSet
from fokus_ehrenamtskarte.rules.terms import Sort, Terms

AGE, PRIOR = "min_age", "prior"


class Span(NamedTuple):
    """From a day until another, which is not part of it."""

    first: date
    end: date

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.first <= day < self.end


@dataclass(frozen=True)
class Local:
    """The local rules that are in force together: a body's own, and those of a joint rule where these say nothing."""

    terms: Terms
    own: RulesSet | None = None
    joint: RulesSet | None = None

    def sources(self, parameter: str) -> tuple[str, ...]:
        """Return where a parameter is stated."""
        own = self.own
        if own is None or (self.joint is not None and getattr(own.terms, parameter, None) in (None, ())):
            own = self.joint or own
        return () if own is None else own.cites.get(parameter, own.sources)


SILENT = Local(Terms())


@dataclass(frozen=True)
class Bounds:
    """The strictest known rule for what a body does not state."""

    min_age: int
    prior_months: int
    not_counted: frozenset[Sort]
    sources: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Participation:
    """Whether a body takes part on a day; `known` is the day of which it is said, None where it is not said."""

    takes_part: bool | None
    known: date | None = None


@dataclass(frozen=True)
class RuleBook:
    """The frames, adoptions, local rules, conventions, issuers and participations that are known, by their days."""

    frames: Sequence[FrameSet] = ()
    adopted: Sequence[FrameAdopted] = ()
    rules: Mapping[str, Sequence[RulesSet]] = field(default_factory=dict)
    conventions: Sequence[ConventionsSet] = ()
    issuers: Mapping[str, Sequence[tuple[Span, Issuers]]] = field(default_factory=dict)
    taking_part: Mapping[str, Sequence[tuple[Span, bool]]] = field(default_factory=dict)
    stated: Mapping[str, Sequence[tuple[Span, bool, date]]] = field(default_factory=dict)

    def with_rule(self, draft: RulesSet) -> "RuleBook":
        """Return the book with a further version of a body's rules."""
        versions = [*(one for one in self.rules.get(draft.body, ()) if one.effective != draft.effective), draft]
        versions.sort(key=lambda one: one.effective)
        return replace(self, rules={**self.rules, draft.body: versions})

    def read_on(self, day: date) -> ConventionsSet:
        """Return how silence is read on a day."""
        return next(
            (one for one in reversed(self.conventions) if one.effective <= day), ConventionsSet(effective=day, note="-")
        )

    @cached_property
    def bounds(self) -> Bounds:
        """The strictest of all known rules, which binds where a body states none."""
        ages: dict[int, tuple[str, ...]] = {}
        months: dict[int, tuple[str, ...]] = {}
        sorts: set[Sort] = set()
        for rule in self._all():
            local, terms = Local(rule.terms, rule), rule.terms
            sorts.update(terms.not_counted or ())
            for age in (terms.min_age, terms.min_age_elsewhere):
                if age is not None:
                    ages.setdefault(age, local.sources(AGE))
            for band in terms.prior or ():
                if band.months is not None:
                    months.setdefault(band.months, local.sources(PRIOR))
        age, prior = max(ages, default=18), max(months, default=36)
        return Bounds(age, prior, frozenset(sorts), {AGE: ages.get(age, ()), PRIOR: months.get(prior, ())})

    def frames_on(self, day: date, body: str, kind: Kind, *, assumed: bool) -> list[FrameSet | None]:
        """Return the frames for a kind of card that may hold for a body on a day; None is that there is none yet."""
        told = [one for one in self.frames if one.kind == kind]
        found: list[FrameSet | None] = [None]
        for frame in told:
            taken = self.adoption(frame.frame, body)
            if frame is told[0]:
                found = in_force([frame], day)
            elif taken is not None and not (assumed and taken.dated == "undated"):
                _next(found, frame, in_force([taken], day))
            elif assumed:
                _next(found, frame, in_force([frame], day))
            elif taken is not None and frame.effective <= day:
                _next(found, frame, [taken])
            elif frame.effective <= day:
                found.append(frame)
        return found

    def adoption(self, frame: str, body: str) -> FrameAdopted | None:
        """Return that a body took a frame over, whenever it did; what is only planned is none."""
        return next((one for one in self.adopted if one.frame == frame and one.body == body and not one.planned), None)

    def locals_on(self, body: str, day: date) -> list[Local | None]:
        """Return the local rules that may hold in a body on a day; None is that none is known to hold yet."""
        found: list[Local | None] = []
        for own in in_force(self.rules.get(body, ()), day):
            joint = self.joint_on(body, own, day)
            if own is None:
                found.append(None if joint is None else Local(joint.terms, None, joint))
            else:
                terms = own.terms if joint is None else own.terms.completed_by(joint.terms)
                found.append(Local(terms, own, joint))
        return found

    def joint_on(self, body: str, own: RulesSet | None, day: date) -> RulesSet | None:
        """Return the joint rule that holds in a body on a day beside its own."""
        if own is not None and own.joins is None:
            return None
        joins = own.joins if own else next((one.body for one in self._all() if body in one.binds), None)
        return None if joins is None else in_force(self.rules.get(joins, ()), day)[-1]

    def issuer_on(self, body: str, day: date, card: Kind) -> Assigned | None:
        """Return who issues cards of a kind for a body on a day, where that is said."""
        return next((state.of(card) for span, state in self.issuers.get(body, ()) if span.holds(day)), None)

    def responsible(self, body: str, day: date, card: Kind) -> str:
        """Return the body whose rules decide for another one: itself, or the district that issues for it."""
        issuer = self.issuer_on(body, day, card)
        own = any(self.locals_on(body, day))
        return issuer.issuer if issuer and issuer.kind == "district" and issuer.issuer and not own else body

    def participation(self, body: str, day: date) -> Participation:
        """Return whether a body takes part on a day, as far as anything says so."""
        span, takes_part = next((one for one in self.taking_part.get(body, ()) if one[0].holds(day)), (None, True))
        if span is not None and not takes_part:
            return Participation(False, span.first)
        if span or any(self.locals_on(body, day)) or self.issuer_on(body, day, "standard"):
            return Participation(True)
        for span, takes_part, as_of in self.stated.get(body, ()):
            if span.holds(day):
                return Participation(takes_part, as_of)
        return Participation(None if self.begins(body) is None else False)

    def begins(self, body: str) -> date | None:
        """Return the first day from which a body's rules are known."""
        return min((one.effective for one in self.rules.get(body, ())), default=None)

    def _all(self) -> Iterable[RulesSet]:
        return (rule for versions in self.rules.values() for rule in versions)


def _next(found: list[FrameSet | None], frame: FrameSet, taken: Sequence[object]) -> None:
    """Put a later frame beside the earlier ones, or in their place where it surely holds."""
    if taken == [None]:
        return
    if None not in taken:
        found.clear()
    found.append(frame)
