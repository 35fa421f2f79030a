"""`fokus import`: a table read in row by row, each row as the command that its import names."""

from collections import Counter
from pathlib import Path
from typing import get_args

import rich_click as click

from fokus_api.cli.do import acting, as_option
from fokus_api.cli.output import Output, json_option, language, opened
from fokus_api.imports.entering import RowState, Said, enter_rows
from fokus_api.imports.rejected import rejected_rows
from fokus_api.imports.rows import Reading
from fokus_api.imports.sheets import MOST_BYTES, read_table
from fokus_api.plugins.bulk_imports import imports_of
from fokus_api.responses.spreadsheet import XLSX_TYPE
from fokus_api.responses.tabular import CSV_TYPE
from fokus_core.domain import clock

SHOWN = 50  # rows in a table on the screen


@click.command("import")
@click.argument("name", required=False)
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Decide each row, and record nothing.")
@click.option(
    "--rejected",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the rows that were refused into this file, with the reason of each.",
)
@as_option
@json_option
def import_(name: str | None, file: Path | None, dry_run: bool, rejected: Path | None, actor: str | None) -> None:
    """Read in a table (CSV or XLSX): each row is recorded once, however often it is read in.

    NAME says which table. Without it, list which there are and their columns. A refused row stops no other.
    """
    out = Output()
    with opened(create=True) as service:
        known = imports_of(service.catalogue, service.plugins.each("imports"))
        if name is None:
            rows = [(one.name, ", ".join(one.header)) for one in known.values()]
            document = [{"name": one.name, "columns": one.header} for one in known.values()]
            out.say(document, out.table(("name", "columns"), rows))
            return
        wanted = known.get(name)
        if wanted is None or file is None:
            raise click.UsageError(f"Name one of: {', '.join(known) or 'none is brought'}; and the file.")
        if file.stat().st_size > MOST_BYTES:
            raise click.UsageError(f"The file is larger than {MOST_BYTES // 1_000_000} MB; divide it.")
        media_type = XLSX_TYPE if file.suffix.casefold() == ".xlsx" else CSV_TYPE
        lines = read_table(file.read_bytes(), media_type, wanted)
        reading = Reading(service, wanted, known, clock.day_of(service.journal.now()))
        said: list[Said] = []
        with out.progress("Reading rows", len(lines)) as bar:
            for one in enter_rows(service, reading, lines, by=acting(actor), dry_run=dry_run):
                said.append(one)
                bar(len(said))
    refused = [one for one in said if one.state in {"refused", "changed"}]
    if rejected is not None:
        rejected.write_bytes(rejected_rows(wanted, lines, said, language()))
    counts = Counter(one.state for one in said)
    told = [(str(one.line), one.state, _text(one)) for one in said if one.state != "present"]
    out.say(
        {"counts": {state: counts[state] for state in get_args(RowState)}, "rows": said},
        out.table(("rows", *get_args(RowState)), [(len(said), *(counts[one] for one in get_args(RowState)))]),
        *([out.table(("line", "what", "why"), told[:SHOWN])] if told else []),
    )
    if refused:
        out.end(1)


def _text(one: Said) -> str:
    spoken = language()
    wrong = [f"{w.column}: {getattr(w.detail, spoken)}" if w.column else getattr(w.detail, spoken) for w in one.wrong]
    return " ".join([*wrong, *(getattr(sentence, spoken) for sentence in one.sentences)])
