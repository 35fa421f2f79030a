"""The contract of sealed fields passes where nothing leaks, and fails for each way out of the house that leaks."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest
from msgspec import structs
from sample_programme import GARDENER, Gardens, Whisper, whispers

from fokus_api.auth.policy import PUBLIC, read
from fokus_api.testing.leaks import LeakContract, Scene
from fokus_core import Command, Fact, Past, Policy, ProgrammeInfo, Refused, command, hookimpl

WORD, COHORT, DAY = "Unverraten-3b1c", "7", date(2020, 1, 1)
WHISPERS = "/api/v1/garden/cohorts/{cohort_id}/whispers"
WHISPER = Whisper(cohort=COHORT, body="05314000", text=f"{WORD} gesagt", effective=DAY)
SAID = {"cohort": COHORT, "body": "05314000", "text": WORD, "effective": "2020-01-01"}


@read("/garden/wall", policy=PUBLIC)
async def wall() -> dict[str, str]:
    """Tell everybody what was whispered."""
    return {"text": WORD}


@read("/garden/rumours", policy=PUBLIC)
async def rumours() -> dict[str, str]:
    """Tell everybody that there were whispers."""
    return {"type": "garden.whispered"}


@read("/garden/diary", policy=PUBLIC)
async def diary() -> dict[str, str]:
    """Write into the log what was whispered."""
    logging.getLogger("garden").warning("asked about %s", WORD)
    return {}


@command("garden.shout", Policy("garden.listen", "cohort"))
class Shout(Whisper, frozen=True):
    """Be refused with the words that were said."""

    def decide(self, past: Past) -> Iterator[Fact]:
        """Refuse."""
        raise Refused("loud", f"„{self.text}“ ist zu laut.", field="text")


class Whispering(Gardens):
    """The sample programme with its whispers, and whatever else is planted."""

    def __init__(self, *planted: Any, commands: Sequence[type[Command]] = ()) -> None:
        self.planted = planted
        self.commands = commands

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        """Bring the planted commands as well."""
        info = super().programme()
        return replace(info, commands=[*info.commands, *self.commands])

    @hookimpl
    def routes(self) -> Sequence[Any]:
        """Return the whispers and the planted routes."""
        return [whispers, *self.planted]


class Kept(LeakContract):
    plugin = Whispering()
    whole = False
    markers = (WORD,)
    callers: ClassVar = {"listener": (GARDENER, "cohort:7"), "elsewhere": (GARDENER, "cohort:8")}
    told: ClassVar = {"listener": {WHISPERS}}
    attempts: ClassVar = [("garden.whisper", SAID), ("garden.whisper", SAID | {"body": "Atlantis"})]

    def fill(self, scene: Scene, whisper: Whisper = WHISPER) -> None:
        scene.give(whisper)
        scene.things = {"cohort_id": ("7", "8")}
        scene.hidden = ("garden.whispered",)


class TestKept(Kept):
    """Nothing leaks."""


class InARoute(Kept):
    plugin = Whispering(wall)


class InARouteThatNamesAKind(Kept):
    plugin = Whispering(rumours)


class InALogLine(Kept):
    plugin = Whispering(diary)


class InAnErrorText(Kept):
    plugin = Whispering(commands=[Shout])
    attempts: ClassVar = [("garden.shout", SAID)]


class InAFileName(Kept):
    def fill(self, scene: Scene) -> None:
        super().fill(scene)
        (Path(scene.service.settings.data) / f"{WORD}.txt").touch()


class InAFile(Kept):
    def fill(self, scene: Scene) -> None:
        super().fill(scene)
        (Path(scene.service.settings.data) / "notes.txt").write_text(f"gesagt wurde {WORD}", encoding="utf-8")


class ToldToNobody(Kept):
    told: ClassVar = {"listener": {WHISPERS}, "elsewhere": {WHISPERS}}


class NeverRecorded(Kept):
    told: ClassVar = {}

    def fill(self, scene: Scene) -> None:
        super().fill(scene, structs.replace(WHISPER, text="nichts"))
        scene.hidden = ()


class AttemptsWithoutAWord(Kept):
    attempts: ClassVar = [("garden.whisper", SAID | {"text": "nichts"})]


ANSWERS = "test_sealed_words_stand_where_they_are_told_and_in_no_other_answer"
REFUSALS = "test_neither_receipt_nor_refusal_repeats_a_sealed_word"
FILES = "test_no_file_of_the_house_holds_a_sealed_word"
TESTS = [name for name in vars(LeakContract) if name.startswith("test_")]


@pytest.mark.parametrize(
    ("leaking", "test"),
    [
        (InARoute, ANSWERS),
        (InARouteThatNamesAKind, "test_outsiders_are_not_told_that_anything_is_hidden"),
        (InALogLine, "test_no_log_line_holds_a_sealed_word"),
        (InAnErrorText, REFUSALS),
        (InAFileName, FILES),
        (InAFile, FILES),
        (ToldToNobody, ANSWERS),
        (NeverRecorded, "test_the_markers_have_been_sealed"),
        (AttemptsWithoutAWord, REFUSALS),
    ],
)
def test_a_planted_leak_fails_the_contract_where_it_is(leaking: type[Kept], test: str) -> None:
    contract, failed = leaking(), []
    with contract.opened() as scene:
        for name in TESTS:
            try:
                getattr(contract, name)(scene)
            except AssertionError:
                failed.append(name)
    assert failed == [test]
