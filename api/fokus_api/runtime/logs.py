"""Log lines: one JSON object each on stderr, made of a fixed set of fields so that nothing personal can slip in."""

import logging
import logging.config
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec

from fokus_core.domain.tracing import trace_here

__all__ = ["FIELDS", "Again", "JSONLines", "log_config", "log_request", "setup_logging"]

FIELDS = (
    "request",
    "route",
    "method",
    "status",
    "ms",
    "actor",
    "count",
    "position",
    "known",
    "field",
    "plugin",
    "job",
    "trace",
)
TOGETHER = 0.05  # seconds that a line waits for more
LATEST = 1.0  # seconds after which lines are written that nobody came back for
COUNTED = 1.0  # seconds for which answers given again are counted
OURS = ("fokus", "fokus_core", "fokus_projections", "fokus_api")
SERVER = ("_granian", "granian")  # speaks of processes only: its access log stays off
KNOWN = frozenset((*OURS, *SERVER))

requests = logging.getLogger("fokus.request")
_encode = msgspec.json.Encoder(enc_hook=str).encode


class JSONLines(logging.Formatter):
    """Writes time, level, logger, event and the fields in `FIELDS` that the record carries.

    `event` is the message; that of a library is told as it stands in its code, without the values put in, which may be
    a path or a name. An exception is told by its class and the places it passed, without its text.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line of JSON."""
        known = record.name.partition(".")[0] in KNOWN
        line: dict[str, Any] = {
            "time": f"{_second(int(record.created))}.{int(record.created % 1 * 1000):03d}+00:00",
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage() if known else str(record.msg),
        }
        said = record.__dict__
        line.update([(name, said[name]) for name in FIELDS if name in said and said[name] is not None])
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["at"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return _encode(line).decode()


@lru_cache(2)
def _second(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp, UTC).isoformat()[:19]


class ToStderr(logging.Handler):
    """Writes to what stderr is at the moment; where an event loop runs, what is no warning waits a moment for more."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[logging.LogRecord] = []
        self._since = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, or put it to those that wait."""
        if trace := trace_here():
            record.__dict__["trace"] = trace
        self._waiting.append(record)
        if record.levelno >= logging.WARNING or record.created - self._since > LATEST:
            self.flush()
        elif len(self._waiting) == 1:
            try:
                import asyncio  # here: a command that runs no loop need not wait for it

                asyncio.get_running_loop().call_later(TOGETHER, self.flush)
            except RuntimeError:  # no loop runs in this thread
                self.flush()

    def flush(self) -> None:
        """Write the lines that wait; `logging` asks for it when the process ends."""
        self.acquire()
        records, self._waiting, self._since = self._waiting, [], time.time()
        try:
            if records:
                sys.stderr.write("".join([f"{self.format(record)}\n" for record in records]))
        except Exception:  # a full disk or a closed terminal must not stop the work
            self.handleError(records[-1])
        finally:
            self.release()


def log_config(level: str = "info") -> dict[str, Any]:
    """Return the configuration for `logging.config`, as JSON can hold it for the server."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": f"{__name__}.JSONLines"}},
        "handlers": {"stderr": {"()": f"{__name__}.ToStderr", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {name: {"level": level.upper()} for name in (*OURS, *SERVER)},
    }


def setup_logging(level: str = "info") -> None:
    """Send the log lines of this process to stderr; libraries are heard from `warning` on."""
    logging.config.dictConfig(log_config(level))


def log_request(
    *, request: str, route: str, method: str, status: int, ms: float, actor: str | None = None, failed: bool = False
) -> None:
    """Log one answered request by its route template, never by its path; `failed` adds the exception being handled."""
    level = logging.ERROR if status >= 500 else logging.INFO
    if requests.isEnabledFor(level):
        fields = {"request": request, "route": route, "method": method, "status": status, "ms": round(ms, 1)}
        requests.handle(Answered("request", level, {**fields, "actor": actor}, failed=failed))


class Again:
    """Counts answers that were kept and are given again; those alike share a log line a second, and `told` hears."""

    def __init__(self, told: Callable[[str, int, int], object] = lambda *_: None) -> None:
        self._told = told
        self._counts: dict[tuple[str, int, str | None], int] = {}

    def note(self, route: str, status: int, actor: str | None) -> None:
        """Count one answer; the running event loop will log it."""
        if not self._counts:
            import asyncio

            asyncio.get_running_loop().call_later(COUNTED, self.flush)
        alike = (route, status, actor)
        self._counts[alike] = self._counts.get(alike, 0) + 1

    def flush(self) -> None:
        """Log what was counted."""
        counts, self._counts = self._counts, {}
        for (route, status, _actor), count in counts.items():
            self._told(route, status, count)
        if requests.isEnabledFor(logging.INFO):
            for (route, status, actor), count in counts.items():
                fields = {"route": route, "method": "GET", "status": status, "actor": actor, "count": count}
                requests.handle(Answered("repeated", logging.INFO, fields))


class Answered(logging.LogRecord):
    """The record of answered requests; it does not look for the code that made it, which takes longer than to log."""

    def __init__(self, event: str, level: int, fields: dict[str, Any], *, failed: bool = False) -> None:
        self.__dict__ = {**EMPTY, **fields}
        self.msg, self.created = event, time.time()
        self.levelno, self.levelname = level, logging.getLevelName(level)
        if failed:
            self.exc_info = sys.exc_info()


EMPTY = {**logging.LogRecord(requests.name, 0, "", 0, "", (), None).__dict__, "process": None, "thread": None}
