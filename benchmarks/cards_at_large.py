"""A million cards: places looked up, the list made of the read model, what clerks and holders see beside 10,000."""

import itertools
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric import ec

from benchmarks.cards import NOW, URI
from benchmarks.cards_journal import card_id, journal_of
from benchmarks.pairs import Ratio, Slice, alternate, as_times, ratio, timed
from fokus_api import Listing
from fokus_core import Journal
from fokus_core.storage.sqlite import connect
from fokus_ehrenamtskarte.cards.read_models import CARD_STATES, SIGNED
from fokus_ehrenamtskarte.cards.routes import COLUMNS, OF_ONE, ORDER
from fokus_ehrenamtskarte.cards.status import blocked
from fokus_ehrenamtskarte.credential.status_list import PLACES, StatusList, write_list
from fokus_ehrenamtskarte.phone.facts import ENDED
from fokus_ehrenamtskarte.phone.holding import held
from fokus_projections import OPEN_DAY, OPEN_POSITION, Reader
from fokus_projections.storage import schema
from fokus_projections.storage.database import ModelDatabase

SMALL, DAY = 10_000, date(2026, 11, 30)
BODIES = 400  # of which each has as many cards
PAGE = 20
EACH = 20  # questions of a slice
CHANCE = "issued_at * 2654435761 % 4294967296 / 1000 % 100 = 7"  # one of a hundred, without a pattern that zlib finds
FILL = f"""
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)
INSERT INTO ehrenamtskarte_card
SELECT printf('%032x', n), printf('05%06d', n % {BODIES} * 1000), 'standard',
    date('2026-01-01', '+' || (n % 300) || ' days'), '2028-12-31', n, NULL, NULL, 0, NULL,
    date('2026-01-01', '+' || (n % 300) || ' days'), '{OPEN_DAY}', n, {OPEN_POSITION}, n
FROM numbers
"""
CODES = f"""
INSERT INTO ehrenamtskarte_card_signed
SELECT issued_at + :count, valid_from, card, body, 'p', 's', kind, '1-' || (abs(random()) % {PLACES}),
    '69aeb45b', valid_from, valid_until, 'first', NULL, issued_at + :count, {OPEN_POSITION} FROM ehrenamtskarte_card
"""
SUSPENDED = (  # from November on: what was known closes, and two states take its place
    f"""
INSERT INTO ehrenamtskarte_card SELECT card, body, kind, valid_since, valid_until, issued_at, NULL, NULL, 1, NULL,
    '2026-11-01', '{OPEN_DAY}', 2 * :count + issued_at, {OPEN_POSITION}, entry FROM ehrenamtskarte_card
WHERE {CHANCE}
""",
    f"""
UPDATE ehrenamtskarte_card SET known_to = 2 * :count + issued_at WHERE {CHANCE} AND suspended = 0
""",
    f"""
INSERT INTO ehrenamtskarte_card SELECT card, body, kind, valid_since, valid_until, issued_at, NULL, NULL, 0, NULL,
    valid_from, '2026-11-01', known_to, {OPEN_POSITION}, entry FROM ehrenamtskarte_card
WHERE {CHANCE} AND suspended = 0
""",
)


def cards_at_large(small: int, large: int, pairs: int) -> list[Ratio]:
    """Measure with so many cards, which are written straight into read models and journals."""
    with tempfile.TemporaryDirectory(prefix="fokus-bench-") as name, ExitStack() as stack:
        few, many = (_House.built(Path(name, str(count)), count, stack) for count in (small, large))

        def beside(what: str, unit: str, work: Any) -> Ratio:
            slices = alternate(lambda: work(few), lambda: work(many), pairs)
            return as_times(ratio(f"cards, {what}", unit, slices, f"{small:,} cards", f"{large:,} cards"))

        return [
            ratio(
                f"cards, a place looked up among {large:,}",
                "look-ups/s",
                alternate(many.selected, many.looked_up, pairs),
                "a row by its key, SQLite in memory",
                "the bits of the list, no database",
            ),
            as_times(
                ratio(
                    f"cards, the list of {large:,} from the read model",
                    "lists/s",
                    alternate(many.packed, many.listed, pairs),
                    "zlib over the bits",
                    "selected, packed, signed",
                )
            ),
            beside("a page of a clerk's list", "pages/s", lambda house: house.clerks()),
            beside("a card as its holder sees it", "cards/s", lambda house: house.holders()),
        ]


@dataclass
class _House:
    """A read model of so many cards, and a journal in which each of them was issued."""

    count: int
    reader: Reader
    journal: Journal
    bits: bytes
    bodies: Iterator[int]
    cards: Random

    @classmethod
    def built(cls, folder: Path, count: int, stack: ExitStack) -> "_House":
        """Build it."""
        folder.mkdir()
        path = folder / "read-1.db"
        tables = [table for one in (CARD_STATES, SIGNED, ENDED) for table in one.tables]
        with closing(ModelDatabase(path, _never)) as db:
            for table in (*schema.OWN, *tables):
                schema.create(db, table)
            with db.atomic():
                for sql in (FILL, CODES, *SUSPENDED):
                    db.execute(sql, {"count": count})
                db.execute(schema.insert_into(schema.MODEL), ("bench", 1, 3 * count, ""))
            for table in tables:
                schema.create_indexes(db, table)
        reader = stack.enter_context(closing(Reader(path, 1, _never, lambda: None)))
        journal = stack.enter_context(closing(journal_of(folder, count)))
        bits = blocked(reader, 1, DAY, reader.position)
        return cls(count, reader, journal, bits, itertools.cycle(range(BODIES)), Random(7))

    def selected(self) -> Slice:
        """Look places up in a table that lies in memory."""
        with closing(connect(":memory:")) as db:
            db.execute("CREATE TABLE place (idx INTEGER PRIMARY KEY)")
            rows = ((idx,) for idx in range(PLACES) if self.bits[idx >> 3] >> (idx & 7) & 1)
            db.executemany("INSERT INTO place VALUES (?)", rows)
            wanted = [self.cards.randrange(PLACES) for _ in range(500 * EACH)]

            def work() -> int:
                for idx in wanted:
                    db.execute("SELECT 1 FROM place WHERE idx = ?", (idx,)).fetchall()
                return len(wanted)

            return timed(work)

    def looked_up(self) -> Slice:
        """Look places up as every checker does."""
        held_list = StatusList(uri=URI, iat=NOW, exp=2 * NOW, bits=1, content=self.bits)
        wanted = [self.cards.randrange(PLACES) for _ in range(10_000 * EACH)]

        def work() -> int:
            for idx in wanted:
                held_list.status(idx)
            return len(wanted)

        return timed(work)

    def packed(self) -> Slice:
        """Pack the bits."""
        return timed(lambda: len(zlib.compress(self.bits, 9)) and 1)

    def listed(self) -> Slice:
        """Make the list as the job does."""
        private = ec.derive_private_key(8, ec.SECP256R1())

        def work() -> int:
            content = blocked(self.reader, 1, DAY, self.reader.position)
            write_list(URI, content, NOW, private)
            if content != self.bits:
                raise RuntimeError("The list is another one.")
            return 1

        return timed(work)

    def clerks(self) -> Slice:
        """Ask for first pages, of one body after another."""
        listing = Listing(request=cast("Any", None), limit=PAGE, place=None, begun=cast("Any", None))
        known = self.reader.position
        some = [f"05{body * 1000:06d}" for body in islice(self.bodies, EACH)]

        def work() -> int:
            for body in some:
                params = {"on": DAY.isoformat(), "known": known, "status": None, "body": body}
                rows = listing.select(self.reader, OF_ONE, params, columns=COLUMNS, order=ORDER, descending=True)
                if not rows:
                    raise RuntimeError("A page has no cards.")
            return len(some)

        return timed(work)

    def holders(self) -> Slice:
        """Ask how cards stand, as their telephones do."""
        some = [card_id(self.cards.randrange(self.count) + 1) for _ in range(10 * EACH)]

        def work() -> int:
            for card in some:
                if held(self.journal, card, DAY).issued is None:
                    raise RuntimeError("A card is missing.")
            return len(some)

        return timed(work)


def _never(row: object) -> Any:
    raise RuntimeError("These lists read no fact.")
