"""Write docs/python-api.md from the code: every name that a programme imports, with its signature and what it is."""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

from fokus_core.plugins.stability import stability

LAYERS = ("fokus_core", "fokus_projections", "fokus_api")
FACES = ("fokus_kommune", *LAYERS, "fokus_kommune.testing", *(f"{face}.testing" for face in LAYERS))
FACES += (  # modules of their own: one imports pytest, the others are what a level of the quality scale asks for
    *("fokus_api.testing.leaks", "fokus_api.testing.silver", "fokus_api.testing.gold", "fokus_api.testing.quality"),
)
LISTED = {  # where the names of a face stand that loads them late
    "fokus_api": "fokus_api.public",
    "fokus_kommune": "fokus_kommune.public",
}
TARGET = Path(__file__).parents[1] / "docs" / "python-api.md"
HEAD = f"""\
# Python API

Written by `scripts/python_api.py` from the code; `make check` fails when it is out of date. These are the names that a
programme imports, each from the package it stands under, and all of them: what lies below may change with any release.
**Stable since {stability().since}** where nothing else is said: a name listed here keeps its meaning. One that will go
is told by a release, stands for two more minor releases and twelve months at least, and warns whoever uses it of what
to use instead and until when (`Outdated`, a `DeprecationWarning`; `fokus plugins check` tells it). So it is with hooks.
"""
STALE = "docs/python-api.md is out of date: run `make reference` and commit what it writes."
Place = tuple[str, ast.stmt]  # a module, and the statement in it that defines a name


def main(arguments: Sequence[str]) -> int:
    """Write the page, or with `--check` only tell whether it is up to date."""
    if arguments not in ([], ["--check"]):
        print("usage: python scripts/python_api.py [--check]", file=sys.stderr)
        return 2
    text = render()
    if not arguments:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    print(STALE, file=sys.stderr)
    return 1


def public(face: str) -> Iterator[tuple[str, Place]]:
    """Yield the names of a face, in the order of the alphabet, with the statements that define them."""
    module = LISTED.get(face, face)
    listed = _defined(module)["__all__"]
    for name in sorted(ast.literal_eval(_value(listed)), key=lambda name: (name.lower(), name)):
        yield name, _place(module, name)


def render() -> str:
    """Return the whole page."""
    lines = [HEAD]
    lines += [f"- [`{face}`](#{face.replace('.', '')}): {_about(LISTED.get(face, face))}" for face in FACES]
    for face in FACES:
        lines += ["", f"## `{face}`"]
        for name, (module, place) in public(face):
            lines += ["", f"### `{name}`", ""]
            if (state := stability().of(f"{face}.{name}")) != stability().of(""):
                lines += [f"**{state[:1].upper()}{state[1:]}**", ""]
            if home := _home(face, name, module):
                lines += [f"As in [`{home}`](#{home.replace('.', '')})."]
                continue
            lines += ["```python", *_shown(face, name, module, place), "```", "", _said(module, place)]
            lines += ["", *(f"- `{_header(one)}`: {_paragraph(one)}" for one in _methods(module, place))]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def _home(face: str, name: str, module: str) -> str:
    """Return the face of a lower layer that a name is handed on from, if it is."""
    homes = (one for one in LAYERS if module.startswith(f"{one}.") and not face.startswith(one))
    return next((one for one in homes if name in dict(public(one))), "")


def lacking() -> list[str]:
    """Return the public names of which nothing is said."""
    return [f"{face}.{name}" for face in FACES for name, place in public(face) if not _said(*place)]


@cache
def _source(module: str) -> str:
    spec = find_spec(module)
    return Path(str(spec and spec.origin)).read_text(encoding="utf-8")


@cache
def _defined(module: str) -> dict[str, ast.stmt]:
    """Return the statements of a module by the name that each defines or imports."""
    found: dict[str, ast.stmt] = {}
    body = ast.parse(_source(module)).body
    late = (one.body for one in body if isinstance(one, ast.If) and ast.unparse(one.test) == "TYPE_CHECKING")
    for one in (*body, *chain.from_iterable(late)):
        match one:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found[one.name] = one
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found[name] = one
            case ast.If(test=ast.Name(id="TYPE_CHECKING"), body=[*inner]):
                found |= {alias.name: one for one in inner if isinstance(one, ast.ImportFrom) for alias in one.names}
            case ast.ImportFrom(names=names):
                found |= {alias.asname or alias.name: one for alias in names}
    return found


def _place(module: str, name: str) -> Place:
    """Return where a name is defined, through the modules that import it; a module is defined by its own docstring."""
    place = _defined(module)[name]
    if not isinstance(place, ast.ImportFrom):
        return module, place
    inner = f"{place.module}.{name}"
    if name not in _defined(str(place.module)) and find_spec(inner):
        return inner, ast.parse(_source(inner)).body[0]
    return _place(str(place.module), name)


def _said(module: str, place: ast.stmt) -> str:
    """Return what is said of a name: a docstring or, for data, the comment beside it."""
    if isinstance(place, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return _paragraph(place)
    if isinstance(place, ast.Expr):
        return _about(module)
    if marks := re.findall(r"Meta\([^()]*description='([^']*)'", ast.unparse(place)):
        return f"{marks[-1].rstrip('.')}."
    lines = _source(module).splitlines()
    for number in (place.lineno, place.end_lineno or place.lineno):
        _, mark, text = lines[number - 1].partition("  # ")
        if mark and not text.startswith(("type:", "noqa")):
            return f"{text[:1].upper()}{text[1:].partition('  # ')[0].rstrip('.')}."
    return ""


def _about(module: str) -> str:
    return " ".join((ast.get_docstring(ast.parse(_source(module))) or "").split("\n\n")[0].split())


def _paragraph(place: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    return " ".join((ast.get_docstring(place) or "").split("\n\n")[0].split())


def _shown(face: str, name: str, module: str, place: ast.stmt) -> list[str]:
    """Return how a name is used: its signature, the fields of a class, or what it stands for."""
    match place:
        case ast.ClassDef():
            fields = [f"    {ast.unparse(one)}" for one in place.body if isinstance(one, ast.AnnAssign) and _open(one)]
            made = [one for one in place.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"]
            parts = [_shown(face, name, *part) for part in _parts(module, place)]
            if parts:  # put together from parts that nobody names
                return [parts[0][0], *fields, *parts[0][1:]]
            base = "".join(f"({ast.unparse(one)})" for one in place.bases[:1])
            return [f"class {name}{base}:", *fields, *(f"    def {_header(one)}" for one in made)]
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return [f"{'async ' if isinstance(place, ast.AsyncFunctionDef) else ''}def {_header(place)}"]
        case ast.Expr():
            return [f"from {face} import {name}"]
        case _:
            text = ast.unparse(place)
            return [text if len(text) < 120 else f"{text[:100].rpartition(' ')[0]} ..."]


def _open(field: ast.AnnAssign) -> bool:
    return isinstance(field.target, ast.Name) and not field.target.id.startswith("_")


def _header(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Return the name of a function with what it takes and returns."""
    arguments = re.sub(r"^(self|cls)(, |$)", "", ast.unparse(function.args))
    if any(ast.unparse(one).endswith("property") for one in function.decorator_list):
        return f"{function.name} -> {ast.unparse(function.returns) if function.returns else ''}"
    return f"{function.name}({arguments})" + (f" -> {ast.unparse(function.returns)}" if function.returns else "")


def _methods(module: str, place: ast.stmt) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the public methods, but no hooks, that a class or a part of it in the same layer says something about."""
    for one in place.body if isinstance(place, ast.ClassDef) else ():
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name[0] != "_" and ast.get_docstring(one):
            yield from () if any(ast.unparse(mark) == "hookimpl" for mark in one.decorator_list) else (one,)
    for part in _parts(module, place):
        yield from _methods(*part)


def _parts(module: str, place: ast.stmt) -> Iterator[Place]:
    """Yield the classes of `fokus_kommune` that a class is put together from."""
    for base in place.bases if isinstance(place, ast.ClassDef) and module.startswith("fokus_kommune.") else ():
        if isinstance(base, ast.Name) and base.id in _defined(module):
            yield _place(module, base.id)


def _value(place: ast.stmt) -> ast.expr:
    if not isinstance(place, ast.Assign):
        raise TypeError("__all__ is a list of names")
    return place.value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
