"""`fokus plugins`: what is installed and in use."""

from importlib.metadata import entry_points, version

import rich_click as click

from fokus_api.cli.output import Output, brought, json_option, settings
from fokus_api.plugins.load import load_plugins
from fokus_core.plugins.manager import GROUP


@click.command
@json_option
def plugins() -> None:
    """List the plugins in use."""
    out = Output()
    found, catalogue = load_plugins(settings(), extra=brought())
    versions = {point.name: point.dist.version for point in entry_points(group=GROUP) if point.dist}
    versions["core"] = version("fokus-kommune")
    described = [
        {
            "name": name,
            "version": versions.get(name),
            "hooks": found.hooks_of(name),
            "facts": sorted(fact for fact, kind in catalogue.facts.items() if kind.programme == name),
            "commands": sorted(command for command, kind in catalogue.commands.items() if kind.programme == name),
        }
        for name in found.names
    ]
    rows = [
        (
            one["name"],
            one["version"],
            ", ".join(one["hooks"] or ()),
            len(one["facts"] or ()),
            len(one["commands"] or ()),
        )
        for one in described
    ]
    out.say({"plugins": described}, out.table(("name", "version", "hooks", "facts", "commands"), rows))
