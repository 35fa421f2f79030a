"""Watches every log line of a test run, also of the processes that tests start: none may hold a secret or a person.

A line is what the service would write of a record. It is a pytest plugin; a test during which such a line was written
fails in its teardown.
"""

import logging
import os
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import pytest

from fokus_api.runtime.logs import OURS, SERVER, JSONLines

FORBIDDEN = {
    "an API key": re.compile(r"fk_[0-9a-f]{16}_[\w-]{8,}"),
    "a token": re.compile(r"eyJ[\w-]{8,}\.[\w-]+"),
    "the secret of a session or link": re.compile(
        r"(?<![\w-])(?=[\w-]{0,42}[A-Z])(?=[\w-]{0,42}[a-z])(?=[\w-]{0,42}[0-9])[\w-]{43}(?:[\w-]{8}|[\w-]{21})?(?![\w-])"
    ),
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}"),
    "a person of the tests": re.compile(
        r"Verena|Vertraulich|Mirabella|Musterprobe|Mustermann|Zweiundvierzigerle|0800 ?424242|Unverkennbar|Geheimgrund"
        r"|streng geheim"
    ),
}


def forbidden(line: str) -> list[str]:
    """Return what a log line holds that none may."""
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(line)]


class LogWatch:
    """Sees every record that a logger of this process handles, and the log lines of processes started from it."""

    def __init__(self) -> None:
        self.lines = 0
        self.found: list[str] = []
        self._format = JSONLines().format
        self._files: list[Path] = []
        self._undo: list[Callable[[], None]] = []

    def see(self, line: str) -> None:
        """Look at a log line; what it holds is told, and never repeated."""
        self.lines += 1
        where = re.search(r'"logger": ?"([^"]*)"', line)
        self.found += [f"{name} in a line of {where[1] if where else 'a log'}" for name in forbidden(line)]

    def see_output(self, text: str | bytes | None) -> None:
        """Look at the log lines in what a process wrote."""
        decoded = text.decode(errors="replace") if isinstance(text, bytes) else text or ""
        for line in decoded.splitlines():
            if line.startswith("{") and '"logger"' in line:
                self.see(line)

    def install(self) -> None:
        """Begin to watch."""
        handle, start, communicate = logging.Logger.handle, subprocess.Popen.__init__, subprocess.Popen.communicate

        def handle_and_see(logger: logging.Logger, record: logging.LogRecord) -> None:
            self.see(self._format(record))
            handle(logger, record)

        def start_and_see(process: Any, *args: Any, **kwargs: Any) -> None:
            start(process, *args, **kwargs)
            if process.stderr is not None:
                process.stderr = Watched(process.stderr, self.see_output)
            if name := getattr(kwargs.get("stderr"), "name", None):
                self._files.append(Path(name))

        def communicate_and_see(process: Any, *args: Any, **kwargs: Any) -> Any:
            out, err = communicate(process, *args, **kwargs)
            self.see_output(err)
            return out, err

        for owner, name, old, new in (
            (logging.Logger, "handle", handle, handle_and_see),
            (subprocess.Popen, "__init__", start, start_and_see),
            (subprocess.Popen, "communicate", communicate, communicate_and_see),
        ):
            setattr(owner, name, new)
            self._undo.append(lambda owner=owner, name=name, old=old: setattr(owner, name, old))  # type: ignore[misc]

    def remove(self) -> None:
        """Watch no longer."""
        while self._undo:
            self._undo.pop()()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        """Let our loggers tell everything."""
        for name in OURS:
            logging.getLogger(name).setLevel(logging.DEBUG)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self) -> Iterator[None]:
        """Fail a test during which a line was written that holds what none may."""
        result = yield
        for file in self._files:
            with suppress(OSError):
                self.see_output(file.read_bytes())
        self._files.clear()
        found, self.found = self.found, []
        assert not found, f"log lines hold what none may: {', '.join(sorted(set(found)))}"
        return result

    def pytest_unconfigure(self) -> None:
        """End with the run."""
        self.remove()


class Watched:
    """What a process writes to its pipe, seen by us as well as by whoever reads it."""

    def __init__(self, stream: IO[Any], see: Callable[[Any], None]) -> None:
        self._stream = stream
        self._see = see

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.readline, self._stream.read(0))

    def read(self, *size: int) -> Any:
        """Read on."""
        return self._seen(self._stream.read(*size))

    def readline(self, *size: int) -> Any:
        """Read a line."""
        return self._seen(self._stream.readline(*size))

    def readlines(self) -> Iterable[Any]:
        """Read all lines."""
        return list(self)

    def close(self) -> None:
        """Look at what nobody has read, and close."""
        if not self._stream.closed:
            os.set_blocking(self._stream.fileno(), False)
            with suppress(OSError):
                self._see(os.read(self._stream.fileno(), 1_000_000))
        self._stream.close()

    def _seen(self, text: Any) -> Any:
        self._see(text)
        return text


def pytest_configure(config: pytest.Config) -> None:
    """Watch this test run."""
    watch = LogWatch()
    watch.install()
    config.pluginmanager.register(watch, "log-watch")


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Take back how a command of the command line set up the logging of this process."""
    loggers = [logging.getLogger(), *map(logging.getLogger, (*OURS, *SERVER))]
    before = [(one, one.handlers[:], one.level) for one in loggers]
    yield
    for one, handlers, level in before:
        one.handlers[:] = handlers
        one.setLevel(level)
