"""Certificates: what the log itself states of its journal, signed by its key, with the proofs that go with it."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec

from fokus_core.ledger.note import SigningKeys
from fokus_core.ledger.signing import SPACE, StoredRecord
from fokus_core.ledger.tree import record_bytes

if TYPE_CHECKING:
    from fokus_core.storage.state_store import StateStore

__all__ = ["CERTIFICATE", "Kept", "certificate", "keep", "kept", "kept_all", "proven", "texts"]

CERTIFICATE = "fokus-certificate@1"  # no log is called so: no certificate is ever taken for a checkpoint
PLACE = "certificate-"  # with what the entries of certificates begin
ID = 32  # hexadecimal digits
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def certificate(keys: SigningKeys, statement: Mapping[str, Any]) -> str:
    """Return a signed note of two lines: what it is, and the statement as JSON."""
    return keys.certify(f"{CERTIFICATE}\n{_written({'log': keys.name, **statement})}\n")


def proven(record: StoredRecord, number: int, path: Iterable[bytes]) -> dict[str, Any]:
    """Return the bytes that are hashed of a record, the number of its leaf, and the proof that it is in the tree."""
    said = record_bytes(record.position, record.type, record.keys, record.data)
    return {"position": record.position, "leaf": number, "record": b64encode(said).decode(), "proof": texts(path)}


def texts(hashes: Iterable[bytes]) -> list[str]:
    """Return hashes in base64."""
    return [b64encode(one).decode() for one in hashes]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate as it is kept for those who ask later: when it was made, of what, and from which facts.

    `position` is how far the journal was known; `table`, `thing` and `on` name the row that it is about, if it is.
    """

    id: str
    made: datetime
    kind: str
    position: int
    table: str = ""
    thing: str = ""
    on: str = ""
    facts: tuple[int, ...] = ()
    note: str


def keep(
    state_store: "StateStore", note: str, made: datetime, statement: Mapping[str, Any], facts: Iterable[int]
) -> Kept:
    """Keep a certificate, which follows from facts at positions, where every node finds it; the same one once."""
    one = Kept(
        id=sha256(note.encode()).hexdigest()[:ID],
        made=made,
        kind=statement["kind"],
        position=statement.get("known", statement.get("position")),
        table=statement.get("table", ""),
        thing=statement.get("thing", ""),
        on=statement.get("on", ""),
        facts=tuple(facts),
        note=note,
    )
    state_store.put(SPACE, PLACE + one.id, msgspec.json.encode(one))
    return one


def kept(state_store: "StateStore", id_: str) -> Kept | None:
    """Return the certificate of an id."""
    found = state_store.get(SPACE, PLACE + id_)
    return None if found is None else msgspec.json.decode(found, type=Kept)


def kept_all(state_store: "StateStore") -> Iterator[Kept]:
    """Yield every certificate that is kept, in no order that says anything."""
    after = ""
    while found := state_store.scan(SPACE, PLACE, after):
        for place, value in found:
            yield msgspec.json.decode(value, type=Kept)
            after = place
