"""Things are called by their titles in refusals, as public facts name them; a stranger's kind is one line."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

import pytest

from fokus_core import (
    CONSOLE,
    Chosen,
    Command,
    Fact,
    Key,
    Naming,
    Permission,
    Policy,
    ProgrammeInfo,
    Refused,
    Retract,
    Sentence,
    Title,
    command,
    fact,
    hookimpl,
)
from fokus_core.domain.programme import PluginRefused
from fokus_core.domain.retraction import FactRetracted
from fokus_core.journal.journal import Journal
from fokus_core.plugins.places import told
from fokus_core.testing.given import catalogue_of
from fokus_core.testing.memory import MemoryStore, MemoryVault

DAY, LATER = date(2024, 1, 1), date(2024, 2, 1)
SongId = Annotated[str, Key("song")]
KEEP = Policy("stage.keep")


@fact("stage.song-written@1", public=True, whole_programme=True)
class SongWritten(Fact, frozen=True):
    """A song was written, or called otherwise."""

    song: SongId
    title: Title
    verses: tuple[str, ...] = ()


@fact("stage.song-sung@1")
class SongSung(Fact, frozen=True):
    """A song was sung."""

    song: SongId
    verse: Annotated[str, Chosen("verse")] = ""


@command("stage.write", KEEP)
class Write(Command, frozen=True):
    """Write a song."""

    song: SongId
    title: Title
    effective: date
    verses: tuple[str, ...] = ()

    def decide(self, past: Any) -> Iterator[Fact]:
        """Yield it."""
        yield SongWritten(effective=self.effective, song=self.song, title=self.title, verses=self.verses)


@command("stage.sing", KEEP)
class Sing(Command, frozen=True):
    """Sing a song."""

    song: SongId
    effective: date
    verse: Annotated[str, Chosen("verse")] = ""

    def decide(self, past: Any) -> Iterator[Fact]:
        """Refuse it."""
        raise Refused("hoarse", "„{song}“ kann niemand singen, auch nicht „{verse}“.", field="song")


def verses(fact: Any) -> dict[str, str]:
    return {f"{fact.song}-{number}": verse for number, verse in enumerate(fact.verses)}


SONG = Naming("song", (SongWritten,))
VERSE = Naming("verse", (SongWritten,), under="programme:stage", titles=verses)


class Stage:
    """The programme, with the namings that are given."""

    def __init__(self, *namings: Naming) -> None:
        self.namings = namings

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        """Return the programme."""
        return ProgrammeInfo(
            "stage",
            "Bühne",
            [SongWritten, SongSung],
            commands=[Write, Sing],
            permissions=[Permission(f"stage.{name}", ("state-office",), name) for name in ("keep", "retract")],
            namings=self.namings,
        )

    @hookimpl
    def describe(self) -> dict[type[Fact], Sentence]:
        """Return the sentences."""
        return {SongWritten: Sentence("„{song}“"), SongSung: Sentence("Gesungen: „{song}“, {verse}")}


@pytest.fixture
def journal() -> Iterator[Journal]:
    made = Journal(MemoryStore(), catalogue_of(Stage(SONG, VERSE)), MemoryVault())
    yield made
    made.close()


def said(journal: Journal, about: Fact) -> dict[str, Any]:
    return told("{song} {verse}", about, journal.bodies(), journal.titles, LATER)


def test_a_thing_is_called_by_the_latest_title_it_was_given(journal: Journal) -> None:
    sung = SongSung(effective=DAY, song="a", verse="a-1")
    assert said(journal, sung) == {"song": "a", "verse": "a-1"}
    journal.handle(Write(song="a", title="Ännchen", effective=LATER, verses=("Eins", "Zwei")), by=CONSOLE)
    assert said(journal, sung) == {"song": "Ännchen", "verse": "Zwei"}
    journal.handle(Write(song="a", title="Früher", effective=DAY), by=CONSOLE)
    assert said(journal, sung)["song"] == "Ännchen"
    last = next(record for record in journal.follow() if isinstance(record.fact, SongWritten))
    journal.handle(Retract(position=last.position, reason="Irrtum"), by=CONSOLE)
    assert isinstance(list(journal.follow())[-1].fact, FactRetracted)
    assert said(journal, sung) == {"song": "Früher", "verse": "a-1"}


def test_a_refusal_says_the_titles_of_what_the_command_names(journal: Journal) -> None:
    journal.handle(Write(song="a", title="Ännchen", effective=DAY, verses=("Eins",)), by=CONSOLE)
    with pytest.raises(Refused) as refused:
        journal.handle(Sing(song="a", verse="a-0", effective=LATER), by=CONSOLE)
    assert str(refused.value) == "„Ännchen“ kann niemand singen, auch nicht „Eins“."


@pytest.mark.parametrize(
    ("namings", "why"),
    [
        ([SONG, SONG], "named already"),
        ([Naming("song", (SongSung,))], "not everybody may see"),
        ([Naming("singer", (SongWritten,))], "carries no such key"),
        ([Naming("role", (FactRetracted,), under="stage")], "carries no such key"),
    ],
)
def test_a_naming_that_would_tell_too_much_or_nothing_stops_the_start(namings: list[Naming], why: str) -> None:
    with pytest.raises(PluginRefused, match=why):
        catalogue_of(Stage(*namings))
