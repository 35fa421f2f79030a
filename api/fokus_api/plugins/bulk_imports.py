"""Bulk imports: which columns of a table become which command; declared by the hook `imports`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fokus_api.plugins.foreign import refuse_foreign
from fokus_core.domain.commands import Command
from fokus_core.domain.programme import PluginRefused
from fokus_core.plugins.catalogue import Catalogue

__all__ = ["BulkImport", "Column", "imports_of"]


@dataclass(frozen=True)
class Column:
    """A column of a table by the `name` in its first row, and the field of the command that it fills in.

    `field` is a path such as `person/birth` or `engagements/0/hours`; several columns of one field are read as one
    text, with blanks between them. Where it names a row of another import, `of` is the name of that, and `gives` the
    field of the fact that the row recorded whose value is meant. Where that was recorded within another thing than the
    row says, `within` is the field of the fact that names it: it then takes the place of what the row says.
    """

    name: str
    field: str
    of: str = ""
    gives: str = ""
    within: str = ""


@dataclass(frozen=True)
class BulkImport:
    """Rows of these columns become this command, each once: the column `key` holds what tells them apart for ever.

    `fixed` are fields that are the same for every row. What a row records it records with the same permission, and by
    the same rules, as when somebody fills in the form.
    """

    name: str
    title: str
    command: type[Command]
    key: str
    columns: tuple[Column, ...]
    fixed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def header(self) -> tuple[str, ...]:
        """The names of all columns, that of the key first."""
        return (self.key, *(one.name for one in self.columns if one.name != self.key))


def imports_of(catalogue: Catalogue, brought: Iterable[tuple[str, Iterable[BulkImport]]]) -> dict[str, BulkImport]:
    """Return the imports that plugins bring, by name; raises `PluginRefused` for what is not the plugin's own."""
    found: dict[str, BulkImport] = {}
    for plugin, some in brought:
        for one in some:
            kind = refuse_foreign(catalogue, plugin, "import", one.name, one.command, taken=found)
            fields = {column.field.partition("/")[0] for column in one.columns} | {*one.fixed}
            if unknown := sorted(fields - set(kind.cls.__struct_fields__)):
                raise PluginRefused(plugin, f"its import {one.name!r} fills in {unknown[0]!r}, which is no field.")
            found[one.name] = one
    for one in found.values():
        if unknown := sorted(column.of for column in one.columns if column.of and column.of not in found):
            plugin = one.name.partition(".")[0]
            raise PluginRefused(plugin, f"its import {one.name!r} rests on {unknown[0]!r}, which nobody brings.")
    return found
