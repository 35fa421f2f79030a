"""Temporary houses to measure in: a data folder with journal and vault, the documented history, a caller with a key."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from fokus_api.plugins.load import load_plugins, open_service
from fokus_api.runtime.service import Service
from fokus_api.runtime.settings import Settings, load_settings
from fokus_api.testing.contract import issue_key
from fokus_core.access.actor import CONSOLE, Actor
from fokus_core.access.grants import GrantAccess
from fokus_core.bodies.register import Register
from fokus_core.journal import documented as history
from fokus_core.journal.engines.store import Store
from fokus_core.journal.journal import Journal
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.testing.memory import MemoryVault
from fokus_network.membership.commands.admission import JoinNetwork
from fokus_network.membership.commands.declaration import SignDeclaration

OFFICE = Actor("bench-office")
LONG_AGO = date(2000, 1, 1)
TODAY = date(2026, 1, 15)


def settings_in(folder: Path) -> Settings:
    """Return the settings of a house with the plugins of this repository."""
    return load_settings({}, folder, given={"data": str(folder / "data"), "plugins": ["network", "ehrenamtskarte"]})


def catalogue_in(folder: Path) -> Catalogue:
    """Return the catalogue of a house."""
    return load_plugins(settings_in(folder))[1]


@contextmanager
def journal_at(store: Store, folder: Path) -> Iterator[Journal]:
    """Open a journal alone, with the documented history entered and a grant for `OFFICE`."""
    store.create()
    journal = Journal(store, catalogue_in(folder), MemoryVault())
    try:
        enter_history(journal, folder)
        journal.handle(GrantAccess(OFFICE.id, "state-office", "state", LONG_AGO), by=CONSOLE)
        yield journal
    finally:
        journal.close()


def enter_history(journal: Journal, folder: Path) -> None:
    """Enter the documented history of all programmes; raises `RuntimeError` where an entry is refused."""
    files = load_plugins(settings_in(folder)).plugins.history
    for one in history.load_history(journal, files):
        if one.state != "entered":
            raise RuntimeError(f"{one.entry}: {one.why}")


def bodies() -> list[str]:
    """Return the ids of all municipalities and districts of today."""
    return [body.id for body in Register.load() if body.exists(TODAY) and len(body.id) > 3]


def furnish(folder: Path, *, everybody: bool) -> tuple[int, str]:
    """Make the data of a server: the documented history, a key, and on demand every body as a member.

    Return the position of its last fact, and the key.
    """
    with open_service(settings_in(folder)) as service:
        enter_history(service.journal, folder)
        if everybody:
            _join_all(service)
        position = service.journal.store.head()
        service.models.wait_for(position, 60.0)
        return position, issue_key(service, "bench-reader", ("integrator", "state"))


def _join_all(service: Service) -> None:
    asked = []
    members = {row[0] for row in service.models.reader().rows("SELECT body FROM network_membership")}
    for body in (body for body in bodies() if body not in members):
        sign = SignDeclaration(party=body, round="jaehrlich", effective=TODAY)
        join = JoinNetwork(body=body, effective=TODAY, override="Benchmark")
        asked += [service.journal.submit(command, by=CONSOLE) for command in (sign, join)]
    for one in asked:
        one.result()
