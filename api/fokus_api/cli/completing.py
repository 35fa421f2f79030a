"""Shell completion: what a word on the command line may become, and nothing where the installation cannot tell."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

import rich_click as click

from fokus_api.cli.output import brought, settings

if TYPE_CHECKING:
    from fokus_api.plugins.load import Loaded

__all__ = ["Names", "commands", "completion", "jobs", "loaded", "permissions", "programmes", "roles", "types"]

LOADED = "fokus.loaded"

Names = Callable[["Loaded"], Iterable[str]]
Completion = Callable[[click.Context, click.Parameter, str], list[str]]


def loaded(ctx: click.Context) -> "Loaded":
    """Return the plugins and what they bring, loaded once for the whole command."""
    from fokus_api.plugins.load import load_plugins

    if LOADED not in ctx.meta:
        ctx.meta[LOADED] = load_plugins(settings(), extra=brought(ctx))
    found: Loaded = ctx.meta[LOADED]
    return found


def completion(names: Names) -> Completion:
    """Return how a parameter is completed that takes one of these names."""

    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
        with suppress(Exception):  # a shell waits for words: why there are none, the command itself says when it is run
            return sorted(name for name in names(loaded(ctx)) if name.startswith(incomplete))
        return []

    return complete


def commands(found: "Loaded") -> Iterable[str]:
    """Return the names of the commands."""
    return found.catalogue.commands


def roles(found: "Loaded") -> Iterable[str]:
    """Return the names of the roles."""
    return found.catalogue.roles


def permissions(found: "Loaded") -> Iterable[str]:
    """Return the names of the permissions."""
    return found.catalogue.permissions


def programmes(found: "Loaded") -> Iterable[str]:
    """Return the ids of the programmes."""
    return found.catalogue.programmes


def types(found: "Loaded") -> Iterable[str]:
    """Return the types of facts, without their versions."""
    return {kind.base for kind in found.catalogue.facts.values()}


def jobs(found: "Loaded") -> Iterable[str]:
    """Return the names of the jobs."""
    return [job.name for job in found.plugins.jobs]
