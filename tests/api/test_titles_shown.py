"""What a row names by its id is shown by its title: alone, in a list, and as what the row is about."""

from typing import Annotated, Any

import msgspec
from api_kit import Client

from fokus_api.face.shown.columns import shape_of
from fokus_core.domain.facts import Key
from fokus_core.plugins.labels import Labels
from fokus_core.plugins.texts import Texts, Words

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
