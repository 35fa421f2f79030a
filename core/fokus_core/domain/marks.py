"""Marks: what the annotations of fields say beyond their types, such as of which thing a field holds the key."""

from typing import Annotated, Any, TypeVar, get_args, get_origin

from fokus_core.domain.hints import hints_of

__all__ = ["marked_fields"]

M = TypeVar("M")


def marked_fields(cls: type, kind: type[M]) -> dict[str, M]:
    """Return the fields of a class in whose annotation a mark of a kind stands, each with the first one."""
    return {name: mark for name, hint in hints_of(cls).items() if (mark := _mark_in(hint, kind)) is not None}


def _mark_in(hint: Any, kind: type[M]) -> M | None:
    if get_origin(hint) is Annotated:
        for extra in get_args(hint)[1:]:
            if isinstance(extra, kind):
                return extra
    return next((mark for inner in get_args(hint) if (mark := _mark_in(inner, kind)) is not None), None)
