"""`fokus intake`: documents that a portal leaves in a folder, each taken in once, or rejected with its reasons."""

import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import msgspec
import rich_click as click

from fokus_api.cli.do import acting, as_option
from fokus_api.cli.output import Output, json_option, language, opened
from fokus_api.http.problem_types import BODY_LIMIT
from fokus_api.http.problems import ApiProblem, explain
from fokus_api.imports.documents import hand_over, schema_of
from fokus_api.imports.enclosed import FILE_NOT_THERE
from fokus_api.plugins.intakes import Intake, intakes_of
from fokus_api.runtime.service import Service
from fokus_core.access.actor import Actor
from fokus_core.domain.refusals import Refused
from fokus_core.domain.texts import _
from fokus_core.plugins.texts import Words
from fokus_core.storage.durable import write_whole

STATES = ("new", "entered", "proposed", "present")
REJECTED = ".rejected.json"
UNREADABLE = _("Die Datei ließ sich nicht lesen: {reason}. Sie wird später noch einmal versucht.")


class Judged(NamedTuple):
    """What became of a file: `refused` with a sentence, or how it was taken in."""

    file: str
    state: str
    why: str = ""


@click.command
@click.argument("name", required=False)
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Decide each document, and record nothing.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the documents, and do nothing else.")
@click.option("--remove", is_flag=True, help="Remove each file once what it says is recorded.")
@click.option("--watch", type=click.IntRange(min=1), metavar="SECONDS", help="Go on, and look again every so often.")
@as_option
@json_option
def intake(
    name: str | None,
    path: Path | None,
    dry_run: bool,
    schema: bool,
    remove: bool,
    watch: int | None,
    actor: str | None,
) -> None:
    """Take in documents (JSON) that a portal hands over: each is recorded once, by its reference.

    NAME says which intake; without it, list them. PATH is a file or a folder with files `*.json`. Beside a file that is
    refused, one that ends in `.rejected.json` says why, until it is taken in. It stops no other (exit code 1). A file
    that cannot be read counts as refused and is tried again later. Files that a document encloses lie in the same
    folder; they are checked and kept as those of a form.
    Act --as the account of the portal: references count for each sender on their own.
    """
    out = Output()
    with opened(create=True) as service:
        known = intakes_of(service.catalogue, service.plugins.each("intake"))
        if name is None:
            rows = [(one.name, one.title) for one in known.values()]
            out.say([{"name": one, "title": title} for one, title in rows], out.table(("name", "title"), rows))
            return
        wanted = known.get(name)
        if wanted is not None and schema:
            sys.stdout.write(msgspec.json.format(msgspec.json.encode(schema_of(service, wanted))).decode() + "\n")
            return
        if wanted is None or path is None:
            raise click.UsageError(f"Name one of: {', '.join(known) or 'none is brought'}; and a file or folder.")
        folder = _Folder(service, wanted, path, acting(actor), dry_run=dry_run, remove=remove)
        judged = _tell(out, folder)
        while watch is not None:
            time.sleep(watch)
            _tell(out, folder)
    if any(one.state == "refused" for one in judged):
        out.end(1)


class _Folder:
    """A folder that is looked through, as often as wanted: a file again only when it changed."""

    def __init__(self, service: Service, wanted: Intake, path: Path, by: Actor, *, dry_run: bool, remove: bool) -> None:
        self._service, self._wanted, self._path, self._by = service, wanted, path, by
        self._dry_run, self._remove = dry_run, remove
        self._seen: dict[Path, tuple[int, int]] = {}

    def judged(self) -> list[Judged]:
        """Take in what is there and was not looked at as it is."""
        found = [self._path] if self._path.is_file() else sorted(self._path.glob("*.json"))
        return [self._judge(one) for one in found if not one.name.endswith(REJECTED) and self._is_new(one)]

    def _is_new(self, file: Path) -> bool:
        try:
            stat = file.stat()
        except FileNotFoundError:
            return False
        except OSError:
            return True
        before, now = self._seen.get(file), (stat.st_mtime_ns, stat.st_size)
        self._seen[file] = now
        return before != now and file.is_file()

    def _judge(self, file: Path) -> Judged:
        beside, used = file.with_name(file.name.removesuffix(".json") + REJECTED), list[Path]()
        words = Words(self._service.texts, language(), self._wanted.name.partition(".")[0])
        try:
            document = None if file.stat().st_size > BODY_LIMIT else file.read_bytes()
        except OSError as error:
            self._seen.pop(file, None)
            return Judged(file.name, "refused", words(UNREADABLE, reason=error.strerror))
        try:
            if document is None:
                raise ApiProblem("too-large")
            how: Any = {"by": self._by, "dry_run": self._dry_run, "beside": beside_it(file, used)}
            taken = hand_over(self._service, self._wanted.name, document, **how)
        except (Refused, ApiProblem, msgspec.DecodeError) as error:
            if isinstance(error, Refused) and error.slug == FILE_NOT_THERE:
                self._seen.pop(file, None)  # it may come after the document
            problem = explain(error, str(uuid4()), words, anonymous=False)
            if not self._dry_run:
                write_whole(beside, msgspec.json.format(msgspec.json.encode(problem)))
            told = [f"{one.pointer}: {one.detail}" for one in problem.errors]
            return Judged(file.name, "refused", " ".join(told) or problem.detail)
        if not self._dry_run:
            beside.unlink(missing_ok=True)
            if self._remove:
                for one in (file, *used):
                    one.unlink(missing_ok=True)
        return Judged(file.name, taken.state)


def beside_it(document: Path, used: list[Path]) -> Callable[[str], Path]:
    """Return what finds the files that lie beside a document, and keeps which were asked for; a link is none."""

    def found(name: str) -> Path:
        path = document.with_name(name)
        if path.is_symlink() or not path.is_file():
            raise FileNotFoundError
        used.append(path)
        return path

    return found


def _tell(out: Output, folder: _Folder) -> list[Judged]:
    judged = folder.judged()
    states = (*STATES, "refused")
    counts = Counter(one.state for one in judged)
    refused = [(one.file, one.why) for one in judged if one.state == "refused"]
    out.say(
        {"counts": {one: counts[one] for one in states}, "files": [one._asdict() for one in judged]},
        out.table(("files", *states), [(len(judged), *(counts[one] for one in states))]),
        *([out.table(("file", "why"), refused)] if refused else []),
    )
    return judged
