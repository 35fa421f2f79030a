"""Small changes to functions, one at a time: another comparison, another number, a condition turned round."""

import ast
import copy
import inspect
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType
from typing import Any

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}


@dataclass(frozen=True)
class Mutant:
    """A function with one change: where it stands, what was changed, and its code."""

    name: str
    function: FunctionType
    code: CodeType

    @contextmanager
    def at_work(self, seconds: float = 20.0) -> Iterator[None]:
        """Let the change hold for a while; what runs for too long is interrupted by `TimeoutError`."""
        function: Any = self.function
        before, handler = function.__code__, signal.signal(signal.SIGALRM, _late)
        function.__code__ = self.code
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, handler)
            function.__code__ = before


def _late(*_given: object) -> None:
    raise TimeoutError


def mutants(module: ModuleType) -> Iterator[Mutant]:
    """Yield every mutant of the functions and methods of a module, in the order of the source."""
    tree = ast.parse(inspect.getsource(module))
    for node in tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        owner = getattr(module, node.name) if isinstance(node, ast.ClassDef) else module
        for one in inner:
            if isinstance(one, ast.FunctionDef) and (function := _function(owner, one.name)) is not None:
                yield from _of(module, function, one)


def _function(owner: Any, name: str) -> FunctionType | None:
    found = owner.__dict__[name]
    found = getattr(found, "fget", None) or getattr(found, "func", None) or found  # a property
    return found if isinstance(found, FunctionType) and found.__closure__ is None else None


def _of(module: ModuleType, function: FunctionType, node: ast.FunctionDef) -> Iterator[Mutant]:
    for number, place in enumerate(_places(node)):
        for what, changed in _changes(place):
            copied = copy.deepcopy(node)
            target = _places(copied)[number]
            _replace(target, changed)
            copied.decorator_list = []
            made = ast.fix_missing_locations(ast.Module([copied], []))
            space: dict[str, Any] = {}
            exec(
                compile(made, module.__file__ or "", "exec", flags=_flags(function), dont_inherit=True),
                dict(vars(module)),
                space,
            )  # our own source
            at = f"{module.__name__.rpartition('.')[2]}.{node.name}"
            said = " ".join(ast.unparse(place).split())[:70]
            yield Mutant(f"{at} {number}: {said} -> {what}", function, space[node.name].__code__)


def _flags(function: FunctionType) -> int:
    return function.__code__.co_flags & 0x1000000  # annotations as texts, where the module says so


def _places(node: ast.FunctionDef) -> list[ast.AST]:
    """Return where something can be changed: nothing of annotations, patterns, texts and default values."""
    found: list[ast.AST] = []

    def walk(one: ast.AST) -> None:
        if isinstance(one, ast.Compare | ast.BoolOp | ast.BinOp | ast.UnaryOp | ast.IfExp | ast.If) or _number(one):
            found.append(one)
        for name, value in ast.iter_fields(one):
            if name in {"annotation", "returns", "pattern", "decorator_list", "slice"} or isinstance(
                one, ast.JoinedStr
            ):
                continue
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, ast.AST):
                    walk(part)

    for statement in node.body:
        walk(statement)
    return found


def _number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


def _changes(node: ast.AST) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what may be changed at a place, in words and as new values of its fields."""
    match node:
        case ast.Compare(ops=[op, *rest]) if type(op) in SWAPPED:
            swapped = SWAPPED[type(op)]()
            yield type(swapped).__name__, {"ops": [swapped, *rest]}
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in SWAPPED:
            swapped = SWAPPED[type(op)]()
            yield type(swapped).__name__, {"op": swapped}
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "without not", {"op": ast.Not(), "operand": ast.UnaryOp(ast.Not(), operand)}
        case ast.IfExp(test=test) | ast.If(test=test) if not isinstance(test, ast.Compare | ast.UnaryOp):
            yield "turned round", {"test": ast.UnaryOp(ast.Not(), test)}
        case ast.Constant(value=int(value)):
            yield str(value + 1), {"value": value + 1}
        case _:
            return


def _replace(node: ast.AST, changed: dict[str, Any]) -> None:
    for name, value in changed.items():
        setattr(node, name, copy.deepcopy(value))
