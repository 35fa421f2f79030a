"""Makes the sample programme importable, and opens journals of it."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # `sample` is shared by the tests and by the processes they start

import sample

from fokus_core.journal.journal import Journal


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/journal/journal.db"


@pytest.fixture
def open_journal(url: str) -> Iterator[Callable[..., Journal]]:
    opened: list[Journal] = []

    def open_it(*extra: object) -> Journal:
        opened.append(sample.open_journal(url, *extra))
        return opened[-1]

    yield open_it
    for journal in opened:
        journal.close()


@pytest.fixture
def journal(open_journal: Callable[..., Journal]) -> Journal:
    return open_journal()
