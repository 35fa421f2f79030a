"""How a body stands in all programmes: what holds and held of it, in one shape."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

import msgspec

from fokus_api.http.rendered import Rendered
from fokus_core.domain.dates import Until, last_day
from fokus_core.plugins.labels import Labels
from fokus_core.plugins.texts import Texts
from fokus_projections import Standing

__all__ = ["Changed", "RecordView", "StandingView", "standing_view", "within"]


class StandingView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that holds of a body from one day until another, both included; null while no last one is known.

    `label` says what, `value` how, where there is more to say. `position` is that of the entry it begins with;
    `certainty` tells whether the source of that states the day or we infer it, null where it names no source.
    """

    programme: str
    programme_title: Rendered
    label: Rendered
    value: Rendered | None
    since: date
    until: Until | None
    position: int
    certainty: Literal["stated", "inferred"] | None
    link: str | None


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """What differs between two days: what holds on the first and not on the second, and what on the second alone."""

    from_: date = msgspec.field(name="from")
    to: date
    ended: Sequence[StandingView]
    begun: Sequence[StandingView]


class RecordView(msgspec.Struct, frozen=True, kw_only=True):
    """A body across programmes: what holds on the day, and the periods of everything that ever held.

    `changed` tells the differences between two days, where two were named.
    """

    body: str
    name: str
    holds: Sequence[StandingView]
    periods: Sequence[StandingView]
    changed: Changed | None


def standing_view(
    found: Standing, programme: str, programme_title: str, gone: date | None, labels: Labels, texts: Texts
) -> StandingView | None:
    """Return something that holds as it looks from outside; nothing holds from the day on which the body is `gone`."""
    ends = min(filter(None, (found.ends, gone)), default=None)
    if ends is not None and ends <= found.begins:
        return None

    def said(text: str) -> Rendered:
        return Rendered.of(lambda language: texts.say(text, language, programme))

    label = labels.of(programme, *found.choice) if found.choice else None
    value = label.values.get(found.value) or found.value if label else found.value
    source = found.by.meta.source
    return StandingView(
        programme=programme,
        programme_title=said(programme_title),
        label=said(found.title),
        value=said(value) if value else None,
        since=found.begins,
        until=None if ends is None else last_day(ends),
        position=found.by.position,
        certainty=source.certainty if source else None,
        link=found.link or None,
    )


def within(views: Iterable[StandingView], on: date) -> list[StandingView]:
    """Return what holds on a day."""
    return [one for one in views if one.since <= on and (one.until is None or on <= one.until)]
