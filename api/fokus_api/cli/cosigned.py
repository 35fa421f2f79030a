"""`fokus cosigned`: checkpoints come back from the witnesses that have cosigned them."""

from pathlib import Path

import rich_click as click

from fokus_api.cli.output import Output, json_option, opened


@click.command
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@json_option
def cosigned(files: tuple[Path, ...]) -> None:
    """Take in checkpoints that witnesses have cosigned (cosignature/v1), and serve them from now on.

    FILES are the checkpoints that were served, with the lines of the witnesses below. Which witnesses count says the
    setting `ledger_witnesses`.
    """
    from fokus_core.domain.refusals import Unusable
    from fokus_core.ledger.note import noted
    from fokus_core.ledger.witnesses import WitnessKey, take_in

    out = Output()
    with opened() as service:
        ledger, witnesses = service.ledger, [WitnessKey(line) for line in service.settings.ledger_witnesses]
        keys, last = ledger.keys, noted(ledger.last())
        taken = []
        for path in files:
            try:
                taken.append(take_in(path.read_text(encoding="utf-8"), keys, last, witnesses, service.state_store))
            except (Unusable, UnicodeDecodeError) as error:
                raise Unusable(f"{path} was not taken in. {error}") from error
    rows = [(noted(one.note).size, ", ".join(one.lines)) for one in taken]
    document = {"checkpoints": [{"size": noted(one.note).size, "witnesses": [*one.lines]} for one in taken]}
    out.say(document, out.table(("records", "cosigned by"), rows))
