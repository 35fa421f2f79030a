"""Partners that may be one and the same: of the same name at the same place, or at the same address."""

from fokus_ehrenamtskarte.folding import words_of
from fokus_ehrenamtskarte.partners.facts import (
    TOLD,
    PartnerApproved,
    PartnerEnded,
    PartnerProposed,
    PartnerReturned,
    Profile,
)
from fokus_kommune import Past

__all__ = ["like"]


def like(past: Past, proposed: PartnerProposed) -> Profile | None:
    """Return another partner of the body that it may be, as approved or as it waits; None if there is none."""
    approved, waiting = dict[str, Profile](), dict[str, Profile]()
    for fact in past.of(*TOLD):
        match fact:
            case PartnerProposed(partner=partner):
                waiting[partner] = fact
            case PartnerApproved(partner=partner):
                approved[partner] = fact
                waiting.pop(partner, None)
            case PartnerReturned(partner=partner):
                waiting.pop(partner, None)
            case PartnerEnded(partner=partner):
                approved.pop(partner, None)
                waiting.pop(partner, None)
    name, street = _plain(proposed.name), _plain(proposed.street)
    for one in (*approved.values(), *waiting.values()):
        alike = _plain(one.name) == name or (street and _plain(one.street) == street)
        if alike and one.postcode == proposed.postcode:
            return one
    return None


def _plain(text: str) -> str:
    """Return a name or a street without what people write differently: Haupt-Str. 1 and Hauptstraße 1 are the same."""
    return "".join(words_of(text)).replace("strasse", "str")
