"""Differences between two versions of something: of a text sentence by sentence, of the rest field by field."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

__all__ = ["Changes", "Comparison", "FieldChange", "TextChange", "compared", "field_changes", "text_changes"]

SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


class TextChange(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of a text that is the same in both versions, or stands in one of them alone."""

    kind: Literal["same", "removed", "added"]
    text: str


class FieldChange(msgspec.Struct, frozen=True, kw_only=True):
    """What differs between two versions under a name; null where one of them has nothing there.

    Where it is about one thing of several, `of` is what people call that.
    """

    field: str
    before: str | None
    after: str | None
    of: str | None = None


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What changed from one version to another: fields that differ, and the text with what went and what came.

    `since_day` and `until_day` are the days from which the two versions hold, where versions are told by them.
    """

    since: str
    until: str
    since_day: date | None = None
    until_day: date | None = None
    fields: Sequence[FieldChange]
    text: Sequence[TextChange] = ()


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Where a version is compared with the one before: what stands before `/changes` below the API, and both versions.

    `until` is null where `path` names the later version itself.
    """

    path: Annotated[str, Meta(description="Address below `/api/v1/`, without `/changes` behind it")]
    since: Annotated[str, Meta(description="The earlier version")]
    until: Annotated[str | None, Meta(description="The later version, where the path does not name it")] = None


def compared(path: str, versions: Iterable[int]) -> dict[int, Comparison]:
    """Return for each numbered version of something but the first where it is compared with the one before."""
    return {
        after: Comparison(path=path, since=str(before), until=str(after))
        for before, after in pairwise(sorted(versions))
    }


def text_changes(before: str, after: str) -> list[TextChange]:
    """Return two versions of a text as one, sentence by sentence, with what is the same, what went and what came."""
    old, new = (list(filter(None, SENTENCE.split(text.strip()))) for text in (before, after))
    found: list[TextChange] = []
    for kind, start, end, from_, to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [TextChange(kind="same", text=one) for one in old[start:end]]
        else:
            found += [TextChange(kind="removed", text=one) for one in old[start:end]]
            found += [TextChange(kind="added", text=one) for one in new[from_:to]]
    return found


def field_changes(
    before: Mapping[str, str | None], after: Mapping[str, str | None], *, of: Mapping[str, str] | None = None
) -> list[FieldChange]:
    """Return what differs between two versions under the names of either; `of` says what their first parts are."""
    called = of or {}
    return [
        FieldChange(field=name, before=before.get(name), after=after.get(name), of=called.get(name.partition("/")[0]))
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]
