"""What is printed of cards: who has them, their days, and the code, which is signed anew and the same to the byte."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from fokus_api import Node, Unsealer
from fokus_core import ERASED, Recorded
from fokus_ehrenamtskarte.cards.facts import CardSigned
from fokus_ehrenamtskarte.cards.policies import SEE
from fokus_ehrenamtskarte.cards.signing import claims_of
from fokus_ehrenamtskarte.credential.card import write
from fokus_ehrenamtskarte.credential.digits import digits_of
from fokus_ehrenamtskarte.keys.keeping import ring_in
from fokus_ehrenamtskarte.keys.private_keys import PrivateKeys


class Print(NamedTuple):
    """A card as it is printed."""

    fact: CardSigned
    name: str
    data: bytes
    text: str


async def prints_of(
    node: Node, records: Sequence[Recorded[Any]], unsealer: Unsealer, body_id: str
) -> list[Print | None]:
    """Return the prints of codes; None where the person is erased, or the key is not here or destroyed."""
    opened = await unsealer(SEE, records, body_id=body_id)
    journal, store = node.service.journal, node.service.state_store
    lists, keys = ring_in(journal).lists, PrivateKeys(store, journal)
    private = {kid: keys.find(kid) for kid in {record.fact.kid for record in records}}

    def one(fact: CardSigned, name: Any) -> Print | None:
        key = private[fact.kid]
        if key is None or name is None or name is ERASED:
            return None
        data = write(claims_of(fact, name, lists), key)
        return Print(fact, name, data, f"{node.service.settings.public_url}/k#{digits_of(data)}")

    return [one(record.fact, fields["name"]) for record, fields in zip(records, opened, strict=True)]
