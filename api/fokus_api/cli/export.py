"""`fokus export`: the public data as a file that may be handed on."""

from pathlib import Path

import rich_click as click

from fokus_api.cli.output import Output, json_option, opened


@click.command
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@json_option
def export(target: Path) -> None:
    """Write the public data to a new SQLite file, and a description for Datasette beside it.

    In it are the tables that are made of public facts which name nobody, a view of what holds today for each, and the
    public entries of the log without who recorded them.
    """
    from fokus_api.responses.public_data import export_public, metadata_beside

    out = Output()
    with opened() as service, out.progress("Writing the public data"):
        service.models.start()
        copy = export_public(service, target)
    names = [*(table.name for table in copy.tables), *(view.name for view in copy.views)]
    beside = metadata_beside(target)
    document = {"file": str(target), "metadata": str(beside), "position": copy.position, "tables": names}
    said = f"{target} shows what is public up to position {copy.position}: {len(names)} tables and views."
    out.say(document, said, f"datasette {target} --metadata {beside}")
