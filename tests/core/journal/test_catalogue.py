"""What the catalogue and the plugins accept, and what stops the start."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, ClassVar

import pytest
from choir_kit import DAY, HAGEN, META, PLUGIN, Choir, SeatTaken, SingerNamed

from fokus_core import (
    Command,
    Evidence,
    Fact,
    Key,
    Past,
    Permission,
    Policy,
    ProgrammeInfo,
    Reads,
    Sentence,
    command,
    fact,
    hookimpl,
)
from fokus_core.access.actor import CONSOLE
from fokus_core.access.grants import AccessGranted
from fokus_core.domain.programme import PluginRefused
from fokus_core.journal.codec import Codec
from fokus_core.journal.engines.store import Row
from fokus_core.journal.journal import Journal
from fokus_core.plugins.catalogue import Catalogue
from fokus_core.plugins.manager import Plugins
from fokus_core.testing.given import catalogue_of
from fokus_core.testing.memory import MemoryStore, MemoryVault


class TestCatalogue:
    def test_old_versions_are_read_as_new_ones(self) -> None:
        @fact("dance.step@3")
        class Step(Fact, frozen=True):
            """A step."""

            hall: Annotated[str, Key("hall")]
            feet: int

        info = ProgrammeInfo(
            id="dance",
            title="Tanz",
            facts=[Step],
            upcasters={
                "dance.step@1": lambda old: {**old, "legs": old["foot"]},
                "dance.step@2": lambda old: {**old, "feet": old["legs"]},
            },
            permissions=[Permission("dance.retract", (), "-")],
        )
        catalogue = Catalogue([info])
        stored = b'{"fact":{"effective":"2020-01-01","hall":"a","foot":2},' + META
        assert Codec(catalogue).decode(Row(1, "dance.step@1", (), stored)).fact == Step(
            effective=date(2020, 1, 1), hall="a", feet=2
        )

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"id": "dance"}, "must begin with"),
            ({"upcasters": {"tango.step@1": dict}}, "must begin with"),
        ],
    )
    def test_a_name_that_is_not_the_programmes_is_refused(self, change: dict[str, Any], why: str) -> None:
        info = PLUGIN.programme()
        with pytest.raises(PluginRefused, match=why):
            Catalogue([changed(info, **change)])

    def test_two_owners_of_one_name_are_refused(self) -> None:
        info = PLUGIN.programme()
        with pytest.raises(PluginRefused, match=r"owner already|two current"):
            Catalogue([changed(info, facts=[SeatTaken, SeatTaken])])

    def test_a_fact_without_a_key_is_refused(self) -> None:
        @fact("choir.lost@1")
        class Lost(Fact, frozen=True):
            """Lost."""

        with pytest.raises(PluginRefused, match="has no key"):
            Catalogue([changed(PLUGIN.programme(), facts=[Lost])])

    def test_a_missing_upcaster_is_refused(self) -> None:
        @fact("choir.new@2")
        class New(Fact, frozen=True):
            """New."""

            hall: Annotated[str, Key("hall")]

        with pytest.raises(PluginRefused, match="no upcaster from version 1"):
            Catalogue([changed(PLUGIN.programme(), facts=[New])])


@command("choir.forge", Policy("choir.sing"))
class Forge(Command, frozen=True):
    """Yield what belongs to the core."""

    def decide(self, past: Past) -> Iterator[Fact]:
        """Yield a grant."""
        yield AccessGranted(effective=DAY, actor="clerk", role="state-office", scope="state")


@command("choir.overlook", Policy("choir.sing"))
class Overlook(Command, frozen=True):
    """Ask the past for what was not read."""

    def decide(self, past: Past) -> Iterator[Fact]:
        """Ask."""
        past.of(SeatTaken)
        yield SeatTaken(effective=DAY, hall="a", body=HAGEN)


@command("choir.unscoped", Policy("choir.sing", "town"))
class Unscoped(Command, frozen=True):
    """Take its scope from nowhere."""


@command("choir.unpermitted", Policy("choir.dance"))
class Unpermitted(Command, frozen=True):
    """Ask for a permission that is none."""


@command("choir.misread", Policy("choir.sing"))
class Misread(Command, frozen=True):
    """Read by a field that is none."""

    reads: ClassVar[Reads] = Reads("bdy", SeatTaken)


class TestMistakesOfAPlugin:
    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"commands": [Unscoped]}, "no key field"),
            ({"commands": [Misread]}, "no key field"),
            ({"commands": [Unpermitted]}, "no permission"),
            ({"permissions": []}, "no permission"),
            ({"facts": [SeatTaken, SingerNamed]}, "which no programme brings"),
            ({"evidence": [Evidence("choir.sits", "cohort", (SeatTaken,))]}, "carries no such key"),
        ],
    )
    def test_they_stop_the_start(self, change: dict[str, Any], why: str) -> None:
        with pytest.raises(PluginRefused, match=why):
            Catalogue([changed(PLUGIN.programme(), **change)])

    @pytest.mark.parametrize("mistaken", [Forge(), Overlook()])
    def test_facts_of_others_and_facts_that_were_not_read_are_out_of_reach(self, mistaken: Command) -> None:
        class Mistaken(Choir):
            @hookimpl
            def programme(self) -> ProgrammeInfo:
                """Bring the mistaken commands."""
                return changed(super().programme(), commands=[Forge, Overlook])

        journal = Journal(MemoryStore(), catalogue_of(Mistaken()), MemoryVault())
        with pytest.raises((TypeError, LookupError)):
            journal.handle(mistaken, by=CONSOLE)
        assert journal.store.head() == 1
        journal.close()


def changed(info: ProgrammeInfo, **change: Any) -> ProgrammeInfo:
    return replace(info, **change)


class TestPlugins:
    def test_a_misspelt_hook_stops_the_start_and_names_the_plugin(self) -> None:
        class Misspelt:
            @hookimpl
            def programmes(self) -> None:
                """Be misspelt."""

        with pytest.raises(PluginRefused, match=r"Misspelt.*programmes"):
            Plugins.load(only=[], extra=[Misspelt()], layers=[])

    def test_an_incompatible_range_stops_the_start(self) -> None:
        class Old(Choir):
            @hookimpl
            def programme(self) -> ProgrammeInfo:
                return changed(super().programme(), requires=">=99")

        with pytest.raises(PluginRefused, match="requires fokus-kommune >=99"):
            Plugins.load(only=[], extra=[Old()])

    def test_a_plugin_that_is_not_installed_stops_the_start(self) -> None:
        with pytest.raises(PluginRefused, match="nowhere"):
            Plugins.load(only=["nowhere"])

    def test_a_failing_hook_names_its_plugin(self) -> None:
        class Failing(Choir):
            @hookimpl
            def describe(self) -> dict[type[Fact], Sentence]:
                raise RuntimeError("broken")

        with pytest.raises(PluginRefused, match=r"choir.*broken"):
            _ = Plugins.load(only=[], extra=[Failing()]).sentences
