"""The cases of the rules at their edges: each with a day, a month, an hour or a cent more or less; and what is told."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

from msgspec import convert
from msgspec.structs import replace

from fokus_ehrenamtskarte.rules.application import Application, Engagement, Paid, PreviousCard
from fokus_ehrenamtskarte.rules.calendar import later
from fokus_ehrenamtskarte.rules.evaluation import Verdict
from fokus_ehrenamtskarte.rules.said import Said, Sentences

DAY = timedelta(days=1)
MONEY: tuple[list[tuple[float, str]], ...] = (  # of one engagement: at each sum of tax law, a cent above, several kinds
    *([(euros, kind)] for kind in ("ehrenamt", "uebungsleiter", "flat") for euros in (0.5, 960, 960.01, 3300, 3300.01)),
    [(100, "ehrenamt"), (100, "uebungsleiter")],
    [(960, "ehrenamt"), (100, "flat")],
    [(0, "unstated")],
    [(0.01, "flat")],
)


def edges(case: Application) -> Iterator[Application]:
    """Yield a case and what lies beside it."""
    day, (first, *rest) = case.reference_date, case.engagements
    yield case

    def engaged(**changes: Any) -> Application:
        return replace(case, engagements=(replace(first, **changes), *rest))

    for moved in (day - DAY, day + DAY, later(day, 1)):
        yield replace(case, reference_date=moved)
    for years in (16, 18, 20):
        for born in (later(day, -12 * years), later(day, -12 * years) + DAY):
            yield replace(case, birth_date=born)
    for months in (6, 12, 24, 36, 300):
        for since in (later(day, -months), later(later(day, -months), 1)):
            yield engaged(since=f"{since:%Y-%m}")
    for until in (later(day, -13), later(day, -12), later(day, -1)):
        if f"{until:%Y-%m}" >= first.since:
            yield engaged(until=f"{until:%Y-%m}")
    for hours in (1.0, 3.99, 4.0, 5.0, 199.99, 200.0, 250.0):
        yield engaged(hours=hours)
    for paid in MONEY:
        yield engaged(paid=tuple(convert({"eur": euros, "kind": kind}, Paid) for euros, kind in paid))
    yield engaged(paid=(Paid(eur=50, kind="flat", covers_cost_only=True),))
    yield from (engaged(**one) for one in ({"confirmed": "open"}, {"confirmed": "no"}, {"signatories": 2}))
    yield from (engaged(outside_clubs=one, confirmed_by_self=one, benefits=case.body) for one in (True, False))
    for ends in (day - DAY, day, day + DAY, None):
        yield replace(case, previous_card=PreviousCard(kind="standard", valid_until=ends))
    yield replace(case, renewal=not case.renewal)
    yield replace(case, breaks=("care",))
    yield replace(case, residence="05111000" if case.residence != "05111000" else "05315000")
    yield replace(case, card="anniversary" if case.card == "standard" else "standard")
    yield replace(case, applicant="organisation")
    yield replace(case, pandemic_shortfall=True, volume_met_before=True)
    again = Engagement(body=first.body, since=f"{later(day, -24):%Y-%m}", per="year", hours=100, organisation="Andere")
    yield replace(case, engagements=(*case.engagements, again))


def told(verdict: Verdict) -> str:
    """Return all that a verdict tells: the whole, and each condition in its sentence, with numbers and sources."""
    parts = [
        f"{one.condition} {one.outcome} {_said(one.said)} {one.numbers} {one.ready_on} {one.sources}"
        for one in verdict.conditions
    ]
    return "\n".join([f"{verdict.overall} {verdict.because} {verdict.term} {verdict.other_office}", *parts])


def digest(texts: Iterator[str]) -> str:
    """Return by what texts are told from others."""
    return sha256("\n\n".join(texts).encode()).hexdigest()[:16]


def _said(value: Any) -> str:
    if isinstance(value, Said):
        return value.message.format_map({name: _said(one) for name, one in value.values.items()})
    if isinstance(value, Sentences):
        return " ".join(map(_said, value.parts))
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    return str(value)
