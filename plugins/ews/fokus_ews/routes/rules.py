"""What changed in the rules of a run from one version to another."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from fokus_api import Ask, Changes, field_changes, read
from fokus_core import PUBLIC, Bodies, NotFound, _, standing
from fokus_ews.facts import RulesAdopted
from fokus_ews.routes.runs import run_on

Since = Annotated[int, QueryParameter(ge=1, description=_("Die frühere Fassung, mit der verglichen wird."))]
Upto = Annotated[int, QueryParameter(ge=1, description=_("Die spätere Fassung."))]


@read("/ews/runs/{run_id:str}/rules/changes", policy=PUBLIC, shows=(RulesAdopted,))
async def rules_changes(run_id: FromPath[str], ask: NamedDependency[Ask], since: Since, until: Upto) -> Changes:
    """Show what changed in the rules of a run from one version to another, of those in force by a day."""
    run = run_on(ask.reader, ask.bodies, ask.moment, run_id).run
    records = standing(ask.reader.facts(f"run:{run}", known=ask.moment.known))
    versions = {
        fact.version: fact
        for fact in (one.fact for one in records)
        if isinstance(fact, RulesAdopted) and fact.effective <= ask.moment.on
    }
    if since not in versions or until not in versions:
        raise NotFound(_("Diese Fassung der Regeln gibt es am {effective} nicht. Wählen Sie eine andere."))
    old, new = (_said(versions[one], ask.bodies, ask.moment.on) for one in (since, until))
    return Changes(since=str(since), until=str(until), fields=field_changes(old, new))


def _said(rules: RulesAdopted, bodies: Bodies, on: date) -> Mapping[str, str | None]:
    return {
        "adopted": rules.effective.isoformat(),
        "capacity": str(rules.capacity),
        "team_size": None if rules.team_size is None else str(rules.team_size),
        "area": ", ".join(bodies.name(body, on) for body in rules.area) or None,
        "components": ", ".join(rules.components) or None,
    }
