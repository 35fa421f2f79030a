"""What a plugin takes in from outside is its own, and becomes a command that loses nothing there."""

from collections.abc import Container

from fokus_core.domain.commands import Command, CommandType, command_type
from fokus_core.domain.drawing import drawn_fields
from fokus_core.domain.programme import PluginRefused
from fokus_core.plugins.catalogue import Catalogue

__all__ = ["refuse_foreign"]


def refuse_foreign(
    catalogue: Catalogue, plugin: str, what: str, name: str, command: type[Command], *, taken: Container[str]
) -> CommandType:
    """Return the kind of command that becomes of what a plugin takes in under a name, such as an `intake`.

    Raises `PluginRefused` where the name is `taken` or the command another's, and where the service would draw a
    secret for the command: nobody is shown it there.
    """
    if not name.startswith(f"{plugin}.") or name in taken:
        raise PluginRefused(plugin, f"its {what} {name!r} has a name that is not its own.")
    kind = catalogue.commands.get(command_type(command).name)
    if kind is None or kind.programme != plugin:
        raise PluginRefused(plugin, f"its {what} {name!r} gives a command that is not its own.")
    if drawn := sorted(drawn_fields(kind.cls)):
        raise PluginRefused(plugin, f"its {what} {name!r} would lose the secret that is drawn for {drawn[0]!r}.")
    return kind
