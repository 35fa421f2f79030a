"""`fokus explain`: what a programme, a fact or a command is, who may give it, and what comes of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import rich_click as click

from fokus_api.auth.policy import API
from fokus_api.cli.output import Output, brought, json_option, settings, words
from fokus_api.http.route_options import options_of
from fokus_api.plugins.load import Loaded, load_plugins
from fokus_core.domain.commands import CommandType
from fokus_core.domain.facts import FactType, fact_type, key_fields
from fokus_core.domain.policy import Policy

if TYPE_CHECKING:
    from rich.console import RenderableType

Rows = list[dict[str, Any]]
EVERYBODY, SIGNED_IN = "everybody", "whoever is signed in"


@click.command
@click.argument("name")
@json_option
def explain(name: str) -> None:
    """Explain a programme, a fact or a command by its NAME: facts, keys, commands, who may, audiences, tables.

    A fact may be named without its version.
    """
    out = Output()
    loaded = load_plugins(settings(), extra=brought())
    catalogue = loaded.catalogue
    if name in loaded.plugins.names:
        document = _programme(loaded, name)
        tables: list[RenderableType] = [
            out.table(tuple(rows[0]), [tuple(row.values()) for row in rows], title=part)
            for part, rows in document.items()
            if isinstance(rows, list) and rows
        ]
        out.say(document, f"{document['name']}: {words()(document['title'])}", *tables)
    elif (kind := catalogue.facts.get(name) or catalogue.current.get(name)) is not None:
        sentence = words()(loaded.plugins.sentences[kind.cls].text)
        document = _fact(kind) | {"means": kind.cls.__doc__, "sentence": sentence, "fields": _fields(kind.cls)}
        out.say(document, *_lines(document))
    elif (command := catalogue.commands.get(name)) is not None:
        said = {"means": command.cls.__doc__, "reads": _reads(loaded, command), "fields": _fields(command.cls)}
        document = _command(loaded, command) | said
        out.say(document, *_lines(document))
    else:
        known = ", ".join(loaded.plugins.names)
        raise click.UsageError(f"there is no programme, fact or command {name}; programmes: {known}.")


def _programme(loaded: Loaded, name: str) -> dict[str, Any]:
    catalogue, info = loaded.catalogue, loaded.catalogue.programmes[name]
    owned = f"{name}."
    return {
        "name": name,
        "title": info.title,
        "facts": [_fact(kind) for fact, kind in sorted(catalogue.facts.items()) if fact.startswith(owned)],
        "commands": [
            _command(loaded, kind) for command, kind in sorted(catalogue.commands.items()) if command.startswith(owned)
        ],
        "rules": [
            {"rule": one.name, "about": one.kind, "says": (one.rule.__doc__ or "").partition("\n")[0]}
            for one in info.statutes
        ],
        "evidence": [{"evidence": one.id, "about": one.key} for one in info.evidence],
        "messages": [
            {"message": one.id, "by": ", ".join(fact_type(cls).name for cls in one.by), "says": words()(one.title)}
            for one in info.messages
        ],
        "roles": [{"role": one.id, "title": words()(one.title)} for one in info.roles],
        "reads": [
            {"path": f"{API}{path}" if not path.startswith(API) else path, "asks": _asked(options.policy)}
            for plugin, routes in loaded.plugins.each("routes")
            if plugin == name
            for route in routes
            for path in sorted(route.paths)
            if (options := options_of(route)) is not None
        ],
        "tables": [{"table": table.name, "holds": table.description} for table in _tables(loaded, name)],
    }


def _tables(loaded: Loaded, name: str) -> Iterator[Any]:
    for plugin, projections in loaded.plugins.each("projections"):
        if plugin == name:
            for projection in projections:
                yield from projection.tables


def _fact(kind: FactType) -> dict[str, Any]:
    keys = ", ".join(f"{name} ({key.kind or 'any'})" for name, key in key_fields(kind.cls).items())
    whole = f"programme:{kind.programme}" if kind.whole_programme else ""
    return {"fact": kind.name, "keys": keys or whole, "seen by": _audience(kind)}


def _audience(kind: FactType) -> str:
    audience = kind.audience
    if audience.permission == "public":
        return EVERYBODY
    within = f" within the {audience.kind}" if audience.kind else ""
    return f"{audience.permission}{within}" if audience.permission else "readers of the log"


def _command(loaded: Loaded, kind: CommandType) -> dict[str, Any]:
    return {"command": kind.name, "asks": _asked(kind.policy), "roles": ", ".join(_roles(loaded, kind.policy))}


def _asked(policy: Policy) -> str:
    if not policy.permission:
        return EVERYBODY if policy.scope == "public" else SIGNED_IN
    return f"{policy.permission} ({policy.scope}{', a second person confirms' if policy.four_eyes else ''})"


def _roles(loaded: Loaded, policy: Policy) -> tuple[str, ...]:
    found = loaded.catalogue.permissions.get(policy.permission)
    return found.roles if found else ()


def _reads(loaded: Loaded, kind: CommandType) -> list[str]:
    lines = loaded.catalogue.reads_of(kind.cls).lines
    return [f"{line.key} ({', '.join(fact_type(one).name for one in line.types) or 'evidence'})" for line in lines]


def _fields(cls: Any) -> list[str]:
    return [*cls.__struct_fields__]


def _lines(document: dict[str, Any]) -> list[str]:
    return [f"{name}: {', '.join(value) if isinstance(value, list) else value}" for name, value in document.items()]
