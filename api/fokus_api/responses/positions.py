"""Positions as they are told outside: with a mark of the fact that stands there, which no other journal has."""

import asyncio
import re
from hashlib import blake2b

from fokus_api.http.input_errors import FieldError
from fokus_api.http.problem_types import TITLES
from fokus_api.http.problems import ApiProblem
from fokus_api.runtime.service import Service
from fokus_projections import Reader

__all__ = ["DIGITS", "PATIENCE", "POSITION", "mark_of", "marked", "reached", "unmarked"]

PATIENCE = 2.0  # seconds to wait for the read model
DIGITS = 15  # of a position; more is no position of ours
POSITION = rf"^[0-9]{{1,{DIGITS}}}(-[0-9a-f]{{8}})?$"
DATA = "SELECT data FROM core_log WHERE position = ?"


def mark_of(position: int, data: bytes) -> str:
    """Return a position with the mark of the fact that stands there, as the journal has it."""
    return f"{position}-{blake2b(data, digest_size=4).hexdigest()}"


def marked(reader: Reader, position: int) -> str:
    """Return a position of the read model with its mark; where no fact stands, without."""
    with reader.instead_of():  # what is told does not depend on it: the fact stays
        row = reader.first(DATA, (position,))
    return str(position) if row is None else mark_of(position, row[0])


async def unmarked(service: Service, reader: Reader, text: str, parameter: str) -> int:
    """Return the position that a text tells, with or without its mark; raises `ApiProblem` where it is not of here.

    A position beyond the head, or at which another fact stands, was told by another journal, or by this one before it
    was restored from a backup.
    """
    if not re.fullmatch(POSITION, text):
        detail = TITLES["malformed-position"].detail
        raise ApiProblem("malformed-position", errors=[FieldError(parameter=parameter, detail=detail)])
    position = int(text.partition("-")[0])
    await reached(service, reader, position, parameter, beyond="other-journal")
    if "-" in text and marked(reader, position) != text:
        raise _told("other-journal", parameter)
    return position


async def reached(
    service: Service, reader: Reader, position: int, parameter: str, *, beyond: str = "beyond-head"
) -> None:
    """Wait until the read model holds a position; raises `ApiProblem` beyond the journal's head, or after a while."""
    if reader.position >= position:
        return
    if await asyncio.to_thread(service.journal.store.head) < position:
        raise _told(beyond, parameter)
    there = await asyncio.to_thread(service.models.wait_for, position, PATIENCE)
    if not there or service.models.reader() is not reader:
        raise ApiProblem("not-yet")


def _told(slug: str, parameter: str) -> ApiProblem:
    return ApiProblem(slug, errors=[FieldError(parameter=parameter, detail=TITLES[slug].detail)])
