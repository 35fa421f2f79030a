"""How facts look from outside: public shapes, personal fields masked."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from fokus_api.http.rendered import ReliedOn, Rendered
from fokus_api.responses.changes import ChangeView
from fokus_api.responses.masked import MASK, masked, shape_of
from fokus_api.responses.sentences import Sentences
from fokus_core.bodies.names import Bodies
from fokus_core.domain.facts import Fact, Recorded, Source, Unknown, key_fields
from fokus_core.journal.request import Receipt


class FactView(msgspec.Struct, frozen=True, kw_only=True):
    """A fact as it was recorded; a personal field reads `{"sealed": true}`.

    `replaces` and `retracted_by` are positions; `data` holds the fields of the fact besides its day.
    """

    position: int
    type: str
    programme: str
    effective: date
    at: datetime
    by: str
    keys: Sequence[str]
    data: dict[str, Any]
    sentence: Rendered
    source: Source | None = None
    replaces: int | None = None
    retracted_by: int | None = None


class ReceiptView(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a command: the position of its last fact, and the facts; `repeated` when it was known before.

    `proposal` is set where a second actor must confirm. In a dry run nothing was recorded: `changes` is then what would
    change in what holds, as far as the caller may see it, and `relied_on_by` tells the later entries that rest on what
    would be taken back. `drawn` are secrets that the service drew, by the fields of the command; they are shown this
    once, and only their digests are kept.
    """

    position: int
    facts: Sequence[FactView]
    repeated: bool = False
    proposal: str | None = None
    changes: Sequence[ChangeView] | None = None
    relied_on_by: Sequence[ReliedOn] = ()
    drawn: Mapping[str, str] = {}


def fact_view(
    record: Recorded[Fact],
    sentences: Sentences,
    bodies: Bodies,
    *,
    retracted_by: int | None = None,
    persons: bool = True,
) -> FactView:
    """Return a fact as it looks from outside, without the ids of `persons` where the caller may not learn them."""
    data, keys = data_of(record.fact), record.keys
    if not persons:
        hidden = {name for name, key in key_fields(type(record.fact)).items() if key.kind == "person"}
        data = {name: MASK if name in hidden else value for name, value in data.items()}
        keys = tuple(key for key in keys if not key.startswith("person:"))
    return FactView(
        position=record.position,
        type=record.type,
        programme=record.type.partition(".")[0],
        effective=record.fact.effective,
        at=record.meta.at,
        by=record.meta.by,
        keys=keys,
        data=data,
        sentence=sentences.of(record, bodies),
        source=record.meta.source,
        replaces=record.meta.replaces,
        retracted_by=retracted_by,
    )


def receipt_view(receipt: Receipt, sentences: Sentences, bodies: Bodies, *, persons: bool) -> ReceiptView:
    """Return what came of a command as it looks from outside."""
    return ReceiptView(
        position=receipt.position,
        facts=[fact_view(record, sentences, bodies, persons=persons) for record in receipt.facts],
        repeated=receipt.repeated,
        proposal=receipt.proposal,
    )


def data_of(fact: Fact) -> dict[str, Any]:
    """Return the fields of a fact besides its day, with personal ones masked."""
    shown = masked(msgspec.json.decode(fact.raw)) if isinstance(fact, Unknown) else shape_of(fact)
    shown.pop("effective", None)
    return shown
