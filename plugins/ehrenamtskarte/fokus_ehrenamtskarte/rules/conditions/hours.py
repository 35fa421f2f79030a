"""The hours: how much counts surely, how much perhaps, and what that is of the minimum."""

from fractions import Fraction

from fokus_ehrenamtskarte.rules.application import Engagement
from fokus_ehrenamtskarte.rules.calendar import Run, joined, months_in, unbroken
from fokus_ehrenamtskarte.rules.case import Case, Judged, Outcome, Reach
from fokus_ehrenamtskarte.rules.said import Said
from fokus_kommune import _

WEEKLY, YEARLY = _("{hours} Stunden je Woche"), _("{hours} Stunden im Jahr")
ONE_WEEKLY, ONE_YEARLY = _("1 Stunde je Woche"), _("1 Stunde im Jahr")
AT = _("{amount} ({organisation})")
ADDED = _(
    "Umfang: {listed} ergeben {percent} Prozent des Mindestumfangs von {per_week} Stunden je Woche oder {per_year} "
    "Stunden im Jahr."
)
NOTHING = _(
    "Umfang: Hier zählen keine Stunden. Der Mindestumfang sind {per_week} Stunden je Woche oder "
    "{per_year} Stunden im Jahr."
)
RANGE = _(
    "Umfang: Sicher zählen {percent} Prozent, höchstens {highest} Prozent des Mindestumfangs von {per_week} Stunden je "
    "Woche oder {per_year} Stunden im Jahr. Ob der Rest zählt, sagt keine Regel."
)
UNCONFIRMED = _(
    "Umfang: Bestätigt sind {percent} Prozent des Mindestumfangs von {per_week} Stunden je Woche oder "
    "{per_year} Stunden "
    "im Jahr. Mit den offenen Bestätigungen sind es {highest} Prozent."
)
WAIVED = _("Umfang: Auf die Stunden kommt es mit einer gültigen Juleica nicht an.")
PANDEMIC = _("Umfang: Auf die Stunden kommt es nicht an, weil sie wegen der Pandemie gefehlt haben.")
JULEICA = _("Umfang: {percent} Prozent des Mindestumfangs. Ob eine Juleica davon befreit, sagt keine Quelle.")
FOLLOWS = _(
    "Umfang: {percent} Prozent des Mindestumfangs. Das Land hat empfohlen, wegen der Pandemie darauf zu verzichten. Ob "
    "das hier gilt, sagt keine Quelle."
)


def volume(case: Case, counts: Reach) -> Judged:
    """Judge the hours that count here on the day."""
    usable = [one for one in case.application.engagements if case.lasting(one)]
    certain, opened, doubtful = _sorted(case, usable, counts)
    low, later_on = case.share(certain), case.share([*certain, *opened])
    high = case.share([*certain, *opened, *doubtful])
    outcome: Outcome
    if case.exempted("volume"):
        return _judged(case, "waived", WAIVED, low, high, certain, case.local.sources("exempt"))
    if low >= 1:
        outcome, message = "met", ADDED
    elif high >= 1:
        outcome, message = ("open", UNCONFIRMED) if later_on >= 1 else ("unknown", RANGE)
    else:
        outcome, message = _short(case)
        message = message or (ADDED if certain else NOTHING)
    return _judged(case, outcome, message, low, high, certain, case.frame.sources)


def _short(case: Case) -> tuple[Outcome, str]:
    """Judge hours that are too few: what else may excuse it."""
    if case.extent_unknown:
        return "unknown", JULEICA
    overlay = next((one for one in case.book.frames if one.overlays == case.frame.frame), None)
    if not case.application.pandemic_shortfall or overlay is None:
        return "not-met", ""
    adopted = case.book.adoption(overlay.frame, case.body)
    if adopted is None or adopted.effective > case.day:
        return "unknown", FOLLOWS
    if case.application.renewal:
        return "waived", PANDEMIC
    served = months_in(unbroken(joined(times(case)), case.day))
    earlier = case.application.volume_met_before and served >= (overlay.first_prior_months or 0)
    return ("waived", PANDEMIC) if earlier else ("not-met", "")


def times(case: Case) -> list[Run]:
    """Return the times of all engagements whose sort may count and that nobody denied."""
    told = (one for one in case.application.engagements if possible(case, one))
    return [time for one in told if (time := one.time(case.day)) is not None]


def possible(case: Case, engagement: Engagement) -> bool:
    """Tell whether an engagement may count: its sort is not excluded, and its organisation did not deny it."""
    return case.sort_counts(engagement) != "no" and engagement.confirmed != "no"


def _sorted(
    case: Case, usable: list[Engagement], counts: Reach
) -> tuple[list[Engagement], list[Engagement], list[Engagement]]:
    """Return what counts surely, what does once it is confirmed, and what is in doubt."""
    certain, opened, doubtful = list[Engagement](), list[Engagement](), list[Engagement]()
    for one in usable:
        both = {counts(one), case.sort_counts(one)}
        state = case.confirmed(one)
        if "no" in both or state == "no":
            continue
        (doubtful if "maybe" in both else opened if state == "open" else certain).append(one)
    return certain, opened, doubtful


def _judged(
    case: Case,
    outcome: Outcome,
    message: str,
    low: Fraction,
    high: Fraction,
    certain: list[Engagement],
    sources: tuple[str, ...],
) -> Judged:
    needed = case.volume
    values = {
        "percent": int(low * 100),
        "highest": int(high * 100),
        "per_week": needed.per_week,
        "per_year": needed.per_year,
        "listed": [_one(one) for one in certain],
    }
    numbers = {"share": round(float(low), 4), "highest_share": round(float(high), 4)}
    numbers |= {"per_week": needed.per_week, "per_year": needed.per_year}
    return Judged("volume", outcome, Said(message, values), numbers, sources)


def _one(engagement: Engagement) -> Said:
    weekly, hours = engagement.per == "week", engagement.hours
    single, several = (ONE_WEEKLY, WEEKLY) if weekly else (ONE_YEARLY, YEARLY)
    amount = Said(single) if hours == 1 else Said(several, {"hours": hours})
    return Said(AT, {"amount": amount, "organisation": engagement.organisation}) if engagement.organisation else amount
