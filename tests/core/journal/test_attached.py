"""Applications of the eventsourcing library over a live journal: they read it, and record nothing."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import ClassVar

import pytest
from eventsourcing.dcb.api import DCBEvent, DCBQuery, DCBQueryItem
from eventsourcing.dcb.application import DCBApplication
from eventsourcing.dcb.domain import Selector, Slice
from eventsourcing.dcb.msgpack import Decision
from eventsourcing.domain import event
from eventsourcing.persistence import ProgrammingError

from fokus_core.domain.facts import Fact, Meta, fact_type, keys_of
from fokus_core.domain.refusals import Unusable
from fokus_core.journal.attached import attached
from fokus_core.journal.engines.store import Item, NewRow, Store
from fokus_core.journal.journal import Journal
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.manager import Plugins
from fokus_core.testing.memory import MemoryVault
from fokus_network.membership.facts import MunicipalityJoined, MunicipalityLeft

PAGE = Path(__file__).parents[3] / "docs" / "reading-the-journal.md"
HAGEN, ESSEN = "05914000", "05113000"


@pytest.fixture
def journal(store: Store) -> Iterator[Journal]:
    opened = Journal(store, Catalogue.of(Plugins.load(only=["network"])), MemoryVault())
    yield opened
    opened.close()


def enter(journal: Journal, fact: Fact) -> None:
    head = journal.store.head()
    meta = Meta(id=f"{head:032x}", at=datetime.now(UTC), by="test", command=f"test-{head}")
    row = NewRow(fact_type(type(fact)).name, keys_of(fact), journal.codec.encode(fact, meta))
    journal.store.record([row], [Item("nobody")], after=0)


def join(body: str, day: date) -> MunicipalityJoined:
    return MunicipalityJoined(effective=day, body=body, round="jaehrlich", declaration="2014")


def test_the_program_on_the_page_reads_a_journal_in_use(journal: Journal, store_url: str, tmp_path: Path) -> None:
    (text,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    program = tmp_path / "membership.py"
    program.write_text(text, encoding="utf-8")

    def answers() -> list[str]:
        done = subprocess.run(
            [sys.executable, program, store_url, HAGEN, ESSEN], capture_output=True, text=True, check=True
        )
        return done.stdout.splitlines()

    enter(journal, join(HAGEN, date(2020, 1, 1)))
    enter(journal, join(ESSEN, date(2021, 1, 1)))
    assert answers() == [f"{HAGEN} 2020-01-01", f"{ESSEN} 2021-01-01"]
    enter(journal, MunicipalityLeft(effective=date(2022, 1, 1), body=HAGEN, kind="withdrawal", reason="-"))
    assert answers() == [f"{HAGEN} None", f"{ESSEN} 2021-01-01"]


class Joined(Decision):
    TOPIC: ClassVar[str] = "network.municipality-joined@1"
    body: str


class Count(Slice[Decision]):
    """Counts members of a round, and wants to enter one more."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def consistency_boundary(self) -> Selector:
        return Selector(types=[Joined], tags=["round:jaehrlich"])

    @event(Joined)
    def _(self, body: str) -> None:
        self.seen.append(body)


class Everything(Count):
    def consistency_boundary(self) -> Selector:
        return Selector(tags=["journal:core"])

    @event(Joined)
    def _(self, body: str) -> None:
        raise AssertionError(body)


class Entering(Count):
    def execute(self) -> None:
        self.trigger_event(Joined, ["body:05111000"], body="05111000")

    @event(Joined)
    def _(self, body: str) -> None:
        self.seen.append(body)


def test_an_application_can_record_nothing(journal: Journal, store_url: str) -> None:
    enter(journal, join(HAGEN, date(2020, 1, 1)))
    head = journal.store.head()
    with DCBApplication(attached(store_url)) as application:
        assert application.do(Count()).seen == [HAGEN]
        with pytest.raises(ProgrammingError, match="recorded by the commands"):
            application.do(Entering())
        with pytest.raises(Unusable, match="for reading only"):
            application.recorder.append([DCBEvent("network.municipality-joined@1", b"{}", [f"body:{HAGEN}"])])
    assert journal.store.head() == head


def test_tags_types_and_data_are_those_of_the_journal(journal: Journal, store_url: str) -> None:
    enter(journal, join(HAGEN, date(2020, 1, 1)))
    (row,) = journal.store.select([Item(f"body:{HAGEN}")])[0]
    with DCBApplication(attached(store_url)) as application:
        found = application.recorder.read(DCBQuery([DCBQueryItem(tags=["round:jaehrlich", f"body:{HAGEN}"])]))
        expected = DCBEvent(row.type, row.data, list(row.keys))
        assert [(one.position, one.event) for one in found] == [(row.position, expected)]


def test_a_stored_name_that_no_decision_bears_is_not_imported(journal: Journal, store_url: str) -> None:
    with (
        DCBApplication(attached(store_url)) as application,
        pytest.raises(ProgrammingError, match=r"No decision has the TOPIC 'core\.journal-opened@1'"),
    ):
        application.do(Everything())
