"""`fokus do`: any command of any programme, its options derived from its fields."""

import sys
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click
from click.shell_completion import CompletionItem
from msgspec import inspect

from fokus_api.cli.completing import Names, completion, loaded, roles
from fokus_api.cli.fields import choices, help_of, many, metavar, read
from fokus_api.cli.output import Output, json_option, opened, words
from fokus_api.cli.telling import ROW, Telling
from fokus_api.plugins.load import Loaded
from fokus_api.runtime.service import Service
from fokus_core.access.actor import CONSOLE, Actor
from fokus_core.domain.commands import Command
from fokus_core.domain.facts import Source
from fokus_core.domain.input import read_json, taken
from fokus_core.domain.source import GivenSource
from fokus_core.domain.texts import _
from fokus_core.journal.request import Receipt

__all__ = ["acting", "as_option", "build", "do", "tell"]

SOURCE = {"source_reference", "source_certainty", "source_note"}
OWN = {"json", "json_file", "fields", "dry_run", "id", "as", "help", "if_match", *SOURCE}

as_option = click.option("--as", "actor", metavar="ACTOR", help="Act as this actor, judged by its grants.")


def acting(actor: str | None) -> Actor:
    """Return who acts: the named actor, else the trusted person at this machine."""
    return Actor(actor) if actor else CONSOLE


def build(cls: type[Command], shape: dict[str, Any]) -> Command:
    """Return a command from its fields; raises `Malformed`."""
    return taken(shape, cls)


def tell(out: Output, service: Service, receipt: Receipt, *, dry_run: bool = False) -> None:
    """Say what came of a command."""
    telling = Telling(service)
    document = {
        "position": receipt.position,
        "dry_run": dry_run,
        "repeated": receipt.repeated,
        "proposal": receipt.proposal,
        "drawn": receipt.shown,
        "facts": [telling.view(record) for record in receipt.facts],
    }
    said = "This would be recorded; nothing was." if dry_run else "Recorded."
    if receipt.repeated:
        said = "This command was given before; nothing was recorded anew."
    if receipt.proposal:
        said = waiting(receipt.proposal, dry_run=dry_run)
    for name, secret in receipt.shown.items():
        said = f"{said}\n{name}, shown this once: {secret}"
    out.say(document, said, out.table(ROW, [telling.row(record) for record in receipt.facts]))


def waiting(proposal: str, *, dry_run: bool = False) -> str:
    """Return the sentence about a command that waits for a second person."""
    if dry_run:
        return "This would wait for a second person to confirm it; nothing was recorded."
    return (
        "This waits for a second person, and until then nothing changes: they read it with "
        f"`fokus proposals {proposal}` and confirm it with `fokus do core.confirm --proposal {proposal}`."
    )


class Commands(click.RichGroup):
    """Every command of the installed programmes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the catalogue."""
        return sorted(loaded(ctx).catalogue.commands)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands that a word may become, with their purpose."""
        with suppress(Exception):  # as for every other word
            return super().shell_complete(ctx, incomplete)
        return []

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command with an option per field."""
        with suppress(Exception) if ctx.resilient_parsing else nullcontext():
            cls = loaded(ctx).catalogue.command(cmd_name)
            return None if cls is None else _as_click(cmd_name, cls)
        return None


@click.group(cls=Commands, subcommand_metavar="COMMAND [--FIELD VALUE]...")
def do() -> None:
    """Give a command.

    Its fields are its options; `fokus do COMMAND --help` lists them.
    """


def _as_click(name: str, cls: type[Command]) -> click.Command:
    info = inspect.type_info(cls)
    fields = [field for field in info.fields if field.name not in OWN] if isinstance(info, inspect.StructType) else []

    @click.pass_context
    def callback(ctx: click.Context, /, **given: Any) -> None:
        _give(loaded(ctx), cls, {field.name: field.type for field in fields}, given)

    parameters: list[click.Parameter] = [
        click.Option(
            [f"--{field.name.replace('_', '-')}", f"field_{field.name}"],
            multiple=many(field.type),
            metavar=metavar(field.type),
            help=help_of(field),
            shell_complete=completion(_choices(field)),
        )
        for field in fields
    ]
    command = click.RichCommand(name=name, callback=callback, params=parameters, help=cls.__doc__)
    for decorate in (
        json_option,
        as_option,
        click.option("--id", "command_id", help="The command's own id: a repeat under the same id records nothing."),
        click.option(
            "--if-match",
            "seen",
            type=click.IntRange(min=1),
            metavar="POSITION",
            help="Position on which your view rests; refused where its thing changed since.",
        ),
        click.option("--source-note", metavar="TEXT", help="What is to be said of the source."),
        click.option(
            "--source-certainty",
            type=click.Choice(["stated", "inferred"]),
            help="Whether the source states it (as taken where nothing is said) or you infer it.",
        ),
        click.option("--source-reference", metavar="TEXT", help="Where it stands, for what is entered from documents."),
        click.option("--dry-run", is_flag=True, help="Decide, and record nothing."),
        click.option("--json-file", type=click.Path(allow_dash=True), help="JSON file with the fields; - for stdin."),
        click.option("--fields", metavar="JSON", help="The fields as one JSON object."),
    ):
        command = decorate(command)
    return command


def _choices(field: inspect.Field) -> Names:
    """Return the values a field may have, where these are known."""
    return roles if field.name in {"role", "roles"} else lambda _found: choices(field.type)


def _give(found: Loaded, cls: type[Command], types: dict[str, inspect.Type], given: dict[str, Any]) -> None:
    out = Output()
    shape = _object(given["fields"], "--fields")
    if given["json_file"]:
        shape |= _object(_text_of(given["json_file"]), given["json_file"])
    for field, kind in types.items():
        value = given[f"field_{field}"]
        if value not in (None, ()):
            shape[field] = [read(item, kind) for item in value] if many(kind) else read(value, kind)
    command, source = build(cls, shape), _source(given)
    with opened(create=True, loaded=found) as service:
        receipt = service.journal.handle(
            command,
            by=acting(given["actor"]),
            command_id=given["command_id"],
            source=source,
            dry_run=given["dry_run"],
            seen=given["seen"],
        )
        tell(out, service, receipt, dry_run=given["dry_run"])


def _source(given: dict[str, Any]) -> Source | None:
    """Return the source that the options name; raises `UsageError` for one without a reference, or `Malformed`."""
    said = {name.removeprefix("source_"): value for name in sorted(SOURCE) if (value := given[name]) is not None}
    if said and "reference" not in said:
        raise click.UsageError(words()(_("Nennen Sie die Quelle mit --source-reference.")))
    return taken(said, GivenSource).source if said else None


def _object(text: str | None, place: str) -> dict[str, Any]:
    try:
        return read_json(text, dict[str, Any]) if text else {}
    except msgspec.DecodeError as error:
        sentence = words()(_("Geben Sie in {place} ein JSON-Objekt an."), place=place)
        raise click.UsageError(sentence) from error


def _text_of(path: str) -> str:
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(words()(_("{path} lässt sich nicht als Text lesen."), path=path)) from error
