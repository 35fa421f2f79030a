"""A body and its dated attributes: what it is called, keyed and part of, and from when until when."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Generic, Literal, TypeVar

from msgspec import Struct

from fokus_core.domain.dates import NRW_FOUNDED
from fokus_core.domain.labels import labelled
from fokus_core.domain.texts import _

BodyKind = Annotated[  # the kinds of body there are
    Literal["independent-city", "town", "municipality", "district", "city-region", "administrative-district"],
    labelled(
        {
            "independent-city": _("Kreisfreie Stadt"),
            "town": _("Stadt"),
            "municipality": _("Gemeinde"),
            "district": _("Kreis"),
            "city-region": _("Städteregion"),
            "administrative-district": _("Regierungsbezirk"),
        }
    ),
]

KEY_LENGTH: dict[BodyKind, int] = {
    "independent-city": 8,
    "town": 8,
    "municipality": 8,
    "district": 5,
    "city-region": 5,
    "administrative-district": 3,
}

V = TypeVar("V", bound=str)


def regional_key(key: str) -> str:
    """Return the twelve digits of the Regionalschlüssel (ARS) by the official key (AGS) of a body.

    North Rhine-Westphalia has no associations of municipalities: in their place stands the municipality itself.
    """
    within, municipality = key[:5].ljust(5, "0"), key[5:].ljust(3, "0")
    return f"{within}0{municipality}{municipality}"


class Dated(Struct, Generic[V], frozen=True):
    """A value that holds from `since` up to, not including, `until`; open where a day is missing."""

    value: V
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Tell whether the value holds on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


class Body(Struct, frozen=True):
    """A municipality, district, city region or administrative district.

    The spans of `keys`, `names` and `kinds` follow one another without gap or overlap through the body's life, as do
    those of `parents`, which is empty for an administrative district. `point` lies within its boundary: longitude and
    latitude (WGS 84).
    """

    id: str
    keys: tuple[Dated[str], ...]
    names: tuple[Dated[str], ...]
    kinds: tuple[Dated[BodyKind], ...]
    parents: tuple[Dated[str], ...] = ()
    aliases: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    point: tuple[float, float] | None = None

    def exists(self, on: date) -> bool:
        """Tell whether the body exists on a day; none does before North Rhine-Westphalia was founded."""
        return (
            on >= NRW_FOUNDED and (self.since is None or self.since <= on) and (self.until is None or on < self.until)
        )


def value_on(spans: Sequence[Dated[V]], on: date) -> V | None:
    """Return the value that holds on a day."""
    for span in spans:
        if span.holds(on):
            return span.value
    return None


class Record(Struct, frozen=True):
    """A body as the packaged file writes it: an attribute is a plain value, or dated where it had more than one."""

    id: str
    name: str | tuple[Dated[str], ...]
    kind: BodyKind | tuple[Dated[BodyKind], ...]
    key: str | tuple[Dated[str], ...] | None = None
    parent: str | tuple[Dated[str], ...] | None = None
    aliases: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    point: tuple[float, float] | None = None

    def body(self) -> Body:
        """Return the body this record describes."""
        return Body(
            id=self.id,
            keys=self._spans(self.key or self.id),
            names=self._spans(self.name),
            kinds=self._spans(self.kind),
            parents=self._spans(self.parent) if self.parent else (),
            aliases=self.aliases,
            since=self.since,
            until=self.until,
            predecessors=self.predecessors,
            successors=self.successors,
            point=self.point,
        )

    def _spans(self, written: V | tuple[Dated[V], ...]) -> tuple[Dated[V], ...]:
        return written if isinstance(written, tuple) else (Dated(written, self.since, self.until),)
