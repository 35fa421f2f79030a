"""The sources of documented history: what entries name is listed, and what two programmes list is one thing."""

from importlib.metadata import entry_points
from pathlib import Path

import pytest

from fokus_api.testing import temporary_service
from fokus_core import load_history
from fokus_core.domain.programme import HistoryFile
from fokus_core.journal.documented import RECORD_SOURCE, Entry, read
from fokus_core.sources.facts import parts_of

UNLISTED = {"Angabe zur Teilnahme der Stadt Warstein, ohne Tag"}  # where this stands is not known
PLUGINS = {one.name: one.load() for one in entry_points(group="fokus")}


def entries(programme: str) -> list[Entry]:
    return [entry for file in PLUGINS[programme].history() for entry in read(file)]


def listed(programme: str) -> dict[str, set[str]]:
    """Return the sources that a programme lists, each with the texts by which entries name it."""
    return {
        str(one.fields["source"]): {str(one.fields["source"]), *one.fields["references"]}
        for one in entries(programme)
        if one.command == RECORD_SOURCE
    }


@pytest.mark.parametrize("programme", ["network", "ews", "ehrenamtskarte"])
def test_every_source_that_entries_name_is_listed_and_every_listed_one_is_named(programme: str) -> None:
    named = [*entries(programme)]
    names = set().union(*listed(programme).values())
    assert {one.source for one in named if names.isdisjoint(parts_of(one.source))} == UNLISTED & {
        one.source for one in named
    }
    cited = {part for one in named for part in parts_of(one.source)}
    assert [source for source, texts in listed(programme).items() if cited.isdisjoint(texts)] == []


def test_a_text_names_several_sources_only_where_it_says_so() -> None:
    for programme in PLUGINS:
        texts = [text for texts in listed(programme).values() for text in texts]
        assert {one for one in texts if texts.count(one) > 1} <= {
            "engagiert-in-nrw.de, Kommunale Spitzentreffen und Spitzentreffen des Kommunen-Netzwerks"
        }


def test_what_two_programmes_list_is_entered_once() -> None:
    files = [HistoryFile(name, file.path) for name in ("network", "ews") for file in PLUGINS[name].history()]
    sources = [file for file in files if file.path.name == "sources.toml"]
    with temporary_service(PLUGINS["network"]) as service:
        states = [one.state for one in load_history(service.journal, sources)]
        assert len(listed("network").keys() & listed("ews").keys()) == 3
        assert states == ["entered"] * len(listed("network").keys() | listed("ews").keys())
        for file in sources:
            assert {one.state for one in load_history(service.journal, [file])} == {"present"}
        (recorded,) = service.journal.under("origin:fokus-kommune")
        assert recorded.meta.source is not None
        assert recorded.meta.source.reference == "quellenverzeichnis"


def test_a_source_that_two_files_list_differently_stays_what_the_first_says(tmp_path: Path) -> None:
    (first,) = (file for file in PLUGINS["network"].history() if file.path.name == "sources.toml")
    (second,) = (file for file in PLUGINS["ews"].history() if file.path.name == "sources.toml")
    title = "Zukunftsfaktor Bürgerengagement: Entwicklungswerkstatt für Kommunen"
    text = second.path.read_text(encoding="utf-8").replace(f'title = "{title}"', 'title = "Anders"')
    (tmp_path / "sources.toml").write_text(text, encoding="utf-8")
    files = [HistoryFile("network", first.path), HistoryFile("ews", tmp_path / "sources.toml")]
    with temporary_service(PLUGINS["network"]) as service:
        for _ in range(2):
            refused = [one for one in load_history(service.journal, files, correct=True) if one.state == "refused"]
            assert [(one.programme, one.entry) for one in refused] == [("ews", "source-ews-fuer-kommunen")]
            assert refused[0].why == "Eine andere Datei führt diese Quelle anders."
        (recorded,) = service.journal.under("origin:ews-fuer-kommunen")
        assert recorded.fact.title == title  # type: ignore[attr-defined]  # of a source
