"""Tracing: spans around what is done, told to whoever listens in this process; nobody does unless it is set up.

What a span says are names and numbers of ours: no value of a command or a fact, no path, no person.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Final, Literal, Protocol

__all__ = ["NOTHING", "Kind", "Said", "Span", "Tracer", "parent_here", "span", "trace_here", "trace_with", "tracing"]

Kind = Literal["internal", "server", "client"]
Said = Mapping[str, str | int | bool]


class Span(Protocol):
    """A span that is open."""

    def note(self, said: Said) -> None:
        """Add what is known only now."""
        ...

    def call(self, name: str) -> None:
        """Give it another name."""
        ...

    def fail(self, kind: str) -> None:
        """Say that what it stands for failed, and how: a class or a code, never a text."""
        ...


class Tracer(Protocol):
    """Who listens."""

    def span(self, name: str, said: Said, parent: str, kind: Kind) -> AbstractContextManager[Span]:
        """Open a span below `parent`, a `traceparent` of W3C Trace Context, or below the one that is open here."""
        ...

    def parent_here(self) -> str:
        """Return the `traceparent` of the span that is open here, empty where none is."""
        ...

    def trace_here(self) -> str:
        """Return the id of the trace that is kept of what is done here, empty where none is."""
        ...


class _Nothing:
    def note(self, said: Said) -> None:
        pass

    def call(self, name: str) -> None:
        pass

    def fail(self, kind: str) -> None:
        pass


NOTHING: Final[Span] = _Nothing()
_nowhere: Final = nullcontext(NOTHING)
_listening: list[Tracer] = []


def trace_with(tracer: Tracer | None) -> None:
    """Tell spans to this tracer from now on, or to nobody."""
    _listening[:] = [] if tracer is None else [tracer]


def tracing() -> bool:
    """Tell whether somebody listens."""
    return bool(_listening)


def span(
    name: str, said: Said | None = None, *, parent: str = "", kind: Kind = "internal"
) -> AbstractContextManager[Span]:
    """Open a span, as a context manager."""
    return _listening[0].span(name, said or {}, parent, kind) if _listening else _nowhere


def parent_here() -> str:
    """Return the `traceparent` under which work that is handed on goes on, empty where nobody listens."""
    return _listening[0].parent_here() if _listening else ""


def trace_here() -> str:
    """Return the id of the trace that is kept of what is done here, empty where there is none."""
    return _listening[0].trace_here() if _listening else ""
