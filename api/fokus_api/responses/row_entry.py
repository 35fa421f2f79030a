"""What a row of a list says of the entry that it begins with, in JSON and in files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, get_type_hints

import msgspec

from fokus_core.domain.facts import Source

__all__ = ["ENTRY", "RowEntry", "columns_in_files", "has_entry", "in_files", "with_entry"]

ENTRY = "entry"  # the field of a row that holds it
IN_FILES = {f"{ENTRY}_source": "reference", f"{ENTRY}_certainty": "certainty", f"{ENTRY}_note": "note"}


class RowEntry(msgspec.Struct, frozen=True):
    """The entry that a row begins with: its position, and the source that it names."""

    position: int
    source: Source | None = None


@cache
def has_entry(into: type[msgspec.Struct]) -> bool:
    """Tell whether rows of a class say which entry they begin with."""
    return ENTRY in into.__struct_fields__ and get_type_hints(into)[ENTRY] == RowEntry | None


def with_entry(row: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a row, in which a position may stand for the entry."""
    return row | {ENTRY: RowEntry(row[ENTRY])} if ENTRY in row else row


def columns_in_files(into: type[msgspec.Struct]) -> Sequence[str]:
    """Return the columns of a table of rows: their fields, and behind the position of the entry its source."""
    names = into.__struct_encode_fields__
    return [column for name in names for column in ((name, *IN_FILES) if _is_entry(name, into) else (name,))]


def in_files(items: Sequence[msgspec.Struct], builtin_types: Iterable[type] = ()) -> Iterator[Mapping[str, Any]]:
    """Yield rows as plain values, each by its column."""
    for item, row in zip(items, msgspec.to_builtins(items, builtin_types=builtin_types), strict=True):
        entry = getattr(item, ENTRY, None)
        if isinstance(entry, RowEntry):
            row.update({column: getattr(entry.source, name, None) or None for column, name in IN_FILES.items()})
            row[ENTRY] = entry.position
        yield row


def _is_entry(name: str, into: type[msgspec.Struct]) -> bool:
    return name == ENTRY and has_entry(into)
