"""Who belongs to the exchange: members write, and members read what is meant for members."""

from fokus_kommune import Past, Reads, Refused, _
from fokus_network.membership.facts import MEMBERSHIP, MunicipalityLeft

NOT_MEMBER = _("{body} ist am {effective} kein Mitglied.")
THAT_NOT_MEMBER = _("Diese Kommune ist am {effective} kein Mitglied. Wählen Sie eine andere.")
OF_MEMBER = Reads("body", *MEMBERSHIP)


def demand_member(now: Past, body: str = "", field: str = "body") -> None:
    """Refuse a body that is no member on the day; where several were read, `body` says which."""
    last = next((one for one in reversed(now.recorded(*MEMBERSHIP)) if not body or f"body:{body}" in one.keys), None)
    if last is None or isinstance(last.fact, MunicipalityLeft):
        raise Refused("not-member", NOT_MEMBER if field == "body" else THAT_NOT_MEMBER, field=field)
