"""Tasks: what waits for whoever may do it, by a list that names it; declared by the hook `inbox`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fokus_core.domain.programme import PluginRefused
from fokus_core.domain.texts import _
from fokus_core.plugins.catalogue import Catalogue

__all__ = ["Task", "tasks_of"]


@dataclass(frozen=True)
class Task:
    """What a programme adds to the inbox: a row of a list route for each thing that waits.

    `path` is that of the list below `/api/v1/`, `query` how it is asked for what waits. A kind in braces in the path,
    `…/bodies/{body}/…`, asks for each such thing within which the caller may give the command, and fills in its field.
    `title` and `why` are texts with columns in braces. `command` is what is to be done, its `fields` filled in from
    columns; whoever may not read the list, or not give the command, is told nothing. `due` is the column with the day
    by which, if there is one.
    """

    name: str
    path: str
    title: str
    command: str
    fields: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    due: str = ""


OWN = (
    Task(
        "core.due",
        "privacy/due",
        title=_("Frist abgelaufen: {title}"),
        command="core.expire-records",
        fields={"subject": "subject", "seal": "seal"},
        query={"open": "true"},
        why=_("Seit dem {leaves} nicht mehr aufzubewahren. Vorschrift: {citation}"),
    ),
    Task(
        "core.notices",
        "privacy/notices",
        title=_("Weitergegebene Angaben sind zu löschen oder einzuschränken"),
        command="core.acknowledge-notice",
        fields={"notice": "notice"},
        query={"open": "true"},
    ),
    Task(
        "core.candidates",
        "privacy/candidates",
        title=_("Zwei Einträge betreffen vielleicht dieselbe Person"),
        command="core.match-persons",
        fields={"person": "person", "other": "other"},
    ),
)


def tasks_of(catalogue: Catalogue, brought: Iterable[tuple[str, Iterable[Task]]]) -> list[Task]:
    """Return the tasks that plugins bring; raises `PluginRefused` for what is not the plugin's own."""
    found: dict[str, Task] = {one.name: one for one in OWN}
    for plugin, some in brought:
        for one in some:
            if not one.name.startswith(f"{plugin}.") or one.name in found:
                raise PluginRefused(plugin, f"its task {one.name!r} has a name that is not its own.")
            if not one.path.startswith(f"{plugin}/"):
                raise PluginRefused(plugin, f"its task {one.name!r} is listed by another: {one.path!r}.")
            kind = catalogue.commands.get(one.command)
            if kind is None or kind.programme != plugin:
                raise PluginRefused(plugin, f"its task {one.name!r} asks for a command that is not its own.")
            if unknown := sorted(one.fields.keys() - set(kind.cls.__struct_fields__)):
                raise PluginRefused(plugin, f"its task {one.name!r} fills in {unknown[0]!r}, which is no field.")
            found[one.name] = one
    return list(found.values())
