"""What a row names by its id is shown by its title: alone, in a list, and as what the row is about."""

from datetime import date
from typing import Annotated, Any

import msgspec
import pytest
from api_kit import Client

from fokus_api.face.shown.columns import shape_of
from fokus_api.runtime.service import Service
from fokus_api.testing import settle
from fokus_core import CONSOLE
from fokus_core.domain.facts import Key
from fokus_core.plugins.labels import Labels
from fokus_core.plugins.texts import Texts, Words
from fokus_core.sources.commands import RecordSource
from fokus_projections import Reader

TITLES = {("run", "5"): "Fünfte Werkstatt", ("theme", "asyl"): "Asyl und Flucht"}
Theme = Annotated[str, Key("theme")]


class Row(msgspec.Struct):
    """A row as routes answer with it."""

    name: str
    run: str
    themes: tuple[Theme, ...]
    beside: Annotated[str | None, Key("run")] = None


def shown(item: dict[str, Any], language: str = "de") -> list[tuple[str, str, str]]:
    shape = shape_of(Row, "garden", frozenset({"run", "theme"}), Labels({}), lambda *thing: TITLES.get(thing))
    words = Words(Texts(), language, "garden")
    return [(one.text, one.href, one.lang) for one in shape.cells(item, words, lambda address, **_given: address)]


def test_what_has_a_title_is_called_by_it_and_all_else_by_its_id() -> None:
    name, themes, beside = shown({"name": "", "run": "5", "themes": ["asyl", "sport"], "beside": "7"})
    assert name == ("Fünfte Werkstatt", "/ding/run/5", "")
    assert themes == ("Asyl und Flucht, sport", "", "")
    assert beside == ("7", "/ding/run/7", "")


def test_a_title_is_german_on_an_english_page_though_its_id_is_a_number() -> None:
    *_others, beside = shown({"name": "A", "run": "1", "themes": [], "beside": "5"}, "en")
    assert beside == ("Fünfte Werkstatt", "/ding/run/5", "de")
    *_others, beside = shown({"name": "A", "run": "1", "themes": [], "beside": "7"}, "en")
    assert beside == ("7", "/ding/run/7", "")


def test_programmes_and_accounts_of_the_demonstration_are_called_by_what_they_are(client: Client) -> None:
    node = client.app.state.node
    assert node.title("programme", "garden") == "Gärten"
    assert node.title("programme", "none") is None
    assert node.title("actor", "demo-auditor") == "Revision"
    assert (node.title("actor", "auditor"), node.title("actor", "demo-anna")) == (None, None)


def test_the_title_of_a_source_is_looked_up_once_until_something_changes(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    node, run, asked = client.app.state.node, Reader._run, list[str]()

    def noted(reader: Reader, sql: str, *given: Any) -> Any:
        asked.append(sql)
        return run(reader, sql, *given)

    def told(source: str, title: str) -> list[str | None]:
        entered = RecordSource(source=source, title=title, kind="article", effective=date(2024, 1, 1))
        service.journal.handle(entered, by=CONSOLE)
        settle(service)
        asked.clear()
        with service.models.reader().snapshot():
            found = [node.title("origin", one) for one in ("first", "second") for _time in range(3)]
        assert len([sql for sql in asked if "core_source_name" in sql]) == 2
        return found

    monkeypatch.setattr(Reader, "_run", noted)
    assert told("first", "Neue Gäste") == ["Neue Gäste"] * 3 + [None] * 3
    assert told("second", "Der Gründungsantrag") == ["Neue Gäste"] * 3 + ["Der Gründungsantrag"] * 3
