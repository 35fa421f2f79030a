"""The time before the application: months without a break, by age; for the anniversary card years in all."""

from datetime import date
from itertools import pairwise

from fokus_ehrenamtskarte.rules.application import Engagement
from fokus_ehrenamtskarte.rules.calendar import Run, age_on, in_all, joined, later, months_in, unbroken
from fokus_ehrenamtskarte.rules.case import Case, Judged, Outcome
from fokus_ehrenamtskarte.rules.conditions.hours import possible, times
from fokus_ehrenamtskarte.rules.said import MonthIn, Said, months
from fokus_ehrenamtskarte.rules.terms import Prior
from fokus_kommune import _

SINCE = _("Dauer: seit {since}, das sind {served}; verlangt sind {required}.")
NOBODY = _("Dauer: Zurzeit besteht kein Engagement; verlangt sind {required}.")
AT_VOLUME = _("Dauer: {served} im vollen Umfang; verlangt sind {required}.")
SAME = _("Dauer: Es zählen nur Organisationen, bei denen das Engagement schon {required} besteht.")
BREAK = _(
    "Dauer: ohne Unterbrechung {served}, zusammen {summed}; verlangt sind {required}. Wie eine Pause "
    "zählt, ist nicht geregelt."
)
AS_A_RULE = _("Dauer: {served}; verlangt sind in der Regel {required}. Das lässt Ausnahmen zu.")
BOUND = _(
    "Dauer: seit {since}. Hier ist keine Dauer festgelegt; auch die strengste bekannte Regel "
    "({required}) ist eingehalten."
)
SILENT = _("Dauer: {served}. Hier ist keine Dauer festgelegt; die strengste bekannte Regel verlangt {required}.")
CUT_OFF = _("Dauer: {served}. In diesem Alter gilt eine eigene Dauer, deren Zahl nicht überliefert ist.")
WAIVED = _("Dauer: Auf die Dauer kommt es mit einer gültigen Juleica nicht an.")
JULEICA = _("Dauer: {served}; verlangt sind {required}. Ob eine Juleica davon befreit, sagt keine Quelle.")
EXCEPTION = _(
    "Dauer: {served}; verlangt sind {required}. Für diese Zeit wurden Ausnahmen angekündigt, aber nicht näher geregelt."
)
YEARS = _("Dauer: zusammen {served} Engagement; verlangt sind {years} Jahre.")
MORE = _("Dauer: zusammen {served} Engagement; verlangt sind mehr als {years} Jahre.")
PAUSED = _(
    "Dauer: zusammen {served} Engagement, mit den Pausen {spanned}; verlangt sind {years} Jahre. Ob "
    "Pausen mitzählen, ist nicht geregelt."
)


def prior(case: Case, *, volume_waived: bool) -> Judged:
    """Judge the months without a break up to the day."""
    sources = case.local.sources("prior")
    if case.exempted("prior"):
        return Judged("prior", "waived", Said(WAIVED), {}, case.local.sources("exempt"))
    runs = joined(times(case))
    run = unbroken(runs, case.day)
    served, summed = months_in(run), in_all(runs)
    bands = case.terms.prior
    if bands is None:
        return _silent(case, run, served)
    age = age_on(case.application.birth_date, case.day)
    band = next((one for one in bands if one.below_age is None or age < one.below_age), Prior(months=0))
    if band.months is None:
        enough = served >= (bands[-1].months or case.bounds.prior_months)
        return _judged(
            "met" if enough else "unknown",
            SINCE if enough else CUT_OFF,
            run,
            served,
            summed,
            bands[-1].months or 0,
            sources,
        )
    message = SINCE if served else NOBODY
    if band.at_volume and not volume_waived:
        runs = at_volume(case)
        run = unbroken(runs, case.day)
        served, summed, message = months_in(run), in_all(runs), AT_VOLUME
    enough, with_breaks = served >= band.months, summed >= band.months
    if band.same_organisation and not volume_waived:
        enough, with_breaks = _same_organisation(case, band.months)
        message = message if enough else SAME
    outcome: Outcome = "met" if enough else "unknown" if with_breaks else "not-met"
    if outcome == "unknown" and message is not SAME:
        message = BREAK
    if outcome == "not-met" and band.as_a_rule:
        outcome, message = "unknown", AS_A_RULE
    if outcome == "not-met" and _excepted(case):
        outcome, message = "unknown", EXCEPTION
    if outcome == "not-met" and case.extent_unknown:
        outcome, message = "unknown", JULEICA
    return _judged(outcome, message, run, served, summed, band.months, sources)


def _excepted(case: Case) -> bool:
    window = case.terms.exception_window
    return window is not None and case.application.pandemic_shortfall and "prior" in window.conditions


def _silent(case: Case, run: Run, served: int) -> Judged:
    bound = case.bounds.prior_months
    enough = served >= bound and case.bound_counts
    sources = case.bounds.sources.get("prior", ())
    return _judged(
        "met-by-bound" if enough else "unknown", BOUND if enough else SILENT, run, served, served, bound, sources
    )


def _judged(
    outcome: Outcome, message: str, run: Run, served: int, summed: int, required: int, sources: tuple[str, ...]
) -> Judged:
    values = {
        "since": MonthIn(run.start),
        "served": months(served),
        "summed": months(summed),
        "required": months(required),
    }
    numbers = {"months": served, "months_in_all": summed, "required_months": required}
    ready = later(run.start, required) if outcome == "not-met" and run.start < run.end else None
    return Judged("prior", outcome, Said(message, values), numbers, sources, ready_on=ready)


def at_volume(case: Case) -> list[Run]:
    """Return the runs in which the hours together reached the minimum."""
    told = [(one, time) for one in case.application.engagements if possible(case, one) and (time := one.time(case.day))]
    edges = sorted({edge for _one, time in told for edge in time})
    return joined(
        Run(start, end)
        for start, end in pairwise(edges)
        if case.share(one for one, time in told if time.start <= start and time.end >= end) >= 1
    )


def _same_organisation(case: Case, required: int) -> tuple[bool, bool]:
    """Tell whether the organisations served so long are enough, without breaks and with them."""
    by_organisation: dict[str, list[Run]] = {}
    for one in case.application.engagements:
        if possible(case, one) and (time := one.time(case.day)):
            by_organisation.setdefault(one.organisation, []).append(time)
    runs = {name: joined(some) for name, some in by_organisation.items()}

    def enough(names: set[str]) -> bool:
        return case.share(one for one in case.application.engagements if _counts(case, one, names)) >= 1

    unbroken_ones = {name for name, some in runs.items() if months_in(unbroken(some, case.day)) >= required}
    return enough(unbroken_ones), enough({name for name, some in runs.items() if in_all(some) >= required})


def _counts(case: Case, engagement: Engagement, names: set[str]) -> bool:
    return engagement.organisation in names and possible(case, engagement) and case.lasting(engagement)


def service_years(case: Case) -> Judged:
    """Judge the years in all, for the anniversary card; a break that is only accepted may count or not."""
    rule, years = case.terms.anniversary, case.frame.service_years or 0
    runs = joined(times(case))
    served = in_all(runs)
    required = years * 12 + (rule is not None and rule.more_than)
    spanned = months_in(Run(runs[0].start, runs[-1].end)) if runs else 0
    values = {"served": months(served), "spanned": months(spanned), "years": years}
    message = MORE if rule is not None and rule.more_than else YEARS
    outcome: Outcome = "met" if served >= required else "not-met"
    may_count = case.application.breaks and not (rule is not None and rule.served_time_only)
    if outcome == "not-met" and may_count and spanned >= required:
        outcome, message = "unknown", PAUSED
    ready = _reached(case, runs, required - served) if outcome == "not-met" else None
    numbers = {"months": served, "months_with_breaks": spanned, "required_months": required}
    sources = (*case.frame.sources, *case.local.sources("anniversary"))
    return Judged("service-years", outcome, Said(message, values), numbers, sources, ready_on=ready)


def _reached(case: Case, runs: list[Run], missing: int) -> date | None:
    """Return the day on which the years are reached if the engagement goes on."""
    return later(case.day, missing) if runs and runs[-1].end == case.day else None
