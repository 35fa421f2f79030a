"""`fokus restore`: after stores were restored from a backup, what was known before is given up, by its head."""

from pathlib import Path

import rich_click as click

from fokus_api.cli.output import Output, brought, json_option, settings


@click.command
@click.option(
    "--accept",
    "head",
    type=click.IntRange(min=1),
    required=True,
    metavar="HEAD",
    help="Last position of the journal that lies there now.",
)
@json_option
def restore(head: int) -> None:
    """Accept a journal that went back in time, as one restored from a backup has.

    What was recorded after HEAD is lost. The read models that may still show it are kept aside, and built anew at the
    next start; state store and files that are new belong to the journal from now on. End the server before.
    """
    from fokus_api.plugins.load import load_plugins
    from fokus_api.runtime.logs import setup_logging
    from fokus_api.runtime.service import Service

    setup_logging("warning")
    inforce, out = settings(), Output()
    loaded = load_plugins(inforce, extra=brought())
    with Service.open(inforce, *loaded, follow=False, create=False, accept=head) as service:
        journal, aside = service.journal.id, service.models.put_aside()
    kept = [f"The read model of the time before is kept as {aside}."] if aside else []
    document = {"journal": journal, "head": head, "kept": None if aside is None else str(Path(aside))}
    out.say(document, f"Journal {journal} is accepted as it ends at position {head}.", *kept)
