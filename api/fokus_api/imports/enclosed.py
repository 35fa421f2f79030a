"""Files that lie beside a document: each handed in as in a form, and named in the document by its own digest."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from fokus_api.files.file_kinds import FILE_KINDS
from fokus_api.files.pictures import BARED, without_metadata
from fokus_api.files.terms import refuse_other_kinds
from fokus_api.files.uploads import take_in_whole, too_large
from fokus_api.http.input_errors import FieldError
from fokus_api.http.problem_types import TITLES
from fokus_api.http.problems import ApiProblem
from fokus_api.runtime.service import Service
from fokus_core.domain.refusals import Invalid, pointing
from fokus_core.domain.texts import _
from fokus_core.files.attachments import FileTerms, open_attachment
from fokus_core.files.frames import FileBroken, FileMissing
from fokus_core.privacy.sealed import Erased

__all__ = ["FILE_NOT_THERE", "Beside", "EnclosedFile", "with_files"]

FILE_NOT_THERE = "file-not-there"
APART = _("Über das Netz werden Dateien vorher übergeben und in den Angaben mit ihrer Kennung genannt.")
NOT_THERE = _("Diese Datei liegt nicht neben dem Dokument. Legen Sie sie dazu.")
DIFFERS = _("Der Inhalt der Datei passt nicht zu dieser Prüfsumme. Übergeben Sie beides neu.")
UNNAMED = _("In den Angaben kommt diese Datei nicht vor. Nennen Sie dort ihre Prüfsumme.")
ENDINGS = {kind.ending: media_type for media_type, kind in FILE_KINDS.items()} | {"jpeg": "image/jpeg"}
Beside = Callable[[str], Path]  # where a file of a name lies; raises `FileNotFoundError`


class EnclosedFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that lies beside a document in a folder; `data` names it by `file` wherever a file is asked for."""

    file: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of its content, in hexadecimal digits")]
    name: Annotated[
        str,
        Meta(
            pattern=r"^[^./\\\x00-\x1f][^/\\\x00-\x1f]*$",
            max_length=200,
            description="Name of the file in the folder, without a path",
        ),
    ]


def with_files(
    service: Service,
    data: Any,
    enclosed: Sequence[EnclosedFile],
    beside: Beside | None,
    *,
    terms: FileTerms,
    actor: str,
    command_id: str,
) -> Any:
    """Return data with the ids of files in place of their digests; raises `ApiProblem`, `Refused`.

    A file that was recorded under this id of a command before keeps its id, so that the same is the same again.
    """
    if beside is None:
        raise Invalid("files-apart", APART, field="enclosed")
    recorded = dict(_recorded(service, command_id))
    ids: dict[str, str] = {}
    for number, one in enumerate(enclosed):
        with _at(f"enclosed/{number}"):
            if not _names(data, one.file):
                raise Invalid("unnamed-file", UNNAMED, field="file")
            media_type = ENDINGS.get(one.name.rpartition(".")[2].lower(), "")
            refuse_other_kinds(media_type, terms)
            content = _content(one, beside, min(terms.most, service.settings.file_limit))
            kept = _kept(content, media_type)
            ids[one.file] = recorded.get(kept) or _handed_in(service, content, actor, media_type, terms)
    return _named(data, ids)


def _handed_in(service: Service, content: bytes, actor: str, media_type: str, terms: FileTerms) -> str:
    subject = f"file:{secrets.token_hex(16)}"
    return take_in_whole(service, content, actor=actor, media_type=media_type, subject=subject, terms=terms).file


def _recorded(service: Service, command_id: str) -> Iterator[tuple[str, str]]:
    """Yield the digest of the content and the id of each file that a command recorded, as far as they are there."""
    keys = (key for one in service.journal.under(f"command:{command_id}") for key in one.keys)
    for name in dict.fromkeys(key.partition(":")[2] for key in keys if key.startswith("file:")):
        try:
            opened = open_attachment(service.files, service.vault, name)
        except (FileMissing, FileBroken):
            continue
        if not isinstance(opened, Erased):
            digest = sha256()
            for piece in opened.content:
                digest.update(piece)
            yield digest.hexdigest(), name


def _content(one: EnclosedFile, beside: Beside, most: int) -> bytes:
    try:
        path = beside(one.name)
        if path.stat().st_size > most:
            raise too_large(most)
        content = path.read_bytes()
    except OSError:
        raise Invalid(FILE_NOT_THERE, NOT_THERE, field="name") from None
    if sha256(content).hexdigest() != one.file:
        raise Invalid("other-content", DIFFERS, field="file")
    return content


def _kept(content: bytes, media_type: str) -> str:
    """Return the digest of what is kept of a file: of a picture, what is seen."""
    try:
        bare = without_metadata(content, media_type) if media_type in BARED else content
    except ValueError:
        raise ApiProblem("file-differs") from None
    return sha256(bare).hexdigest()


@contextmanager
def _at(place: str) -> Iterator[None]:
    """Let what is refused within point to a place of the document."""
    try:
        with pointing(lambda field: f"{place}/{field}"):
            yield
    except ApiProblem as error:
        detail = error.detail or TITLES[error.slug].detail
        errors = [FieldError(pointer=f"/{place}/name", detail=detail)]
        raise ApiProblem(error.slug, error.detail, errors=errors, **error.values) from None


def _names(data: Any, digest: str) -> bool:
    return data == digest or any(_names(one, digest) for one in _inside(data))


def _inside(data: Any) -> Iterable[Any]:
    return data.values() if isinstance(data, Mapping) else data if isinstance(data, list) else ()


def _named(data: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(data, dict):
        return {name: _named(one, ids) for name, one in data.items()}
    if isinstance(data, list):
        return [_named(one, ids) for one in data]
    return ids.get(data, data) if isinstance(data, str) else data
