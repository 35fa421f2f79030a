"""Intakes: which command becomes of a document that a portal hands over; declared by the hook `intake`."""

from collections.abc import Iterable
from dataclasses import dataclass

from fokus_core.domain.commands import Command, command_type
from fokus_core.domain.programme import PluginRefused
from fokus_core.plugins.catalogue import Catalogue

__all__ = ["Intake", "intakes_of"]


@dataclass(frozen=True)
class Intake:
    """Documents that are handed over become this command, each once, by the reference that the sender gives it."""

    name: str
    title: str
    command: type[Command]


def intakes_of(catalogue: Catalogue, brought: Iterable[tuple[str, Iterable[Intake]]]) -> dict[str, Intake]:
    """Return the intakes that plugins bring, by name; raises `PluginRefused` for what is not the plugin's own."""
    found: dict[str, Intake] = {}
    for plugin, some in brought:
        for one in some:
            if not one.name.startswith(f"{plugin}.") or one.name in found:
                raise PluginRefused(plugin, f"its intake {one.name!r} has a name that is not its own.")
            kind = catalogue.commands.get(command_type(one.command).name)
            if kind is None or kind.programme != plugin:
                raise PluginRefused(plugin, f"its intake {one.name!r} gives a command that is not its own.")
            found[one.name] = one
    return found
