"""Intakes: which command becomes of a document that a portal hands over; declared by the hook `intake`."""

from collections.abc import Iterable
from dataclasses import dataclass

from fokus_api.plugins.foreign import refuse_foreign
from fokus_core.domain.commands import Command
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
            refuse_foreign(catalogue, plugin, "intake", one.name, one.command, taken=found)
            found[one.name] = one
    return found
