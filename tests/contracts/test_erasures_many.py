"""A hundred thousand facts with ten thousand erased persons: read models are built anew, and nothing opens again."""

import time
import uuid
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from canary_programme import Reported
from canary_scene import opened

from fokus_api.auth.unsealing import open_fields
from fokus_api.runtime.service import Service
from fokus_core import Fact, Sealed
from fokus_core.domain.facts import Meta, fact_type, keys_of
from fokus_core.journal.engines.store import Item, NewRow
from fokus_core.privacy.persons import PersonErased
from fokus_core.privacy.sealing import seal

DAY = date(2020, 1, 1)
BATCH = 1000


def person(number: int) -> str:
    return f"{number:032x}"


def facts(erased: int, total: int) -> Iterator[Fact]:
    """Yield a report about each person who is to be erased, reports about ten who stay, and the erasures."""
    for number in range(total - erased):
        who = person(number if number < erased else erased + number % 10)
        yield Reported(effective=DAY, person=who, name=Sealed.of(f"Name {number}"), note=Sealed.of("-"))
    for number in range(erased):
        yield PersonErased(effective=DAY, person=person(number), ground="not-needed")


def record(service: Service, some: Iterator[Fact]) -> int:
    journal, count = service.journal, 0
    while batch := list(islice(some, BATCH)):
        rows = []
        for fact in batch:
            meta = Meta(id=uuid.uuid4().hex, at=journal.now(), by="test", command=uuid.uuid4().hex)
            data = journal.codec.encode(seal(fact, meta.id, journal.vault), meta)
            rows.append(NewRow(fact_type(type(fact)).name, keys_of(fact), data))
        journal.store.record(rows, [Item("nobody:at-all")], after=journal.store.head())
        count += len(rows)
    return count


def rebuilt(folder: Path, erased: int, total: int) -> dict[str, float]:
    """Return how many seconds each part took."""
    took: dict[str, float] = {}

    def timed(name: str, began: float) -> float:
        took[name] = round(time.monotonic() - began, 1)
        return time.monotonic()

    at = time.monotonic()
    with opened(folder) as service:
        assert record(service, facts(erased, total)) == total
        at = timed("recorded", at)
        for number in range(erased):
            service.vault.destroy(person(number))
        at = timed("destroyed", at)
        service.models.rebuild()
        at = timed("rebuilt", at)
        reader = service.models.reader()
        assert reader.position == service.journal.store.head()
        assert reader.first("SELECT count(*) FROM core_log WHERE type = 'canary.reported@1'") == (total - erased,)
        about = [service.journal.under(f"person:{person(number)}", Reported) for number in (0, erased - 1, erased)]
        shown = [open_fields(service, "console", "core.export-persons", records[:1])[0]["name"] for records in about]
        assert shown[:2] == [None, None]
        assert str(shown[2]).startswith("Name")
        timed("looked", at)
    return took


def test_read_models_are_built_anew_over_erased_persons(tmp_path: Path) -> None:
    rebuilt(tmp_path, 30, 300)


@pytest.mark.long
def test_read_models_are_built_anew_over_ten_thousand_erased_persons(tmp_path: Path) -> None:
    print(rebuilt(tmp_path, 10_000, 100_000))
