"""The audit: signed checkpoints of the journal, and what proves that it holds a record or extends an earlier one."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Annotated

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter
from litestar.response import Stream

from fokus_api.auth.policy import PUBLIC, Policy, read
from fokus_api.http.caller import Caller
from fokus_api.http.input_errors import FieldError
from fokus_api.http.problems import ApiProblem
from fokus_api.http.rate_limits import EXPORTS
from fokus_api.node import Node
from fokus_api.routes.bodies import resolved_key
from fokus_core.domain.clock import day_of
from fokus_core.domain.facts import AUDIT
from fokus_core.domain.refusals import NotFound
from fokus_core.domain.texts import _
from fokus_core.journal.engines.store import Row
from fokus_core.ledger.note import Checkpoint, noted
from fokus_core.ledger.signing import CHECKPOINT, SPACE
from fokus_core.ledger.tree import record_bytes
from fokus_core.ledger.witnesses import cosigned
from fokus_projections import OF_KEY, Reader
from fokus_projections.builtin.ledger import Tree

AUDITORS = Policy(AUDIT)  # records as they are stored tell more than the log does
NDJSON = "application/x-ndjson"
TEXT = "text/plain"
LAST = 10**15 - 1
BATCH = 2000
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
SEEN = "SELECT position FROM core_log WHERE position > :after AND position <= :upto AND {conditions}"

From = Annotated[
    int, QueryParameter(name="from", ge=1, le=LAST, description=_("Zahl der Einträge des früheren Stands."))
]
To = Annotated[
    int | None,
    QueryParameter(
        ge=1, le=LAST, description=_("Zahl der Einträge des späteren Stands; sonst des letzten signierten.")
    ),
]
OfKey = Annotated[
    str | None,
    QueryParameter(
        max_length=200, description=_("Nur Einträge mit diesem Schlüssel zeigen; alle anderen bleiben verdeckt.")
    ),
]
Witnesses = Annotated[
    int,
    QueryParameter(ge=0, le=100, description=_("So viele Stellen müssen den Stand mindestens mitgezeichnet haben.")),
]


class Consistency(msgspec.Struct, frozen=True):
    """The proof that a tree of `to` leaves begins with the one of `from`: hashes in base64, as RFC 6962 has them."""

    from_: int = msgspec.field(name="from")
    to: int
    proof: Sequence[str]
    checkpoint: str


@read("/audit/checkpoint", policy=PUBLIC, live=True, operation_id="core_checkpoint", media_type=TEXT)
async def checkpoint(node: NamedDependency[Node], witnesses: Witnesses = 0) -> Response[str]:
    """Show the last signed checkpoint of the journal, a C2SP signed note; keep it, and hold later ones against it.

    With `witnesses`, it is the last one that so many have cosigned.
    """
    return Response((await signed_note(node, witnesses))[0], media_type=TEXT)


@read("/audit/proof/{position:int}", policy=AUDITORS, live=True, operation_id="core_proof", media_type=TEXT)
async def proof(
    position: Annotated[int, PathParameter(ge=1, le=LAST, description=_("Position im Journal."))],
    reader: NamedDependency[Reader],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    witnesses: Witnesses = 0,
) -> Response[str]:
    """Prove that the journal holds a record (C2SP tlog-proof; `extra` is what is hashed of it).

    A record that the caller may not see is not there.
    """
    note, signed = await signed_note(node, witnesses)
    with reader.snapshot():
        tree = held(reader, signed)
        number = tree.number(position)
        if number is None or not _seen(node, caller, reader, position - 1, position, None):
            raise NotFound
        if number >= signed.size:
            raise ApiProblem("not-signed-yet")
        path = tree.inclusion(number, signed.size)
    (row,) = await asyncio.to_thread(node.service.records.follow, after=position - 1, limit=1)
    extra = b64encode(record_bytes(row.position, row.type, row.keys, row.data)).decode()
    lines = ["c2sp.org/tlog-proof@v1", f"extra {extra}", f"index {number}", *_texts(path), "", note]
    headers = {"Content-Disposition": f'attachment; filename="{position}.tlog-proof"'}
    return Response("\n".join(lines), media_type=TEXT, headers=headers)


@read("/audit/consistency", policy=PUBLIC, live=True, operation_id="core_consistency")
async def consistency(
    from_: From,
    reader: NamedDependency[Reader],
    node: NamedDependency[Node],
    to: To = None,
    witnesses: Witnesses = 0,
) -> Consistency:
    """Prove that the journal at one size begins with what it was at an earlier one: nothing was changed in between."""
    note, signed = await signed_note(node, witnesses)
    to = signed.size if to is None else to
    if to > signed.size:
        raise _wrong("to", _("So viele Einträge hat der letzte signierte Stand nicht."))
    if from_ > to:
        raise _wrong("from", _("Der frühere Stand darf nicht mehr Einträge haben als der spätere."))
    with reader.snapshot():
        path = held(reader, signed).consistency(from_, to)
    return Consistency(from_, to, _texts(path), note)


@read(
    "/audit/bundle",
    policy=AUDITORS,
    live=True,
    operation_id="core_bundle",
    media_type=NDJSON,
    limit=EXPORTS,
)
async def bundle(
    reader: NamedDependency[Reader],
    caller: NamedDependency[Caller],
    node: NamedDependency[Node],
    key: OfKey = None,
    witnesses: Witnesses = 0,
) -> Response[bytes]:
    """Hand out the whole signed journal for `fokus-verify`: a line with the checkpoint, then one for each leaf.

    What the caller may not see, or does not carry `key`, is withheld: its leaf hash stands there alone, and all of it
    can be verified nevertheless.
    """
    note, signed = await signed_note(node, witnesses)
    held(reader, signed)
    headers = {"Content-Disposition": f'attachment; filename="journal-{signed.size}.fokus-bundle"'}
    if key is not None:
        bodies = await asyncio.to_thread(node.service.journal.bodies)
        key = resolved_key(bodies, key, day_of(node.service.journal.now()))
    lines = _lines(node, caller, note, signed.size, key)
    return Stream(lines, media_type=NDJSON, headers=headers)  # type: ignore[return-value]  # documented as what it is


async def _lines(node: Node, caller: Caller, note: str, size: int, key: str | None) -> AsyncIterator[bytes]:
    """Yield a bundle in pieces; each is made in a thread."""
    yield _line({"bundle": "fokus-bundle@1", "checkpoint": note})
    after, number = 0, 0
    while number < size:
        rows = await asyncio.to_thread(node.service.records.follow, after=after, limit=min(BATCH, size - number))
        if not rows:
            return  # the journal is shorter than it was: whoever reads this is told so by the verifier
        piece = partial(_piece, node, caller, rows, after, number, key)
        yield await asyncio.to_thread(piece)
        after, number = rows[-1].position, number + len(rows)


def _piece(node: Node, caller: Caller, rows: Sequence[Row], after: int, number: int, key: str | None) -> bytes:
    reader = node.reader
    seen = _seen(node, caller, reader, after, rows[-1].position, key)
    leaves = zip(rows, Tree(reader).leaves(number, number + len(rows)), strict=True)
    return b"".join(_leaf(place, hash_, row, row.position in seen) for place, (row, hash_) in enumerate(leaves, number))


def _leaf(number: int, hash_: bytes, row: Row, shown: bool) -> bytes:
    leaf = {"leaf": number, "hash": b64encode(hash_).decode()}
    if not shown:
        return _line(leaf)
    data = row.data.decode("utf-8", "replace")  # what is no text was never written by us, and is told by the verifier
    return _line({**leaf, "position": row.position, "type": row.type, "keys": row.keys, "data": data})


def _line(said: dict[str, object]) -> bytes:
    return _written(said).encode() + b"\n"


def _seen(node: Node, caller: Caller, reader: Reader, after: int, upto: int, key: str | None) -> set[int]:
    """Return which records the caller may see, and of these those that carry a key, where one is given."""
    condition, params = node.audiences.condition(caller)
    conditions = condition if key is None else f"{condition} AND {OF_KEY}"
    wanted = {"after": after, "upto": upto, **params} | ({} if key is None else {"key": key})
    return {position for (position,) in reader.rows(SEEN.format(conditions=conditions), wanted)}


async def signed_note(node: Node, witnesses: int) -> tuple[str, Checkpoint]:
    """Return the last signed note that so many have cosigned, and its checkpoint; raises `ApiProblem`."""
    state_store = node.service.state_store
    found = await asyncio.to_thread(state_store.get, SPACE, CHECKPOINT)
    if found is None:
        raise ApiProblem("no-checkpoint")
    note = await asyncio.to_thread(cosigned, state_store, found.decode(), witnesses)
    if note is None:
        raise ApiProblem("not-cosigned")
    return note, noted(note)


def held(reader: Reader, signed: Checkpoint) -> Tree:
    """Return the tree of the read model; raises `ApiProblem` unless it extends what was signed."""
    tree = Tree(reader)
    if tree.size < signed.size:
        raise ApiProblem("not-yet")
    if tree.root(signed.size) != signed.root:
        raise ApiProblem("ledger-differs")
    return tree


def _texts(path: Sequence[bytes]) -> list[str]:
    return [b64encode(one).decode() for one in path]


def _wrong(parameter: str, detail: str) -> ApiProblem:
    return ApiProblem("invalid-input", errors=[FieldError(parameter=parameter, detail=detail)])
