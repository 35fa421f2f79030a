"""`fokus backup`: a copy of everything that cannot be made anew, while the service runs."""

from pathlib import Path

import rich_click as click

from fokus_api.cli.output import Output, json_option, opened
from fokus_api.operations.backup import STEPS, back_up


@click.command
@click.argument("target", type=click.Path(path_type=Path))
@json_option
def backup(target: Path) -> None:
    """Copy journal, vault, state store and files while the service runs.

    TARGET is a new folder. The master key is never part of a backup: keep it elsewhere.
    """
    out = Output()
    with opened() as service, out.progress("Copying", STEPS) as bar:
        manifest = back_up(service, target, bar)
    rows = [(part.name, part.bytes, part.sha256[:16] + "…") for part in manifest.parts]
    human = [
        out.table(("file", "bytes", "SHA-256"), rows if len(rows) <= 20 else rows[:3]),
        f"{target} holds journal {manifest.journal} up to position {manifest.head}, in {len(rows)} files.",
        "The master key is not in it; keep it elsewhere.",
    ]
    if manifest.left_out:
        human.append(f"Not in it, because PostgreSQL copies itself (pg_dump): {', '.join(manifest.left_out)}.")
    out.say(manifest, *human)
