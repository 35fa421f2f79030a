"""`fokus retract`: taking back a fact, with everything shown that rests on it."""

import rich_click as click

from fokus_api.cli.do import acting, as_option, build, tell
from fokus_api.cli.output import Output, json_option, opened
from fokus_api.cli.telling import ROW, Telling
from fokus_core.corrections.corrections import Retract
from fokus_core.domain.refusals import Refused

POSITION = click.IntRange(min=1)


@click.command
@click.argument("position", type=click.IntRange(min=1))
@click.option("--reason", required=True, help="Why the fact should not have been recorded.")
@click.option("--acknowledge", multiple=True, type=POSITION, help="A later fact that rests on it, and stands.")
@click.option("--corrected-too", multiple=True, type=POSITION, help="A later fact that will be corrected, too.")
@click.option("--cannot-be-undone", multiple=True, type=POSITION, help="A later fact with which nothing can be done.")
@click.option("--dry-run", is_flag=True, help="Decide, and record nothing.")
@click.option("--id", "command_id", help="The command's own id: a repeat under the same id records nothing.")
@as_option
@json_option
def retract(
    position: int,
    reason: str,
    acknowledge: tuple[int, ...],
    corrected_too: tuple[int, ...],
    cannot_be_undone: tuple[int, ...],
    dry_run: bool,
    command_id: str | None,
    actor: str | None,
) -> None:
    """Take back a fact that should not have been recorded.

    Where later decisions rest on it, they are listed first, and of each must be said what becomes of it.
    """
    out = Output()
    said = [{"position": one, "disposition": "corrected-too"} for one in corrected_too]
    said += [{"position": one, "disposition": "cannot-be-undone"} for one in cannot_be_undone]
    given = {"position": position, "reason": reason, "acknowledge": acknowledge, "dispositions": said}
    command = build(Retract, given)
    with opened() as service:
        try:
            receipt = service.journal.handle(command, by=acting(actor), command_id=command_id, dry_run=dry_run)
        except Refused as refused:
            if refused.slug == "blast-radius" and not out.json:
                found = [service.journal.recorded(one) for one in refused.positions]
                telling = Telling(service)
                rows = [telling.row(record) for record in found if record is not None]
                out.say(None, out.table(ROW, rows, title="These facts rest on it:"))
                out.aside("To go on: " + " ".join(f"--acknowledge {one}" for one in refused.positions))
                out.aside("or --corrected-too or --cannot-be-undone, where that becomes of it.")
            raise
        tell(out, service, receipt, dry_run=dry_run)
