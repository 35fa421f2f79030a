"""`fokus rotate-master-key`: wrapping every key of the vault anew, so that what was wrapped before is worthless."""

import rich_click as click

from fokus_api.cli.output import Output, json_option, settings
from fokus_core.domain.refusals import Refused
from fokus_core.domain.texts import _


@click.command("rotate-master-key")
@click.option(
    "--new",
    "new",
    required=True,
    metavar="KEY",
    help="As the setting master_key: file:///path, env:NAME, unix:///path.",
)
@json_option
def rotate_master_key(new: str) -> None:
    """Wrap every key of the vault anew; end the server before.

    A file that is not there is made; `unix:///path` hands every key over to a key service. Then the setting
    `master_key` has to name the new key, and the old one can be destroyed: copies of the vault, in backups and in the
    log of PostgreSQL, open no more.
    """
    from fokus_api.runtime.logs import setup_logging
    from fokus_api.runtime.service import explained
    from fokus_core.privacy import open_key_service, open_vault, rotate_master_key

    setup_logging("warning")
    inforce, out = settings(), Output()
    with explained():
        old = open_key_service(inforce.master_key, create=False)
        open_vault(inforce.vault, old, new=False).close()  # before a new key is made: nothing is for nothing
        wanted = open_key_service(new, create=True)
        if _same(inforce.master_key, new):
            raise Refused("same-key", _("Das ist der Hauptschlüssel, der schon gilt. Wählen Sie einen anderen."))
        with out.progress("Wrapping keys"):
            number = rotate_master_key(inforce.vault, old, wanted)
    document = {"keys": number, "master_key": new}
    out.say(document, f"{number} keys are wrapped anew.", f"Set FOKUS_MASTER_KEY={new} before the next start.")


def _same(old: str, new: str) -> bool:
    """Tell whether two settings name the same key; what a key service wraps with, nobody can tell."""
    from fokus_core.privacy import load_master_key

    if old.startswith("unix:") or new.startswith("unix:"):
        return old == new
    return load_master_key(old, create=False) == load_master_key(new, create=False)
