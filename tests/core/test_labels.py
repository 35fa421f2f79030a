"""What people call fields and choices: where it is said, what counts, and that what has no word is found."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import pytest

from fokus_core import (
    BodyId,
    BodyRef,
    Command,
    Fact,
    Label,
    Permission,
    Person,
    Policy,
    ProgrammeInfo,
    Sentence,
    Vocabulary,
    command,
    fact,
    hookimpl,
    labelled,
)
from fokus_core.plugins.builtin import plugin as core
from fokus_core.plugins.labels import Labels
from fokus_core.testing import ProgrammeContract

Tone = Annotated[Literal["high", "low"], labelled({"high": "hoch", "low": "tief"})]


@fact("choir.sung@1", public=True)
class Sung(Fact, frozen=True):
    """Somebody sang."""

    body: BodyId
    tone: Tone | None = None
    mood: Literal["glad", "sad"] = "glad"


@command("choir.sing", Policy("choir.sing", "body"), title="Gesang eintragen")
class Sing(Command, frozen=True):
    """Record that somebody sang."""

    body: Annotated[BodyRef, msgspec.Meta(title="Wer hat gesungen?", description="Body")]
    tone: Tone
    effective: date
    mood: Literal["glad", "sad"] = "glad"
    singer: Person | None = None

    def decide(self, past: Any) -> Iterator[Fact]:
        """Yield it."""
        yield Sung(effective=self.effective, body=self.body, tone=self.tone, mood=self.mood)


@command("choir.sing-again", Policy("choir.sing", "body"))
class SingAgain(Sing, frozen=True):
    """Record that somebody sang again."""


class Choir:
    """The programme, with a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @hookimpl
    def programme(self) -> ProgrammeInfo:
        """Return the programme."""
        permissions = [Permission(f"choir.{name}", ("state-office",), name) for name in ("sing", "retract")]
        return ProgrammeInfo(
            "choir", "Chor", [Sung], commands=[Sing, SingAgain], permissions=permissions, labels=self.vocabulary
        )

    @hookimpl
    def describe(self) -> dict[type[Fact], Sentence]:
        """Return the sentence."""
        return {Sung: Sentence("{body} hat gesungen.")}


WHOLE: Vocabulary = {
    "tone": "Ton",
    "mood": Label("Stimmung", values={"glad": "froh", "sad": "traurig"}),
    "singer": "Person",
    "SingAgain.effective": "Wieder gesungen am",
}


def labels(vocabulary: Vocabulary) -> Labels:
    return Labels.brought([core.programme(), Choir(vocabulary).programme()])


def test_a_field_is_called_as_it_says_itself_else_by_the_programme_else_by_the_core() -> None:
    there = labels(WHOLE | {"body": Label("Überall anders", "Ihr Name.")})
    assert there.of("choir", Sing, "body") == Label("Wer hat gesungen?", "Ihr Name.")
    assert there.of("choir", Sing, "tone") == Label("Ton", values={"high": "hoch", "low": "tief"})
    assert there.of("choir", Sing, "effective") == labels({}).of("core", Fact, "effective")
    assert there.of("choir", SingAgain, "effective") == Label("Wieder gesungen am")
    assert there.of("choir", Sung, "body") == Label("Überall anders", "Ihr Name.")
    assert there.of("choir", Sung, "mood") == Label("Stimmung", values={"glad": "froh", "sad": "traurig"})
    assert there.of("choir", Person, "name") == labels({}).of("core", Person, "name")


def test_what_has_no_word_is_named_with_its_place() -> None:
    assert list(labels(WHOLE).missing("choir", Sing)) == []
    assert list(labels({"tone": "Ton", "mood": Label("Stimmung", values={"glad": "froh"})}).missing("choir", Sing)) == [
        "choir: Sing.mood has no label for 'sad'",
        "choir: Sing.singer has no label",
    ]


def contract(vocabulary: Vocabulary) -> ProgrammeContract:
    class Contract(ProgrammeContract):
        plugin = Choir(vocabulary)
        samples = Path()

    return Contract()


def test_the_contract_finds_a_command_without_a_title_and_a_field_without_a_label() -> None:
    with pytest.raises(AssertionError) as found:
        contract(WHOLE | {"mood": "Stimmung"}).test_people_have_a_word_for_every_command_and_field()
    assert "choir: the command choir.sing-again has no title" in str(found.value)
    assert "choir: Sing.mood has no label for 'glad'" in str(found.value)


def test_the_contract_finds_a_label_of_no_field_and_one_without_a_translation() -> None:
    contract(WHOLE).test_every_label_names_a_field_that_there_is()
    with pytest.raises(AssertionError, match=r"Sing\.tune"):
        contract(WHOLE | {"Sing.tune": "Melodie"}).test_every_label_names_a_field_that_there_is()
    with pytest.raises(AssertionError, match="choir: 'Wieder gesungen am' has no text in en"):
        contract(WHOLE).test_every_label_stands_in_every_language()
