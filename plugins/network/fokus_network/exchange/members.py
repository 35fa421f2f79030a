"""Who belongs to the exchange: members write, and members read what is meant for members."""

from fokus_kommune import Past, Reads, Refused, _
from fokus_network.membership.facts import MEMBERSHIP, MunicipalityLeft

OF_MEMBER = Reads("body", *MEMBERSHIP)


def demand_member(now: Past) -> None:
    """Refuse a body that is no member on the day."""
    last = now.latest(*MEMBERSHIP)
    if last is None or isinstance(last, MunicipalityLeft):
        raise Refused("not-member", _("{body} ist am {effective} kein Mitglied."), field="body")
