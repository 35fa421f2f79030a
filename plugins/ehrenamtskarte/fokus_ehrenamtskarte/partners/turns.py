"""What can follow what where something is proposed, then returned or approved, and ended: one rule for both kinds."""

from collections.abc import Iterator
from typing import Any

from fokus_kommune import Breach, Fact, Recorded, _

ANOTHER = _("Das gehört einer anderen Kommune. Wählen Sie einen Eintrag aus der Liste aus.")
ENDED = _("Das ist am {effective} schon beendet. Wählen Sie einen anderen Tag.")
WAITS_NOT = _("Dazu liegt am {effective} kein Vorschlag vor. Laden Sie die Liste neu.")
NOT_APPROVED = _("Das ist am {effective} nicht freigegeben. Wählen Sie einen anderen Tag.")


def checked(
    history: list[Recorded[Fact]],
    proposed: type[Fact],
    judged: tuple[type[Fact], type[Fact]],
    later: tuple[type[Fact], ...],
) -> Iterator[Breach]:
    """Yield what must not be: it is one body's, `judged` answers what was `proposed`, `later` follows an approval.

    The second of `judged` is the approval, the last of `later` the end, after which nothing comes.
    """
    body, waits, approved, ended = "", False, False, False
    for record in history:
        fact: Any = record.fact
        body = body or fact.body
        if fact.body != body:
            yield Breach("another-body", ANOTHER, record.position, "body")
        elif ended:
            yield Breach("already-ended", ENDED, record.position, "effective")
        elif isinstance(fact, judged) and not waits:
            yield Breach("nothing-proposed", WAITS_NOT, record.position, "effective")
        elif isinstance(fact, later) and not approved:
            yield Breach("not-approved", NOT_APPROVED, record.position, "effective")
        waits = isinstance(fact, proposed) or (waits and not isinstance(fact, judged))
        approved = approved or isinstance(fact, judged[1])
        ended = ended or isinstance(fact, later[-1])
