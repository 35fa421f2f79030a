"""`fokus ledger`: the key that signs the journal's checkpoints, and what others need to verify them."""

import rich_click as click

from fokus_api.cli.output import Output, json_option, opened


@click.command
@click.option("--name", help="Name of the log, best a URL without https://; without it one with the journal's id.")
@json_option
def ledger(name: str | None) -> None:
    """Make the key that signs checkpoints, where there is none, and print the policy with which they are verified.

    Give the policy to auditors. Key and last signed head are no part of a backup: keep a copy of the key elsewhere.
    """
    out = Output()
    with opened() as service:
        own = service.ledger
        key = own.key if own.kept else own.make_key(name or f"fokus-kommune/{service.journal.id}")
    out.say({"log": key.verifier, "key_file": str(own.key_file)}, f"log {key.verifier}", "quorum none")
