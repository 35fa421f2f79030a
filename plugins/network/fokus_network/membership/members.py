"""Who is a member on a day: whoever joined and has not left, while the membership does not rest."""

from fokus_core import Fact, Past, _
from fokus_network.membership.facts import MEMBERSHIP, MembershipResumed, MunicipalityJoined

NOT_MEMBER = _("{body} ist am {effective} kein Mitglied.")


def last_of(now: Past, body: str, *types: type[Fact]) -> Fact | None:
    """Return the last fact of these classes; where several bodies were read, `body` says whose."""
    found = (one.fact for one in reversed(now.recorded(*types)) if not body or f"body:{body}" in one.keys)
    return next(found, None)


def is_member(now: Past, body: str = "") -> bool:
    """Tell whether a body is a member whose membership does not rest; only then it reads and writes as one."""
    return isinstance(last_of(now, body, *MEMBERSHIP), MunicipalityJoined | MembershipResumed)
