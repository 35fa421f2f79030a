"""`fokus config`: the settings as they are in force."""

import textwrap
from typing import Any

import msgspec
import rich_click as click

from fokus_api.cli.output import Output, json_option, settings
from fokus_api.runtime.settings import Settings, documented


@click.group
def config() -> None:
    """Look at the settings."""


@config.command
@json_option
def show() -> None:
    """Print every setting, its value and where it came from; secrets are masked."""
    out = Output()
    inforce = settings()
    document = {
        setting.name: {"value": _typed(inforce, setting.name), "origin": inforce.origin(setting.name)}
        for setting in documented()
    }
    rows = [(name, inforce.shown(name), one["origin"]) for name, one in document.items()]
    out.say(document, out.table(("setting", "value", "origin"), rows))


@config.command
def example() -> None:
    """Print a settings file with every setting, its description and its default, each commented out."""
    plain = Settings()
    for setting in documented():
        value = getattr(plain, setting.name)
        for line in textwrap.wrap(setting.description, 100):
            click.echo(f"# {line}")
        click.echo(f"# {setting.name} = {msgspec.json.encode(value).decode()}\n")  # which TOML writes alike


def _typed(inforce: Settings, name: str) -> Any:
    value = getattr(inforce, name)
    return inforce.shown(name) if isinstance(value, str) else value
