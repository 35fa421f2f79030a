"""Every text for people is marked and stands in every language, and the check finds what is not."""

import ast
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

REPOSITORY = Path(__file__).parents[1]


def _texts() -> ModuleType:
    spec = importlib.util.spec_from_file_location("scripts_texts", REPOSITORY / "scripts" / "texts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


texts = _texts()


@pytest.mark.parametrize("package", texts.PACKAGES)
def test_every_text_stands_in_every_language(package: str) -> None:
    assert list(texts.flaws(REPOSITORY / package)) == []
    assert texts.said(REPOSITORY / package)


def package(tmp_path: Path, source: str, catalogue: str = "") -> Path:
    folder = tmp_path / "planted"
    (folder / texts.FOLDER).mkdir(parents=True)
    (folder / "module.py").write_text(source, encoding="utf-8")
    (folder / texts.FOLDER / "en.po").write_text(catalogue, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("catalogue", "flaw"),
    [
        ("", "has no text in en"),
        ('msgid "Am {day} zu."\nmsgstr ""\n', "has no text in en"),
        ('msgid "Am {day} zu."\nmsgstr "Closed on {date}."\n', "have other places"),
        ('msgid "Am {day} zu."\nmsgstr "Closed."\n', "have other places"),
        (
            'msgid "Am {day} zu."\nmsgstr "Closed on {day}."\n\nmsgid "Alt."\nmsgstr "Old."\n',
            "stands in no source",
        ),
    ],
)
def test_a_catalogue_that_lacks_something_is_found(tmp_path: Path, catalogue: str, flaw: str) -> None:
    (found,) = texts.flaws(package(tmp_path, '_("Am {day} zu.")\n', catalogue))
    assert flaw in found


@pytest.mark.parametrize(
    ("source", "flaw"),
    [
        ("text = 'a'\n_(text)", "one text as it is"),
        ("_(f'a {1}')", "one text as it is"),
        ("raise Refused('slug', 'Das geht nicht.')", "the text of Refused"),
        ("raise Refused('slug', f'Das geht {1} nicht.')", "the text of Refused"),
        ("Breach('slug', 'Das geht nicht.', 1)", "the text of Breach"),
        ("raise ApiProblem('slug', detail='Das geht nicht.')", "the text of ApiProblem"),
        ("FieldError(parameter='a', detail='Das geht nicht.')", "the text of FieldError"),
        ("Sentence('{body} geht.')", "the text of Sentence"),
        ("Permission('a.b', (), title='Gehen')", "the text of Permission"),
        ("Turn(Fact, 'in', 'out', 'slug', 'Das geht nicht.')", "the text of Turn"),
        ("from fokus_core import _\n\nkind, _, rest = 'a:b'.partition(':')", "no name for what is thrown away"),
        ("from fokus_core import _\n\ndef fold(_, record):\n    return record", "no name for what is thrown away"),
    ],
)
def test_a_text_that_is_not_marked_is_found(source: str, flaw: str) -> None:
    ((_line, found),) = texts.misused(ast.parse(source))
    assert flaw in found


@pytest.mark.parametrize(
    "source",
    [
        "raise Refused('slug', _('Das geht nicht.'), field='a')",
        "raise Refused('slug', MESSAGE)",
        "raise ApiProblem('slug')",
        "kind, _, rest = 'a:b'.partition(':')",
        "match 1:\n    case _:\n        pass",
    ],
)
def test_what_is_right_is_let_through(source: str) -> None:
    assert list(texts.misused(ast.parse(source))) == []
