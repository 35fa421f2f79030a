"""The search index: by the position of each approval its words, their pieces of three letters, and its place.

Nothing in it is ever changed: which approvals hold on a day, as known at a position, the two-clock tables know.
"""

from collections.abc import Sequence
from typing import Any

from fokus_ehrenamtskarte.discounts.facts import DiscountApproved
from fokus_ehrenamtskarte.folding import words_of
from fokus_ehrenamtskarte.partners.facts import PartnerApproved
from fokus_ehrenamtskarte.programme import ehrenamtskarte
from fokus_kommune import Fact, Recorded
from fokus_projections import Column, Table

TEXT = {"text": Column(str, "The words of an approval, folded; it cannot be read back")}
WORDS = Table(
    "ehrenamtskarte_found_words",
    "The words of partners and discounts, by the position of the approval (rowid).",
    TEXT,
    pk=(),
    virtual="""fts5("text", content='', prefix='2 3 4')""",
)
PIECES = Table(
    "ehrenamtskarte_found_pieces",
    "The same in pieces of three letters, by the position of the approval (rowid).",
    TEXT,
    pk=(),
    virtual="""fts5("text", content='', tokenize='trigram', detail='full')""",
)
PLACES = Table(
    "ehrenamtskarte_found_places",
    "Where partners are, by the position of the approval.",
    {
        "position": Column(int, "Position of the approval"),
        "south": Column(float, "Latitude, rounded down", unit="degree"),
        "north": Column(float, "Latitude, rounded up", unit="degree"),
        "west": Column(float, "Longitude, rounded down", unit="degree"),
        "east": Column(float, "Longitude, rounded up", unit="degree"),
    },
    pk=(),
    virtual="rtree(position, south, north, west, east)",
)


def text_of(fact: PartnerApproved | DiscountApproved) -> str:
    """Return the words by which an approval is found, folded."""
    if isinstance(fact, PartnerApproved):
        return " ".join(words_of(f"{fact.name} {fact.about} {fact.street} {fact.postcode}"))
    other = (f"{one.title} {one.text}" for one in fact.translations)
    return " ".join(words_of(" ".join((fact.title, fact.text, fact.limits, *other))))


class SearchIndex:
    """The projection of what is searched for."""

    name = "ehrenamtskarte.found"
    version = 1
    tables = (WORDS, PIECES, PLACES)
    concerned = frozenset((PartnerApproved, DiscountApproved))

    def apply(self, db: Any, batch: Sequence[Recorded[Fact]]) -> None:
        """Write what each approval is found by."""
        found = [(one.position, one.fact) for one in batch if isinstance(one.fact, PartnerApproved | DiscountApproved)]
        texts = [(position, text_of(fact)) for position, fact in found]
        for table in (WORDS, PIECES):
            db.conn.executemany(f"INSERT INTO {table.name} (rowid, text) VALUES (?, ?)", texts)
        places = [
            (position, fact.latitude, fact.latitude, fact.longitude, fact.longitude)
            for position, fact in found
            if isinstance(fact, PartnerApproved) and fact.latitude is not None and fact.longitude is not None
        ]
        db.conn.executemany(f"INSERT INTO {PLACES.name} VALUES (?, ?, ?, ?, ?)", places)


INDEX = ehrenamtskarte.projection(SearchIndex())
