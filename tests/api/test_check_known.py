"""`fokus check` as of any position, and where programmes and the register of bodies contradict each other."""

import json
from datetime import date
from pathlib import Path

import pytest
from api_kit import Client, open_gardens
from click.testing import CliRunner
from sample_programme import Open

from fokus_api.cli import main
from fokus_api.plugins.load import open_service
from fokus_api.runtime.service import Service
from fokus_api.runtime.settings import load_settings
from fokus_core.access.actor import CONSOLE
from fokus_core.bodies.commands import CreateBody
from fokus_core.checking.agreeing import Agreeing
from fokus_core.checking.journal import check_journal
from fokus_core.corrections.corrections import Correct, Retract
from fokus_core.domain.dispositions import Disposed
from fokus_core.journal.engines.store import Item, NewRow

KOELN = "05315000"


def found(service: Service, known: int | None = None) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.slug, one.positions) for one in check_journal(service.journal, known=known).findings]


def test_what_was_to_be_corrected_and_stands_is_found_until_it_is(client: Client, service: Service) -> None:
    first = open_gardens(service, KOELN)
    second = Open(body=KOELN, name="Zweiter", effective=date(2019, 1, 1))
    later = service.journal.handle(second, by=CONSOLE).position
    said = (Disposed(later, "corrected-too"),)
    wrong = Correct(position=first, changes={"name": "Park"}, reason="Verlesen", dispositions=said)
    retraction = service.journal.handle(wrong, by=CONSOLE).facts[0].position
    assert found(service, later) == []
    assert found(service) == [("still-to-correct", (later, retraction))]
    agreeing, asked = Agreeing(service.journal, retraction), []
    for record in service.journal.follow():
        agreeing.note(record)
    assert [one.positions for one in agreeing.findings(lambda: asked.append(1))] == [(later, retraction)]
    assert asked, "whether to go on"
    service.journal.handle(Retract(position=later, reason="Irrtum", acknowledge=(retraction + 1,)), by=CONSOLE)
    assert found(service) == []
    assert found(service, retraction + 1) == [("still-to-correct", (later, retraction))]


def test_what_names_a_body_before_the_register_has_it_is_found(client: Client, service: Service) -> None:
    made = CreateBody(body="05315999", name="Neustadt", kind="town", parent="053", effective=date(2025, 1, 1))
    service.journal.handle(made, by=CONSOLE)
    right = open_gardens(service, "05315999", since=date(2025, 2, 1))
    assert found(service) == []
    store, codec = service.journal.store, service.journal.codec
    (row,) = store.follow(after=right - 1, limit=1)
    early = codec.decode(row)
    data = row.data.replace(b"2025-02-01", b"2024-02-01").replace(early.meta.id.encode(), b"f" * 32)
    (position,) = store.record([NewRow(row.type, row.keys, data)], [Item("body:none")], after=store.head())
    assert ("body-not-there", (position,)) in found(service)
    assert found(service, right) == []


def test_the_command_takes_a_position_that_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOKUS_PLUGINS", "core")
    open_service(load_settings()).close()
    checked = CliRunner().invoke(main, ["check", "--known", "1", "--json"])
    assert (checked.exit_code, json.loads(checked.stdout)["facts"]) == (0, 1)
    assert CliRunner().invoke(main, ["check", "--known", "2"]).exit_code == 1
    assert CliRunner().invoke(main, ["check", "--known", "0"]).exit_code == 2
