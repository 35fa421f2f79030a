"""`fokus certify`: what the log states under its own key, for people who ask somebody else."""

from datetime import date
from pathlib import Path

import rich_click as click

from fokus_api.cli.access import DAY
from fokus_api.cli.output import Output, json_option, opened
from fokus_core.domain.clock import day_of


@click.command
@click.argument("table", required=False)
@click.argument("thing", required=False)
@click.option("--on", type=DAY, help="The day that a row is about; today if not given.")
@click.option(
    "--to", "target", type=click.Path(path_type=Path, dir_okay=False), required=True, help="New file to write."
)
@json_option
def certify(table: str | None, thing: str | None, on: "date | None", target: Path) -> None:
    """Certify that the read models follow from the journal, or what holds of a thing on a day.

    Without TABLE, everything is built anew from nothing and compared with what is in use; the certificate names the
    digest of every table. With TABLE and THING, such as network_membership 05566076, it says what holds and proves
    that the facts behind it lie in the journal. Anybody can check it with `fokus-verify`.
    """
    from fokus_api.operations.certify import certify_models, certify_row

    if (table is None) != (thing is None):
        raise click.UsageError("A row is named by its TABLE and its THING.")
    out = Output()
    with opened() as service, out.progress("Replaying") as bar:
        if table is None or thing is None:
            said = certify_models(service, target, bar)
            human = f"{target} certifies {len(said['tables'])} tables as they follow from {said['records']} records."
        else:
            day = date(on.year, on.month, on.day) if on else day_of(service.journal.now())
            said = certify_row(service, target, table, thing, day)
            human = f"{target} certifies what holds of {said['thing']}, by {len(said['facts'])} facts."
    out.say({"file": str(target), **said}, human)
