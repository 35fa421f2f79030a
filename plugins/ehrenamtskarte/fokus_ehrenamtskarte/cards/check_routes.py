"""The check of a card by the text of its code, for tills whose browser runs no script."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal, NamedTuple

import msgspec
from litestar.di import NamedDependency
from litestar.params import RawBody
from msgspec import Meta

from fokus_api import Node, query
from fokus_core import PUBLIC, Limit, clock, read_json
from fokus_ehrenamtskarte.cards.facts import CardKind
from fokus_ehrenamtskarte.cards.signing import KINDS
from fokus_ehrenamtskarte.cards.status import published
from fokus_ehrenamtskarte.credential.checking import Answer, Checked, check
from fokus_ehrenamtskarte.credential.key_set import KeySet
from fokus_ehrenamtskarte.credential.status_list import StatusList, opened_list
from fokus_ehrenamtskarte.keys.keeping import ring_in
from fokus_ehrenamtskarte.programme import ehrenamtskarte

TEXTS = Limit("ehrenamtskarte-card-texts", 30, per=60)
DATED = frozenset({"valid", "not-yet", "expired"})  # answers that tell the days of a card


class CardText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the code of a card holds, or its digits alone."""

    text: Annotated[str, Meta(max_length=5000, description="Text of the QR code; what stands before # is ignored")] = ""


class CardVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be said of a card, as docs/card-format.md has it; why one is not valid is told to nobody here.

    Days stand where the card is or was genuine and no list decided against it, its name and kind where it is valid.
    """

    answer: Answer
    name: str | None = None
    kind: CardKind | None = None
    since: date | None = None
    valid_until: Annotated[date | None, Meta(description="Last day on which it is valid; null means for life")] = None
    listed: Annotated[datetime | None, Meta(description="When the list was made that it was held against")] = None
    age: Literal["fresh", "dated", "old"] | None = None


class Held(NamedTuple):
    """What a card is held against: the keys in force, and the moment."""

    keys: KeySet | None
    now: int


@ehrenamtskarte.route
@query("/ehrenamtskarte/card-checks", policy=PUBLIC, limit=TEXTS, takes=CardText)
async def check_text(body: RawBody, node: NamedDependency[Node]) -> CardVerdict:
    """Tell what is to be said of a card by the text of its code; nothing of it is stored or counted."""
    text, held = read_json(body, CardText).text, held_by(node)
    found = check(text, held.keys, None, held.now)
    if found.card is not None:
        found = check(text, held.keys, list_at(node, held.keys, found.card.uri), held.now)
    return verdict(found)


def held_by(node: Node) -> Held:
    """Return what this installation holds cards against now."""
    return Held(ring_in(node.service.journal).key_set, int(node.service.journal.now().timestamp()))


def list_at(node: Node, keys: KeySet | None, uri: str) -> StatusList | None:
    """Return the list of that address as we published it last, None where it is not one of ours."""
    for number, ours in ring_in(node.service.journal).lists.items():
        entry = published(node.service.state_store, number) if ours == uri and keys is not None else None
        if entry is not None and keys is not None:
            return opened_list(entry.cwt, keys)
    return None


def verdict(found: Checked) -> CardVerdict:
    """Return what everybody may be told of a check."""
    card, valid = found.card, found.answer == "valid"
    if card is None or found.answer not in DATED:
        return CardVerdict(answer=found.answer)
    return CardVerdict(
        answer=found.answer,
        name=card.name if valid else None,
        kind=KINDS[card.kind] if valid and card.kind < len(KINDS) else None,  # type: ignore[arg-type]  # its numbers
        since=_day(card.nbf),
        valid_until=None if card.exp is None else _day(card.exp - 1),
        listed=None if found.listed is None else datetime.fromtimestamp(found.listed, UTC),
        age=found.age,
    )


def _day(second: int) -> date:
    try:
        return clock.day_of(datetime.fromtimestamp(second, UTC))
    except (ValueError, OverflowError, OSError):  # beyond any calendar, which a key of ours never signs
        return date.max
