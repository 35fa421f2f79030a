"""Where something was declared: the file and line of whoever called, for the sentence of a refusal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from fokus_core.domain.programme import PluginRefused

OURS = __name__.partition(".")[0]


def caller() -> FrameType:
    """Return the innermost frame outside this package."""
    frame = sys._getframe(1)
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).partition(".")[0] == OURS:
        frame = frame.f_back
    return frame


def place() -> str:
    """Return the file and the line of the caller: `commands.py:12`, in a package of its own `cards/commands.py:12`."""
    frame = caller()
    path = Path(frame.f_code.co_filename)
    depth = str(frame.f_globals.get("__package__") or "").count(".") + 1
    return f"{Path(*path.parts[-depth:])}:{frame.f_lineno}"


@contextmanager
def refusing(plugin: str, at: str) -> Iterator[None]:
    """Let what is declared wrongly refuse the start, by the place where it stands."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise PluginRefused(plugin, str(error), place=at) from error
