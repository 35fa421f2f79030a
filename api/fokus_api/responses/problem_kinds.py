"""Every kind of problem: the API's own, and those of the rules that are installed, as their code says them."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from inspect import getsource
from itertools import pairwise
from typing import Any

from msgspec import Struct

from fokus_api.http.problem_types import TITLES
from fokus_api.http.problems import URN
from fokus_core.domain.programme import ProgrammeInfo
from fokus_core.plugins.texts import Words

__all__ = ["ProblemKind", "kinds_of"]

SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
RAISED = {"Refused": 409, "Invalid": 422, "Breach": 409, "Objection": 409}  # with a slug and a sentence
SAID = 409  # of a slug beside a whole sentence elsewhere: rules in tables
Pair = tuple[str, int, str]  # a slug, the status it is answered with, and a sentence, empty where it is made elsewhere


class ProblemKind(Struct, frozen=True, kw_only=True):
    """A kind of problem: what `type` says, by which statuses it is answered, and what it says.

    In `sentences` there are places for what it is about; the `programmes` are those whose rules say so.
    """

    type: str
    slug: str
    statuses: tuple[int, ...]
    title: str
    sentences: tuple[str, ...]
    programmes: tuple[str, ...]


def kinds_of(programmes: Sequence[ProgrammeInfo], words: Words) -> dict[str, ProblemKind]:
    """Return every kind of problem by its slug, in a language. Reads the code of programmes once; may block."""
    found: dict[str, list[tuple[str, Pair]]] = {}
    for info in programmes:
        for pair in _said(info.package, tuple(sorted({one.__module__ for one in info.commands}))):
            found.setdefault(pair[0], []).append((info.id, pair))
    kinds = {}
    for slug in sorted({*found, *TITLES}):
        own, rules = TITLES.get(slug), found.get(slug, [])
        statuses = {status for _id, (_slug, status, _text) in rules} | ({own.status} if own else set())
        title = own or TITLES["invalid-input" if statuses == {422} else "refused"]
        said = [words(own.detail)] if own and own.detail else []
        said += [Words(words.texts, words.language, id_)(text) for id_, (_slug, _status, text) in rules if text]
        kinds[slug] = ProblemKind(
            type=URN + slug,
            slug=slug,
            statuses=tuple(sorted(statuses)),
            title=words(title.title),
            sentences=tuple(dict.fromkeys(said)),
            programmes=tuple(dict.fromkeys(id_ for id_, _pair in rules)),
        )
    return kinds


@cache
def _said(package: str, modules: tuple[str, ...]) -> tuple[Pair, ...]:
    """Return the slugs and sentences in the code of a package, and of modules that lie elsewhere, file by file."""
    beside = [name for name in modules if not f"{name}.".startswith(f"{package}.")]
    texts = [*(_code(files(package)) if package else ()), *(getsource(import_module(name)) for name in beside)]
    return tuple(pair for text in texts for pair in _pairs(ast.parse(text)))


def _code(folder: Traversable) -> Iterator[str]:
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        if one.is_dir():
            yield from _code(one)
        elif one.name.endswith(".py"):
            yield one.read_text(encoding="utf-8")


def _pairs(tree: ast.Module) -> Iterator[Pair]:
    constants = {
        target.id: text
        for one in tree.body
        if isinstance(one, ast.Assign) and (text := _text(one.value, {}))
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            raised = RAISED.get(node.func.id) if isinstance(node.func, ast.Name) else None
            values: Iterable[Any] = node.args
        elif isinstance(node, ast.Tuple):
            raised, values = None, node.elts
        else:
            continue
        parts = [*values, ast.Constant("")]
        for one, following in pairwise(parts):
            text = _text(following, constants)
            if _is_slug(one) and (raised or ("-" in one.value and text.endswith("."))):
                yield one.value, raised or SAID, text
            if raised:
                break  # the slug is the first


def _is_slug(node: Any) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and SLUG.fullmatch(node.value) is not None


def _text(node: Any, constants: dict[str, str]) -> str:
    """Return the sentence that is said here, by itself or by a constant of the module; empty where it is no such."""
    match node:
        case ast.Call(func=ast.Name(id="_"), args=[ast.Constant(value=str(text)), *_]):
            return text
        case ast.Name(id=name):
            return constants.get(name, "")
        case _:
            return ""
