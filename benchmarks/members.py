"""The list of members over HTTP, beside a bare granian application that sends the same bytes."""

import itertools
import tempfile
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import msgspec

from benchmarks.bare import Answer
from benchmarks.house import TODAY, furnish, settings_in
from benchmarks.load import CONNECTIONS, GENERATOR, Load, Vary, load
from benchmarks.pairs import Ratio, Slice, alternate, ratio
from benchmarks.servers import ANSWER, GRANIAN, Server, ask, bare, fokus, running
from fokus_api.plugins.load import open_service
from fokus_api.runtime.service import Service
from fokus_core import Command
from fokus_core.access.actor import CONSOLE
from fokus_network.membership.commands.membership import ResumeMembership, SuspendMembership
from fokus_network.membership.read_models import MEMBERS
from fokus_projections import select_as_of

PATH = "/api/v1/network/members"
PAST = "on=2016-12-31"
LEAST = "/members"  # of the handler that does nothing
BASE = "bare granian, same bytes"
CHANGES = 50  # a second, of the list that changes while it is asked for
OWN = {b"date", b"server", b"transfer-encoding"}  # headers a server adds by itself


@dataclass(frozen=True)
class Question:
    """One line of the table: what is asked, by whom, and whether as a question never asked before."""

    name: str
    path: str
    headers: Mapping[str, str]
    vary: Vary | None = None
    status: int = 200


def members(seconds: float, pairs: int, *, brief: bool = False) -> list[Ratio]:
    """Measure the documented history's list with slices of so many seconds, then that of all municipalities.

    In `brief`, only the first of each kind.
    """
    with tempfile.TemporaryDirectory(prefix="fokus-bench-") as name:
        few, many = Path(name, "few"), Path(name, "many")
        few.mkdir()
        many.mkdir()
        position, key = furnish(few, everybody=False)
        vary = Vary(low=101, span=900, head=position)
        known = {"Authorization": f"Bearer {key}"}
        past = f"{PATH}?{PAST}&known={position * 9 // 10}"
        present = f"{PATH}?on={TODAY}&known={position}"  # says as much as the question about the past
        questions = [
            Question("computed", PATH, {}, vary=vary),
            Question("computed, with API key", PATH, known, vary=vary),
            Question("computed, past date and position", past, {}, vary=vary),
            Question("computed, latest date and position", present, {}, vary=vary),
            Question("unchanged", PATH, {}),
            Question("unchanged, with API key", PATH, known),
            Question("unchanged, past date and position", past, {}),
            Question("confirmed (304)", PATH, {}, status=304),
            Question("confirmed (304), with API key", PATH, known, status=304),
        ]
        loud = [questions[n] for n in (0, 4, 7)]
        if brief:
            return _measured(few, loud, seconds, pairs)
        found = _measured(few, questions, seconds, pairs)
        quiet = [replace(one, name=f"{one.name}, log_level=warning") for one in loud]
        found += _measured(few, quiet, seconds, pairs, log_level="warning")
        found.append(_litestar_alone(few, questions[0], seconds, pairs))
        found.append(_changing(few, seconds, pairs))
        position, _ = furnish(many, everybody=True)
        vary = Vary(low=501, span=500, head=position)
        whole = f"{PATH}?limit=1000"
        questions = [Question("computed", whole, {}, vary=vary), Question("unchanged", whole, {})]
        return found + _measured(many, questions, seconds, pairs)


def _measured(folder: Path, questions: list[Question], seconds: float, pairs: int, **settings: str) -> list[Ratio]:
    return [_one(folder, question, seconds, pairs, settings) for question in questions]


def _one(folder: Path, question: Question, seconds: float, pairs: int, settings: Mapping[str, str]) -> Ratio:
    """Measure one question of a server that was asked no other: answers that are kept make the next ones slower."""
    with fokus(folder, PATH, **settings) as ours:
        one = _with_tag(ours, question)
        answer = ask(ours.port, one.path, one.headers)
        with bare(folder, {"/0": msgspec.structs.replace(answer, headers=ours_of(answer))}) as base:
            target = Asker(ours, one.path, one, seconds)
            target()  # warm
            slices = alternate(Asker(base, "/0", one, seconds), target, pairs)
            size = f"{len(answer.body) / 1000:.0f} kB" if answer.body else "no body"
            return ratio(f"members, {size}, {one.name}", "requests/s", slices, BASE, "fokus serve", note=GENERATOR)


def _litestar_alone(folder: Path, computed: Question, seconds: float, pairs: int) -> Ratio:
    """Measure what a handler that does nothing costs under the same questions: the least of any computed answer."""
    with fokus(folder, PATH) as ours:
        answer = ask(ours.port, PATH)
    file = folder / "answer"
    file.write_bytes(answer.body)
    words = [*GRANIAN, "benchmarks.litestar_alone:application"]
    vary = Vary(low=101, span=900, head=100_000)  # it believes any position, and is asked more often
    with (
        running(words, {ANSWER: str(file)}, folder, LEAST) as least,
        bare(folder, {"/0": msgspec.structs.replace(answer, headers=ours_of(answer))}) as base,
    ):
        target = Asker(least, LEAST, replace(computed, path=LEAST, vary=vary), seconds)
        target()  # warm
        slices = alternate(Asker(base, "/0", computed, seconds), target, pairs)
        title = "members, 9 kB, a Litestar handler that does nothing"
        return ratio(title, "requests/s", slices, BASE, "Litestar alone", note=GENERATOR)


def _changing(folder: Path, seconds: float, pairs: int) -> Ratio:
    """Measure a list that is asked for all the time, and changes `CHANGES` times a second."""
    question = Question("changing", PATH, {})
    with open_service(settings_in(folder), follow=False) as service, fokus(folder, PATH) as ours:
        answer = ask(ours.port, PATH)
        reader = service.models.reader()
        rows = select_as_of(reader, MEMBERS, TODAY, reader.position, columns=(MEMBERS.subject,))
        changes = _changes([row[0] for row in rows])
        target = Asker(ours, PATH, question, seconds)

        def while_changing() -> Slice:
            with _given(service, changes):
                return target()

        with bare(folder, {"/0": msgspec.structs.replace(answer, headers=ours_of(answer))}) as base:
            while_changing()  # warm
            slices = alternate(Asker(base, "/0", question, seconds), while_changing, pairs)
            title = f"members, 9 kB, changed {CHANGES} times a second"
            return ratio(title, "requests/s", slices, BASE, "fokus serve", note=GENERATOR)


def _changes(members: list[str]) -> Iterator[Command]:
    """Yield commands without end that let every membership rest, and be taken up again two days later."""
    for days in itertools.count(0, 4):
        for command, more in ((SuspendMembership, 0), (ResumeMembership, 2)):
            for body in members:
                yield command(body=body, reason="Benchmark", effective=TODAY + timedelta(days=days + more))


@contextmanager
def _given(service: Service, changes: Iterator[Command]) -> Iterator[None]:
    """Give commands from this process, `CHANGES` a second, until the block ends."""
    over = threading.Event()

    def give() -> None:
        while not over.wait(1 / CHANGES):
            service.journal.handle(next(changes), by=CONSOLE)

    with ThreadPoolExecutor(1) as thread:
        giving = thread.submit(give)
        try:
            yield
        finally:
            over.set()
        giving.result()


class Asker:
    """Asks one question of one server; a varying one goes on where the slice before ended, so that none comes twice."""

    def __init__(self, server: Server, path: str, question: Question, seconds: float) -> None:
        self.server = server
        self.path = path
        self.question = question
        self.seconds = seconds
        self.number = 0

    def __call__(self) -> Slice:
        """Ask for one slice."""
        one = self.question
        asked = Load(self.server.port, self.path, dict(one.headers), one.status, self.seconds, one.vary, self.number)
        done = load(self.server, asked)
        self.number += done.count + 2 * CONNECTIONS  # those still on their way were asked as well
        ours = self.path == one.path
        if ours and one.vary and self.number > one.vary.span * one.vary.head:
            raise RuntimeError(f"{one.name}: questions came twice, so not every answer was computed.")
        return done


def _with_tag(server: Server, one: Question) -> Question:
    if one.status != 304:
        return one
    tag = dict(ask(server.port, one.path, one.headers).headers)[b"etag"].decode()
    return replace(one, headers={**one.headers, "If-None-Match": tag})


def ours_of(answer: Answer) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer that its server does not add by itself."""
    return [pair for pair in answer.headers if pair[0] not in OWN]
