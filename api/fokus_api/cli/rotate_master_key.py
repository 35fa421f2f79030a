"""`fokus rotate-master-key`: wrapping every key of the vault anew, so that what was wrapped before is worthless."""

import rich_click as click

from fokus_api.cli.output import Output, json_option, settings
from fokus_core.domain.refusals import Refused
from fokus_core.domain.texts import _


@click.command("rotate-master-key")
@click.option("--new", "new", required=True, metavar="KEY", help="Where the new key stands: file:///path or env:NAME.")
@json_option
def rotate_master_key(new: str) -> None:
    """Wrap every key of the vault anew; end the server before.

    A file that is not there is made. Then the setting `master_key` has to name the new key, and the old one can be
    destroyed: copies of the vault, in backups and in the log of PostgreSQL, open no more.
    """
    from fokus_api.runtime.logs import setup_logging
    from fokus_api.runtime.service import explained
    from fokus_core.privacy import load_master_key, open_vault, rotate_master_key

    setup_logging("warning")
    inforce, out = settings(), Output()
    with explained():
        old = load_master_key(inforce.master_key, create=False)
        open_vault(inforce.vault, old, new=False).close()  # before a new key is made: nothing is for nothing
        wanted = load_master_key(new, create=True)
        if wanted == old:
            raise Refused("same-key", _("Das ist der Hauptschlüssel, der schon gilt. Wählen Sie einen anderen."))
        with out.progress("Wrapping keys"):
            number = rotate_master_key(inforce.vault, old, wanted)
    document = {"keys": number, "master_key": new}
    out.say(document, f"{number} keys are wrapped anew.", f"Set FOKUS_MASTER_KEY={new} before the next start.")
