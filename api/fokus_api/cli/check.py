"""`fokus check`: everything that can be proven wrong, looked at."""

from pathlib import Path

import rich_click as click

from fokus_api.cli.output import Output, json_option, opened, words
from fokus_api.operations.audit_models import check_models
from fokus_api.operations.compare import check_backup, check_files
from fokus_api.operations.ledger import check_ledger
from fokus_core.checking.journal import Stage, check_journal
from fokus_core.domain.refusals import Invalid
from fokus_core.domain.texts import _

STAGES = {"facts": "Reading every fact", "histories": "Running the rules", "models": "Rebuilding the read models"}


@click.command
@click.option("--deep", is_flag=True, help="Also rebuild the read models beside the running ones and compare them.")
@click.option(
    "--backup",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Also compare every fact with a backup of this journal.",
)
@click.option("--known", type=click.IntRange(min=1), help="Check what was known at this position, and nothing later.")
@json_option
def check(deep: bool, folder: Path | None, known: int | None) -> None:
    """Check the journal, the vault, every rule over every history, and whether programmes and register agree.

    With `--known`, the facts and rules as they were known at a position; files and proofs are looked at as they are.

    The exit code is 1 when something was found; facts of plugins that are not in use are listed without being one.
    """
    out = Output()
    with opened() as service:
        with out.progress("Checking") as bar:
            if known is not None and known > (head := service.journal.store.head()):
                raise Invalid("beyond-head", _("Das Journal reicht nur bis Eintrag Nr. {n}."), n=head)

            def tell(stage: Stage, done: int, of: int) -> None:
                bar(done, of, STAGES[stage])

            report = check_journal(service.journal, tell, words(), known=known)
            report.findings.extend(check_files(service))
            if folder is not None:
                report.findings.extend(check_backup(service, folder))
            report.findings.extend(check_ledger(service))
            if deep:
                report.findings.extend(check_models(service, lambda done, of: bar(done, of, STAGES["models"])))
        rows = [(finding.slug, ", ".join(map(str, finding.positions)), finding.message) for finding in report.findings]
        human = [out.table(("found", "at", "what"), rows)] if rows else []
        if report.unknown:
            unknown = out.table(("facts of no plugin in use", "number"), list(report.unknown.items()))
            human.append(unknown)
        looked = f"{report.facts} facts, {report.sealed} sealed fields and the histories of {report.keys} keys"
        found = f"{len(rows)} finding{'s' * (len(rows) > 1)}" if rows else "nothing wrong"
        out.say(report, *human, f"Checked {looked}: {found}.")
        if report.findings:
            out.end(1)
