"""The HTTP API: what a programme answers with; the names of `fokus_api.public`, loaded when one is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fokus_api.public import *  # noqa: F403  # the names are listed there, once

if not TYPE_CHECKING:  # or no type checker would tell a wrong name

    def __getattr__(name: str) -> Any:
        """Load the public names: with them at once, `fokus --help` would take five times as long."""
        if name.startswith("_"):
            raise AttributeError(name)
        public = import_module("fokus_api.public")
        if hasattr(public, name):
            return getattr(public, name)
        from fokus_core.plugins.stability import outdated

        return outdated(__name__, name)
