"""Writes the stored sample of every fact version that has none yet; a sample that exists is never written again."""

from datetime import date
from pathlib import Path

from fokus_core import Sealed
from fokus_core.testing import Given

from fokus_heimatpreis.facts import CallOpened, PrizeAwarded, PrizeReturned
from fokus_heimatpreis.plugin import plugin

DAY = date(2023, 9, 10)
EXAMPLES = (
    CallOpened(effective=DAY, body="05558", call="coesfeld-2023", year=2023, budget=10_000, card="not-proven"),
    PrizeAwarded(
        effective=DAY,
        body="05558",
        call="coesfeld-2023",
        prize="1" * 32,
        honoured="Bürgerrat",
        euros=2000,
        laureate="2" * 32,
        name=Sealed.of("Ada"),
    ),
    PrizeReturned(effective=DAY, body="05558", call="coesfeld-2023", prize="1" * 32, frees=True, reason="Verzicht"),
)

for row in Given(plugin)(*EXAMPLES).store.rows:
    sample = Path(__file__).parent / "samples" / f"{row.type}.json"
    if not sample.exists():
        sample.write_bytes(row.data + b"\n")
