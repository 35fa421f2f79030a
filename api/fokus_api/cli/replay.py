"""`fokus replay`: everything as it was known at a position, built from nothing."""

from pathlib import Path

import rich_click as click

from fokus_api.cli.output import Output, json_option, opened


@click.command
@click.option("--known", type=click.IntRange(min=1), help="Position up to which facts are known; all if not given.")
@click.option(
    "--to", "target", type=click.Path(path_type=Path, dir_okay=False), required=True, help="New SQLite file to write."
)
@json_option
def replay(known: int | None, target: Path) -> None:
    """Build the read models from nothing, as they were known at a position, into a new SQLite file.

    The same journal gives the same rows at any time; the digests tell whether two files hold the same. What is
    personal stays sealed in it.
    """
    from fokus_core.domain.refusals import Invalid
    from fokus_core.domain.texts import _

    out = Output()
    with opened() as service:
        head = service.journal.store.head()
        if known is not None and known > head:
            raise Invalid("beyond-head", _("Der letzte Eintrag ist Nr. {head}."), field="known", head=head)
        if target.exists():
            message = _("Die Datei {path} gibt es schon. Es wurde nichts geschrieben.")
            raise Invalid("file-exists", message, path=str(target))
        with out.progress("Replaying") as bar:
            tables = service.models.replay(target, known or head, bar)
    rows = [(name, one.rows, f"{one.sha256[:16]}…") for name, one in tables.items()]
    document = {"file": str(target), "known": known or head, "tables": tables}
    said = f"{target} shows what was known at position {known or head}."
    out.say(document, out.table(("table", "rows", "SHA-256"), rows), said)
