"""The person: age, who applies, earlier cards, other honours, and the rounds and caps of a body."""

from fokus_ehrenamtskarte.rules.calendar import age_on, later
from fokus_ehrenamtskarte.rules.case import Case, Judged, Outcome
from fokus_ehrenamtskarte.rules.said import Named, Said
from fokus_kommune import _

AGE = _("Mindestalter: {age} Jahre; verlangt sind {required}.")
NO_AGE = _("{body} verlangt kein Mindestalter.")
AGE_BOUND = _(
    "{body} nennt kein Mindestalter; mit {age} Jahren ist auch die strengste bekannte Regel ({required}) eingehalten."
)
AGE_SILENT = _(
    "{body} nennt kein Mindestalter; die strengste bekannte Regel verlangt {required} Jahre, die Person ist {age}."
)
AGE_DISPUTED = _("Mindestalter: Die Texte widersprechen sich ({required} und {other} Jahre); die Person ist {age}.")
AGE_WAIVED = _("Mindestalter: Auf das Alter kommt es mit einer gültigen Juleica nicht an.")
APPLICANT: dict[Outcome, str] = {
    "met": _("Antrag: {who} darf den Antrag stellen."),
    "not-met": _("Antrag: {who} darf den Antrag nicht stellen."),
    "unknown": _("Antrag: Ob {who} den Antrag stellen darf, ist nicht geregelt."),
}
WHO = {"self": _("die Person selbst"), "organisation": _("die Organisation"), "other": _("jemand anderes")}
NO_CARD = _("Bisherige Karte: Keine steht dem Antrag entgegen.")
STILL_VALID = _(
    "Bisherige Karte: Sie gilt noch bis einschließlich {until}. Wie früh verlängert werden darf, ist nicht geregelt."
)
FOR_LIFE = _("Bisherige Karte: Die Jubiläums-Ehrenamtskarte gilt ein Leben lang; es gibt sie nur einmal.")
NO_CAP = _("{body} begrenzt die Zahl der Karten nicht.")
CAP = _("Zahl der Karten: {issued} von {cap} im Jahr sind vergeben.")
CAP_UNKNOWN = _("{body} vergibt {cap} Karten im Jahr. Wie viele schon vergeben sind, ist nicht angegeben.")
HONOURED: dict[Outcome, str] = {
    "met": _("Andere Ehrung: Die Person wurde noch nicht anders geehrt."),
    "not-met": _("Andere Ehrung: Die Person wurde schon anders geehrt."),
    "unknown": _("Andere Ehrung: Ob die Person schon anders geehrt wurde, ist nicht angegeben."),
}
ROUND: dict[Outcome, str] = {
    "met": _("Antragsrunde: Der Antrag fällt in eine Runde."),
    "open": _("Antragsrunde: Anträge werden alle {months} Monate angenommen, wieder ab {opens}."),
}


def age(case: Case) -> Judged:
    """Judge the age on the day."""
    years = age_on(case.application.birth_date, case.day)
    terms = case.terms
    least, other = terms.min_age, terms.min_age_elsewhere
    values = {"age": years, "body": Named(case.body, "nominative"), "required": least, "other": other}
    sources = case.local.sources("min_age")
    numbers = {"age": years, "min_age": least}
    outcome: Outcome
    if case.exempted("age"):
        return Judged("age", "waived", Said(AGE_WAIVED), numbers, case.local.sources("exempt"))
    if least is None:
        bound = case.bounds.min_age
        enough = years >= bound and case.bound_counts
        outcome, message = ("met-by-bound", AGE_BOUND) if enough else ("unknown", AGE_SILENT)
        found = case.bounds.sources.get("min_age", ())
        return Judged("age", outcome, Said(message, values | {"required": bound}), numbers | {"bound": bound}, found)
    if years < least:
        outcome, message = "not-met", AGE
    elif other is not None and years < other:
        outcome, message = "unknown", AGE_DISPUTED
        sources = (*sources, *case.local.sources("min_age_elsewhere"))
    else:
        outcome, message = "met", AGE if least else NO_AGE
    ready = later(case.application.birth_date, least * 12) if outcome == "not-met" else None
    return Judged("age", outcome, Said(message, values), numbers, sources, ready_on=ready)


def applicant(case: Case) -> Judged:
    """Judge who applies; what no rule says of the person itself is allowed."""
    who, rule, special = case.application.applicant, case.terms.applicant, case.terms.anniversary
    outcome: Outcome
    if case.anniversary and special is not None and special.proposal_by_organisation and who == "organisation":
        outcome = "met"
    elif rule is None:
        outcome = "met" if who == "self" else "unknown"
    elif who in rule.allowed or (
        who in rule.outside_clubs and all(one.outside_clubs for one in case.application.engagements)
    ):
        outcome = "met"
    else:
        outcome = "not-met" if who in rule.excluded else "unknown"
    sources = case.local.sources("applicant") if rule is not None else ()
    return Judged("applicant", outcome, Said(APPLICANT[outcome], {"who": Said(WHO[who])}), {"applicant": who}, sources)


def previous(case: Case) -> Judged:
    """Judge the card that the person has or had."""
    card = case.application.previous_card
    if card is None or card.kind != case.application.card:
        return Judged("previous", "met", Said(NO_CARD))
    if case.anniversary:
        return Judged("previous", "not-met", Said(FOR_LIFE), {}, case.frame.sources)
    if card.valid_until is None or card.valid_until >= case.day:
        return Judged("previous", "unknown", Said(STILL_VALID, {"until": card.valid_until}))
    return Judged("previous", "met", Said(NO_CARD))


def cap(case: Case) -> Judged | None:
    """Judge the number of cards where one is stated."""
    rule, issued = case.terms.cap, case.application.issued_in_period
    if rule is None or case.anniversary:
        return None
    values = {"body": Named(case.body, "nominative"), "cap": rule.count, "issued": issued}
    sources, numbers = case.local.sources("cap"), {"cap": rule.count, "issued": issued}
    if rule.count == 0:
        return Judged("cap", "met", Said(NO_CAP, values), numbers, sources)
    if issued is None:
        return Judged("cap", "unknown", Said(CAP_UNKNOWN, values), numbers, sources)
    return Judged("cap", "met" if issued < rule.count else "not-met", Said(CAP, values), numbers, sources)


def honoured(case: Case) -> Judged | None:
    """Judge another honour where it matters."""
    if not case.terms.not_otherwise_honoured or case.anniversary:
        return None
    was = case.application.otherwise_honoured
    outcome: Outcome = "unknown" if was is None else "not-met" if was else "met"
    return Judged("honoured", outcome, Said(HONOURED[outcome]), {}, case.local.sources("not_otherwise_honoured"))


def in_round(case: Case) -> Judged | None:
    """Judge the round of applications where there are rounds."""
    rule = case.terms.rounds
    if rule is None or case.anniversary:
        return None
    outcome: Outcome = "met" if case.application.in_round else "open"
    values = {"months": rule.every_months, "opens": rule.opens}
    return Judged("round", outcome, Said(ROUND[outcome], values), {}, case.local.sources("rounds"))
