"""The ledger: following and verifying, beside a select and SHA-256 over the same records."""

import json
import tempfile
from base64 import b64encode
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import fokus_verify

from benchmarks.facts import write_facts
from benchmarks.house import catalogue_in
from benchmarks.pairs import Ratio, Slice, alternate, ratio, timed
from fokus_core.journal.codec import Codec
from fokus_core.journal.engines.sqlite import SQLiteStore
from fokus_core.journal.engines.store import Row
from fokus_core.ledger.note import Checkpoint, SigningKey
from fokus_core.ledger.tree import Frontier, leaf_hash, record_bytes
from fokus_projections.builtin.ledger import LedgerProjection
from fokus_projections.storage.database import ModelDatabase
from fokus_projections.storage.schema import create

BATCH = 2000
BASE = "select and SHA-256"


def ledger(total: int, pairs: int) -> list[Ratio]:
    """Measure with a journal of `total` facts."""
    with tempfile.TemporaryDirectory(prefix="fokus-bench-") as name:
        folder = Path(name)
        codec = Codec(catalogue_in(folder))
        with closing(SQLiteStore(write_facts(folder, total))) as store:
            store.create()
            followed = alternate(lambda: _hash(store), lambda: _follow(folder, codec, store), pairs)
            policy = _write_bundle(folder / "bundle", [row for batch in _batches(store) for row in batch])
            verified = alternate(lambda: _hash(store), lambda: _verify(folder / "bundle", policy), pairs)
        return [
            ratio("ledger, following", "facts/s", followed, BASE, "read, hashed, rows written"),
            ratio("ledger, a bundle verified", "facts/s", verified, BASE, "fokus-verify"),
        ]


def _batches(store: SQLiteStore) -> list[list[Row]]:
    found, after = [], 0
    while rows := store.follow(after=after, limit=BATCH):
        found.append(rows)
        after = rows[-1].position
    return found


def _hash(store: SQLiteStore) -> Slice:
    def work() -> int:
        done, after = 0, 0
        while rows := store.follow(after=after, limit=BATCH):
            for row in rows:
                sha256(row.data).digest()
            done, after = done + len(rows), rows[-1].position
        return done

    return timed(work)


def _follow(folder: Path, codec: Codec, store: SQLiteStore) -> Slice:
    path = folder / "model.db"
    path.unlink(missing_ok=True)
    batches = [[codec.decode(row) for row in rows] for rows in _batches(store)]  # decoded for all projections once
    with closing(ModelDatabase(path, codec.decode, building=True)) as db:
        for table in LedgerProjection.tables:
            create(db, table)

        def work() -> int:
            done, after = 0, 0
            for batch in batches:
                rows = store.follow(after=after, limit=BATCH)
                db.stored = {row.position: row for row in rows}
                with db.atomic():
                    LedgerProjection().apply(db, batch)
                done, after = done + len(rows), rows[-1].position
            return done

        return timed(work)


def _write_bundle(path: Path, rows: Sequence[Row]) -> fokus_verify.Policy:
    key, tree = SigningKey.make("example.org/journal"), Frontier()
    leaves: list[dict[str, object]] = []
    for number, row in enumerate(rows):
        hash_ = leaf_hash(record_bytes(row.position, row.type, row.keys, row.data))
        tree.add(hash_)
        said = {"position": row.position, "type": row.type, "keys": row.keys, "data": row.data.decode()}
        leaves.append({"leaf": number, "hash": b64encode(hash_).decode(), **said})
    note = key.sign(Checkpoint(key.name, tree.size, tree.root))
    lines = [{"bundle": "fokus-bundle@1", "checkpoint": note}, *leaves]
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    return fokus_verify.Policy(f"log {key.verifier}\nquorum none\n")


def _verify(path: Path, policy: fokus_verify.Policy) -> Slice:
    def work() -> int:
        _checkpoint, leaves = fokus_verify.read_bundle(path, policy)
        return len(leaves)

    return timed(work)
