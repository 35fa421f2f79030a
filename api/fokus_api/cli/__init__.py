"""The command line: `fokus`, its commands by name, and what becomes of their errors; each loads when it is used."""

from importlib import import_module
from keyword import iskeyword
from typing import Any

import rich_click as click
from click.exceptions import Exit

from fokus_api.runtime.memory import collect_seldom

__all__ = ["COMMANDS", "main"]

COMMANDS = {
    "serve": ("serve", "Serve the API and the pages."),
    "load": ("load", "Enter the documented history of all programmes; what is entered already stays as it is."),
    "import": (
        "import_table",
        "Read in a table (CSV or XLSX): each row is recorded once, however often it is read in.",
    ),
    "intake": (
        "intake",
        "Take in documents (JSON) that a portal hands over: each is recorded once, by its reference.",
    ),
    "rebuild": ("rebuild", "Build this node's read models anew from the journal."),
    "log": ("log", "List recorded facts."),
    "show": ("log", "Show one fact, who recorded it, and what it was decided on."),
    "do": ("do", "Give a command."),
    "retract": ("retract", "Take back a fact that should not have been recorded."),
    "token": ("token", "Issue an API key to an actor and print it once; list and revoke keys."),
    "grant": ("access", "Give an actor a role, or take it away."),
    "proposals": ("proposals", "List the commands that wait for a second actor, or show one."),
    "who-could": ("who_could", "List who held a permission on a day."),
    "privacy": ("privacy", "Show what is kept of persons, what for, and where."),
    "erase": ("erase", "Erase the personal data of a person for good, or show the receipt of an erasure."),
    "vault": ("vault", "Look at the vault."),
    "rotate-master-key": (
        "rotate_master_key",
        "Wrap every key of the vault anew; end the server before.",
    ),
    "jobs": ("jobs", "List the jobs of the installation and how they are doing, or run one now."),
    "deliveries": (
        "deliveries",
        "List webhooks and what their addresses have not taken, or send it once more.",
    ),
    "check": (
        "check",
        "Check the journal, the vault, every rule over every history, and whether programmes and register agree.",
    ),
    "ledger": (
        "ledger",
        "Make the key that signs checkpoints, where there is none, and print the policy with which they are verified.",
    ),
    "plugins": ("plugins", "List the plugins in use, or check whether they could be served."),
    "explain": (
        "explain",
        "Explain a programme, a fact or a command by its NAME: facts, keys, commands, who may, audiences, tables.",
    ),
    "new": (
        "new",
        "Write a new programme: a package with facts, commands, a rule, a list and tests, which runs as it is.",
    ),
    "dev": ("dev", "Serve on this machine alone, and start anew when a file of a plugin changes."),
    "cosigned": (
        "cosigned",
        "Take in checkpoints that witnesses have cosigned (cosignature/v1), and serve them from now on.",
    ),
    "config": ("config", "Look at the settings."),
    "export": ("export", "Write the public data to a new SQLite file, and a description for Datasette beside it."),
    "backup": ("backup", "Copy journal, vault, state store and files while the service runs."),
    "ocel": ("ocel", "Write the history as an object-centric event log (OCEL 2.0) to a new file."),
    "certify": (
        "certify",
        "Certify that the read models follow from the journal, or what holds of a thing on a day.",
    ),
    "replay": (
        "replay",
        "Build the read models from nothing, as they were known at a position, into a new SQLite file.",
    ),
    "copy-journal": ("copy_journal", "Copy the journal into an empty one at URL, such as postgresql://user@host/name."),
    "restore": ("restore", "Accept a journal that went back in time, and erase again who was erased after the backup."),
}


class Fokus(click.RichGroup):
    """The group of all commands: it lists them without loading any, and answers errors in a sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a stand-in that knows a command's name and purpose."""
        found = COMMANDS.get(cmd_name)
        return click.RichCommand(name=cmd_name, help=found[1]) if found else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Load the command that is about to be used."""
        name, stand_in, rest = super().resolve_command(ctx, args)
        return name, load_command(name) if name and stand_in else stand_in, rest

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an expected error becomes a sentence and an exit code."""
        collect_seldom()
        try:
            return super().invoke(ctx)
        except (Exit, click.Abort):
            raise
        except Exception as error:
            from fokus_api.cli.output import answer

            ctx.exit(answer(error, ctx))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note early whether JSON is wanted, so that errors before the command are JSON as well."""
        ctx.meta["fokus.json"] = "--json" in args
        return super().parse_args(ctx, args)


def load_command(name: str) -> click.Command:
    """Return the command of a name, from the module that holds it."""
    module = import_module(f"fokus_api.cli.{COMMANDS[name][0]}")
    command: click.Command = getattr(module, f"{name}_" if iskeyword(name) else name.replace("-", "_"))
    return command


@click.group(
    cls=Fokus, context_settings={"help_option_names": ["-h", "--help"], "rich_help_config": {"text_emojis": False}}
)
@click.version_option(package_name="fokus-kommune", prog_name="fokus")
def main() -> None:
    """Fokus Kommune: the system of record for programmes that foster volunteering in North Rhine-Westphalia.

    Settings come from fokus.toml and FOKUS_* variables; see `fokus config show`. Exit codes: 0 fine, 1 refused or
    something found, 2 cannot start or not understood.
    """
