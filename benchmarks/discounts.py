"""Partners searched: what the list of discounts answers over 100,000 of them, beside bare SQL for the same page."""

import asyncio
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import msgspec

from benchmarks.pairs import Ratio, Slice, alternate, ratio, timed
from fokus_api import Listing
from fokus_core import Bodies, Fact
from fokus_core.bodies.register import Register
from fokus_ehrenamtskarte.discounts.facts import DiscountApproved
from fokus_ehrenamtskarte.discounts.read_models import GRANTED
from fokus_ehrenamtskarte.finding.asked import OF_DISCOUNT, OF_PARTNER
from fokus_ehrenamtskarte.finding.index import PIECES, PLACES, WORDS, SearchIndex
from fokus_ehrenamtskarte.finding.routes import discounts as route
from fokus_ehrenamtskarte.finding.search import near
from fokus_ehrenamtskarte.folding import words_of
from fokus_ehrenamtskarte.partners.facts import PartnerApproved
from fokus_ehrenamtskarte.partners.read_models import PARTNERS
from fokus_projections import Reader
from fokus_projections.testing import model_of, recorded

DAY = date(2026, 11, 30)
EACH = 10  # discounts of a partner
ASKED = 10  # questions of a slice
PAGE = 50
BEGINNINGS = (
    "Wald",
    "Berg",
    "See",
    "Stadt",
    "Kunst",
    "Musik",
    "Sport",
    "Natur",
    "Burg",
    "Rhein",
    "Ruhr",
    "Dorf",
    "Markt",
)
ENDINGS = ("bad", "museum", "kino", "theater", "café", "garten", "schule", "laden", "zoo", "bücherei", "bühne", "halle")
GRANTS = ("Eintritt ermäßigt", "Zehn Prozent auf alles", "Ein Getränk frei", "Führung kostenlos", "Zweite umsonst")
COLUMNS = ", ".join([*(f"d.{one}" for one in OF_DISCOUNT), *(f"p.{one}" for one in OF_PARTNER)])
BARE = f"""
SELECT {COLUMNS} FROM {GRANTED.table.name} d JOIN {PARTNERS.table.name} p ON p.partner = d.partner
WHERE {{}} ORDER BY d.title, d.discount LIMIT {PAGE + 1}
"""  # names come from code
SAID = "(SELECT rowid FROM {0} WHERE {0} MATCH :word)"
BOTH = f"(d.at IN {SAID} OR d.partner IN (SELECT partner FROM {PARTNERS.table.name} WHERE at IN {SAID}))"


@dataclass
class Found:
    """The three tables of the search and the two that it joins, as one projection."""

    name = "ehrenamtskarte.both"
    version = 1
    tables = (*GRANTED.tables, *PARTNERS.tables, WORDS, PIECES, PLACES)

    def apply(self, db: Any, records: Any) -> None:
        """Tell each."""
        for one in (GRANTED, PARTNERS, SearchIndex()):
            one.apply(db, records)


class Encoded(Listing):
    """A list without a request, whose page is encoded as every page is."""

    def page(self, items: Any, marks: Any, into: Any) -> Any:
        """Return the JSON."""
        return msgspec.json.encode(items[: self.limit])


def discounts(count: int, pairs: int) -> list[Ratio]:
    """Measure over so many discounts."""
    found: Any = Found()
    with model_of(found, recorded(_facts(count))) as reader, asyncio.Runner() as loop:
        bodies = Bodies(Register.load())
        words = itertools.cycle(f"{one.lower()}{other}" for one in BEGINNINGS for other in ENDINGS)
        inside = itertools.cycle(ENDINGS)
        places = itertools.cycle((50.9 + number / 40, 6.9 + number / 30) for number in range(30))

        def ours(**given: Any) -> int:
            moment: Any = SimpleNamespace(on=DAY, params={"on": DAY.isoformat(), "known": reader.position})
            listing = Encoded(request=cast("Any", None), limit=PAGE, place=None, begun=moment)
            ask = SimpleNamespace(reader=reader, bodies=bodies, moment=moment, listing=listing)
            return len(loop.run(cast("Any", route).fn(ask=ask, **given)))

        def by(name: str, some: Iterator[Any], bare: Callable[[Any], tuple[str, dict[str, Any]]], given: Any) -> Ratio:
            return ratio(
                f"discounts, {name}, of {count:,}",
                "answers/s",
                alternate(
                    lambda: _slice(some, lambda one: _rows(reader, *bare(one))),
                    lambda: _slice(some, lambda one: ours(**given(one))),
                    pairs,
                ),
                "the page by bare SQL",
                "the list, on a day as known, with views and JSON",
            )

        def word(table: str, mark: str) -> Callable[[str], tuple[str, dict[str, Any]]]:
            return lambda one: (BOTH.format(table), {"word": f'"{words_of(one)[0]}"{mark}'})

        return [
            by("by a word", words, word(WORDS.name, "*"), lambda one: {"q": one}),
            by("by what stands inside of words", inside, word(PIECES.name, ""), lambda one: {"q": one}),
            by(
                "within 10 km",
                places,
                lambda one: near(round(one[0], 2), round(one[1], 2), 10),
                lambda one: {"latitude": one[0], "longitude": one[1]},
            ),
        ]


def _rows(reader: Reader, where: str, params: dict[str, Any]) -> int:
    return len(reader.rows(BARE.format(where), params))


def _slice(some: Iterator[Any], ask: Callable[[Any], int]) -> Slice:
    wanted = [next(some) for _ in range(ASKED)]

    def work() -> int:
        if not sum(map(ask, wanted)):
            raise RuntimeError("Nothing was found.")
        return len(wanted)

    return timed(work)


def _facts(count: int) -> Iterator[Fact]:
    """Yield partners, each with its discounts, at places all over the state."""
    chance, bodies = Random(7), [one.id for one in Register.load() if one.id.endswith("000") and len(one.id) == 8]
    for number in range(count // EACH):
        partner, body = f"{number:032x}", chance.choice(bodies)
        yield PartnerApproved(
            effective=date(2026, 1, 1),
            body=body,
            partner=partner,
            name=f"{chance.choice(BEGINNINGS)}{chance.choice(ENDINGS)} {number}",
            street=f"Hauptstraße {number % 90 + 1}",
            postcode=f"{chance.randrange(40000, 59999)}",
            latitude=round(chance.uniform(50.4, 52.4), 4),
            longitude=round(chance.uniform(6.0, 9.4), 4),
        )
        for each in range(EACH):
            yield DiscountApproved(
                effective=date(2026, 1, 1),
                body=body,
                partner=partner,
                discount=f"{number * EACH + each:032x}",
                title=f"{chance.choice(GRANTS)} {chance.randrange(10_000)}",
                text=f"{chance.choice(GRANTS)} im {chance.choice(BEGINNINGS)}{chance.choice(ENDINGS)}",
            )
