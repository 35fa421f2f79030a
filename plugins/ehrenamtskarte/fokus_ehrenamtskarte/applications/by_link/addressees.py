"""Who is told of something about an application: its applicant, and whoever is asked to confirm an engagement."""

from typing import Any

from fokus_ehrenamtskarte.applications.desk.judging import answer_of
from fokus_ehrenamtskarte.applications.record.desk_facts import ContactReleased
from fokus_ehrenamtskarte.applications.record.facts import (
    CLOSING,
    AddressConfirmed,
    ApplicationHandedIn,
    EngagementStated,
)
from fokus_kommune import Addressee, Occasion, Recorded

Records = list[Recorded[Any]]
Asked = dict[str, list[tuple[Recorded[Any], Recorded[Any]]]]


def records_of(occasion: Occasion) -> Records:
    """Return the standing facts of the application; none where its receipt was taken back, and with it the rest."""
    found = occasion.under(f"application:{occasion.fact.application}")
    return found if any(isinstance(one.fact, ApplicationHandedIn) for one in found) else []


def receipt_of(occasion: Occasion) -> Recorded[Any]:
    """Return the receipt of an application that has one."""
    return next(one for one in records_of(occasion) if isinstance(one.fact, ApplicationHandedIn))


def applicant(occasion: Occasion) -> list[Addressee]:
    """Return the applicant, at whatever address."""
    handed = [one for one in records_of(occasion) if isinstance(one.fact, ApplicationHandedIn)]
    return [Addressee(one.fact.person, one, "details.mail", "name") for one in handed[:1]]


def reachable(occasion: Occasion) -> list[Addressee]:
    """Return the applicant whose address is confirmed."""
    return applicant(occasion) if any(isinstance(one.fact, AddressConfirmed) for one in records_of(occasion)) else []


def asked_of(occasion: Occasion) -> Asked:
    """Return who is asked because of a fact, and about what: engagements, each with the fact that names the person."""
    records, record, found = records_of(occasion), occasion.record, Asked()
    if any(isinstance(one.fact, CLOSING) for one in records):
        return {}
    for one in records:
        if not isinstance(one.fact, EngagementStated):
            continue
        answer = answer_of(one, records)
        named = one if answer is None else answer if answer.fact.answer == "passed-on" else None
        since = 0 if answer is None else answer.position
        if named is not None and _asks_now(one.fact.engagement, record, records, since=since):
            found.setdefault(named.fact.contact, []).append((one, named))
    return found


def _asks_now(engagement: str, record: Recorded[Any], records: Records, *, since: int) -> bool:
    """Tell whether a fact is the later one of two that asking takes: address confirmed, contact released.

    The release is one after `since`: a colleague to whom the question was passed on is released on their own.
    """
    before = [one for one in records if one.position < record.position]
    match record.fact:
        case AddressConfirmed():
            released = [one.fact for one in before if isinstance(one.fact, ContactReleased) and one.position > since]
            return any(one.engagement == engagement for one in released)
        case ContactReleased(engagement=released_one):
            confirmed = any(isinstance(one.fact, AddressConfirmed) for one in before)
            return bool(released_one == engagement) and record.position > since and confirmed
        case _:
            return False


def organisations(occasion: Occasion) -> list[Addressee]:
    """Return who is asked to confirm an engagement."""
    found = asked_of(occasion).items()
    return [Addressee(person, about[0][1], "contact_mail", "contact_name") for person, about in found]
