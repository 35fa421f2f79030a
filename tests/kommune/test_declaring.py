"""What is declared of a programme: taken in by name, in order, until the start, and refused with its place."""

import importlib
import sys
import textwrap
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import pytest

from fokus_api.testing import temporary_service
from fokus_core import Catalogue, Key, ProgrammeInfo, command_type, fact_type
from fokus_core.domain.programme import PluginRefused
from fokus_kommune import BodyId, BodyRef, Command, Fact, Past, Programme, Reads, Reason, Turn

Package = Callable[..., ModuleType]

HEAD = "from fokus_kommune import *\nfrom datetime import date\n"
FACTS = """
from barn.programme import barn
from fokus_kommune import BodyId, Fact, _

@barn.fact("built@1", public=True, sentence=_("{body} baut."))
class Built(Fact, frozen=True):
    "A barn was built."
    body: BodyId
"""
PROGRAMME = "from fokus_kommune import Programme\nbarn = Programme('barn', title='Scheunen', parts=[PARTS])\n"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """Return a function that writes a package `barn` of these modules and imports its programme."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(parts: str = "'facts'", **modules: str) -> ModuleType:
        for name, text in {"__init__": "", "programme": PROGRAMME.replace("PARTS", parts), **modules}.items():
            (tmp_path / "barn").mkdir(exist_ok=True)
            (tmp_path / "barn" / f"{name}.py").write_text(textwrap.dedent(text), encoding="utf-8")
        importlib.invalidate_caches()
        for name in [one for one in sys.modules if one == "barn" or one.startswith("barn.")]:
            monkeypatch.delitem(sys.modules, name)
        return importlib.import_module("barn.programme")

    yield write
    for name in [one for one in sys.modules if one == "barn" or one.startswith("barn.")]:
        del sys.modules[name]


def here(back: int = 1) -> str:
    """Return the place of a line above this call."""
    return f"kommune/test_declaring.py:{sys._getframe(1).f_lineno - back}"


def refused(declare: Callable[[], Any]) -> str:
    with pytest.raises(PluginRefused) as stopped:
        declare()
    return str(stopped.value)


def barn(**given: Any) -> Programme:
    return Programme("barn", title="Scheunen", **given)


def with_a_fact(programme: Programme) -> type[Fact]:
    @programme.fact("built@1", public=True, sentence="{body} baut.")
    class Built(Fact, frozen=True):
        """A barn was built."""

        body: BodyId

    return Built


def test_names_begin_with_the_programme_and_classes_come_back_as_they_are() -> None:
    programme = barn(requires=">=0.1")
    built = with_a_fact(programme)
    keep = programme.permission("keep", scope="body", roles=["state-office"], title="Führen", four_eyes=True)
    stands = programme.evidence("stands", "body", established_by=built, title="steht")
    assert fact_type(built).name == "barn.built@1"
    assert (keep.permission, keep.scope, keep.four_eyes) == ("barn.keep", "body", True)
    assert (stands.id, stands.established_by) == ("barn.stands", (built,))
    info = programme.programme()
    assert (info.facts, info.requires, info.package) == ([built], ">=0.1", "")
    assert programme.describe()[built].text == "{body} baut."


def test_who_may_take_facts_back_need_not_be_said_and_can_be() -> None:
    def roles(programme: Programme) -> list[tuple[str, ...]]:
        with_a_fact(programme)
        return [one.roles for one in programme.programme().permissions if one.id == "barn.retract"]

    assert roles(barn()) == [("state-office",)]
    assert roles(barn(retract=("municipal-officer",))) == [("municipal-officer",)]
    own = barn()
    own.permission("retract", roles=["operator"], title="Zurücknehmen")
    assert roles(own) == [("operator",)]


def test_what_is_declared_wrongly_is_told_with_its_place() -> None:
    programme = barn()
    built = with_a_fact(programme)
    keep = programme.permission("keep", scope="body", roles=["state-office"], title="Führen")

    class Build(Command, frozen=True):
        body: BodyRef
        effective: date

        def check(self, past: Past) -> Any:
            yield "never"

    wrong = refused(lambda: programme.command("build", keep, records=built)(Build))
    assert wrong == f"Plugin 'barn': {here()}: {Build.__qualname__}: a `check` that yields never runs; let it raise"
    wrong = refused(lambda: programme.fact("Built", sentence="-")(built))
    assert wrong.startswith(f"Plugin 'barn': {here()}: ")
    turn = Turn(built, "out", "in", "slug", "Satz.")
    wrong = refused(lambda: programme.in_turn("body", turn, turn))
    assert wrong.startswith(f"Plugin 'barn': {here()}: in_turn('body'): a fact has one turn")
    wrong = refused(lambda: programme.two_clocks("barn", subject="cohort", begins=built))
    assert wrong == (f"Plugin 'barn': {here()}: barn.barn: is about a cohort, of which 'barn.built@1' carries no key.")


def test_what_the_start_finds_is_told_with_its_place_too() -> None:
    programme = barn()
    keep = programme.permission("keep", scope="body", roles=["barn-keeper"], title="Führen")
    at = here()
    assert keep.permission == "barn.keep"
    wrong = refused(lambda: Catalogue([programme.programme()]))
    assert wrong.startswith(f"Plugin 'barn': {at}: permission 'barn.keep' is given to the role 'barn-keeper'")


def test_a_name_is_declared_once() -> None:
    programme = barn()
    programme.permission("keep", roles=["state-office"], title="Führen")
    first = here()
    wrong = refused(lambda: programme.permission("keep", roles=["operator"], title="Führen"))
    assert wrong == f"Plugin 'barn': {here()}: permission 'barn.keep' is declared already, at {first}."


def test_a_module_that_is_run_twice_declares_the_same_again() -> None:
    programme = barn()
    first, second = (with_a_fact(programme) for _ in range(2))
    assert first is not second
    assert programme.programme().facts == [second]


def test_nothing_is_taken_in_after_the_start() -> None:
    programme = barn()
    with_a_fact(programme)
    programme.programme()
    wrong = refused(lambda: programme.permission("keep", roles=["operator"], title="Führen"))
    assert wrong == f"Plugin 'barn': {here()}: permission 'barn.keep' is declared after the start."


def test_parts_are_imported_in_their_order_at_the_first_hook_call(package: Package) -> None:
    rule = "from barn.facts import Built\nfrom barn.programme import barn\n\n"
    rule += "@barn.statute('body', Built)\ndef {0}(history):\n    'A rule.'\n    return ()\n"
    made = package("'facts', 'zebra', 'ant'", facts=FACTS, zebra=rule.format("zebra"), ant=rule.format("ant"))
    assert "barn.facts" not in sys.modules
    assert [one.name for one in made.barn.programme().statutes] == ["zebra", "ant"]


def test_a_fact_that_another_module_declares_and_nobody_imports_stops_the_start(package: Package) -> None:
    made = package(facts=FACTS, more=FACTS.replace("built@1", "burnt@1"))
    assert refused(made.barn.programme) == "Plugin 'barn': more.py:1: nobody imports it; name it in `parts`."


def test_a_module_that_declares_nothing_may_wait(package: Package) -> None:
    made = package(facts=FACTS, tools="def fact(): pass\n")
    assert len(made.barn.programme().facts) == 1


def test_a_fact_of_the_package_that_is_not_declared_stops_the_start(package: Package) -> None:
    loose = (
        FACTS
        + "\nfrom fokus_core import fact\n\n@fact('barn.burnt@1')\nclass Burnt(Fact, frozen=True):\n    body: BodyId\n"
    )
    made = package(facts=loose)
    assert refused(made.barn.programme) == "Plugin 'barn': fact 'barn.burnt@1' of barn.facts is not declared."


def test_a_programme_declares_something(package: Package) -> None:
    wrong = refused(barn().programme)
    assert wrong == "Plugin 'barn': declares nothing; name the modules that do in `parts`."


def test_errors_in_a_package_name_the_file(package: Package) -> None:
    made = package("'facts', 'commands'", facts=FACTS, commands=FACTS.replace('"built@1", public=True', '"built"'))
    assert refused(made.barn.programme).startswith("Plugin 'barn': commands.py:5: ")


def test_files_of_history_and_texts_lie_in_the_package(package: Package, tmp_path: Path) -> None:
    made = package(facts=FACTS)
    made.barn.documented("history/barns.toml")
    (tmp_path / "barn" / "texts").mkdir()
    assert (made.barn.programme().package, made.barn.history()[0].programme) == ("barn", "barn")
    assert str(made.barn.history()[0].path) == str(tmp_path / "barn" / "history" / "barns.toml")


def test_hand_written_parts_come_in_by_the_same_object() -> None:
    programme = barn()
    built = with_a_fact(programme)
    table, job = programme.facts_of(built), type("Sweep", (), {"name": "barn.sweep", "every": 60.0, "run": print})()
    programme.job(job)

    @programme.statute("body", built)
    def no_two_barns(history: Any) -> Any:
        """There is one barn."""
        return ()

    with temporary_service(programme) as service:
        assert [one.name for one in service.plugins.jobs if one.name.startswith("barn.")] == ["barn.sweep"]
        assert no_two_barns in service.catalogue.statutes
        assert service.models.reader().rows(f'SELECT * FROM "{table.table.name}"') == []


def test_upcasters_are_named_by_the_version_they_take() -> None:
    programme = barn()

    @programme.fact("built@2", sentence="{body} baut.", upcasts={1: lambda shape: {**shape, "height": 3}})
    class Built(Fact, frozen=True):
        """A barn was built."""

        body: BodyId
        height: int

    info: ProgrammeInfo = programme.programme()
    assert [*info.upcasters] == ["barn.built@1"]
    assert info.upcasters["barn.built@1"]({"body": "05914000"}) == {"body": "05914000", "height": 3}


def test_what_a_command_reads_may_still_be_said() -> None:
    programme = barn()
    built = with_a_fact(programme)
    keep = programme.permission("keep", scope="body", roles=["state-office"], title="Führen")

    @programme.command("build", keep, records=built, unrecorded=("reason",))
    class Build(Command, frozen=True):
        """Build a barn."""

        reads = Reads("body", built)
        body: BodyRef
        effective: date
        reason: Reason

    catalogue = Catalogue([programme.programme(), *temporary_core()])
    assert catalogue.reads_of(Build).lines == Reads("body", built).lines
    assert command_type(Build).unrecorded == ("reason",)


def temporary_core() -> list[ProgrammeInfo]:
    from fokus_core.plugins.builtin import plugin

    return [plugin.programme()]


def test_a_table_ends_with_the_body_it_is_about_or_that_it_names() -> None:
    programme = barn(ends_with_body=True)
    built = with_a_fact(programme)

    @programme.fact("stocked@1", public=True, sentence="-")
    class Stocked(Fact, frozen=True):
        """Something was put in."""

        item: Annotated[str, Key("item")]
        body: BodyId

    @programme.fact("numbered@1", public=True, sentence="-")
    class Numbered(Fact, frozen=True):
        """Something was numbered."""

        item: Annotated[str, Key("item")]

    assert programme.two_clocks("a", subject="body", begins=built).ends_with == "body"
    assert programme.two_clocks("b", subject="item", begins=Stocked).ends_with == "body"
    assert programme.two_clocks("c", subject="item", begins=Numbered).ends_with == ""
    assert programme.two_clocks("d", subject="body", begins=built, ends_with_body=False).ends_with == ""
    wrong = refused(lambda: programme.two_clocks("e", subject="item", begins=Numbered, ends_with_body=True))
    assert wrong.startswith(f"Plugin 'barn': {here()}: names no body, or several")
    assert barn().two_clocks("a", subject="body", begins=built).ends_with == ""
