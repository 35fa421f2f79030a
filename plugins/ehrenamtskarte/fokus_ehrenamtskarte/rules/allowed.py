"""What money for an engagement is allowed in a body on a day, in a sentence that stands in the question about it."""

from datetime import date

from fokus_ehrenamtskarte.rules.book import RuleBook
from fokus_ehrenamtskarte.rules.said import Named, Said, Sentences
from fokus_ehrenamtskarte.rules.terms import Allowance
from fokus_kommune import _

CAPPED = _("Nach den Regeln für {body} sind heute erlaubt: {caps}, jeweils im Jahr.")
COST_ONLY = _("Nach den Regeln für {body} ist heute nur der Ersatz von Kosten erlaubt.")
UNKNOWN = _("Für {body} ist keine Summe bekannt, die heute erlaubt ist.")
OPEN = _("Welche Regeln heute für {body} gelten, steht nicht fest. {parts}")
BY_FRAME = _("{title}: {said}")
EHRENAMT = _("bis zu {cap} Euro Ehrenamtspauschale")
UEBUNGSLEITER = _("bis zu {cap} Euro Übungsleiterpauschale")


def allowed(book: RuleBook, body: str, day: date) -> Said:
    """Return what the state's rules that are in force for a body on a day allow, all of them where that is open."""
    assumed = book.read_on(day).adoption == "assumed"
    frames = [one for one in book.frames_on(day, body, "standard", assumed=assumed) if one is not None]
    told = {_rule(one.allowance): one for one in reversed(frames)}
    if len(told) < 2:
        return _said(next(iter(told.values())).allowance if told else None, body)
    several = sorted(told.values(), key=lambda one: one.effective)
    parts = [Said(BY_FRAME, {"title": one.title, "said": _said(one.allowance, body)}) for one in several]
    return Said(OPEN, {"body": Named(body, "accusative"), "parts": Sentences(tuple(parts))})


def _rule(allowance: Allowance | None) -> tuple[str, float | None, float | None] | None:
    return None if allowance is None else (allowance.policy, allowance.ehrenamt, allowance.uebungsleiter)


def _said(allowance: Allowance | None, body: str) -> Said:
    if allowance is not None and allowance.policy == "cost-only":
        return Said(COST_ONLY, {"body": Named(body, "accusative")})
    named = () if allowance is None else ((EHRENAMT, allowance.ehrenamt), (UEBUNGSLEITER, allowance.uebungsleiter))
    caps = [Said(text, {"cap": _euros(cap)}) for text, cap in named if cap is not None]
    return Said(CAPPED if caps else UNKNOWN, {"body": Named(body, "accusative"), "caps": caps})


def _euros(cap: float) -> float | int:
    return int(cap) if cap == int(cap) else cap
