"""`fokus who-could`: who held a permission on a day, read from the journal itself."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import rich_click as click

from fokus_api.cli.access import DAY
from fokus_api.cli.completing import completion, permissions
from fokus_api.cli.output import Output, json_option, opened
from fokus_core.access.holders import holders
from fokus_core.domain.clock import day_of
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.refusals import Invalid
from fokus_core.domain.texts import _
from fokus_core.journal.journal import Journal

if TYPE_CHECKING:
    from fokus_api.cli.output import Bar

STEP = 500  # facts between two moves of the progress bar
COLUMNS = ("actor", "role", "scope", "since", "until")


@click.command("who-could")
@click.argument("permission", shell_complete=completion(permissions))
@click.option("--on", type=DAY, help="The day it is about; today if not given.")
@click.option("--known", type=click.IntRange(min=1), help="Only what was recorded up to this position.")
@json_option
def who_could(permission: str, on: "date | None", known: int | None) -> None:
    """List who held a permission on a day.

    Which roles give the permission is taken from the programmes as they are installed now.
    """
    out = Output()
    with opened() as service:
        permissions, journal = service.catalogue.permissions, service.journal
        if permission not in permissions:
            message = _("Die Berechtigung {permission} gibt es nicht. Es gibt {there}.")
            raise Invalid("unknown-permission", message, permission=permission, there=sorted(permissions))
        head = journal.store.head()
        if known is not None and known > head:
            raise Invalid("beyond-head", _("Der letzte Eintrag ist Nr. {head}."), field="known", head=head)
        day = date(on.year, on.month, on.day) if on else day_of(journal.now())
        last = known or head
        with out.progress("Reading", last) as bar:
            found = holders(_up_to(journal, last, bar), permissions[permission].roles, on=day)
        rows = [tuple(getattr(holder, name) for name in COLUMNS) for holder in found]
        human = out.table(COLUMNS, rows) if rows else f"Nobody held {permission} on {day}, as known at {last}."
        out.say({"permission": permission, "on": day, "known": last, "holders": found}, human)


def _up_to(journal: Journal, last: int, bar: "Bar") -> Iterator[Recorded[Fact]]:
    """Yield the facts up to a position, and move the bar."""
    for record in journal.follow():
        if record.position > last:
            return
        if record.position % STEP == 0:
            bar(record.position)
        yield record
