"""The money: refund of cost never hurts, flat rates as far as the state's rules allow them."""

from fokus_ehrenamtskarte.rules.application import Engagement, Paid
from fokus_ehrenamtskarte.rules.calendar import later
from fokus_ehrenamtskarte.rules.case import Case, Judged, Outcome
from fokus_ehrenamtskarte.rules.said import Said
from fokus_kommune import _

NONE = _("Aufwandsentschädigung: keine.")
COST = _("Aufwandsentschädigung: Erlaubt ist nur die Erstattung von Kosten; gezahlt werden {euros} Euro pauschal.")
WITHIN = _("Aufwandsentschädigung: {euros} Euro im Jahr; erlaubt sind {caps}.")
UNSTATED = _("Aufwandsentschädigung: Die Frage ist nicht beantwortet.")
BOTH = _("Aufwandsentschädigung: Ob beide Pauschalen für ein Engagement zusammen erlaubt sind, ist nicht geregelt.")
UNNAMED = _(
    "Aufwandsentschädigung: {euros} Euro im Jahr. Ob das eine Ehrenamts- oder eine Übungsleiterpauschale "
    "ist, fehlt; erlaubt sind {caps}."
)
WAIVED = _("Aufwandsentschädigung: Darauf kommt es hier nicht an.")
DISPUTED = _(
    "Aufwandsentschädigung: {euros} Euro im Jahr. Ob das bei der Jubiläums-Ehrenamtskarte stört, sagen "
    "die Quellen verschieden."
)
EHRENAMT = _("{cap} Euro als Ehrenamtspauschale")
UEBUNGSLEITER = _("{cap} Euro als Übungsleiterpauschale")


def allowance(case: Case) -> Judged:
    """Judge the money of the last twelve months, by kind, over all engagements."""
    special = case.terms.anniversary if case.anniversary else None
    if special is not None and "everything" in (special.waives or ()):
        return Judged("allowance", "waived", Said(WAIVED), {}, case.local.sources("anniversary"))
    if case.exempted("allowance"):
        return Judged("allowance", "waived", Said(WAIVED), {}, case.local.sources("exempt"))
    since = later(case.day, -12)
    told = [one for one in case.application.engagements if one.touches(since, case.day)]
    paid = [money for one in told for money in one.paid if not _is_cost(money)]
    if any(money.kind == "unstated" for money in paid):
        return Judged("allowance", "unknown", Said(UNSTATED))
    judged = _capped(case, told, paid)
    if not case.anniversary or not paid:
        return judged
    if special is not None and "allowance" in special.keeps and judged.outcome == "not-met":
        return judged
    values = {"euros": judged.numbers["euros"]}
    return Judged("allowance", "unknown", Said(DISPUTED, values), judged.numbers, case.local.sources("anniversary"))


def _is_cost(money: Paid) -> bool:
    return money.kind == "cost" or money.covers_cost_only or (money.eur == 0 and money.kind != "unstated")


def _capped(case: Case, told: list[Engagement], paid: list[Paid]) -> Judged:
    """Judge flat rates by the state's rules that hold for the standard card."""
    frame = case.frame if case.frame.allowance is not None or case.ordinary is None else case.ordinary
    rule = frame.allowance
    sums: dict[str, int] = {}
    for money in paid:
        sums[money.kind] = sums.get(money.kind, 0) + round(money.eur * 100)
    euros = _euros(sum(sums.values()))
    numbers = {"euros": euros}
    if not paid or rule is None:
        return Judged("allowance", "met", Said(NONE), numbers, frame.sources)
    if rule.policy == "cost-only":
        return Judged("allowance", "not-met", Said(COST, {"euros": euros}), numbers, frame.sources)
    caps = {"ehrenamt": rule.ehrenamt, "uebungsleiter": rule.uebungsleiter}
    words = {"ehrenamt": EHRENAMT, "uebungsleiter": UEBUNGSLEITER}
    named = {kind: cap for kind, cap in caps.items() if cap is not None}
    values = {
        "euros": euros,
        "caps": [Said(words[kind], {"cap": _euros(round(cap * 100))}) for kind, cap in named.items()],
    }
    numbers |= named
    outcome: Outcome
    flat = sums.pop("flat", 0)
    if any(amount > round(named.get(kind, 0) * 100) for kind, amount in sums.items()) or flat > round(
        max(named.values(), default=0) * 100
    ):
        outcome, message = "not-met", WITHIN
    elif flat > round(min(named.values(), default=0) * 100) or (flat and sums):
        outcome, message = "unknown", UNNAMED
    elif any(len({money.kind for money in one.paid if not _is_cost(money)}) > 1 for one in told):
        outcome, message = "unknown", BOTH
    else:
        outcome, message = "met", WITHIN
    return Judged("allowance", outcome, Said(message, values), numbers, frame.sources)


def _euros(cents: int) -> float | int:
    return cents // 100 if cents % 100 == 0 else cents / 100
