"""Files that are handed on tell nothing of the canary, sealed or erased: event logs, public data, replays, PROV."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from canary_scene import erase, fill, opened, text_of
from litestar.testing import TestClient

from fokus_api.operations.ocel.collected import collect
from fokus_api.operations.ocel.written import write_ocel
from fokus_api.responses.public_data import export_public, metadata_beside
from fokus_api.server.app import create_app
from fokus_api.testing import issue_key, settle
from fokus_core.ledger.signing import SignLedger
from fokus_core.storage.sqlite import connect


class House(NamedTuple):
    """A service with the canary in it, its marks, and an auditor who asks over HTTP."""

    service: Any
    person: str
    marks: Sequence[str]
    client: TestClient[Any]
    positions: list[int]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("canary"), follow=True) as service:
        person, marks = fill(service, 3)
        key = issue_key(service, "pruefung", ("auditor", "state"), ("integrator", "state"))
        settle(service)
        service.ledger.make_key("example.org/canary")
        positions = [one.position for one in service.journal.under(f"person:{person}")]
        with TestClient(create_app(lambda: service)) as client:
            client.headers["Authorization"] = f"Bearer {key}"
            yield House(service, person, marks, client, positions)


def written(house: House, folder: Path) -> dict[str, str]:
    """Write every file that is handed on, and return what stands in each, rows of databases included."""
    folder.mkdir()
    head = house.service.journal.store.head()
    for public, name in ((True, "public"), (False, "all")):
        log = collect(house.service, public=public, known=head)
        assert log.events
        for kind in ("json", "sqlite"):
            write_ocel(log, folder / f"{name}.{kind}")
    export_public(house.service, folder / "public.db")
    house.service.models.replay(folder / "replay.db", head)
    assert metadata_beside(folder / "public.db").exists()
    return {path.name: f"{rows_of(path)}{path.read_bytes().decode(errors='replace')}" for path in folder.iterdir()}


def rows_of(path: Path) -> str:
    if path.suffix not in (".db", ".sqlite"):
        return ""
    with closing(connect(str(path), read_only=True)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return str([connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables])


def asked(house: House) -> dict[str, str]:
    """Ask for what connected systems and auditors take with them."""
    signed = house.service.jobs.run_now(SignLedger.name, 30)
    assert signed is not None
    assert not signed.failures, signed.error
    whole = ["/api/v1/feed?limit=1000", "/api/v1/audit/bundle", "/api/v1/log.ndjson", "/api/v1/log.xlsx"]
    paths = [*whole, *(f"/api/v1/audit/provenance/{position}" for position in house.positions)]
    found = {}
    for path in paths:
        answer = house.client.get(path)
        assert answer.status_code == 200, (path, answer.text)
        found[path] = text_of(answer)
    assert [path for path in whole if "canary.reported" not in found[path]] == []
    assert any("prov" in text for path, text in found.items() if "/audit/provenance/" in path)
    return found


def marked(house: House, texts: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, one) for name, text in texts.items() for one in house.marks if one in text]


def test_no_file_that_is_handed_on_tells_a_mark_or_who_is_meant(house: House, tmp_path: Path) -> None:
    before = {**written(house, tmp_path / "before"), **asked(house)}
    assert marked(house, before) == []
    named = sorted(name for name, text in before.items() if house.person in text)
    assert [name for name in named if name.startswith("public")] == []
    events = len(json.loads((tmp_path / "before" / "all.json").read_bytes())["events"])
    erase(house.service, house.person)
    settle(house.service)
    after = {**written(house, tmp_path / "after"), **asked(house)}
    assert marked(house, after) == []
    assert len(json.loads((tmp_path / "after" / "all.json").read_bytes())["events"]) > events, (
        "and nothing else is gone"
    )
