"""What is written about the service is true: the reference is current and whole, examples are the code they show."""

import ast
import importlib
import importlib.util
import re
import subprocess
import sys
from collections import defaultdict
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from fokus_api.cli import COMMANDS, load_command
from fokus_api.runtime.settings import documented
from fokus_core.domain.facts import fact_type

REPOSITORY = Path(__file__).parents[1]
TUTORIAL = REPOSITORY / "docs" / "writing-a-programme.md"
COOKBOOK = REPOSITORY / "docs" / "cookbook.md"
SCREEN = REPOSITORY / "tests" / "kommune" / "heimatpreis.py"
FENCE = re.compile(r"^```(?P<language>\w*)(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r'title="([^"]+)"')


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"scripts_{name}", REPOSITORY / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


reference = _script("reference")
python_api = _script("python_api")


@pytest.fixture(scope="module")
def content() -> Any:
    return reference.Content.load()


def fences(path: Path, language: str) -> list[tuple[str, str]]:
    """Return the fenced blocks of a language with their titles."""
    found = FENCE.finditer(path.read_text(encoding="utf-8"))
    titled = [(TITLE.search(one["info"]), one["text"]) for one in found if one["language"] == language]
    return [(title[1] if title else "", text) for title, text in titled]


@pytest.mark.parametrize("script", ["reference", "python_api"])
def test_the_reference_is_current(script: str) -> None:
    done = subprocess.run(
        [sys.executable, f"scripts/{script}.py", "--check"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("script", [reference, python_api])
def test_a_stale_reference_is_told_in_a_sentence(
    script: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "TARGET", tmp_path / "reference.md")
    assert script.main(["--check"]) == 1
    assert script.main([]) == 0
    assert script.main(["--check"]) == 0
    (tmp_path / "reference.md").write_text("# Reference\n")
    assert script.main(["--check"]) == 1
    assert capsys.readouterr().err == f"{script.STALE}\n" * 2


def test_the_reference_names_no_place_of_this_machine() -> None:
    text = reference.render(reference.Content.load())
    assert [place for place in (str(REPOSITORY), str(Path.home()), sys.prefix) if f"{place}/" in text] == []


def test_everything_is_in_the_reference(content: Any) -> None:
    text = reference.render(content)
    catalogue = content.catalogue
    tables = [table for _, table in content.tables]
    named = [
        *(f"#### `{fact_type(kind.cls).name}`" for kind in catalogue.facts.values()),
        *(f"#### `{name}`" for name in catalogue.commands),
        *(f"| `{statute.name}` |" for statute in catalogue.statutes),
        *(f"| `{name}` |" for name in chain(catalogue.evidence, catalogue.permissions, catalogue.roles)),
        *(f"### `{table.name}`" for table in tables),
        *(f"| `{name}` |" for table in tables for name in table.columns),
        *(f"| `{one.name}` | `{one.variable}` |" for one in documented()),
        *(f"### `fokus {name}" for name in COMMANDS),
        *(
            f"| `{option.opts[0]}"
            for name in COMMANDS
            for option in load_command(name).params
            if option.opts[0][0] == "-"
        ),
    ]
    assert [name for name in named if name not in text] == []


@pytest.mark.parametrize("layer", ["fokus_core.plugins", "fokus_projections", "fokus_api.plugins"])
def test_every_hook_of_a_layer_is_in_the_reference_with_its_signature(layer: str, content: Any) -> None:
    source = (Path(importlib.import_module(layer).__file__ or "").parent / "hookspecs.py").read_text(encoding="utf-8")
    names = re.findall(r"^@hookspec\S*\ndef (\w+)\(", source, re.MULTILINE)
    text = reference.render(content)
    assert names
    assert [name for name in names if f"### `{name}`" not in text or f"\ndef {name}(" not in text] == []


def test_nothing_lacks_a_description(content: Any) -> None:
    assert reference.lacking(content) + python_api.lacking() == []


@pytest.mark.parametrize("face", python_api.FACES)
def test_every_public_name_is_there_and_stands_in_the_python_api(face: str) -> None:
    names = [name for name, _ in python_api.public(face)]
    text = python_api.render().partition(f"\n## `{face}`\n")[2].partition("\n## ")[0]
    module = importlib.import_module(face)
    assert names
    assert [name for name in names if not hasattr(module, name) or f"\n### `{name}`\n" not in text] == []


def test_a_public_name_of_which_nothing_is_said_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    said = python_api._said
    monkeypatch.setattr(python_api, "_said", lambda module, place: said(module, place) if place.lineno > 40 else "")
    assert "fokus_api.API" in python_api.lacking()


def test_the_tutorials_plugin_imports_from_the_public_faces_and_nothing_below() -> None:
    layers = {face.partition(".")[0] for face in python_api.FACES}
    imported = {
        name
        for path in (*(REPOSITORY / "tests" / "outsider").rglob("*.py"), SCREEN)
        for one in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in ([one.module] if isinstance(one, ast.ImportFrom) else [n.name for n in getattr(one, "names", ())])
        if name and name.partition(".")[0] in layers
    }
    assert layers <= imported
    assert imported <= set(python_api.FACES)


def test_every_block_of_the_tutorial_is_a_part_of_the_file_it_names() -> None:
    blocks = [block for language in ("python", "toml", "json") for block in fences(TUTORIAL, language)]
    assert len(blocks) > 10
    for title, text in blocks:
        assert title.startswith(("tests/outsider/", "tests/kommune/")), f"this block names no file:\n{text}"
        whole = "\n" + (REPOSITORY / title).read_text(encoding="utf-8")
        assert "\n" + text in whole, f"this is no part of {title}:\n{text}"


def test_every_recipe_is_a_part_of_a_test_that_runs() -> None:
    blocks = [block for language in ("python", "html") for block in fences(COOKBOOK, language)]
    recipes = re.findall(r"^## ", COOKBOOK.read_text(encoding="utf-8"), re.MULTILINE)
    modules = {path.name for path in (REPOSITORY / "tests" / "cookbook").glob("test_*.py")}
    assert len(recipes) == len(modules)
    for title, text in blocks:
        assert title.startswith("tests/cookbook/"), f"this block names no file:\n{text}"
        assert "\n" + text in "\n" + (REPOSITORY / title).read_text(encoding="utf-8"), f"no part of {title}:\n{text}"
    shown = {title.rpartition("/")[2] for title, _ in blocks}
    assert modules - shown <= {"test_own_page.py"}, "its programme is a package, which is shown"


def test_the_smallest_programme_stands_on_one_screen() -> None:
    text = SCREEN.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 50
    _, shown = fences(TUTORIAL, "python")[0]
    assert text.endswith(shown)
    assert shown.startswith("from datetime import date\n")


def test_the_tutorial_shows_every_line_of_the_plugin() -> None:
    shown: dict[str, set[str]] = defaultdict(set)
    for title, text in (*fences(TUTORIAL, "python"), *fences(TUTORIAL, "toml")):
        shown[title].update(text.splitlines())
    folder = REPOSITORY / "tests" / "outsider"
    files = [folder / "pyproject.toml", *sorted((folder / "fokus_heimatpreis").glob("[!_]*.py"))]
    hidden = [
        f"{path.name}: {line}"
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and line not in shown[str(path.relative_to(REPOSITORY))]
    ]
    assert hidden == []


@pytest.mark.parametrize("path", sorted((REPOSITORY / "docs").glob("*.md")), ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", [REPOSITORY / "README.md", TUTORIAL], ids=lambda path: path.name)
def test_commands_in_the_docs_exist(path: Path) -> None:
    """Look at lines that begin with `make` or `fokus` in fenced `bash` blocks."""
    lines = [line.strip().removeprefix("$ ") for _, text in fences(path, "bash") for line in text.splitlines()]
    targets = [word for line in lines if line.startswith("make ") for word in line.split()[1:] if "=" not in word]
    assert [target for target in targets if target not in _targets()] == []
    used = [words[1:] for line in lines if (words := line.split())[:1] == ["fokus"] and len(words) > 1]
    assert [words for words in used if not words[0].startswith("-") and words[0] not in COMMANDS] == []


def _targets() -> set[str]:
    makefile = REPOSITORY / "Makefile"
    text = makefile.read_text(encoding="utf-8") if makefile.exists() else ""
    return set(chain.from_iterable(found.split() for found in re.findall(r"^([\w][\w .-]*):(?!=)", text, re.MULTILINE)))
