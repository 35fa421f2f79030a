"""Log lines: one JSON object each on stderr, made of a fixed set of fields so that nothing personal can slip in."""

import logging
import logging.config
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import msgspec

__all__ = ["FIELDS", "JSONLines", "log_config", "log_request", "setup_logging"]

FIELDS = ("request", "route", "method", "status", "ms", "actor", "position", "plugin", "duty")
OURS = ("fokus", "fokus_core", "fokus_projections", "fokus_api")
SERVER = ("_granian", "granian")  # speaks of processes only: its access log stays off


class JSONLines(logging.Formatter):
    """Writes time, level, logger, event and the fields in `FIELDS` that the record carries.

    `event` is the message; that of a library is told as it stands in its code, without the values put in, which may be
    a path or a name. An exception is told by its class and the places it passed, without its text.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line of JSON."""
        known = record.name.partition(".")[0] in (*OURS, *SERVER)
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage() if known else str(record.msg),
        }
        line.update((name, value) for name in FIELDS if (value := getattr(record, name, None)) is not None)
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["at"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return msgspec.json.encode(line, enc_hook=str).decode()


class ToStderr(logging.Handler):
    """Writes to what stderr is at the moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            sys.stderr.write(self.format(record) + "\n")
        except Exception:  # a full disk or a closed terminal must not stop the work
            self.handleError(record)


def log_config(level: str = "info") -> dict[str, Any]:
    """Return the configuration for `logging.config`, in this process and in the server's workers."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": JSONLines}},
        "handlers": {"stderr": {"()": ToStderr, "formatter": "lines"}},
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
    extra = {"request": request, "route": route, "method": method, "status": status, "ms": round(ms, 1), "actor": actor}
    logging.getLogger("fokus.request").log(
        logging.ERROR if status >= 500 else logging.INFO, "request", exc_info=failed, extra=extra
    )
