"""A throw-away PostgreSQL server for tests: own folder, own loopback port, unprivileged, gone at the end."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Literal, Self
from uuid import uuid4

from fokus_core.testing.ports import free_port

__all__ = ["PostgresServer", "find_postgres"]

SIGNALS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}


def find_postgres() -> Path | None:
    """Return the folder that holds the newest `initdb` and `postgres`, on the PATH or where Debian puts them."""
    on_path = shutil.which("initdb")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: _version(folder.parent.name))
    folders = [*reversed(installed), *([Path(on_path).resolve().parent] if on_path else [])]
    return next((f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), None)


class PostgresServer:
    """A running server as a context manager; without `fsync` it is faster and loses data with the machine only."""

    def __init__(self, *, fsync: bool = False) -> None:
        programs = find_postgres()
        if programs is None:
            raise FileNotFoundError("The PostgreSQL server programs initdb and postgres are not installed.")
        self._programs = programs
        self._fsync = fsync
        self._user = _unprivileged_user()
        self._process: subprocess.Popen[bytes] | None = None
        self.folder = Path(tempfile.mkdtemp(prefix="fokus-pg-"))
        self.port = 0

    def __enter__(self) -> Self:
        try:
            if self._user:
                shutil.chown(self.folder, self._user)
            self._initialise()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.stop("immediate")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _initialise(self) -> None:
        arguments = ("--username=fokus", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        with self._launch("initdb", "-D", self._data, *arguments) as initdb:
            if initdb.wait(timeout=60):
                raise RuntimeError(f"initdb failed:\n{self.log()}")

    def start(self) -> None:
        """Start the server, on the same port as before if it ran already, and return when it takes connections."""
        self.port = self.port or free_port()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
            "fsync": "on" if self._fsync else "off",
            "max_connections": "60",
            "shared_buffers": "16MB",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self._process = self._launch("postgres", "-D", self._data, *options)
        deadline = time.monotonic() + 30
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop("immediate")
                raise RuntimeError(f"The PostgreSQL server did not start:\n{self.log()}")
            time.sleep(0.02)

    def stop(self, mode: Literal["immediate", "fast"] = "fast") -> None:
        """Stop the server: `fast` ends it cleanly, `immediate` as if it had crashed."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.send_signal(SIGNALS[mode])
            process.wait(timeout=20)
        finally:
            process.kill()
            process.wait()

    def new_database(self) -> str:
        """Create an empty database and return its URL."""
        import psycopg
        from psycopg.sql import SQL, Identifier

        name = f"test_{uuid4().hex}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        return self.url(name)

    def url(self, database: str) -> str:
        """Return the URL of a database on this server."""
        return f"postgresql://fokus@127.0.0.1:{self.port}/{database}"

    def log(self) -> str:
        """Return what the server programs wrote so far."""
        return (self.folder / "log").read_text(errors="replace")

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _ready(self) -> bool:
        """Tell whether the server says so itself, in the last line of its pid file."""
        try:
            lines = (self.folder / "data" / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        process = self._process
        return process is not None and len(lines) == 8 and lines[0] == str(process.pid) and "ready" in lines[7]

    def _launch(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603  the program is the one found above, the arguments are ours
                [self._programs / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=clean,
                start_new_session=True,  # Ctrl-C ends the tests, which then end the server
                user=self._user,
                group=pwd.getpwnam(self._user).pw_gid if self._user else None,
                extra_groups=[] if self._user else None,
            )


def _version(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _unprivileged_user() -> str | None:
    """Return whom the server runs as when we are root, which PostgreSQL refuses to be."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
