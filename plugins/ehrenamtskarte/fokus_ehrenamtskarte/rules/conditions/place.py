"""The place: whether this body may grant the card, and which hours count here."""

from typing import NamedTuple

from fokus_ehrenamtskarte.rules.application import Engagement
from fokus_ehrenamtskarte.rules.case import Case, Counts, Judged, Outcome, Reach, within
from fokus_ehrenamtskarte.rules.said import Named, Said
from fokus_ehrenamtskarte.rules.terms import Place
from fokus_kommune import _

NRW = "05"
ASKS = {
    "engagement": _("verlangt ist ein Engagement in {body}"),
    "residence": _("verlangt ist ein Wohnsitz in {body}"),
    "either": _("verlangt ist ein Wohnsitz oder ein Engagement in {body}"),
    "residence-unless-home-does-not-take-part": _(
        "verlangt ist ein Wohnsitz in {body}. Ein Engagement genügt, wenn der Wohnort keine Karte ausgibt"
    ),
    "main-engagement": _("verlangt ist, dass die meisten Stunden in {body} geleistet werden"),
    "link": _("verlangt ist ein Bezug zu {body}"),
    "benefit": _("verlangt ist ein Engagement, das Menschen aus {body} zugutekommt"),
    "engagement-or-benefit": _("verlangt ist ein Engagement in {body} oder für Menschen von dort"),
    "residence-in": _("verlangt ist ein Wohnsitz in einer der Kommunen, für die {body} die Karte ausgibt"),
    "residence-or-service-across": _("verlangt ist ein Wohnsitz oder ein Engagement im Gebiet von {body}"),
}
SILENT = _("eine Regel von {body} zum Ort ist nicht bekannt")
HEADS: dict[Outcome, str] = {
    "met": _("Ort: Die Voraussetzung ist erfüllt; {rule}."),
    "met-by-bound": _(
        "Ort: {rule}. Wer dort wohnt und sich dort engagiert, erfüllt auch die strengste bekannte Regel."
    ),
    "not-met": _("Ort: Die Voraussetzung ist nicht erfüllt; {rule}."),
    "unknown": _("Ort: Das lässt sich aus den Quellen nicht entscheiden; {rule}."),
}


class Placed(NamedTuple):
    """The outcome, and which engagements count here."""

    outcome: Outcome
    counts: Reach


def _all(_engagement: Engagement) -> Counts:
    return "yes"


def place(case: Case) -> tuple[Judged, Reach]:
    """Judge the place, and return which engagements count here."""
    kind = case.place_kind
    placed = _placed(case)
    rule = Said(ASKS[kind] if kind else SILENT, {"body": Named(case.body)})
    parameter = "anniversary" if case.anniversary else "place"
    judged = Judged(
        "place",
        placed.outcome,
        Said(HEADS[placed.outcome], {"rule": rule}),
        {"residence": case.application.residence, "rule": kind},
        case.local.sources(parameter) if kind else (),
    )
    return judged, placed.counts


def _placed(case: Case) -> Placed:
    application, body, kind = case.application, case.body, case.place_kind
    rule = case.terms.place if not case.anniversary else None
    lives = within(application.residence, body)
    counted = [one for one in application.engagements if case.anniversary or case.lasting(one)]

    def here(one: Engagement) -> Counts:
        if within(one.body, body):
            return "yes"
        return "maybe" if rule is not None and one.sort in rule.exceptions else "no"

    def for_here(one: Engagement) -> Counts:
        return "yes" if within(one.body, body) or (one.benefits and within(one.benefits, body)) else "no"

    def in_nrw(one: Engagement) -> Counts:
        return "yes" if one.body.startswith(NRW) else "no"

    everywhere = in_nrw if rule is not None and rule.elsewhere == "nrw" else _all
    serves = any(here(one) == "yes" for one in counted)
    if rule is not None and rule.or_juleica_issued_here and case.juleica and case.juleica.issued_by == body:
        return Placed("met", everywhere)
    match kind:
        case None:
            bound = lives and serves and case.bound_counts
            return Placed(
                "met-by-bound" if bound else "unknown", lambda one: "maybe" if here(one) == "no" else here(one)
            )
        case "engagement":
            return Placed("met" if serves else "not-met", here)
        case "residence":
            return Placed("met" if lives else "not-met", _all)
        case "either":
            return Placed("met" if lives or serves else "not-met", everywhere if lives else here)
        case "residence-unless-home-does-not-take-part":
            return _at_home(case, here, lives=lives, serves=serves)
        case "main-engagement":
            return Placed(_most(case, counted), _all)
        case "link":
            return Placed("met" if lives or serves else "unknown", _all)
        case "benefit" | "engagement-or-benefit":
            return Placed("met" if any(for_here(one) == "yes" for one in counted) else "not-met", for_here)
        case "residence-in":
            return Placed("met" if _served(case.terms.place, application.residence) else "not-met", _all)
        case "residence-or-service-across":
            return Placed("met" if lives or serves else "not-met", _all)


def _at_home(case: Case, here: Reach, *, lives: bool, serves: bool) -> Placed:
    """Judge a residence that is not asked for where the home has no card."""
    if lives:
        return Placed("met", _all)
    if not serves:
        return Placed("not-met", here)
    takes_part = case.application.home_takes_part
    if takes_part is None:
        takes_part = case.book.participation(case.application.residence, case.day).takes_part
    return Placed("unknown" if takes_part is None else "not-met" if takes_part else "met", here)


def _most(case: Case, counted: list[Engagement]) -> Outcome:
    """Judge where most hours are served; a tie has no answer."""
    inside = case.share(one for one in counted if within(one.body, case.body))
    elsewhere = {one.body for one in counted if not within(one.body, case.body)}
    other = max((case.share(one for one in counted if one.body == body) for body in elsewhere), default=0)
    if inside == other:
        return "unknown" if inside else "not-met"
    return "met" if inside > other else "not-met"


def _served(rule: Place | None, residence: str) -> bool:
    return any(within(residence, one) for one in (rule.bodies if rule else ()))
