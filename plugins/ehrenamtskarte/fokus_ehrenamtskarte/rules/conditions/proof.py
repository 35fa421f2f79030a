"""The confirmations: each engagement that is needed is confirmed by as many others as the rules want."""

from fokus_ehrenamtskarte.rules.calendar import in_all, joined
from fokus_ehrenamtskarte.rules.case import Case, Judged
from fokus_ehrenamtskarte.rules.said import Said
from fokus_kommune import _

DONE = _("Bestätigung: Was nötig ist, ist bestätigt.")
OPEN = _("Bestätigung: Es fehlt noch eine; verlangt wird je Engagement die Bestätigung von {number} Personen.")
OPEN_ONE = _("Bestätigung: Es fehlt noch die einer anderen Person aus der Organisation.")
DENIED = _("Bestätigung: Keine Organisation hat das Engagement bestätigt.")
WAIVED = _("Bestätigung: Darauf kommt es mit einer gültigen Juleica nicht an.")
DECLARED = _("Bestätigung: Hier genügt die eigene Erklärung.")


def confirmation(case: Case, *, hours_open: bool) -> Judged:
    """Judge the confirmations; what is not needed for the hours may be open."""
    if case.exempted("confirmation"):
        return Judged("confirmation", "waived", Said(WAIVED), {}, case.local.sources("exempt"))
    special = case.terms.anniversary if case.anniversary else None
    if special is not None and special.self_declaration:
        return Judged("confirmation", "met", Said(DECLARED), {}, case.local.sources("anniversary"))
    states = [case.confirmed(one) for one in case.application.engagements]
    needed = case.terms.signatories or case.conventions.signatories
    numbers = {"signatories": needed}
    sources = case.local.sources("signatories") if case.terms.signatories else ()
    is_open = _years_open(case) if case.anniversary else hours_open or ("yes" not in states and "open" in states)
    if is_open:
        message = OPEN if needed > 1 else OPEN_ONE
        return Judged("confirmation", "open", Said(message, {"number": needed}), numbers, sources)
    if states and "yes" not in states:
        return Judged("confirmation", "not-met", Said(DENIED), numbers, sources)
    return Judged("confirmation", "met", Said(DONE), numbers, sources)


def _years_open(case: Case) -> bool:
    """Tell whether years are missing that an open confirmation would bring."""
    required = (case.frame.service_years or 0) * 12
    told = [(case.confirmed(one), one.time(case.day)) for one in case.application.engagements]
    sure = joined(time for state, time in told if time and state == "yes")
    perhaps = joined(time for state, time in told if time and state != "no")
    return in_all(sure) < required <= in_all(perhaps)
