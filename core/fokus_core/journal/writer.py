"""The writer: one per process, which decides and appends, many commands to one durable commit."""

import queue
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime

from fokus_core.domain.commands import command_type
from fokus_core.domain.refusals import Refused, Unavailable
from fokus_core.domain.tracing import NOTHING, Said, Span, span
from fokus_core.journal.decision import Decider
from fokus_core.journal.engines.store import Conflict, Store
from fokus_core.journal.request import Receipt, Request

TRIES = 8
GROUP = 64
PAUSE = 0.0002  # seconds without another request after which a group is complete

Waiting = tuple[Request, "Future[Receipt]"]


class Writer:
    """Takes requests from any thread and answers once they are durable; one thread decides at a time."""

    def __init__(
        self,
        store: Store,
        decider: Decider,
        now: Callable[[], datetime],
        *,
        undone: Callable[[], None] = lambda: None,
    ) -> None:
        self._undone = undone
        self.store = store
        self.decider = decider
        self._now = now
        self._waiting: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._deciding = threading.Lock()
        self.committed = threading.Event()  # set after every commit; whoever looks clears it
        self._thread = threading.Thread(target=self._run, name="fokus-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many requests nobody has begun to decide."""
        return self._waiting.qsize()

    def submit(self, request: Request) -> "Future[Receipt]":
        """Queue a request; the future holds its receipt, or raises `Refused` or `Unavailable`.

        It cannot be cancelled: the request is decided, whatever becomes of whoever asked.
        """
        future: Future[Receipt] = Future()
        future.set_running_or_notify_cancel()
        self._waiting.put((request, future))
        return future

    def handle(self, request: Request) -> Receipt:
        """Decide a request and wait for it; while nobody else waits, in the caller's thread, without waking another.

        Raises `Refused` or `Unavailable`.
        """
        if not self._waiting.empty() or not self._deciding.acquire(blocking=False):
            return self.submit(request).result()
        try:
            (answer,) = self._decided([request])
        except BaseException:  # an interrupt falls into the caller's thread
            self._undone()
            raise
        finally:
            self._deciding.release()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def close(self) -> None:
        """Finish what is queued and stop."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        last = 0
        while (first := self._waiting.get()) is not None:
            group = [first]
            while len(group) < GROUP:
                try:  # those who were answered together are likely to ask together again
                    another = self._waiting.get(timeout=PAUSE) if len(group) < last else self._waiting.get_nowait()
                except queue.Empty:
                    break
                if another is None:
                    self._commit(group)
                    return
                group.append(another)
            self._commit(group)
            last = len(group)

    def _commit(self, group: list[Waiting]) -> None:
        with self._deciding:
            answers = self._decided([request for request, _ in group])
        for (_, future), answer in zip(group, answers, strict=True):
            if isinstance(answer, BaseException):
                future.set_exception(answer)
            else:
                future.set_result(answer)

    def _decided(self, group: list[Request]) -> list[Receipt | Exception]:
        """Decide a group of requests, and return their answers once what they append is durable.

        Where something failed on the way, nobody can tell what was done: each is decided anew, on its own.
        """
        begun = False
        try:
            said = {"fokus.commands": len(group)}
            with span("commit", said, parent=group[0].parent), self.store.batch(many=len(group) > 1):
                begun = True
                answers = [self._decide(request) for request in group]
        except Exception as error:
            self._undone()
            if not begun:
                return [error] * len(group)
            time.sleep(0.05)
            return [self._alone(request) for request in group]
        self.committed.set()
        return answers

    def _alone(self, request: Request) -> Receipt | Exception:
        try:
            with self.store.batch(many=False):
                answer = self._decide(request)
        except Exception as error:
            self._undone()
            return error
        self.committed.set()
        return answer

    def _decide(self, request: Request) -> Receipt | Exception:
        said: Said = {"fokus.command": command_type(type(request.command)).name, "fokus.dry_run": request.dry_run}
        with span("decision", said, parent=request.parent) as told:
            answer = self._tried(request, told)
            if isinstance(answer, Refused):
                told.note({"fokus.refused": answer.slug})
            elif isinstance(answer, Exception):
                told.fail(type(answer).__name__)
            return answer

    def _tried(self, request: Request, told: Span = NOTHING) -> Receipt | Exception:
        for attempt in range(TRIES):
            try:
                return self.decider.decide(request, self._now())
            except Conflict:
                told.note({"fokus.conflicts": attempt + 1})
                if attempt:
                    time.sleep(random.random() * 0.01 * 2**attempt)  # noqa: S311  # jitter, no secret
            except Unavailable:
                raise
            except Exception as error:
                return error
        return Unavailable("Too many others write at the same place; try again.")
