"""Where cards are posted to: the addresses that the applications name which they were issued on."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from fokus_api import Moment, Node, Unsealer
from fokus_core import Recorded
from fokus_ehrenamtskarte.applications.record.policies import READ
from fokus_ehrenamtskarte.cards.prints import Print

ISSUED = """
SELECT DISTINCT card, issued_at FROM ehrenamtskarte_card
WHERE card IN (SELECT value FROM json_each(:asked)) AND known_from <= :known AND known_to > :known
"""
HANDED = """
SELECT DISTINCT application, handed FROM ehrenamtskarte_application
WHERE application IN (SELECT value FROM json_each(:asked)) AND known_from <= :known AND known_to > :known
"""


async def addresses_of(
    node: Node, found: Sequence[Print], moment: Moment, unsealer: Unsealer, body_id: str
) -> dict[str, tuple[str, ...]]:
    """Return the lines of the address behind each card; none where no application names one, or it is erased."""

    def asked(sql: str, things: Iterable[str]) -> dict[str, Recorded[Any]]:
        given = {"asked": msgspec.json.encode(sorted(things)).decode(), "known": moment.known}
        rows = node.reader.rows(sql, given)
        return {thing: one for thing, at in rows if (one := node.reader.recorded(at)) is not None}

    def handed() -> list[tuple[str, Recorded[Any]]]:
        issued = asked(ISSUED, (one.fact.card for one in found))
        applied = {card: one.fact.application for card, one in issued.items() if one.fact.application}
        records = asked(HANDED, applied.values())
        return [(card, records[application]) for card, application in applied.items() if application in records]

    records = await asyncio.to_thread(handed)
    opened = await unsealer(READ, [record for _card, record in records], body_id=body_id)
    return {
        card: _lines(fields["details"].street)
        for (card, _record), fields in zip(records, opened, strict=True)
        if fields["details"] is not None
    }


def _lines(address: str) -> tuple[str, ...]:
    """Return an address in lines, as it was written in one."""
    return tuple(line.strip() for line in re.split(r"[,;\n]", address) if line.strip())
