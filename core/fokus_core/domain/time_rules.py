"""Why texts are not the times that a fact needs, as objections: said once for meetings, workshops and talks."""

from fokus_core.domain.book import Objection
from fokus_core.domain.texts import _
from fokus_core.domain.times import NoSuchTime, when


def objection_to_time(text: str, field: str) -> Objection | None:
    """Return why a text cannot be recorded as a time, or None where it can: a minute is, with its offset."""
    try:
        known = when(text)
    except NoSuchTime as error:
        return Objection(error.slug, error.message, field)
    if known.text != text:
        return Objection("no-offset", _("Geben Sie die Zeitzone an, zum Beispiel +01:00."), field)
    return None


def objection_to_times(starts: str, ends: str) -> Objection | None:
    """Return why two texts cannot be recorded as beginning and end, or None: both are days, or both are minutes."""
    for field, text in (("starts", starts), ("ends", ends)):
        if objection := objection_to_time(text, field):
            return objection
    first, last = when(starts), when(ends)
    if (first.moment is None) != (last.moment is None):
        return Objection("mixed-times", _("Geben Sie bei Beginn und Ende eine Uhrzeit an, oder bei keinem."), "ends")
    if last.begins < first.begins or (first.moment and last.begins == first.begins):
        return Objection("ends-before-it-begins", _("Das Ende muss nach dem Beginn liegen."), "ends")
    return None
