"""The order of a list that is asked for: by which field, and what sorts a row by it."""

from datetime import date
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from fokus_core.bodies.spelling import alphabetic

SORT = "sort"
LEAST = -(1 << 53)  # sorts what has no number


def taken_apart(sort: str | None) -> tuple[str, bool]:
    """Return the field that is asked for, empty where none is, and whether the order falls."""
    return (sort or "").removeprefix("-"), (sort or "").startswith("-")


def sortable(bare: Any) -> bool:
    """Tell whether fields of a type, without what is said about it, can be sorted by."""
    return bare in (str, int, float, bool, date) or get_origin(bare) is Literal


def sorted_by(bare: Any, value: Any, *, text: bool = True) -> str | int | float:
    """Return what sorts a row by a field: `text` as German lists do, days as text, what is empty first."""
    if value is None:
        return LEAST if bare in (int, float, bool) else ""
    if isinstance(value, date):
        return value.isoformat()
    return alphabetic(value) if bare is str and text else value


def sql_for(column: str, bare: Any, *, text: bool = True) -> str:
    """Return the SQL expression that sorts rows as `sorted_by` does."""
    empty = LEAST if bare in (int, float, bool) else "''"
    sql = f'coalesce("{column}", {empty})'
    return f"alphabetic({sql})" if bare is str and text else sql


def bare_of(hint: Any) -> Any:
    """Return a type without what is said about it, and without None."""
    if get_origin(hint) is Annotated:
        return bare_of(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        parts = [bare_of(part) for part in get_args(hint) if part is not type(None)]
        return parts[0] if len(parts) == 1 else Union[tuple(parts)]  # noqa: UP007  # made at run time
    return hint
