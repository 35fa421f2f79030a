"""The file of an embedded journal: how it is made, recognised, opened for writing, and what its failures mean."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from fokus_core.domain.refusals import Unavailable, Unusable
from fokus_core.storage.durable import sync
from fokus_core.storage.sqlite import connect, refuse_cut_off, sqlite3

APPLICATION_ID = 0x464F4B55  # "FOKU", shown by file(1)
FORMAT = 1

SCHEMA = f"""
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {FORMAT};
CREATE TABLE facts (
    position INTEGER PRIMARY KEY, type TEXT NOT NULL, keys TEXT NOT NULL, data BLOB NOT NULL
) STRICT;
CREATE TABLE keys (
    key TEXT NOT NULL, type TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (key, type, position)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER facts_replace BEFORE INSERT ON facts WHEN EXISTS (SELECT 1 FROM facts WHERE position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER facts_update BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER facts_delete BEFORE DELETE ON facts BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER keys_update BEFORE UPDATE ON keys BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER keys_delete BEFORE DELETE ON keys BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""
# What is derived from the facts may be dropped, and is made again.
DERIVED = """
CREATE TABLE IF NOT EXISTS entries (
    number INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (number, position)
) STRICT, WITHOUT ROWID
"""


def build(path: Path) -> None:
    """Build an empty journal under another name first, so that a file of this name is complete or is not ours."""
    if (wal := Path(f"{path}-wal")).exists() and wal.stat().st_size:
        raise Unusable(f"{path} is missing, but its write-ahead log {wal} is there; restore both or a backup.")
    new = Path(f"{path}.new")
    touch(new)
    with closing(connect(str(new))) as connection:
        connection.executescript(SCHEMA)
    new.rename(path)
    sync(path.parent)


def open_writer(path: Path, timeout: float) -> sqlite3.Connection:
    """Open the one writing connection of a file that is a journal of ours; raises `Unusable`."""
    connection = connect(str(path), timeout=timeout)
    try:
        recognise(connection, path)
        mode = _pragma(connection, "journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        _assert_durable(path, mode, _pragma(connection, "synchronous"))
        refuse_cut_off(connection, path)
        connection.execute(DERIVED)
    except BaseException:
        connection.close()
        raise
    return connection


def recognise(connection: sqlite3.Connection, path: Path) -> None:
    """Raise `Unusable` unless the file is a journal of ours."""
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise Unusable(f"{path} is no journal of Fokus Kommune, or an empty file; nothing was changed.")
    if (version := _pragma(connection, "user_version")) != FORMAT:
        raise Unusable(f"{path} has journal format {version}; this version reads format {FORMAT} only.")


def _assert_durable(path: Path, mode: object, synchronous: object) -> None:
    if mode != "wal" or synchronous != 2:
        raise Unusable(f"{path} cannot be written durably: SQLite refuses WAL mode or full synchronisation.")


def copied(path: Path, copy: Path, timeout: float) -> None:
    """Write a consistent copy to a new file while others write, and check the copy's integrity.

    Raises `Unusable` when the target exists or the copy is damaged.
    """
    part = Path(f"{copy}.part")
    if copy.exists():
        raise Unusable(f"{copy} exists already; a backup never overwrites a file.")
    try:
        with explained(copy):
            touch(part)
            with (
                closing(connect(str(path), read_only=True, timeout=timeout)) as source,
                closing(connect(str(part))) as destination,
            ):
                source.backup(destination)
                destination.execute("PRAGMA journal_mode = DELETE")  # one file, without -wal and -shm beside it
                if destination.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                    raise Unusable(f"{path} is damaged: its copy fails SQLite's integrity check.")
            part.rename(copy)
            sync(copy.parent)
    finally:
        part.unlink(missing_ok=True)


def _pragma(connection: sqlite3.Connection, text: str) -> object:
    return connection.execute(f"PRAGMA {text}").fetchone()[0]


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and of the file system into ours, each with a sentence."""
    try:
        yield
    except sqlite3.Error as error:
        raise sentence_for(path, error) from error
    except OSError as error:
        raise Unusable(f"{path} cannot be used: {error.strerror}.") from error


def sentence_for(path: Path, error: sqlite3.Error) -> Exception:
    """Return what a failure of SQLite means for the caller, in a sentence."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Unavailable(f"Another process keeps {path} locked; nothing was written.")
    if code == sqlite3.SQLITE_FULL:
        return Unavailable(f"There is no space left for {path}; nothing was written.")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return Unusable(f"{path} is damaged or no SQLite file ({error}); restore it from a backup.")
    if code == sqlite3.SQLITE_CONSTRAINT:
        return ValueError(f"{path} refuses a row ({error}).")
    return Unavailable(f"{path} cannot be read or written ({error}).")


def touch(path: Path) -> None:
    """Make an empty file that only its owner can read (0600), in place of an older one."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
