"""`fokus erase`: erasing a person, carried out at once, with the receipt of every place."""

from typing import TYPE_CHECKING, get_args

import rich_click as click

from fokus_api.cli.do import acting, as_option, build, waiting
from fokus_api.cli.output import Output, json_option, opened
from fokus_core.domain.clock import day_of
from fokus_core.domain.refusals import NotFound, Unavailable
from fokus_core.persons.erasing import ErasePerson
from fokus_core.persons.erasure import ErasePersons, Erasure, erasure_of
from fokus_core.privacy.persons import ErasureGround

if TYPE_CHECKING:
    from rich.console import RenderableType

GROUNDS = get_args(get_args(ErasureGround)[0])
PATIENCE = 60.0  # seconds to wait for the server that does the jobs


@click.command
@click.argument("person")
@click.option("--ground", type=click.Choice(GROUNDS), help="Why; without it the receipt of an erasure is shown.")
@click.option("--id", "command_id", help="The command's own id: a repeat under the same id records nothing.")
@as_option
@json_option
def erase(person: str, ground: str | None, command_id: str | None, actor: str | None) -> None:
    """Erase the personal data of a person for good, or show the receipt of an erasure.

    Who acts --as an account proposes it, and a second one confirms; the person at this machine needs nobody.
    """
    out = Output()
    with opened() as service:
        journal, store = service.journal, service.state_store
        if ground is not None:
            shape = {"person": person, "ground": ground, "effective": day_of(journal.now()).isoformat()}
            receipt = journal.handle(build(ErasePerson, shape), by=acting(actor), command_id=command_id)
            if receipt.proposal:
                out.say({"proposal": receipt.proposal}, waiting(receipt.proposal))
                return
            with out.progress("Erasing"):
                done = service.jobs.run_now(ErasePersons.name, PATIENCE)
            if done is None or done.failures:
                raise Unavailable("The erasure is recorded, and carried out by the server that does the jobs.")
        found = erasure_of(store, person)
        if found is None:
            raise NotFound(field="person")
        out.say(found, *_told(out, found))


def _told(out: Output, found: Erasure) -> "tuple[str, RenderableType]":
    state = "complete" if found.complete else "under way"
    table = out.table(("place", "cleared"), [*found.places.items()])
    return f"Erasure of {found.person}, fact {found.position}: {state}.", table
