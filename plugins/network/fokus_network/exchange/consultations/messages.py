"""What contact persons are told about Kollegiale Beratungen: an invitation, something new; never a word of either."""

from collections.abc import Iterable

from fokus_kommune import Addressee, Named, Occasion, Past, _
from fokus_network.exchange.consultations.book import Consultation
from fokus_network.exchange.consultations.facts import (
    CONSULTATION,
    READ_CONSULTATIONS,
    ConsultationInvited,
    ContributionWritten,
    OutcomeRecorded,
)
from fokus_network.exchange.programme import exchange
from fokus_network.membership.facts import MEMBERSHIP
from fokus_network.membership.members import is_member
from fokus_network.people.addressees import WHY, contacts_of


def book_of(occasion: Occasion) -> Consultation:
    """Return the case as it stands."""
    records = occasion.under(f"consultation:{occasion.fact.consultation}", *CONSULTATION)
    return Consultation.of(one.fact for one in records)


def members_of(occasion: Occasion, bodies: Iterable[str]) -> list[Addressee]:
    """Return the contact persons of those bodies that are members today."""
    found: list[Addressee] = []
    for body in bodies:
        if is_member(Past(occasion.under(f"body:{body}", *MEMBERSHIP)).on(occasion.today)):
            found += contacts_of(occasion, body)
    return found


def invited(occasion: Occasion) -> list[Addressee]:
    """Return whom an invited member has, while it has not answered."""
    book, body = book_of(occasion), occasion.fact.body
    return members_of(occasion, [body]) if book.parts.get(body) == "invited" and not book.closed else []


def others(occasion: Occasion) -> list[Addressee]:
    """Return whom those have who read along, but for who wrote."""
    return members_of(occasion, [body for body in book_of(occasion).reading() if body != occasion.fact.body])


def by(occasion: Occasion, _one: Addressee) -> Named:
    """Return who brought the case."""
    opened = book_of(occasion).opened
    return Named(opened.body if opened else occasion.fact.body, "nominative")


exchange.message(
    "consultation-invited",
    by=ConsultationInvited,
    to=invited,
    subject=_("Netzwerk: Einladung zur Kollegialen Beratung"),
    parts=(
        _("{by} bittet Ihre Kommune um Rat."),
        _("Worum es geht, sehen Sie, wenn Sie sich anmelden. Dort nehmen Sie die Einladung an oder lehnen sie ab."),
    ),
    why=WHY,
    permission=READ_CONSULTATIONS,
    purpose="contact",
    fills={"by": by},
)
exchange.message(
    "consultation-goes-on",
    by=(ContributionWritten, OutcomeRecorded),
    to=others,
    subject=_("Netzwerk: Neues in einer Kollegialen Beratung"),
    parts=(
        _("In einer Kollegialen Beratung, an der Ihre Kommune teilnimmt, wurde etwas geschrieben."),
        _("Lesen können Sie es, wenn Sie sich anmelden."),
    ),
    why=WHY,
    permission=READ_CONSULTATIONS,
    purpose="contact",
)
