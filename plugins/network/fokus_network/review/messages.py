"""What contact persons are told some weeks before the membership of their municipality is reviewed."""

from datetime import date, timedelta

from fokus_core import Addressee, Message, Named, Occasion, _
from fokus_network.membership.exceptions import EXCEPTIONS
from fokus_network.membership.facts import MunicipalityJoined, MunicipalityLeft
from fokus_network.people.addressees import WHY, contacts_of
from fokus_network.policies import READ_CONTACTS
from fokus_network.review.due import due_on
from fokus_network.review.facts import ReviewIntervalSet, ReviewRecorded

EARLY = timedelta(days=28)
AGAIN = timedelta(days=30)  # until the interval is looked up again, which may be laid down anew


def due(occasion: Occasion) -> date | None:
    """Return when the membership is reviewed next; None where that does not follow from this fact any more."""
    about = occasion.under(f"body:{occasion.fact.body}", MunicipalityJoined, ReviewRecorded, MunicipalityLeft)
    about.sort(key=lambda one: one.order)
    if not about or about[-1].position != occasion.record.position:
        return None
    told = occasion.under("programme:network", ReviewIntervalSet)
    intervals = sorted((one for one in told if one.fact.effective <= occasion.today), key=lambda one: one.order)
    months = intervals[-1].fact.months if intervals else None
    return due_on(occasion.fact.effective, months, _excepted_until(occasion))


def _excepted_until(occasion: Occasion) -> date | None:
    """Return the last day of the exception from the criteria that the member has, if it has one."""
    found = occasion.under(f"body:{occasion.fact.body}", MunicipalityJoined, *EXCEPTIONS)
    last = max(found, key=lambda one: one.order).fact
    until: date | None = last.override_until if isinstance(last, MunicipalityJoined) else getattr(last, "until", None)
    return until


def told_on(occasion: Occasion) -> date | None:
    """Return the day on which it is told, as far as that can be said by now; another is looked up after a while."""
    about = occasion.under(f"body:{occasion.fact.body}", MunicipalityJoined, ReviewRecorded, MunicipalityLeft)
    if any(one.order > occasion.record.order for one in about):
        return None
    found = due(occasion)
    soon = occasion.today + AGAIN
    return soon if found is None else min(found - EARLY, soon)


def contacts(occasion: Occasion) -> list[Addressee]:
    """Return whom the body has, while a review is ahead."""
    return contacts_of(occasion, occasion.fact.body) if due(occasion) else []


MESSAGES = (
    Message(
        "network.review-due",
        _("Kommunen-Netzwerk: Eine Überprüfung steht an"),
        (MunicipalityJoined, ReviewRecorded),
        contacts,
        _("Kommunen-Netzwerk: Eine Überprüfung steht an"),
        (
            _(
                "Die Mitgliedschaft {body_genitive} wird ab dem {due} überprüft. "
                "Das geschieht bei allen von Zeit zu Zeit."
            ),
            _("Halten Sie bitte bereit, was die Aufnahmekriterien belegt. Fehlt etwas, dann hören Sie von uns."),
        ),
        WHY,
        READ_CONTACTS.permission,
        "contact",
        fills={
            "body_genitive": lambda occasion, _one: Named(occasion.fact.body, "genitive"),
            "due": lambda occasion, _one: due(occasion),
        },
        day=told_on,
        for_bodies=True,
    ),
)
