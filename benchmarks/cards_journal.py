"""A journal in which many cards were issued, written past the rules: each as the first one, with ids of its own."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

from benchmarks.facts import BATCH
from benchmarks.house import catalogue_in
from fokus_core import Fact, Journal
from fokus_core.domain.facts import Meta, fact_type, keys_of
from fokus_core.domain.opening import JournalOpened
from fokus_core.journal.codec import Codec
from fokus_core.journal.engines.sqlite import SQLiteStore
from fokus_core.journal.engines.store import Item, NewRow
from fokus_core.journal.journal import FORMAT
from fokus_core.privacy.sealed import PREFIX, Sealed
from fokus_core.testing.memory import MemoryVault
from fokus_ehrenamtskarte.cards.facts import CardIssued

FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)
CARD, FACT = "c" * 32, "f" * 32  # in the first one, in place of which each has its own


def card_id(number: int) -> str:
    """Return the id of a card."""
    return f"{number:032x}"


def journal_of(folder: Path, count: int) -> Journal:
    """Return a journal with so many cards."""
    store = SQLiteStore(folder / "journal.db")
    store.create()
    catalogue = catalogue_in(folder)
    rows = _rows(Codec(catalogue), count)
    while batch := list(islice(rows, BATCH)):
        store.record(batch, [Item("nobody")], after=0)
    return Journal(store, catalogue, MemoryVault())


def _rows(codec: Codec, count: int) -> Iterator[NewRow]:
    yield _row(codec, JournalOpened(effective=FIRST, journal="0" * 32, format=FORMAT))
    sealed: Sealed[str] = Sealed.held(f"{PREFIX}{'3f' * 16}:{'A' * 60}")
    first = _row(
        codec,
        CardIssued(
            effective=FIRST,
            card=CARD,
            body="05914000",
            person="3f" * 16,
            name=sealed,
            kind="standard",
            valid_until=LAST,
        ),
    )
    for number in range(1, count + 1):
        card, fact = card_id(number), f"{number + 2**64:032x}"
        keys = tuple(key.replace(CARD, card).replace(FACT, fact) for key in first.keys)
        data = first.data.replace(CARD.encode(), card.encode()).replace(FACT.encode(), fact.encode())
        yield NewRow(first.type, keys, data)


def _row(codec: Codec, fact: Fact) -> NewRow:
    meta = Meta(id=FACT, at=datetime(2026, 1, 1, tzinfo=UTC), by="clerk", command=FACT, digest="d" * 64)
    return NewRow(fact_type(type(fact)).name, (*keys_of(fact), f"command:{FACT}"), codec.encode(fact, meta))
