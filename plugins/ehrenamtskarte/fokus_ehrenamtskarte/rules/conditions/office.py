"""The office: whether this body issues such cards on the day."""

from fokus_ehrenamtskarte.rules.application import Application
from fokus_ehrenamtskarte.rules.book import Local, RuleBook
from fokus_ehrenamtskarte.rules.case import Case, Judged
from fokus_ehrenamtskarte.rules.said import Named, Said
from fokus_kommune import _

ISSUES = _("{body} gibt die Karte aus.")
FOR_TOWN = _("Für {town} gibt {body} die Karte aus.")
NO_CARD_YET = _("Diese Karte gab es am {day} in Nordrhein-Westfalen noch nicht.")
NOT_YET = _("{body} gibt die Karte erst ab dem {first} aus.")
STATED_OUT = _("{body} nahm nach der letzten Angabe am {first} nicht an der Ehrenamtskarte teil.")
UNKNOWN = _("Ob {body} an der Ehrenamtskarte teilnimmt, sagt keine Quelle.")
ANNIVERSARY_UNKNOWN = _("Ob {body} die Jubiläums-Ehrenamtskarte ausgibt, sagt keine Quelle.")
ANNIVERSARY_NOT_YET = _("{body} gibt die Jubiläums-Ehrenamtskarte erst ab dem {first} aus.")


def outside(book: RuleBook, application: Application, body: str) -> Judged | None:
    """Return why nothing further is judged: the body takes no part, or no card had been introduced."""
    day = application.reference_date
    if application.card == "standard" and not any(book.frames_on(day, body, "standard", assumed=True)):
        return Judged("office", "not-met", Said(NO_CARD_YET, {"day": day}))
    found = book.participation(body, day)
    if found.takes_part is not False:
        return None
    first = book.begins(body)
    named = Named(body, "nominative")
    if found.known is not None or first is None:
        return Judged("office", "not-met", Said(STATED_OUT, {"body": named, "first": found.known}))
    rule = next(iter(book.rules[body]))
    return Judged("office", "not-met", Said(NOT_YET, {"body": named, "first": first}), {}, rule.sources, ready_on=first)


def office(case: Case, *, state_knows: bool) -> Judged:
    """Judge whether the body issues cards of the kind; the local rules say so for the anniversary card."""
    town = case.application.body
    values = {"body": Named(case.body, "nominative"), "town": Named(town, "accusative"), "day": case.day}
    if case.anniversary:
        return _anniversary(case, values, state_knows=state_knows)
    if case.book.participation(case.body, case.day).takes_part is None:
        return Judged("office", "unknown", Said(UNKNOWN, values))
    message = ISSUES if case.body == town else FOR_TOWN
    return Judged("office", "met", Said(message, values), {}, _sources(case.local))


def _anniversary(case: Case, values: dict[str, object], *, state_knows: bool) -> Judged:
    rule, sources = case.terms.anniversary, case.local.sources("anniversary")
    if not state_knows:
        return Judged("office", "not-met", Said(NO_CARD_YET, values), {}, case.frame.sources)
    if rule is None:
        return Judged("office", "unknown", Said(ANNIVERSARY_UNKNOWN, values))
    if rule.since is not None and rule.since > case.day:
        message = Said(ANNIVERSARY_NOT_YET, values | {"first": rule.since})
        return Judged("office", "not-met", message, {}, sources, ready_on=rule.since)
    return Judged("office", "met", Said(ISSUES, values), {}, sources)


def _sources(local: Local) -> tuple[str, ...]:
    rule = local.own or local.joint
    return () if rule is None else rule.sources
