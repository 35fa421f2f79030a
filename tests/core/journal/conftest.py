"""The choir's journal over both engines."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fokus_core.journal.engines.open_store import open_store
from fokus_core.journal.engines.store import Store
from fokus_core.journal.journal import Journal
from fokus_core.testing.given import catalogue_of
from fokus_core.testing.memory import MemoryVault

sys.path.append(str(Path(__file__).parent))  # `choir_kit` is shared by tests

from choir_kit import PLUGIN


@pytest.fixture
def journal(store: Store) -> Iterator[Journal]:
    journal = Journal(store, catalogue_of(PLUGIN), MemoryVault())
    yield journal
    journal.writer.close()


@pytest.fixture
def other(store_url: str) -> Iterator[Callable[[], Journal]]:
    """Open further journals over one store, as other nodes do."""
    opened: list[Journal] = []

    def open_journal() -> Journal:
        opened.append(Journal(open_store(store_url), catalogue_of(PLUGIN), MemoryVault()))
        return opened[-1]

    yield open_journal
    for one in opened:
        one.close()
