"""The deadlines that follow from reviews: those of all members, and those of one for its own municipality."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Meta

from fokus_api import Listing, Moment, Node, Page, RowEntry, read, resolved_body
from fokus_core import Bodies, _, alphabetic, labelled
from fokus_network.membership.facts import CriteriaAdopted
from fokus_network.policies import READ_FOLLOW_UPS, READ_OWN_FOLLOW_UPS
from fokus_network.review.following.facts import FollowUpSet, Step
from fokus_network.review.following.read_models import FOLLOW_UPS
from fokus_projections import Reader, select_as_of

COLUMNS = ("body", "step", "since", "until", "reason", "statement", "set_at")
OfStep = Annotated[Step | None, QueryParameter(description=_("Nur diese Folge."))]
Deadline = Annotated[
    Literal["running", "over"],
    labelled({"running": _("läuft"), "over": _("abgelaufen")}),
    Meta(description="Whether the last day of the deadline is over"),
]
Overdue = Annotated[bool, QueryParameter(description=_("Nur, was an diesem Tag abgelaufen ist."))]


class FollowUpView(msgspec.Struct, frozen=True, kw_only=True):
    """A deadline that a member was set after a review; its `state` says whether its last day `until` is over.

    `missing` are the criteria that were not shown, by their titles, and `statement` what the municipality said last.
    """

    body: str
    name: str
    step: Step
    since: date
    until: date
    state: Deadline
    missing: Sequence[str]
    reason: str
    statement: str
    entry: RowEntry | None = None


@read("/network/follow-ups", policy=READ_FOLLOW_UPS, title=_("Fristen aus Überprüfungen"))
async def follow_ups(
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    node: NamedDependency[Node],
    step: OfStep = None,
    overdue: Overdue = False,
) -> Response[Page[FollowUpView]]:
    """List the deadlines that members were set after reviews and that are not done with, those first that end first.

    Nothing happens by itself when one is over: somebody decides.
    """
    found = await asyncio.to_thread(_found, node.reader, bodies, moment, None)
    some = [one for one in found if step in (None, one.step) and (one.state == "over" or not overdue)]
    return listing.of(some, _mark, FollowUpView)


@read("/network/members/{body_id:str}/follow-ups", policy=READ_OWN_FOLLOW_UPS, title=_("Fristen aus Überprüfungen"))
async def own_follow_ups(
    body_id: FromPath[str],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    node: NamedDependency[Node],
) -> Response[Page[FollowUpView]]:
    """List the deadline that one member was set after a review, for its own municipality."""
    body = resolved_body(bodies, body_id, moment.on)
    found = await asyncio.to_thread(_found, node.reader, bodies, moment, body)
    return listing.of(found, _mark, FollowUpView)


def _mark(one: FollowUpView) -> tuple[str, tuple[str, ...] | str, str]:
    return one.until.isoformat(), alphabetic(one.name), one.body


def _found(reader: Reader, bodies: Bodies, moment: Moment, body: str | None) -> list[FollowUpView]:
    with reader.snapshot():
        titles = {
            one.id: one.title
            for record in reader.facts("programme:network", known=moment.known)
            if isinstance(record.fact, CriteriaAdopted)
            for one in record.fact.criteria
        }
        rows = select_as_of(reader, FOLLOW_UPS, moment.on, moment.known, columns=COLUMNS)
        return [_view(row, reader, bodies, moment.on, titles) for row in rows if body in (None, row[0])]


def _view(row: tuple[Any, ...], reader: Reader, bodies: Bodies, on: date, titles: dict[str, str]) -> FollowUpView:
    body, step, since, until, reason, statement, position = row
    record = reader.recorded(position)
    missing = record.fact.missing if record is not None and isinstance(record.fact, FollowUpSet) else ()
    return FollowUpView(
        body=body,
        name=bodies.name(body, on),
        step=step,
        since=date.fromisoformat(since),
        until=date.fromisoformat(until),
        state="over" if until < on.isoformat() else "running",
        missing=[titles.get(one, one).rstrip(".") for one in missing],
        reason=reason,
        statement=statement,
        entry=RowEntry(position),
    )


ROUTES = (follow_ups, own_follow_ups)
