"""The HTTP API: what a programme answers with; the names of `fokus_api.public`, loaded when one is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fokus_api.public import *  # noqa: F403  # the names are listed there, once


def __getattr__(name: str) -> Any:
    """Load the public names: with them at once, `fokus --help` would take five times as long."""
    if name.startswith("_"):
        raise AttributeError(name)
    return getattr(import_module("fokus_api.public"), name)
