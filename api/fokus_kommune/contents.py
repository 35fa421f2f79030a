"""What was declared of a programme: by kind and name, each with the place where it stands."""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fokus_core.domain.facts import Fact, fact_type
from fokus_core.domain.programme import PluginRefused

DECLARES = {"fact", "command"}
MARKED = re.compile(rb"@[\w. \t]*\b(fact|command)\b")  # there is no decorator of that name where this is not found
LATER = {"route", "schema", "link action", "choices", "task", "page"}


class Contents:
    """The things of a programme, in the order in which they were declared, until it is asked what they are."""

    def __init__(self, plugin: str, module: str, package: str, parts: Sequence[str], routes: Sequence[str]) -> None:
        self._plugin = plugin
        self._module = module
        self.package = package
        self._parts = parts
        self._routes = routes
        self._things: dict[tuple[str, str], tuple[str, Any]] = {}
        self._closed = False
        self._open = True  # for routes, when nothing else is taken in any more

    def add(self, kind: str, name: str, thing: Any, at: str) -> None:
        """Take in a thing; a module that is run twice declares the same again, which then counts."""
        if self._closed and not (kind in LATER and self._open):
            raise PluginRefused(self._plugin, f"{kind} {name!r} is declared after the start.", place=at)
        before = self._things.get((kind, name))
        if before is not None and before[0] != at:
            raise PluginRefused(self._plugin, f"{kind} {name!r} is declared already, at {before[0]}.", place=at)
        self._things[kind, name] = (at, thing)

    def of(self, kind: str) -> list[Any]:
        """Return the things of a kind."""
        return list(self.named(kind).values())

    def placed(self, kind: str) -> list[tuple[str, Any]]:
        """Return the things of a kind, each with its place."""
        return [found for (one, _), found in self._things.items() if one == kind]

    def named(self, kind: str) -> dict[str, Any]:
        """Return the things of a kind by name."""
        return {name: thing for (one, name), (_, thing) in self._things.items() if one == kind}

    @property
    def places(self) -> dict[str, str]:
        """The places, by the names of what stands there."""
        return {name: at for (_, name), (at, _) in self._things.items()}

    def close(self) -> None:
        """Import the parts in their order, and take in nothing more; raises `PluginRefused` for facts left out."""
        if self._closed:
            return
        for part in self._parts:
            import_module(f"{self.package}.{part}")
        self._closed = True
        declared = set(self.of("fact"))
        for module in self._modules():
            for cls in vars(sys.modules[module]).values():
                named = isinstance(cls, type) and issubclass(cls, Fact) and "__fact__" in cls.__dict__
                here = named and cls.__module__ == module  # a part of a programme may use the facts of another part
                if here and cls not in declared and fact_type(cls).programme == self._plugin:
                    raise PluginRefused(self._plugin, f"fact {fact_type(cls).name!r} of {module} is not declared.")
        for path in self._forgotten():
            raise PluginRefused(self._plugin, "nobody imports it; name it in `parts`.", place=f"{path.name}:1")
        if not self._things:
            raise PluginRefused(self._plugin, "declares nothing; name the modules that do in `parts`.")

    def load_routes(self) -> None:
        """Import the modules of the routes; the command line does without them and the framework behind them."""
        self.close()
        for part in self._routes if self._open else ():
            import_module(f"{self.package}.{part}")

    def end_routes(self) -> None:
        """Take in no more routes."""
        self._open = False

    def _modules(self) -> list[str]:
        root = self.package if self._parts else self._module
        return [name for name in sys.modules if name == root or name.startswith(f"{root}.")]

    def _forgotten(self) -> Iterator[Path]:
        """Yield the files of the package that declare facts or commands and were never imported."""
        spec = find_spec(self.package) if self._parts else None
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            for path in sorted(Path(folder).rglob("*.py")):
                name = ".".join((self.package, *path.relative_to(folder).with_suffix("").parts))
                if name.removesuffix(".__init__") not in sys.modules and _declares(path):
                    yield path


def _declares(path: Path) -> bool:
    source = path.read_bytes()
    if not MARKED.search(source):
        return False  # parsing takes its time, and every command of the command line would wait for it
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            for mark in node.decorator_list:
                called = mark.func if isinstance(mark, ast.Call) else mark
                if (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) in DECLARES:
                    return True
    return False
