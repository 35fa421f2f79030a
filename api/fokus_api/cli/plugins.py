"""`fokus plugins`: what is installed and in use, and whether it could be served."""

import asyncio
import sys
import tomllib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import entry_points, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import rich_click as click

from fokus_api.cli.output import Output, brought, json_option, settings
from fokus_api.plugins.load import load_plugins
from fokus_api.plugins.quality import quality_of
from fokus_core.domain.programme import ProgrammeInfo
from fokus_core.plugins.manager import GROUP
from fokus_core.plugins.stability import Outdated


@click.group(invoke_without_command=True)
@click.option("--quality", is_flag=True, help="Tell how far each comes on the quality scale, and what is still open.")
@click.pass_context
@json_option
def plugins(ctx: click.Context, *, quality: bool) -> None:
    """List the plugins in use, or check whether they could be served.

    On the quality scale (bronze, silver, gold) a programme says in its quality.toml which rules it keeps.
    """
    if ctx.invoked_subcommand is not None:
        return
    out = Output()
    found, catalogue = load_plugins(settings(), extra=brought())
    if quality:
        _say_quality(out, [info for info in found.programmes if info.id != "core"])
        return
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


def _say_quality(out: Output, programmes: list[ProgrammeInfo]) -> None:
    try:
        told = [quality_of(info) for info in programmes]
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    rows = [
        (one.programme, one.level or "none", rule.rule, rule.level, rule.state, rule.why)
        for one in told
        for rule in one.rules
    ]
    said = ", ".join(f"{one.programme}: {one.level or 'none'}" for one in told)
    out.say({"quality": told}, out.table(("programme", "has", "rule", "for", "state", "what"), rows), said)


@plugins.command
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@json_option
def check(path: Path | None) -> None:
    """Serve the plugins in an empty folder as a start would, and say what is declared wrongly.

    PATH is the folder of a plugin that need not be installed: its pyproject.toml names it in the entry points `fokus`.
    Names and hooks that it uses and that will go are told, with what to use instead and until when they stand.
    """
    out = Output()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", Outdated)
        with _lying_in(path) as lying:
            operations = asyncio.run(_served(lying or brought(), only=[] if path else None))
    told = sorted({str(one.message) for one in caught if issubclass(one.category, Outdated)})
    said = f"Nothing is declared wrongly: {operations} operations."
    out.say({"operations": operations, "findings": [], "outdated": told}, "\n".join([said, *told]))


@contextmanager
def _lying_in(path: Path | None) -> Iterator[list[Any]]:
    """Import the plugins that a folder names; raises `click.UsageError` where it names none."""
    if path is None:
        yield []
        return
    try:
        project = tomllib.loads((path / "pyproject.toml").read_text("utf-8")).get("project", {})
    except (OSError, ValueError) as error:
        raise click.UsageError(f"{path / 'pyproject.toml'} cannot be read.") from error
    named = project.get("entry-points", {}).get("fokus", {})
    if not named:
        raise click.UsageError(f"{path / 'pyproject.toml'} names no entry point in the group fokus.")
    sys.path.insert(0, str(path.resolve()))
    try:
        found = []
        for place in named.values():
            module, _, name = place.partition(":")
            found.append(getattr(import_module(module), name))
        yield found
    except (ImportError, AttributeError) as error:
        raise click.UsageError(f"{path}: {error}") from error
    finally:
        sys.path.remove(str(path.resolve()))


async def _served(extra: Any, *, only: list[str] | None) -> int:
    """Start the application over an empty folder and return how many operations it answers."""
    from fokus_api.plugins.load import open_service
    from fokus_api.runtime.service import explained
    from fokus_api.runtime.settings import load_settings
    from fokus_api.server.app import create_app
    from fokus_api.server.openapi import openapi_document

    given = {} if only is None else {"plugins": only}
    with TemporaryDirectory(prefix="fokus-check-") as folder:
        inforce = load_settings({}, Path(folder), given=given)
        app = create_app(lambda: open_service(inforce, extra=extra))
        with explained():
            try:
                async with app.lifespan():
                    return sum(len(operations) for operations in openapi_document(app)["paths"].values())
            except ExceptionGroup as group:
                raise group.exceptions[0] from None
