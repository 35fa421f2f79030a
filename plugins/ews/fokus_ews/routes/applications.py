"""Applications: bodies see their own, the carrier sees all."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api import Caller, Listing, Moment, Node, Page, RowEntry, Unsealer, read, with_source
from fokus_core import SIGNED_IN, Bodies, Fact, NotFound, Policy, Recorded, _, alphabetic
from fokus_ews.facts.selection import Status
from fokus_ews.policies import READ_APPLICATION
from fokus_ews.read_models.applications import APPLICATIONS, TEAMS
from fokus_projections import Reader, select_as_of

COLUMNS = (
    "application",
    "run",
    "body",
    "status",
    "received",
    "late",
    "rules",
    "eligible",
    "rank",
    "entry",
    "written_at",
    "declined_at",
)
OWN = Policy(READ_APPLICATION, "body", hidden=True)

OfRun = Annotated[str | None, QueryParameter(max_length=41, description=_("Nur Bewerbungen für diesen Durchgang."))]
OfStatus = Annotated[Status | None, QueryParameter(description=_("Nur Bewerbungen mit diesem Status."))]


class ApplicationView(msgspec.Struct, frozen=True, kw_only=True):
    """An application on a day; `eligible` says whether version `rules` of the run's rules provides for the body."""

    application: str
    run: str
    body: str
    name: str
    status: Status
    received: date | None
    late: bool
    rules: int | None
    eligible: bool | None
    rank: int | None
    entry: RowEntry | None = None


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A member of a team; name and address are null once they are erased.

    `agreed` says whether who was asked to take part has agreed, null for whom nobody had to ask.
    """

    person: str
    name: str | None
    email: str | None
    agreed: bool | None


class ApplicationDetail(ApplicationView, frozen=True, kw_only=True):
    """An application with its text, its team and what it was told; null once that is erased."""

    starting_point: str | None
    motivation: str | None
    team: Sequence[Member]
    reason: str | None


class Found(msgspec.Struct, frozen=True):
    """An application, and the positions of the facts that hold its text and the reason of a refusal."""

    view: ApplicationView
    written_at: int
    declined_at: int | None


def applications_where(
    reader: Reader, bodies: Bodies, moment: Moment, where: str, params: dict[str, Any]
) -> list[Found]:
    """Return the applications that fulfil a condition on a day, as known at a position."""
    rows = select_as_of(reader, APPLICATIONS, moment.on, moment.known, columns=COLUMNS, where=where, params=params)
    found = []
    for row in rows:
        *fields, written_at, declined_at = row
        known = dict(zip(COLUMNS, fields, strict=False))
        shown = {**known, "name": bodies.name(row[2], moment.on), "entry": RowEntry(known["entry"])}
        found.append(Found(msgspec.convert(shown, ApplicationView, strict=False), written_at, declined_at))
    return found


def facts_at(reader: Reader, positions: Sequence[int]) -> list[Recorded[Fact]]:
    """Return the facts at positions that the read model names."""
    return [record for position in positions if (record := reader.recorded(position)) is not None]


def team_positions(reader: Reader, moment: Moment, application: str) -> tuple[dict[str, int], dict[str, bool]]:
    """Return the persons of a team on a day, each with the position of the fact that holds the name; and who agreed."""
    params = {"application": application}
    rows = select_as_of(
        reader,
        TEAMS,
        moment.on,
        moment.known,
        columns=("members", "asked"),
        where="application = :application",
        params=params,
    )
    if not rows:
        return {}, {}
    return msgspec.json.decode(rows[0][0], type=dict[str, int]), msgspec.json.decode(rows[0][1], type=dict[str, bool])


def members(positions: dict[str, int], asked: dict[str, bool], opened: Sequence[dict[str, Any]]) -> list[Member]:
    """Return the members of a team with what was opened of them, and whether those who were asked agreed."""
    return [
        Member(person=person, name=one["name"], email=one["email"], agreed=asked.get(person))
        for person, one in zip(positions, opened, strict=True)
    ]


@read("/ews/applications", policy=SIGNED_IN, title=_("Bewerbungen"))
async def applications(
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    listing: NamedDependency[Listing],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    run: OfRun = None,
    status: OfStatus = None,
) -> Response[Page[ApplicationView]]:
    """List the applications of the caller's bodies, or all of them for the carrier."""
    reach = node.access.reach(caller, READ_APPLICATION)
    where = "(:run IS NULL OR run = :run) AND (:status IS NULL OR status = :status)"
    found = [one.view for one in applications_where(reader, bodies, moment, where, {"run": run, "status": status})]
    found = [one for one in found if reach.everything or one.body in reach.of("body")]
    answer = listing.of(found, lambda one: (one.run, alphabetic(one.name), one.application), ApplicationView)
    answer.headers["Cache-Control"] = "no-store"  # a tag would tell when somebody else's application changed
    return answer


@read("/ews/applications/{application_id:str}", policy=SIGNED_IN)
async def application(
    application_id: FromPath[str],
    reader: NamedDependency[Reader],
    bodies: NamedDependency[Bodies],
    moment: NamedDependency[Moment],
    unsealer: NamedDependency[Unsealer],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
) -> ApplicationDetail:
    """Show an application with its text and its team to the body that applies and to the carrier."""
    found = applications_where(reader, bodies, moment, "application = :application", {"application": application_id})
    if not found:
        raise NotFound
    (one,) = found
    team, asked = team_positions(reader, moment, application_id)
    positions = [one.written_at, *team.values(), *([one.declined_at] if one.declined_at else [])]
    text, *others = await unsealer(OWN, facts_at(reader, positions), body_id=one.view.body)
    return ApplicationDetail(
        **msgspec.structs.asdict(with_source(one.view, reader, node.audiences, caller)),
        starting_point=text["starting_point"],
        motivation=text["motivation"],
        team=members(team, asked, others[: len(team)]),
        reason=others[-1]["reason"] if one.declined_at else None,
    )
