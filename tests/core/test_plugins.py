"""Plugins are asked by pluggy, one by one: who is asked first, what is refused, and that an error names its plugin."""

from collections.abc import Iterator, Sequence
from typing import Any

import pluggy
import pytest

from fokus_core import HistoryFile, ProgrammeInfo, hookimpl, hookspec
from fokus_core.domain.programme import PluginRefused
from fokus_core.plugins.manager import Plugins


def named(id: str, *specs: type) -> ProgrammeInfo:  # noqa: A002  # the word of the programme
    return ProgrammeInfo(id=id, title="-", hookspecs=specs)


class Plugin:
    def __init__(self, **hooks: Any) -> None:
        vars(self).update(hooks)


def asked_first(*plugins: object) -> list[str]:
    loaded = Plugins.load(only=[], extra=plugins, layers=[])
    return [name for name, _ in loaded.each("history")]


def offering(id: str, **marks: bool) -> object:  # noqa: A002  # as above
    def history() -> Sequence[HistoryFile]:
        return []

    return Plugin(programme=hookimpl(lambda: named(id)), history=hookimpl(**marks)(history))


def test_plugins_are_asked_by_name_but_for_those_who_ask_to_be_first_or_last() -> None:
    a, b, c = offering("a", trylast=True), offering("b"), offering("c")
    assert asked_first(c, b, a) == ["b", "c", "a"]
    assert asked_first(b, c, offering("d", tryfirst=True)) == ["d", "b", "c"]


def test_who_has_nothing_to_say_is_left_out() -> None:
    silent = Plugin(programme=hookimpl(lambda: named("a")), history=hookimpl(lambda: None))
    assert asked_first(silent, offering("b")) == ["b"]


@pytest.mark.parametrize("mark", ["wrapper", "hookwrapper"])
def test_a_wrapper_stops_the_start_and_names_its_plugin(mark: str) -> None:
    def history() -> Iterator[None]:
        yield

    marks: Any = {mark: True}
    wrapping = Plugin(programme=hookimpl(lambda: named("a")), history=hookimpl(**marks)(history))
    with pytest.raises(PluginRefused, match=r"'a'.*'history' is a wrapper"):
        Plugins.load(only=[], extra=[wrapping, offering("b")], layers=[])


@pytest.mark.parametrize("mark", ["historic", "firstresult"])
def test_a_hook_that_is_not_asked_of_each_stops_the_start_and_names_its_plugin(mark: str) -> None:
    marks: Any = {mark: True}

    class Specs:
        @staticmethod
        @hookspec(**marks)
        def greet() -> str:  # type: ignore[empty-body]  # a hook specification has no body
            """Return a greeting."""

    bringing = Plugin(programme=hookimpl(lambda: named("a", Specs)))
    with pytest.raises(PluginRefused, match=f"'a'.*'greet' it brings is {mark}"):
        Plugins.load(only=[], extra=[bringing], layers=[])


def test_plugins_answer_the_hooks_of_others_with_what_they_ask_for() -> None:
    class Specs:
        @staticmethod
        @hookspec
        def greet(whom: str, how: str) -> str:  # type: ignore[empty-body]  # a hook specification has no body
            """Return a greeting."""

    host = Plugin(programme=hookimpl(lambda: named("a", Specs)))
    guest = Plugin(programme=hookimpl(lambda: named("b")), greet=hookimpl(lambda whom: f"hello {whom}"))
    loaded = Plugins.load(only=[], extra=[host, guest], layers=[])
    assert list(loaded.each("greet", whom="Olpe", how="loud")) == [("b", "hello Olpe")]


def test_an_error_in_a_hook_names_the_plugin_it_came_from_and_no_other() -> None:
    def history() -> Sequence[HistoryFile]:
        raise RuntimeError("broken")

    failing = Plugin(programme=hookimpl(lambda: named("b")), history=hookimpl(history))
    loaded = Plugins.load(only=[], extra=[offering("a"), failing, offering("c")], layers=[])
    with pytest.raises(PluginRefused, match=r"'b'.*RuntimeError: broken") as refused:
        _ = loaded.history
    assert refused.value.plugin == "b"


def test_what_pluggy_itself_refuses_names_the_plugin_too() -> None:
    misread = Plugin(programme=hookimpl(lambda: named("a")), history=hookimpl(lambda nothing: nothing))
    with pytest.raises(PluginRefused, match=r"(?s)'a'.*nothing") as refused:
        Plugins.load(only=[], extra=[misread], layers=[])
    assert isinstance(refused.value.__cause__, pluggy.PluginValidationError)
