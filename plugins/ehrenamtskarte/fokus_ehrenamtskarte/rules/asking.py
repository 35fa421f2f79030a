"""What is asked over HTTP, with bodies by their official keys and nothing in it that cannot be."""

from datetime import date
from typing import Any

import msgspec

from fokus_core import Bodies
from fokus_ehrenamtskarte.rules.application import Application, Engagement
from fokus_ehrenamtskarte.rules.calendar import first_of
from fokus_kommune import Invalid, _

HOURS_A_WEEK = 168
TOWN = len("05914000")
NRW = "05"  # the state, in official keys


def settled(application: Application, bodies: Bodies, at: str = "") -> Application:
    """Return an application with official keys; raises `Invalid` with a pointer below `at`."""
    day = application.reference_date
    if not day >= application.birth_date >= date(day.year - 120, 1, 1):
        raise Invalid("birth-date", _("Prüfen Sie das Geburtsdatum."), field=f"{at}birth_date")
    engagements = tuple(
        settled_engagement(one, bodies, day, f"{at}engagements/{number}/")
        for number, one in enumerate(application.engagements)
    )
    changes: dict[str, Any] = {"engagements": engagements}
    changes["body"] = bodies.resolve(application.body, day, field=f"{at}body")
    changes["residence"] = meant(bodies, application.residence, day, f"{at}residence")
    changes["grounds"] = tuple(
        msgspec.structs.replace(one, issued_by=meant(bodies, one.issued_by, day, f"{at}grounds/{number}/issued_by"))
        if one.issued_by
        else one
        for number, one in enumerate(application.grounds)
    )
    return msgspec.structs.replace(application, **changes)


def settled_engagement(engagement: Engagement, bodies: Bodies, day: date, at: str) -> Engagement:
    """Return an engagement with official keys; raises `Invalid` with a pointer below `at`."""
    if engagement.per == "week" and engagement.hours > HOURS_A_WEEK:
        raise Invalid("hours-a-week", _("Eine Woche hat 168 Stunden. Prüfen Sie die Zahl."), field=f"{at}hours")
    if first_of(engagement.since) > day:
        message = _("Das Engagement beginnt erst nach dem Stichtag. Geben Sie einen früheren Monat an.")
        raise Invalid("begins-later", message, field=f"{at}since")
    if engagement.until is not None and engagement.until < engagement.since:
        message = _("Das Ende liegt vor dem Beginn. Prüfen Sie beide Monate.")
        raise Invalid("ends-before", message, field=f"{at}until")
    benefits = engagement.benefits and meant(bodies, engagement.benefits, day, f"{at}benefits")
    return msgspec.structs.replace(
        engagement, body=meant(bodies, engagement.body, day, f"{at}body"), benefits=benefits or None
    )


def meant(bodies: Bodies, text: str, day: date, field: str) -> str:
    """Return the official key that a name or key means; those of other states stay as they are."""
    if text.isdecimal() and len(text) == TOWN and not text.startswith(NRW):
        return text
    try:
        return bodies.resolve(text, day, field=field)
    except Invalid as error:
        if (town := town_meant(error)) is None:
            raise
        return town


def town_meant(error: Invalid) -> str | None:
    """Return the only municipality of several bodies that are called alike: people live and volunteer in those."""
    towns = [one.id for one in error.choices if len(one.id) == TOWN]
    return towns[0] if len(towns) == 1 else None
