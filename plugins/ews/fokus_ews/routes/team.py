"""Teams, as forms offer their members: by name to those who may read names, of one application or of a whole run."""

from collections.abc import Sequence

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from fokus_api import Ask, Page, read
from fokus_core import SIGNED_IN, NotFound, _, alphabetic
from fokus_ews.policies import RUN_COHORT
from fokus_ews.routes.applications import OWN, ApplicationView, applications_where, facts_at, team_positions


class TeamMember(msgspec.Struct, frozen=True, kw_only=True):
    """A member of the team of an application; `member` is the name, null once erased."""

    person: str
    application: str
    body: str
    name: str
    member: str | None


@read("/ews/applications/{application_id:str}/team", policy=SIGNED_IN, title=_("Team der Bewerbung"))
async def application_team(application_id: FromPath[str], ask: NamedDependency[Ask]) -> Response[Page[TeamMember]]:
    """List the team of an application, to the body that applies and to the carrier."""
    params = {"application": application_id}
    found = applications_where(ask.reader, ask.bodies, ask.moment, "application = :application", params)
    if not found:
        raise NotFound
    return _answer(ask, await _team(ask, found[0].view))


@read("/ews/runs/{run_id:str}/team", policy=RUN_COHORT, title=_("Mitglieder aller Teams des Durchgangs"))
async def run_team(run_id: FromPath[str], ask: NamedDependency[Ask]) -> Response[Page[TeamMember]]:
    """List the members of all teams of a run, to the carrier."""
    found = applications_where(ask.reader, ask.bodies, ask.moment, "run = :run", {"run": run_id})
    return _answer(ask, [member for one in found for member in await _team(ask, one.view)])


async def _team(ask: Ask, one: ApplicationView) -> Sequence[TeamMember]:
    """Return the members of a team with their names, each of which is entered as opened."""
    positions, _asked = team_positions(ask.reader, ask.moment, one.application)
    opened = await ask.unsealer(OWN, facts_at(ask.reader, [*positions.values()]), body_id=one.body)
    return [
        TeamMember(person=person, application=one.application, body=one.body, name=one.name, member=fields["name"])
        for person, fields in zip(positions, opened, strict=True)
    ]


def _answer(ask: Ask, found: Sequence[TeamMember]) -> Response[Page[TeamMember]]:
    answer = ask.listing.of(found, lambda one: (alphabetic(one.name), one.application, one.person), TeamMember)
    answer.headers["Cache-Control"] = "no-store"
    return answer


ROUTES = (application_team, run_team)
