"""Partners that may be one and the same: of the same name at the same place, or at the same address."""

from fokus_ehrenamtskarte.folding import words_of
from fokus_ehrenamtskarte.partners.facts import PartnerEnded, PartnerProposed
from fokus_kommune import Past

__all__ = ["like"]


def like(past: Past, proposed: PartnerProposed) -> PartnerProposed | None:
    """Return another partner of the body which that may be, as it was proposed last; None where there is none."""
    last: dict[str, PartnerProposed] = {}
    for one in past.of(PartnerProposed):
        last[one.partner] = one
    for gone in past.of(PartnerEnded):
        last.pop(gone.partner, None)
    name, street = _plain(proposed.name), _plain(proposed.street)
    for one in last.values():
        alike = _plain(one.name) == name or (street and _plain(one.street) == street)
        if alike and one.postcode == proposed.postcode:
            return one
    return None


def _plain(text: str) -> str:
    """Return a name or a street without what people write differently: Haupt-Str. 1 and Hauptstraße 1 are the same."""
    return "".join(words_of(text)).replace("strasse", "str")
