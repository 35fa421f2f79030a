"""`fokus ledger`: the key that signs the journal's checkpoints, and what others need to verify them."""

import rich_click as click

from fokus_api.cli.output import Output, json_option, opened
from fokus_core.ledger.witnesses import WitnessKey


@click.command
@click.option("--name", help="Name of the log, best a URL without https://; without it one with the journal's id.")
@click.option("--add-key", is_flag=True, help="Make a second key under the same name; both sign from now on.")
@click.option("--retire-key", metavar="ID", help="Destroy one of two keys; the other one signs alone from now on.")
@json_option
def ledger(name: str | None, add_key: bool, retire_key: str | None) -> None:
    """Make the key that signs checkpoints, where there is none, and print the policy with which they are verified.

    Give the policy to auditors. Key and last signed head are no part of a backup: keep a copy of the key elsewhere.
    To replace a key, add one, give auditors the new policy, and retire the old one once they have it.
    """
    if add_key + bool(retire_key) + bool(name) > 1:
        raise click.UsageError("--name, --add-key and --retire-key are not for one time.")
    out = Output()
    with opened() as service:
        own = service.ledger
        if not own.kept and not add_key and retire_key is None:
            keys = own.make_key(name or f"fokus-kommune/{service.journal.id}")
        else:
            keys = own.add_key() if add_key else own.keys if retire_key is None else own.retire_key(retire_key)
        seen_by = [f"witness {WitnessKey(line).name} {line}" for line in service.settings.ledger_witnesses]
    verifiers = [key.verifier for key in keys.keys]
    document = {"log": verifiers[-1], "logs": verifiers, "key_file": str(own.key_file)}
    out.say(document, *(f"log {one}" for one in verifiers), *seen_by, "quorum none")
