"""Who belongs to the exchange: members write, and members read what is meant for members."""

from fokus_kommune import Past, Reads, Refused, _
from fokus_network.membership.facts import MEMBERSHIP
from fokus_network.membership.members import is_member

NOT_MEMBER = _("{body} ist am {effective} kein Mitglied, oder die Mitgliedschaft ruht.")
THAT_NOT_MEMBER = _(
    "Diese Kommune ist am {effective} kein Mitglied, oder die Mitgliedschaft ruht. Wählen Sie eine andere."
)
OF_MEMBER = Reads("body", *MEMBERSHIP)


def demand_member(now: Past, body: str = "", field: str = "body") -> None:
    """Refuse who is no member on the day, or whose membership rests; where several were read, `body` says which."""
    if not is_member(now, body):
        raise Refused("not-member", NOT_MEMBER if field == "body" else THAT_NOT_MEMBER, field=field)
