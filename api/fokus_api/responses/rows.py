"""Rows of two-clock tables and the facts behind them, as far as somebody may see all of these."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from fokus_api.auth.audiences import Audiences
from fokus_api.http.caller import Caller
from fokus_api.responses.masked import masked
from fokus_core.domain.bounds import open_from
from fokus_core.domain.facts import Fact, Recorded
from fokus_projections import OPEN_DAY, Projection, Reader, TwoClockTable, select_as_of

__all__ = ["RowView", "may_end", "row_of", "seen", "tables_of"]

CLOCKS = {"known_from", "known_to", "valid_from", "valid_to", "entry"}
SEEN = "SELECT position FROM core_log WHERE position IN (SELECT value FROM json_each(:positions)) AND {}"


class RowView(msgspec.Struct, frozen=True, kw_only=True):
    """What holds of a thing: the columns of its row, and the days from which and to before which it holds."""

    values: dict[str, Any]
    valid_from: date
    valid_to: date | None


def tables_of(projections: Sequence[Projection]) -> dict[str, TwoClockTable[Any]]:
    """Return the two-clock tables by their names."""
    return {one.table.name: one for one in projections if isinstance(one, TwoClockTable)}


def row_of(reader: Reader, table: TwoClockTable[Any], thing: str, on: date, known: int) -> RowView | None:
    """Return the row of a thing that holds on a day, as known at a position."""
    columns = [name for name in table.table.columns if name not in {"known_from", "known_to"}]
    where, params = f'"{table.subject}" = :thing', {"thing": thing}
    found = select_as_of(reader, table, on, known, columns=columns, where=where, params=params)
    if not found:
        return None
    row = dict(zip(columns, found[0], strict=True))
    return RowView(
        values={name: masked(value) for name, value in row.items() if name not in CLOCKS},
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=None if row["valid_to"] == OPEN_DAY else date.fromisoformat(row["valid_to"]),
    )


def seen(audiences: Audiences, caller: Caller, reader: Reader, records: Sequence[Recorded[Fact]]) -> set[int]:
    """Return the positions of those facts that a caller may see."""
    condition, params = audiences.condition(caller)
    positions = msgspec.json.encode([one.position for one in records]).decode()
    return {place for (place,) in reader.rows(SEEN.format(condition), {"positions": positions, **params})}


def may_end(record: Recorded[Fact], day: date | None) -> bool:
    """Tell whether a row that ends on a day may end by a fact, which was true from then on, or perhaps only later."""
    return day is not None and (open_from(record) or record.fact.effective) <= day <= record.fact.effective
