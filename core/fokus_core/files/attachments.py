"""Attachments: files that facts name. A file is claimed before its fact is appended, so no fact outlives its file."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Annotated, NamedTuple, Protocol, TypeVar

from msgspec import Meta
from msgspec.structs import replace

from fokus_core.domain.facts import Fact, Key, key_fields
from fokus_core.domain.marks import marked_fields
from fokus_core.domain.refusals import Invalid, Refused, Unavailable
from fokus_core.domain.texts import _
from fokus_core.files.files import Files, Upload
from fokus_core.files.frames import FileBroken, FileMissing
from fokus_core.jobs.job import JobContext
from fokus_core.privacy import Vault
from fokus_core.privacy.sealed import ERASED, Erased

__all__ = [
    "TAKES",
    "Attachment",
    "DigestOf",
    "FileId",
    "FileTerms",
    "SweepFiles",
    "begin_attachment",
    "hold_files",
    "open_attachment",
    "with_digests",
]

FileId = Annotated[
    str,
    Key("file"),
    Meta(pattern=r"^[0-9a-f]{64}$", max_length=64, description="Id of a file: the SHA-256 of its sealed bytes"),
]
PURPOSE = "attachment"
TAKES = "takes"  # in `Meta(extra=…)` of a field with a file: which files the command takes, as `FileTerms`
DAY = 24 * 3600.0  # seconds a file may wait for a fact that names it
LABEL = re.compile(rb"^([a-z]+/[a-zA-Z0-9.+-]+) (\S+)\n")


F = TypeVar("F", bound=Fact)


@dataclass(frozen=True)
class DigestOf:
    """Marks a text of a fact that is the SHA-256 of a file in another field: it is computed, whatever was given."""

    field: str


class FileTerms(NamedTuple):
    """Which files a command takes: of these media types, with at most so many bytes; of pictures what is seen alone."""

    kinds: tuple[str, ...]
    most: int


class Attachment(NamedTuple):
    """An opened file: its media type, the subject of the vault whose key seals it, its size, and its content."""

    media_type: str
    subject: str
    size: int
    content: Iterator[bytes]


def begin_attachment(files: Files, vault: Vault, *, media_type: str, subject: str, limit: int) -> tuple[Upload, int]:
    """Return an upload whose sealed content begins with a label, and the number of bytes that takes.

    Raises `PersonErasedError`.
    """
    label = f"{media_type} {subject}\n".encode()
    upload = files.begin(subject=subject, purpose=PURPOSE, vault=vault, limit=limit + len(label))
    upload.write(label)
    return upload, len(label)


def open_attachment(files: Files, vault: Vault, name: str) -> Attachment | Erased:
    """Return a file, or `ERASED` when the key of its subject was destroyed; raises `FileMissing`, `FileBroken`."""
    opened = files.open(name, vault)
    if isinstance(opened, Erased):
        return ERASED
    first = next(opened)
    label = LABEL.match(first)
    if label is None:
        raise FileBroken(f"The file {name} is no attachment.")
    content = chain([first[label.end() :]], opened)
    return Attachment(label[1].decode(), label[2].decode(), opened.size - label.end(), content)


def _files_named(fact: Fact) -> Iterator[str]:
    for field, key in key_fields(type(fact)).items():
        if key.kind == "file" and (value := getattr(fact, field)):
            yield from [value] if isinstance(value, str) else value


def hold_files(
    files: Files, facts: Iterable[Fact], *, claim: bool, may_name: Callable[[str], bool] = lambda name: True
) -> None:
    """Raise `Invalid` unless the files that the facts name are there for who names them, and claim them.

    Raises `Unavailable`.
    """
    for name in dict.fromkeys(name for fact in facts for name in _files_named(fact)):
        try:
            if claim:
                files.claim(name)
            elif files.claimed(name) is None or not may_name(name):
                raise FileMissing
        except FileMissing as error:
            message = _("Diese Datei ist nicht mehr da. Laden Sie sie noch einmal hoch.")
            raise Invalid("unknown-file", message, key=f"file:{name}") from error
        except (OSError, Unavailable) as error:
            raise Unavailable("The files cannot be reached.") from error


def with_digests(files: Files, vault: Vault, fact: F) -> F:
    """Return a fact with the digests of its files; raises `Refused` where a file was erased, and `Unavailable`."""
    found: dict[str, str] = {}
    for field, of in _digests(type(fact)).items():
        name = getattr(fact, of)
        try:
            found[field] = _digest(files, vault, name) if name else ""
        except (OSError, FileBroken, FileMissing, Unavailable) as error:
            raise Unavailable("The files cannot be reached.") from error
    return replace(fact, **found) if found else fact


@cache
def _digests(cls: type[Fact]) -> dict[str, str]:
    return {name: mark.field for name, mark in marked_fields(cls, DigestOf).items()}


def _digest(files: Files, vault: Vault, name: str) -> str:
    opened = open_attachment(files, vault, name)
    if isinstance(opened, Erased):
        raise Refused("erased", _("Zu diesem Eintrag wurden Daten gelöscht. Sie können ihn nur noch zurücknehmen."))
    digest = hashlib.sha256()
    for piece in opened.content:
        digest.update(piece)
    return digest.hexdigest()


class HasFiles(Protocol):
    """What the sweeping asks of the services."""

    @property
    def files(self) -> Files:
        """The sealed files."""
        ...


class SweepFiles:
    """Removes files that no fact has named for a day."""

    name = "core.sweep-files"
    every = 3600.0

    def run(self, context: JobContext[HasFiles]) -> None:
        """Remove what is old enough; what is claimed meanwhile stays."""
        context.services.files.sweep(DAY)
