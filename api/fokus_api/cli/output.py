"""What a command says: one JSON document or tables and sentences on stdout, progress and errors on stderr."""

import os
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec
import rich_click as click
from click import get_current_context

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console, RenderableType

    from fokus_api.plugins.load import Loaded
    from fokus_api.runtime.service import Service
    from fokus_api.runtime.settings import Settings
    from fokus_core.plugins.texts import Words

__all__ = ["Output", "answer", "brought", "json_option", "language", "local", "opened", "settings", "words"]

JSON, TEXTS = "fokus.json", "fokus.texts"  # what the context of a command notes
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set counts


def _note(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    ctx.meta[JSON] = value


json_option = click.option(
    "--json",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_note,
    help="Print one JSON document instead of tables and sentences.",
)


class Output:
    """Where the current command writes to."""

    def __init__(self) -> None:
        self.json = bool(get_current_context().meta.get(JSON))

    def say(self, document: Any, *human: "RenderableType") -> None:
        """Print the document as JSON, or else what a person reads."""
        if self.json:
            sys.stdout.write(msgspec.json.encode(document, enc_hook=_unsealed).decode() + "\n")
            sys.stdout.flush()
            return
        console = _console()
        for item in human:
            console.print(item, highlight=False, markup=False)

    def aside(self, sentence: str) -> None:
        """Print a sentence on stderr, for people only."""
        if not self.json:
            _console(stderr=True).print(sentence, highlight=False, markup=False, soft_wrap=True)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str = "") -> "RenderableType":
        """Return a table; columns whose cells are all numbers are set flush right."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
        for number, column in enumerate(columns):
            numeric = bool(rows) and all(isinstance(row[number], int) for row in rows)
            table.add_column(column, justify="right" if numeric else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
        return table

    def end(self, code: int) -> None:
        """End the command with an exit code."""
        get_current_context().exit(code)

    @contextmanager
    def progress(self, what: str, total: float | None = None) -> Iterator["Bar"]:
        """Show a bar on stderr while the block runs, where a person watches."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        watched = sys.stderr.isatty() and not self.json
        with Progress(*columns, console=_console(stderr=True), disable=not watched, transient=True) as bar:
            task = bar.add_task(what, total=total)

            def move(done: float, of: float | None = None, what: str | None = None) -> None:
                bar.update(task, completed=done, total=of or total, description=what)

            yield move


if TYPE_CHECKING:
    from typing import Protocol

    class Bar(Protocol):
        """Moves a progress bar to `done`, out of `of`, and says what is being done."""

        def __call__(self, done: float, of: float | None = None, what: str | None = None) -> None:
            """Move the bar."""


def _console(*, stderr: bool = False) -> "Console":
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else 160, soft_wrap=False)


def local(moment: "datetime | None") -> str | None:
    """Return a moment as a table shows it, in Berlin's time; None where there is none."""
    from fokus_core.domain.clock import BERLIN

    return None if moment is None else f"{moment.astimezone(BERLIN):%Y-%m-%d %H:%M:%S}"


def _unsealed(value: Any) -> Any:
    """Write a sealed value, open or held, as `…`, and a raw one as it is."""
    from fokus_core.privacy.sealed import Sealed

    return "…" if isinstance(value, Sealed) else str(value)


def _option(field: str) -> str:
    """Return where a field of a command stands on the command line: `--person`, `--person, name`."""
    option, *steps = field.split("/")
    return ", ".join([f"--{option.replace('_', '-')}", *steps])


def settings(given: Mapping[str, Any] | None = None) -> "Settings":
    """Return the settings of the working folder, with what the command line gives."""
    from fokus_api.runtime.settings import load_settings

    return load_settings(given=given)


def brought(ctx: click.Context | None = None) -> Sequence[object]:
    """Return the plugins a test brings as the context's object."""
    return (ctx or get_current_context()).find_root().obj or ()


@contextmanager
def opened(*, create: bool = False, loaded: "Loaded | None" = None) -> Iterator["Service"]:
    """Open the service without following the journal; only commands that record something begin a new one.

    `loaded` are plugins that were loaded before.
    """
    from fokus_api.plugins.load import load_plugins
    from fokus_api.runtime.logs import setup_logging
    from fokus_api.runtime.service import Service

    setup_logging("warning")
    inforce = settings()
    loaded = loaded or load_plugins(inforce, extra=brought())
    with Service.open(inforce, *loaded, follow=False, create=create) as service:
        get_current_context().meta[TEXTS] = service.texts
        yield service


def language() -> str:
    """Return the language of the command line: that of the locale where we have it, `de_DE@simple` too; else German."""
    from fokus_core.plugins.texts import LANGUAGES, SOURCE

    said = next((name for one in LOCALE if (name := os.environ.get(one))), "")
    language, simple = said[:2], said.partition("@")[2]
    return next((one for one in (f"{language}-{simple}", language) if one in LANGUAGES), SOURCE)


def words() -> "Words":
    """Return the words of the command line; before a service was opened, those of the house alone."""
    from fokus_core.plugins.texts import Texts, Words

    texts: Texts | None = get_current_context().meta.get(TEXTS)
    return Words(texts or Texts.of([], common=("fokus_api",)), language())


def answer(error: Exception, ctx: click.Context) -> int:
    """Print an expected error as a sentence and return the exit code; raise any other one again."""
    from fokus_api.runtime.service import StartRefused
    from fokus_api.runtime.settings import SettingsRefused, masked
    from fokus_core.domain.programme import PluginRefused
    from fokus_core.domain.refusals import Malformed, Refused, Unavailable, Unusable
    from fokus_core.privacy import PersonErasedError
    from fokus_core.privacy.sealing import SealBroken

    code, slug = 1, "unavailable"
    details: dict[str, Any] = {}
    if isinstance(error, click.UsageError):
        if not ctx.meta.get(JSON):
            raise error
        code, slug, sentence = 2, "usage", error.format_message()
    elif isinstance(error, Refused):
        slug, sentence = error.slug, words()(error.message, **error.values)
        details = {"field": error.field, "positions": error.positions, "choices": error.choices}
        if isinstance(error, Malformed):
            code, wrong = 2, [(one.field, words()(one.message, **one.values)) for one in error.wrong]
            details["errors"] = [{"pointer": f"/{field}", "detail": detail} for field, detail in wrong]
    elif isinstance(error, StartRefused | SettingsRefused | PluginRefused):
        code, slug, sentence = 2, "start-refused", str(error)
        if os.environ.get("FOKUS_DEV") == "true" and not ctx.meta.get(JSON):
            sys.stderr.write("".join(traceback.format_exception(error)))
    elif isinstance(error, Unavailable):
        sentence = words()(str(error))
    elif isinstance(error, Unusable | PersonErasedError | SealBroken):
        slug, sentence = "unusable", str(error)
    else:
        raise error
    sentence = masked(sentence)
    if ctx.meta.get(JSON):
        document = {"error": {"slug": slug, "message": sentence, **details}}
        sys.stdout.write(msgspec.json.encode(document).decode() + "\n")
        return code
    if isinstance(error, Malformed):
        lines = [f"{_option(one.field)}: {one}" if one.field else str(one) for one in error.wrong]
        _console(stderr=True).print("\n".join(lines), style="red", highlight=False, markup=False, soft_wrap=True)
        return code
    where = f" ({_option(details['field'])})" if details.get("field") else ""
    facts = (
        f" See {', '.join(f'fact {position}' for position in details['positions'])}."
        if details.get("positions")
        else ""
    )
    _console(stderr=True).print(f"{sentence}{where}{facts}", style="red", highlight=False, markup=False, soft_wrap=True)
    for one in details.get("choices", ()):
        _console(stderr=True).print(f"  {one.id}  {one.name}", style="red", highlight=False, markup=False)
    return code
