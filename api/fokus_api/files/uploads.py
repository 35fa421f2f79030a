"""Files on their way in: sealed as they stream, judged by what they hold, counted until a fact names them."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Any, NamedTuple

import msgspec
from litestar import Request

from fokus_api.files.file_kinds import ALSO_CALLED, FILE_KINDS, refuse_unless
from fokus_api.files.pictures import BARED, without_metadata
from fokus_api.files.virus_scan import refuse_infected
from fokus_api.http.negotiation import UTF_8, media_type_of
from fokus_api.http.problems import ApiProblem
from fokus_api.runtime.service import Service
from fokus_core.domain.refusals import Refused, Unavailable
from fokus_core.domain.texts import _
from fokus_core.files.attachments import DAY, FileTerms, begin_attachment
from fokus_core.files.files import FileTooLarge
from fokus_core.privacy import PersonErasedError

__all__ = ["FileView", "declared_type", "take_in", "take_in_whole", "too_large"]

SPACE = "upload"
PIECE = 256 * 1024  # bytes that are gathered before a thread seals them
LEAST = 64 * 1024  # bytes that even an empty file counts
PAGE = 500


class FileView(msgspec.Struct, frozen=True):
    """A file that was taken in: the id by which a command names it, its size in bytes and its media type."""

    file: str
    size: int
    media_type: str


class Waiting(msgspec.Struct, frozen=True):
    """An upload in the state store: what it counts, and the file once it is whole."""

    size: int
    file: str = ""


class Held(NamedTuple):
    """Who hands a file in, what it is said to be, whose key seals it, and for what it is."""

    actor: str
    media_type: str
    subject: str
    terms: FileTerms | None


def declared_type(content_type: str | None) -> str:
    """Return the media type that a Content-Type names; raises `ApiProblem` for one that is not taken in."""
    media_type, charset = media_type_of(content_type)
    media_type = ALSO_CALLED.get(media_type, media_type)
    if media_type not in FILE_KINDS or (media_type.startswith("text/") and charset not in UTF_8):
        raise ApiProblem("file-kind")
    return media_type


async def take_in(
    service: Service,
    request: Request[Any, Any, Any],
    *,
    actor: str,
    media_type: str,
    subject: str,
    terms: FileTerms | None = None,
) -> FileView:
    """Seal, judge and store the body of a request; nothing is left of one that is refused or breaks off.

    Where it is for a command with `terms`, a picture is kept without its metadata. Raises `ApiProblem` or `Refused`.
    """
    held = Held(actor, media_type, subject, terms)
    return await _stored(service, _pieces(request), request.content_length, held)


def take_in_whole(
    service: Service, content: bytes, *, actor: str, media_type: str, subject: str, terms: FileTerms
) -> FileView:
    """Seal, judge and store a file that is there as a whole, as `take_in` does; not to be called in an event loop."""

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(content), PIECE):
            yield content[start : start + PIECE]

    return asyncio.run(_stored(service, pieces(), len(content), Held(actor, media_type, subject, terms)))


async def _stored(service: Service, content: AsyncIterator[bytes], announced: int | None, held: Held) -> FileView:
    actor, media_type, subject, terms = held
    limit = min(service.settings.file_limit, terms.most) if terms else service.settings.file_limit
    if announced is not None and announced > limit:
        raise too_large(limit)
    async with _counted(service, actor, limit if announced is None else announced) as waiting:
        try:
            upload, label = await asyncio.to_thread(
                begin_attachment, service.files, service.vault, media_type=media_type, subject=subject, limit=limit
            )
            with closing(upload):
                bare = terms is not None and media_type in BARED
                async for piece in _bared(content, media_type, limit) if bare else content:
                    await asyncio.to_thread(upload.write, piece)
                with upload.content() as written:
                    written.seek(label)
                    await asyncio.to_thread(refuse_unless, written, media_type)
                    if scanner := service.settings.clamav:
                        written.seek(label)
                        await asyncio.to_thread(refuse_infected, written, scanner)
                stored = await asyncio.to_thread(upload.keep)
        except FileTooLarge as error:
            raise too_large(limit) from error
        except PersonErasedError as error:
            raise Refused(
                "group-erased", _("Die Daten dieser Gruppe sind gelöscht. Zu ihr lässt sich nichts mehr eintragen.")
            ) from error
        except (OSError, Unavailable) as error:
            raise ApiProblem("unavailable") from error
        waiting.append(stored.name)
    return FileView(stored.name, stored.size - label, media_type)


async def _pieces(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
    """Yield the body in pieces worth a thread; raises `ApiProblem` when the caller goes away before its end."""
    waiting, more = bytearray(), True
    while more:
        message = await request.receive()
        if message["type"] != "http.request":
            raise ApiProblem(
                "bad-request", _("Die Übertragung der Datei wurde abgebrochen. Laden Sie sie noch einmal hoch.")
            )
        waiting += message.get("body", b"")
        more = message.get("more_body", False)
        if waiting and (len(waiting) >= PIECE or not more):
            yield bytes(waiting)
            waiting.clear()


async def _bared(pieces: AsyncIterator[bytes], media_type: str, limit: int) -> AsyncIterator[bytes]:
    """Yield a picture without its metadata; raises `ApiProblem` for what is none, `FileTooLarge`."""
    whole = bytearray()
    async for piece in pieces:
        whole += piece
        if len(whole) > limit:
            raise FileTooLarge
    try:
        yield await asyncio.to_thread(without_metadata, bytes(whole), media_type)
    except ValueError:
        raise ApiProblem("file-differs") from None


@asynccontextmanager
async def _counted(service: Service, actor: str, size: int) -> AsyncIterator[list[str]]:
    """Count an upload against the actor's quota, for good once its file is put into the list that this yields.

    Raises `ApiProblem`.
    """
    key, expires = f"{actor}/{secrets.token_hex(8)}", time.time() + 2 * DAY
    waiting = Waiting(max(size, LEAST))
    kept: list[str] = []
    await asyncio.to_thread(_enter, service, actor, key, waiting, expires)
    try:
        yield kept
    finally:
        if kept:
            entry = msgspec.json.encode(Waiting(waiting.size, kept[0]))
            await asyncio.to_thread(service.state_store.put, SPACE, key, entry, expires=expires)
        else:
            await asyncio.to_thread(service.state_store.delete, SPACE, key)


def _enter(service: Service, actor: str, key: str, waiting: Waiting, expires: float) -> None:
    """Enter an upload; raises `ApiProblem` where it is too much with what else the actor has waiting."""
    service.state_store.put(SPACE, key, msgspec.json.encode(waiting), expires=expires)
    if sum(one.size for _id, one in _entries(service, actor)) > service.settings.file_quota:
        for other, one in list(_entries(service, actor)):
            if one.file and service.files.claimed(one.file) is not False:  # named by a fact meanwhile, or swept
                service.state_store.delete(SPACE, other)
        if sum(one.size for _id, one in _entries(service, actor)) > service.settings.file_quota:
            service.state_store.delete(SPACE, key)
            raise ApiProblem("upload-quota", headers={"Retry-After": "3600"})


def _entries(service: Service, actor: str) -> list[tuple[str, Waiting]]:
    found: list[tuple[str, Waiting]] = []
    after = ""
    while page := service.state_store.scan(SPACE, f"{actor}/", after, PAGE):
        after = page[-1][0]
        found += [(key, msgspec.json.decode(value, type=Waiting)) for key, value in page]
    return found


def too_large(limit: int) -> ApiProblem:
    """Return the problem of a file with more bytes than are taken."""
    return ApiProblem(
        "file-too-large", _("Die Datei ist größer als {n} MB. Wählen Sie eine kleinere."), n=limit / 1_000_000
    )
