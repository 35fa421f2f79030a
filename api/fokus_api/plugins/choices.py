"""Choices: how a programme says which things of a kind there are to choose from; declared by the hook `choices`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fokus_core.domain.programme import PluginRefused
from fokus_core.plugins.catalogue import Catalogue

__all__ = ["Choices", "choices_of"]

PLACE = re.compile(r"\{([a-z-]+)\}")


@dataclass(frozen=True)
class Choices:
    """Where the things of a kind are found: a list route below `/api/v1/`, and which columns of it say what.

    `path` may name another kind in braces, `ews/runs/{cohort}/workshops`: there is a choice within such a thing only.
    With `each` the things stand in a list in that column of every row. `value` is the column with the id. `label` and
    `note` are columns, or texts with columns in braces that are message ids of the programme. The commands in `new`
    name a thing that is not there yet, and choose none. With `only` those rows alone are meant in which that column
    says something. `otherwise` is said, like a label, where the label says nothing: of a person whose name the caller
    may not read, or who was erased.
    """

    kind: str
    path: str
    value: str
    label: str
    note: str = ""
    each: str = ""
    new: tuple[str, ...] = ()
    only: str = ""
    otherwise: str = ""

    @property
    def within(self) -> str:
        """The kind of thing that the path asks for, if it does."""
        found = PLACE.search(self.path)
        return found[1] if found else ""


RECORD = "core.record-source"
OWN = (
    Choices("key", "access/keys", value="key", label="actor", note="since"),
    Choices("category", "privacy/categories", value="category", label="title", note="programme"),
    Choices("message", "messages", value="message", label="title", note="programme"),
    Choices("webhook", "webhooks", value="webhook", label="address", note="actor"),
    Choices("proposal", "access/proposals", value="proposal", label="title", note="at"),
    Choices("origin", "sources", value="reference", label="title", note="publisher", new=(RECORD,), only="kind"),
)


def choices_of(
    catalogue: Catalogue, brought: Iterable[tuple[str, Iterable[Choices]]]
) -> dict[tuple[str, str], Choices]:
    """Return the choices that plugins bring, by kind and by what they are within.

    Raises `PluginRefused` for what is not the plugin's own.
    """
    found = {(one.kind, one.within): one for one in OWN}
    for plugin, some in brought:
        for one in some:
            if (one.kind, one.within) in found:
                raise PluginRefused(plugin, f"its choices of the kind {one.kind!r} have an owner already.")
            if not one.path.startswith(f"{plugin}/"):
                raise PluginRefused(
                    plugin, f"its choices of the kind {one.kind!r} are listed by another: {one.path!r}."
                )
            for name in one.new:
                if name not in catalogue.commands or not name.startswith(f"{plugin}."):
                    raise PluginRefused(plugin, f"its choices of the kind {one.kind!r} name no command {name!r}.")
            found[one.kind, one.within] = one
    return found
