"""Workshops of the group with their dates, and the conferences that everybody knows of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import ICS_TYPE, CalendarEntry, Listing, Moment, Node, Page, RowEntry, Unsealer, ics, read
from fokus_core import PUBLIC, Bodies, FactRetracted, Recorded, _, fact_type, when
from fokus_ews.learning.facts import (
    CANCELLATIONS,
    PLANS,
    AttendanceNoted,
    ConferenceAnnounced,
    ExpertInvited,
    WorkshopPlanned,
)
from fokus_ews.learning.read_models import CONFERENCES
from fokus_ews.learning.reading import Named, Thing, named, past_of, texts_of, things
from fokus_ews.learning.words import WorkshopKind
from fokus_ews.policies import READ_GROUP
from fokus_projections import Reader, select_as_of

COUNTED = ", ".join(f"'{fact_type(one).name}'" for one in (*PLANS, *CANCELLATIONS, FactRetracted))
# What was taken back counts once more, so that the number never falls.
VERSION = f"""
SELECT count(*) - 1, max(l.at) FROM core_log_key k JOIN core_log l ON l.position = k.position
WHERE k.key = :key AND l.position <= :known AND l.type IN ({COUNTED})
"""
COLUMNS = ("workshop", "cohort", "title", "starts", "ends", "place", "online", "cancelled", "entry")
TITLES: dict[WorkshopKind, str] = {"conference": "Fachtagung", "workshop": "Workshop"}


class ExpertView(msgspec.Struct, frozen=True, kw_only=True):
    """An external expert: a person, whose name is null once it is erased, or an organisation."""

    person: str | None
    name: str | None
    party: Named | None


class WorkshopView(msgspec.Struct, frozen=True, kw_only=True):
    """A workshop or conference of the group; texts are null once they are erased."""

    workshop: str
    kind: WorkshopKind | None
    title: str | None
    starts: str
    ends: str
    place: str | None
    online: bool | None
    public: bool
    cancelled: bool
    experts: Sequence[ExpertView]
    attended: Sequence[Named]
    entry: RowEntry | None = None


class ConferenceView(msgspec.Struct, frozen=True, kw_only=True):
    """A conference of a run that everybody knows of."""

    workshop: str
    cohort: str
    title: str
    starts: str
    ends: str
    place: str
    online: bool
    cancelled: bool
    entry: RowEntry | None = None


@read("/ews/runs/{cohort_id:str}/workshops", policy=READ_GROUP, title=_("Werkstätten der Gruppe"))
async def group_workshops(
    cohort_id: FromPath[str],
    node: NamedDependency[Node],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    unsealer: NamedDependency[Unsealer],
) -> Response[Page[WorkshopView]]:
    """List the workshops and conferences of a group, in the order in which they begin."""
    found = await _workshops(cohort_id, node, bodies, moment, unsealer)
    return listing.of(found, lambda one: (when(one.starts).begins.isoformat(), one.workshop), WorkshopView)


@read("/ews/runs/{cohort_id:str}/workshops.ics", policy=READ_GROUP, media_type=ICS_TYPE)
async def group_calendar(
    cohort_id: FromPath[str],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    unsealer: NamedDependency[Unsealer],
    node: NamedDependency[Node],
) -> Response[bytes]:
    """Give the workshops of a group as a calendar to subscribe to."""
    found = await _workshops(cohort_id, node, bodies, moment, unsealer)
    entries = [_entry(one, reader, moment) for one in sorted(found, key=lambda one: (one.starts, one.workshop))]
    title = f"Entwicklungswerkstatt: Durchgang {cohort_id}"
    return ics(title, entries, product="Entwicklungswerkstatt", journal=node.service.journal.id)


@read("/ews/conferences", policy=PUBLIC, title=_("Öffentliche Konferenzen"))
async def conferences(
    reader: NamedDependency[Reader], moment: NamedDependency[Moment], listing: NamedDependency[Listing]
) -> Response[Page[ConferenceView]]:
    """List the conferences of runs that everybody was told of."""
    rows = select_as_of(reader, CONFERENCES, moment.on, moment.known, columns=COLUMNS)
    named = [dict(zip(COLUMNS, row, strict=True)) | {"entry": RowEntry(row[-1])} for row in rows]
    found = msgspec.convert(named, list[ConferenceView], strict=False)
    return listing.of(found, lambda one: (when(one.starts).begins.isoformat(), one.workshop), ConferenceView)


async def _workshops(cohort: str, node: Node, bodies: Bodies, moment: Moment, unsealer: Unsealer) -> list[WorkshopView]:
    types = (*PLANS, *CANCELLATIONS, ExpertInvited, AttendanceNoted)
    past = await past_of(node, moment, cohort, *types)
    planned = [(one, plan) for one in things(past, "workshop", *types) if (plan := one.latest(*PLANS)) is not None]
    records = [record for one, plan in planned for record in (plan, *one.of(ExpertInvited))]
    texts = await texts_of(unsealer, cohort, records)
    return [_view(one, plan, texts, bodies) for one, plan in planned]


def _view(
    one: Thing,
    plan: Recorded[WorkshopPlanned | ConferenceAnnounced],
    texts: dict[int, dict[str, Any]],
    bodies: Bodies,
) -> WorkshopView:
    fact = plan.fact
    return WorkshopView(
        workshop=one.id,
        kind=texts[plan.position]["kind"] if isinstance(fact, WorkshopPlanned) else "conference",
        title=texts[plan.position]["title"],
        starts=fact.starts,
        ends=fact.ends,
        place=texts[plan.position]["place"],
        online=texts[plan.position]["online"],
        public=isinstance(fact, ConferenceAnnounced),
        cancelled=bool(one.of(*CANCELLATIONS)),
        experts=[
            ExpertView(
                person=record.fact.person,
                name=texts[record.position]["name"],
                party=named(bodies, record.fact.party, record) if record.fact.party else None,
            )
            for record in one.of(ExpertInvited)
        ],
        attended=[named(bodies, record.fact.body, record) for record in one.of(AttendanceNoted)],
        entry=RowEntry(plan.position),
    )


def _entry(one: WorkshopView, reader: Reader, moment: Moment) -> CalendarEntry:
    row = reader.first(VERSION, {"key": f"workshop:{one.workshop}", "known": moment.known})
    sequence, at = row or (0, "")
    category = TITLES[one.kind or "workshop"]
    return CalendarEntry(
        id=one.workshop,
        title=one.title or category,
        category=category,
        starts=one.starts,
        ends=one.ends,
        sequence=sequence,
        recorded=datetime.fromisoformat(at),
        place=one.place or "",
        online=bool(one.online),
        cancelled=one.cancelled,
    )
