"""Marks are found wherever they stand in the annotation of a field."""

from dataclasses import dataclass
from typing import Annotated

import msgspec

from fokus_core.domain.facts import Key
from fokus_core.domain.marks import marked_fields


@dataclass(frozen=True)
class Other:
    """Another mark."""


BodyId = Annotated[str, msgspec.Meta(min_length=8), Key("body")]


class Sample(msgspec.Struct):
    """Fields that are marked in every way."""

    plain: str
    outer: BodyId
    optional: BodyId | None
    several: tuple[BodyId, ...]
    twice: Annotated[BodyId, Key("town")]
    both: Annotated[BodyId | None, Other()]
    other: Annotated[str, Other()]


def test_the_first_mark_of_a_kind_is_found_however_deep() -> None:
    kinds = {name: mark.kind for name, mark in marked_fields(Sample, Key).items()}
    body = dict.fromkeys(("outer", "optional", "several", "twice", "both"), "body")
    assert kinds == body
    assert list(marked_fields(Sample, Other)) == ["both", "other"]
    assert marked_fields(Sample, msgspec.Meta)["both"] == msgspec.Meta(min_length=8)
