"""`fokus copy-journal`: the journal, moved from one engine to another."""

from base64 import b64encode
from contextlib import closing
from pathlib import Path

import rich_click as click

from fokus_api.cli.output import Output, json_option, settings


@click.command
@click.argument("target", metavar="URL")
@json_option
def copy_journal(target: str) -> None:
    """Copy the journal into an empty one at URL, such as postgresql://user@host/name.

    Every record keeps its position, so what was signed and quoted holds for the copy. The copy is read back and, where
    checkpoints are signed, held against the last one. End the server before: what is recorded meanwhile is not copied.
    Then name the copy in the setting `journal`; vault, state store and files stay as they are.
    """
    from fokus_api.runtime.service import explained
    from fokus_api.runtime.settings import masked
    from fokus_core.journal.copying import copy_journal as copied
    from fokus_core.journal.engines.open_store import open_store
    from fokus_core.ledger.signing import Ledger

    out, inforce = Output(), settings()
    with explained(), closing(open_store(inforce.journal, read_only=True)) as source:
        source.create()
        with closing(open_store(target)) as made:
            made.create()
            with out.progress("Copying") as bar:
                copy = copied(source, made, bar)
            ledger = Ledger(Path(inforce.ledger_key), Path(inforce.ledger_head))
            signed = ledger.keys.read(ledger.last()).size if ledger.kept else None
            if signed is not None:
                ledger.held(made)
    root = b64encode(copy.root).decode()
    document = {"target": masked(target), "head": copy.head, "records": copy.size, "root": root, "signed": signed}
    human = [f"{masked(target)} holds {copy.size} records up to position {copy.head}; their root hash is {root}."]
    if signed is not None:
        human.append(f"They extend the last checkpoint, of {signed} records.")
    out.say(document, *human, "Name the copy in the setting journal, and start the server.")
