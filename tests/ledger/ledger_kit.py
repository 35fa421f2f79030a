"""What the tests of the ledger share: records of no programme, a signed bundle of them, and a journal file."""

import json
import random
import sqlite3
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fokus_core.journal.engines.store import Row
from fokus_core.ledger.note import Checkpoint, SigningKey
from fokus_core.ledger.tree import Frontier, leaf_hash, record_bytes

KEY = SigningKey.make("example.org/journal")
POLICY = f"# who is believed\nlog {KEY.verifier}\nquorum none\n"
JOURNAL = """
CREATE TABLE facts (
    position INTEGER PRIMARY KEY, type TEXT NOT NULL, keys TEXT NOT NULL, data BLOB NOT NULL
) STRICT;
"""


def some_records(number: int, seed: int = 1) -> list[Row]:
    """Return records whose positions have gaps."""
    chance, position, found = random.Random(seed), 0, []
    for index in range(number):
        position += chance.choice((1, 1, 1, 2, 5))
        said = {
            "fact": {"body": f"05{chance.randrange(10**6):06}", "reason": f"Grund Nummer {index} für „Köln“"},
            "meta": {"id": f"{chance.getrandbits(128):032x}", "by": f"konto-{index % 7}", "at": "2026-11-29T10:00:00Z"},
        }
        keys = (f"command:{index}", f"body:{said['fact']['body']}")
        found.append(Row(position, "sample.opened@1", keys, json.dumps(said, ensure_ascii=False).encode()))
    return found


def leaf_of(row: Row) -> bytes:
    return leaf_hash(record_bytes(row.position, row.type, row.keys, row.data))


def tree_of(rows: Sequence[Row]) -> Frontier:
    tree = Frontier()
    for row in rows:
        tree.add(leaf_of(row))
    return tree


def note_of(rows: Sequence[Row], key: SigningKey = KEY) -> str:
    return key.sign(Checkpoint(key.name, len(rows), tree_of(rows).root))


def bundle_of(rows: Sequence[Row], *, withheld: frozenset[int] = frozenset()) -> list[bytes]:
    """Return the lines of a bundle; the records with the leaf numbers in `withheld` are not shown."""
    said: list[dict[str, object]] = [{"bundle": "fokus-bundle@1", "checkpoint": note_of(rows)}]
    for number, row in enumerate(rows):
        leaf: dict[str, object] = {"leaf": number, "hash": b64encode(leaf_of(row)).decode()}
        if number not in withheld:
            leaf |= {"position": row.position, "type": row.type, "keys": row.keys, "data": row.data.decode()}
        said.append(leaf)
    return [json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for one in said]


def journal_of(path: Path, rows: Sequence[Row]) -> Path:
    """Write a journal file of records as the SQLite engine lays it out."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.executescript(JOURNAL)
    lines = [(row.position, row.type, "\n".join(row.keys), row.data) for row in rows]
    connection.executemany("INSERT INTO facts VALUES (?, ?, ?, ?)", lines)
    connection.commit()
    connection.close()
    return path


class Stored:
    """Records where the signer reads them."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = [*rows]

    def follow(self, *, after: int, limit: int) -> list[Row]:
        return [row for row in self.rows if row.position > after][:limit]


class Witness:
    """Cosigns checkpoints as C2SP's tlog-cosignature says."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._key = Ed25519PrivateKey.generate()
        self._raw = b"\x04" + self._key.public_key().public_bytes_raw()
        self._id = sha256(f"{name}\n".encode() + self._raw).digest()[:4]
        self.verifier = f"{name}+{self._id.hex()}+{b64encode(self._raw).decode()}"

    def cosigned(self, note: str, at: int = 1764408000) -> str:
        text = note.rpartition("\n\n")[0] + "\n"
        signature = self._key.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
        return f"{note}— {self.name} {b64encode(self._id + at.to_bytes(8, 'big') + signature).decode()}\n"
