"""What a programme is declared with: the names of `fokus_kommune.public`, loaded when one is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fokus_kommune.public import *  # noqa: F403  # the names are listed there, once

if not TYPE_CHECKING:  # or no type checker would tell a wrong name

    def __getattr__(name: str) -> Any:
        """Load the public names: whoever only wants to know that the package is there need not wait for them."""
        if name.startswith("__"):
            raise AttributeError(name)
        public = import_module("fokus_kommune.public")
        if hasattr(public, name):
            return getattr(public, name)
        from fokus_core.plugins.stability import outdated

        return outdated(__name__, name)
