"""`fokus grant`: roles for actors."""

from datetime import date

import rich_click as click

from fokus_api.cli.completing import completion, roles
from fokus_api.cli.do import acting, as_option, build, tell
from fokus_api.cli.output import Output, json_option, opened
from fokus_core.access.grants import GrantAccess, WithdrawAccess
from fokus_core.domain.clock import day_of
from fokus_core.domain.refusals import Invalid
from fokus_core.domain.texts import _

DAY = click.DateTime(["%Y-%m-%d"])


@click.command
@click.argument("actor_id", metavar="ACTOR")
@click.argument("role", shell_complete=completion(roles))
@click.option("--scope", default="state", show_default=True, help="state, programme:ID, body:ID or cohort:ID.")
@click.option("--until", type=DAY, help="Last day on which the grant holds.")
@click.option("--on", type=DAY, help="First day on which it holds, or no longer holds; today if not given.")
@click.option("--withdraw", is_flag=True, help="Take the role away.")
@click.option("--reason", help="Why it is taken away.")
@as_option
@json_option
def grant(
    actor_id: str,
    role: str,
    scope: str,
    until: "date | None",
    on: "date | None",
    withdraw: bool,
    reason: str | None,
    actor: str | None,
) -> None:
    """Give an actor a role, or take it away."""
    if withdraw and not reason:
        raise click.UsageError("A role is taken away for a reason: --reason.")
    out = Output()
    with opened(create=True) as service:
        roles = service.catalogue.roles
        if role not in roles and not withdraw:
            message = _("Die Rolle {role} gibt es nicht. Es gibt {roles}.")
            raise Invalid("unknown-role", message, role=role, roles=sorted(roles))
        effective = as_day(on) or day_of(service.journal.now())
        shape = {"actor": actor_id, "role": role, "scope": scope, "effective": effective}
        command = (
            build(WithdrawAccess, shape | {"reason": reason})
            if withdraw
            else build(GrantAccess, shape | {"until": as_day(until)})
        )
        tell(out, service, service.journal.handle(command, by=acting(actor)))


def as_day(moment: "date | None") -> date | None:
    """Return the day of what click reads as a moment."""
    return moment and date(moment.year, moment.month, moment.day)
