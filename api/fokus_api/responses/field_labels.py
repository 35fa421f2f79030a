"""What the fields of a fact, or of what holds, are called."""

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec

from fokus_api.http.rendered import Rendered
from fokus_core.plugins.texts import Texts

__all__ = ["labels_of"]


def labels_of(cls: type[msgspec.Struct], programme: str, texts: Texts) -> dict[str, Rendered]:
    """Return what the fields besides `effective` are called; a field without a title by its own name."""
    return {name: Rendered(title, texts.say(title, "en", programme)) for name, title in _titles(cls).items()}


@cache
def _titles(cls: type[msgspec.Struct]) -> dict[str, str]:
    hints = get_type_hints(cls, include_extras=True)
    names = (name for name in cls.__struct_fields__ if name != "effective")
    return {name: next(_said(hints[name]), name.replace("_", " ")) for name in names}


def _said(hint: Any) -> Iterator[str]:
    """Yield the titles that a type and what it is made of say, the outermost first."""
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        yield from (mark.title for mark in reversed(marks) if isinstance(mark, msgspec.Meta) and mark.title)
        yield from _said(inner)
    elif get_args(hint):
        for part in get_args(hint):
            yield from _said(part)
