"""`fokus rebuild`: the read models of this node, made anew from the journal while the old ones go on serving."""

import rich_click as click

from fokus_api.cli.output import Output, json_option, opened


@click.command
@json_option
def rebuild() -> None:
    """Build this node's read models anew from the journal.

    A running server goes over to them by itself.
    """
    out = Output()
    with opened() as service, out.progress("Building the read models") as bar:
        generation = service.models.rebuild(bar)
        states = service.models.status()
    document = {
        "generation": generation,
        "projections": [{"name": s.name, "position": s.position, "error": s.error} for s in states],
    }
    rows = [(state.name, state.position, state.error) for state in states]
    out.say(document, out.table(("projection", "position", "stopped by"), rows), f"Generation {generation} is in use.")
    if any(state.error for state in states):
        out.end(1)
