"""The card that a telephone shows: given for 30 days to whoever proves the key that it was bound to."""

import asyncio
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar.di import NamedDependency
from litestar.params import RawBody
from msgspec import Meta

from fokus_api import Node, query
from fokus_core import ERASED, PUBLIC, Limit, NotFound, Refused, _, clock, read_json
from fokus_ehrenamtskarte.applications.desk.evaluating import opening
from fokus_ehrenamtskarte.cards.facts import CardKind
from fokus_ehrenamtskarte.cards.policies import SEE
from fokus_ehrenamtskarte.cards.signing import phone_claims
from fokus_ehrenamtskarte.credential.card import write
from fokus_ehrenamtskarte.credential.checking import is_proof
from fokus_ehrenamtskarte.keys.facts import PublicKey
from fokus_ehrenamtskarte.keys.keeping import ring_in
from fokus_ehrenamtskarte.keys.private_keys import PrivateKeys
from fokus_ehrenamtskarte.keys.ring import point_from
from fokus_ehrenamtskarte.phone.holding import State, held
from fokus_ehrenamtskarte.programme import ehrenamtskarte

PHONES = Limit("ehrenamtskarte-phones", 30, per=60)
BOUND = "SELECT card, place FROM ehrenamtskarte_card_signed WHERE device = :device ORDER BY position DESC LIMIT 1"


class PhoneProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The key of a telephone, and what proves that it is there."""

    device: PublicKey
    proof: Annotated[
        str,
        Meta(
            pattern=r"^(?:[0-9a-f]{2}){1,200}$(?!\n)",
            description="Time signed with the key, as docs/card-format.md has it, in hexadecimal",
        ),
    ]


class PhoneCard(msgspec.Struct, frozen=True, kw_only=True):
    """How the card on a telephone stands, and where it is active the signed card with what stands on it."""

    state: Annotated[State, Meta(description="How it stands")]
    card: Annotated[str | None, Meta(description="The signed card in hexadecimal, valid for 30 days at most")] = None
    address: Annotated[str | None, Meta(description="What stands before the digits of its code")] = None
    name: str | None = None
    kind: CardKind | None = None
    since: date | None = None
    valid_until: Annotated[date | None, Meta(description="Last day on which it is valid; null means for life")] = None


@ehrenamtskarte.route
@query("/ehrenamtskarte/phone-cards", policy=PUBLIC, limit=PHONES, takes=PhoneProof)
async def phone_card(body: RawBody, node: NamedDependency[Node]) -> PhoneCard:
    """Give a telephone the card that is bound to its key, or tell why it has none any more; nothing is recorded."""
    return await asyncio.to_thread(_given, node, read_json(body, PhoneProof))


def _given(node: Node, shown: PhoneProof) -> PhoneCard:
    journal = node.service.journal
    moment = journal.now()
    if not is_proof(bytes.fromhex(shown.proof), point_from(shown.device), int(moment.timestamp())):
        message = _("Das Telefon hat seinen Schlüssel nicht nachgewiesen. Stellen Sie Datum und Uhrzeit richtig.")
        raise Refused("no-proof", message, field="proof")
    found = node.reader.rows(BOUND, {"device": shown.device})
    if not found:
        raise NotFound(_("Zu diesem Telefon gibt es keine Karte."))
    ((card, place),) = found
    day = clock.day_of(moment)
    card_held = held(journal, card, day)
    code = next((one for one in card_held.codes if one.fact.place == place), None)
    if code is None:
        raise NotFound(_("Zu diesem Telefon gibt es keine Karte."))
    state = card_held.state_of(code.fact)
    if state != "active":
        return PhoneCard(state=state)
    ring = ring_in(journal)
    name: Any = opening(journal)(code, "name")
    key = ring.signer("card", max(code.fact.since, day))
    private = PrivateKeys(node.service.state_store, journal).find(key.kid) if key else None
    if private is None or name is ERASED:
        raise NotFound(_("Diese Karte lässt sich gerade nicht erneuern."))
    node.service.state_store.record_access(
        at=moment, actor="phone", permission=SEE.permission, opened=[(code.fact.person, code.position, "card")]
    )
    return PhoneCard(
        state="active",
        card=write(phone_claims(code.fact, name, ring.lists, day), private).hex(),
        address=f"{node.service.settings.public_url}/k#",
        name=name,
        kind=code.fact.kind,
        since=code.fact.since,
        valid_until=code.fact.valid_until,
    )
