"""How a change of what holds looks from outside: what a table says before and after, over which days."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from fokus_api.http.rendered import Rendered
from fokus_api.responses.field_labels import labels_of
from fokus_api.responses.masked import shape_of
from fokus_core.domain.dates import Until, last_day
from fokus_core.plugins.labels import Labels
from fokus_core.plugins.texts import Texts
from fokus_projections import Change, TwoClockTable

__all__ = ["ChangeView", "change_view"]


class ChangeView(msgspec.Struct, frozen=True, kw_only=True):
    """What a table would say of a thing from a day on: `before` and `after`, null where it says nothing.

    `thing` is its key, such as `body:05958004`; `labels` tell what the fields are called. A personal field reads
    `{"sealed": true}`.
    """

    table: str
    thing: str
    since: date
    until: Until | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    labels: Mapping[str, Rendered]


def change_view(table: TwoClockTable[Any], change: Change, labels: Labels, texts: Texts) -> ChangeView:
    """Return a change as it looks from outside."""
    return ChangeView(
        table=table.table.name,
        thing=f"{table.kind}:{change.thing}",
        since=change.begins,
        until=change.ends and last_day(change.ends),
        before=None if change.before is None else shape_of(change.before),
        after=None if change.after is None else shape_of(change.after),
        labels=labels_of(table.state, table.name.partition(".")[0], labels, texts),
    )
