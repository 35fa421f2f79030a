"""`fokus vault`: how many keys there are, in which state, and whether the files are whole."""

import rich_click as click
from msgspec import structs

from fokus_api.cli.output import Output, json_option, opened


@click.group
def vault() -> None:
    """Look at the vault."""


@vault.command
@json_option
def status() -> None:
    """Count the keys by their state, and the persons whom the directory recognises; no key and no name is shown.

    The exit code is 1 where the engine finds its files damaged.
    """
    out = Output()
    with opened() as service:
        found, flaws = service.vault.status(), service.vault.flaws()
        rows = [(name.replace("_", " "), number) for name, number in structs.asdict(found).items()]
        out.say({**structs.asdict(found), "flaws": flaws}, out.table(("what", "how many"), rows), *flaws)
        if flaws:
            out.end(1)
