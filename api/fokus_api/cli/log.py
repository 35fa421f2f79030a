"""`fokus log` and `fokus show`: what is recorded, read from the journal itself."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import msgspec
import rich_click as click

from fokus_api.cli.completing import completion, programmes, types
from fokus_api.cli.output import Output, json_option, opened
from fokus_api.cli.telling import ROW, Telling, as_written
from fokus_core.domain.clock import BERLIN, day_of
from fokus_core.domain.facts import KEY, Fact, Recorded
from fokus_core.domain.refusals import Invalid, NotFound
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.texts import _
from fokus_core.journal.journal import Journal

if TYPE_CHECKING:
    from fokus_api.cli.output import Bar

STEP = 500  # facts between two moves of the progress bar

Test = Callable[[Recorded[Fact]], bool]
Bound = int | date


class BoundType(click.ParamType[Bound]):
    """A position, or the day (Europe/Berlin) on which facts were recorded."""

    name = "position|date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Bound:
        """Return a number as a position and a date as a day."""
        text = str(value)
        try:
            return int(text) if text.isdigit() else date.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is neither a position nor a date such as 2016-12-31.", param, ctx)


@click.command
@click.option("--programme", shell_complete=completion(programmes), help="Only facts of this programme.")
@click.option(
    "--type", "type_", shell_complete=completion(types), help="Only facts of this type, with or without its version."
)
@click.option("--key", help="Only facts that carry this key, such as body:05958004.")
@click.option("--actor", help="Only facts recorded by this actor.")
@click.option("--from", "since", type=BoundType(), help="From this position or day on.")
@click.option("--to", "until", type=BoundType(), help="Up to and with this position or day.")
@click.option("--last", type=click.IntRange(min=0), default=100, show_default=True, help="At most so many; 0 for all.")
@click.option("--follow", is_flag=True, help="Go on with what is recorded from now on; with --json, one object a line.")
@json_option
def log(
    programme: str | None,
    type_: str | None,
    key: str | None,
    actor: str | None,
    since: Bound | None,
    until: Bound | None,
    last: int,
    follow: bool,
) -> None:
    """List recorded facts."""
    if key is not None and not KEY.match(key) and not key.startswith(("body:", "party:")):
        raise click.BadParameter("a key reads kind:value, such as body:05958004", param_hint="--key")
    out = Output()
    with opened() as service:
        journal, telling = service.journal, Telling(service)
        key = None if key is None else _resolved(key, journal)
        wanted = _wanted(programme, type_, key, actor, since, until)
        head = journal.store.head()
        with out.progress("Reading", head) as bar:
            source = journal.under(key) if key else _shown(journal, since, head, bar)
            found = deque((record for record in source if record.position <= head and wanted(record)), last or None)
        if not follow:
            human = out.table(ROW, [telling.row(record) for record in found]) if found else "No fact matches."
            out.say({"facts": [telling.view(record) for record in found], "head": head}, human)
            return
        with suppress(KeyboardInterrupt):
            for record in _endless(journal, found, head, wanted):
                position, moment, day, by, sentence = telling.row(record)
                out.say(telling.view(record), f"{position:>6}  {moment}  {day}  {by}  {sentence}")


def _resolved(key: str, journal: Journal) -> str:
    """Return a key with the id of the body that it names."""
    try:
        return journal.bodies().resolve_key(key, day_of(journal.now()), field="key")
    except Invalid as error:
        raise click.BadParameter(error.message.format_map(error.values), param_hint="--key") from error


def _shown(journal: Journal, since: Bound | None, head: int, bar: "Bar") -> Iterator[Recorded[Fact]]:
    """Yield the facts up to the head, from a position on where one is given, and move the bar."""
    for record in journal.follow(after=since - 1 if isinstance(since, int) else 0):
        if record.position > head:
            return
        if record.position % STEP == 0:
            bar(record.position)
        yield record


def _endless(journal: Journal, found: deque[Recorded[Fact]], head: int, wanted: Test) -> Iterator[Recorded[Fact]]:
    yield from found
    while True:
        for record in journal.follow(after=head):
            head = record.position
            if wanted(record):
                yield record
        journal.store.wait(after=head, timeout=1)


def _wanted(
    programme: str | None,
    type_: str | None,
    key: str | None,
    actor: str | None,
    since: Bound | None,
    until: Bound | None,
) -> Test:
    def test(record: Recorded[Fact]) -> bool:
        def place(bound: Bound) -> Bound:
            return record.position if isinstance(bound, int) else day_of(record.meta.at)

        return (
            (programme is None or record.type.partition(".")[0] == programme)
            and (type_ is None or type_ in (record.type, record.type.partition("@")[0]))
            and (key is None or key in record.keys)
            and (actor is None or record.meta.by == actor)
            and (since is None or place(since) >= since)  # type: ignore[operator]  # place answers in kind
            and (until is None or place(until) <= until)  # type: ignore[operator]  # place answers in kind
        )

    return test


@click.command
@click.argument("position", type=click.IntRange(min=1))
@json_option
def show(position: int) -> None:
    """Show one fact, who recorded it, and what it was decided on."""
    out = Output()
    with opened() as service:
        record = service.journal.recorded(position)
        if record is None:
            head = service.journal.store.head()
            raise NotFound(_("Einen Eintrag Nr. {n} gibt es nicht. Der letzte ist Nr. {head}."), n=position, head=head)
        telling = Telling(service)
        retracted, replaced = _afterwards(service.journal, record)
        meta = record.meta
        if out.json:
            document = {"replaced_by": replaced, "command": meta.command, "cause": meta.cause, "read": meta.read}
            out.say(msgspec.to_builtins(telling.view(record, retracted_by=retracted)) | document)
            return
        fields = [(name, value) for name, value in as_written(record.fact).items() if name != "raw"]
        envelope = [
            ("type", record.type),
            ("keys", ", ".join(record.keys)),
            ("recorded", f"{meta.at.astimezone(BERLIN):%Y-%m-%d %H:%M:%S %Z} by {meta.by}"),
            ("command", meta.command),
            ("source", f"{meta.source.reference} ({meta.source.certainty})" if meta.source else None),
            ("trace", meta.trace or None),
            ("caused by", meta.cause),
            ("replaces", meta.replaces),
            ("retracted by", retracted),
            ("replaced by", replaced),
        ]
        read = [(read.key, ", ".join(read.types) or "any") for read in meta.read]
        out.say(
            None,
            telling.text(record),
            out.table(("field", "value"), fields),
            out.table(("envelope", ""), [row for row in envelope if row[1] is not None]),
            out.table(("read by key", "facts of these types"), read) if read else "Its decision read nothing.",
        )


def _afterwards(journal: Journal, record: Recorded[Fact]) -> tuple[int | None, int | None]:
    """Return the positions of the fact's retraction and of the fact that took its place."""
    for key in record.keys[:1]:
        for later in journal.under(key):
            if isinstance(later.fact, FactRetracted) and later.fact.target == record.position:
                siblings = journal.under(f"command:{later.meta.command}")
                replacing = (other.position for other in siblings if other.meta.replaces == record.position)
                return later.position, next(replacing, None)
    return None, None
