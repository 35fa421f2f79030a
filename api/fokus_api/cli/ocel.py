"""`fokus ocel`: the history as an object-centric event log, for process mining."""

from pathlib import Path

import rich_click as click

from fokus_api.cli.output import Output, json_option, opened


@click.command
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--all", "everything", is_flag=True, help="Also what is not public; nothing personal in any case.")
@click.option("--known", type=click.IntRange(min=1), help="Only what was known at this position.")
@json_option
def ocel(target: Path, everything: bool, known: int | None) -> None:
    """Write the history as an object-centric event log (OCEL 2.0) to a new file.

    TARGET ends in .sqlite, or is JSON. Events are the facts that stand, on the day from which they are true; objects
    are municipalities, rounds, runs and whatever else facts are about.
    """
    from hashlib import file_digest

    from fokus_api.operations.ocel.collected import collect
    from fokus_api.operations.ocel.written import write_ocel
    from fokus_core.domain.refusals import Invalid
    from fokus_core.domain.texts import _

    out = Output()
    with opened() as service, out.progress("Writing the event log"):
        head = service.journal.store.head()
        if known is not None and known > head:
            raise Invalid("beyond-head", _("Der letzte Eintrag ist Nr. {head}."), field="known", head=head)
        service.models.start()
        log = collect(service, public=not everything, known=known or head)
        write_ocel(log, target)
    with target.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    document = {
        "file": str(target),
        "known": known or head,
        "events": len(log.events),
        "objects": len(log.objects),
        "sha256": digest,
    }
    many = f"{len(log.events)} events about {len(log.objects)} objects"
    said = f"{target} holds {many}, as known at position {known or head}."
    out.say(document, said, f"SHA-256 {digest}")
