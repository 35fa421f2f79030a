"""Certificates: what the log itself states of its journal, signed by its key, with the proofs that go with it."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any

from fokus_core.ledger.note import SigningKeys
from fokus_core.ledger.signing import StoredRecord
from fokus_core.ledger.tree import record_bytes

__all__ = ["CERTIFICATE", "certificate", "proven", "texts"]

CERTIFICATE = "fokus-certificate@1"  # no log is called so: no certificate is ever taken for a checkpoint
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
