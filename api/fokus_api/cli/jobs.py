"""`fokus jobs`: how the jobs of the installation are doing, and running one now."""

from typing import TYPE_CHECKING

import rich_click as click

from fokus_api.cli.completing import completion
from fokus_api.cli.completing import jobs as job_names
from fokus_api.cli.output import Output, json_option, local, opened
from fokus_api.responses.jobs import JobView, job_view
from fokus_core.domain.refusals import Invalid, Unavailable
from fokus_core.domain.texts import _

if TYPE_CHECKING:
    from fokus_api.runtime.service import Service

COLUMNS = ("job", "state", "last run", "next run", "failures", "last error")
PATIENCE = 60.0  # seconds to wait for the server that does the jobs


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def jobs(ctx: click.Context) -> None:
    """List the jobs of the installation and how they are doing, or run one now.

    The exit code is 1 while one of them fails.
    """
    if ctx.invoked_subcommand is not None:
        return
    out = Output()
    with opened() as service:
        found = [job_view(one) for one in service.jobs.status()]
        out.say({"jobs": found}, out.table(COLUMNS, [_row(one) for one in found]))
        if any(one.state == "failing" for one in found):
            out.end(1)


@jobs.command
@click.argument("name", shell_complete=completion(job_names))
@json_option
def run(name: str) -> None:
    """Run a job now: here, or on the server that does the jobs.

    The exit code is 1 when it failed; why stands in the log of whoever ran it.
    """
    out = Output()
    with opened() as service:
        _refuse_unknown(service, name)
        if service.register.behind():
            raise Unavailable("Erasures are still to be carried out again; no job runs before: fokus restore")
        with out.progress(f"Running {name}"):
            found = service.jobs.run_now(name, PATIENCE)
        if found is None:
            raise Unavailable(f"The server that does the jobs has not run {name} within {PATIENCE:.0f} seconds.")
        view = job_view(found)
        out.say(view, out.table(COLUMNS, [_row(view)]))
        if view.state == "failing":
            out.end(1)


def _refuse_unknown(service: "Service", name: str) -> None:
    there = sorted(one.name for one in service.plugins.jobs)
    if name not in there:
        raise Invalid("unknown-job", _("Die Aufgabe {name} gibt es nicht. Es gibt {there}."), name=name, there=there)


def _row(one: JobView) -> tuple[object, ...]:
    return (one.name, one.state, local(one.last_run), local(one.next_run), one.failures, one.error)
