"""What is certified: that the read models follow from the journal, or what holds of a thing and by which facts."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from fokus_api.node import plugin_versions
from fokus_api.responses.rows import may_end, row_of, tables_of
from fokus_api.responses.sentences import Sentences
from fokus_api.runtime.service import Service
from fokus_core.domain.refusals import Invalid, NotFound, Unavailable, Unusable
from fokus_core.domain.texts import _
from fokus_core.ledger.certificate import certificate, keep, proven, texts
from fokus_core.ledger.note import Checkpoint
from fokus_core.storage.durable import write_whole
from fokus_projections import Reader, bodies_known
from fokus_projections.builtin.ledger import Tree
from fokus_projections.following.opening import Progress

__all__ = ["certify_models", "certify_row"]

PATIENCE = 60.0  # seconds for the read model to come to the journal's head
LEAF = "SELECT position FROM core_ledger_leaf WHERE number = ?"


def certify_models(service: Service, target: Path, progress: Progress) -> Mapping[str, Any]:
    """Build all read models from nothing, compare them with those in use, and certify that they are the same.

    Raises `Unusable` where a table differs; then nothing is certified.
    """
    with _signed(service, target) as (note, signed):
        position, live = service.models.digests()
        folder = Path(tempfile.mkdtemp(prefix="fokus-certify-"))
        try:
            path = folder / "replay.db"
            anew = service.models.replay(path, position, progress)
            differ = [name for name in anew if anew[name] != live.get(name)]
            if differ:
                raise Unusable(f"A rebuilt read model differs at position {position} in: {', '.join(differ)}.")
            with closing(Reader(path, 0, service.journal.codec.decode, lambda: None)) as reader:
                tree = Tree(reader)
                size, root, path_ = tree.size, tree.root(tree.size), tree.consistency(signed.size, tree.size)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        statement = {
            "kind": "replay",
            "journal": service.journal.id,
            "position": position,
            "records": size,
            "root": texts([root])[0],
            "software": plugin_versions(service.plugins.names),
            "tables": msgspec.to_builtins(anew),
            "proof": texts(path_),
            "checkpoint": note,
        }
        _write(service, target, statement, [])
        return statement


def certify_row(service: Service, target: Path, table: str, thing: str, on: date) -> Mapping[str, Any]:
    """Certify what holds of a thing on a day, or that nothing does, with proofs of the facts it follows from."""
    with _signed(service, target) as (note, signed):
        tables = tables_of(service.models.projections)
        found = tables.get(table)
        if found is None:
            there, message = sorted(tables), _("Die Tabelle {name} gibt es nicht. Es gibt {there}.")
            raise Invalid("unknown-table", message, name=table, there=there)
        reader = service.models.reader()
        with reader.snapshot():
            tree = Tree(reader)
            if tree.root(signed.size) != signed.root:
                raise Unusable("The read model is not of the journal that was signed.")
            (known,) = reader.first(LEAF, (signed.size - 1,)) or (0,)
            row, told = row_of(reader, found, thing, on, known), found.told(reader, thing, known=known)
            if not told:
                raise NotFound
            bodies, sentences = (
                bodies_known(reader, known),
                Sentences(service.plugins.sentences, service.texts, service.journal.titles),
            )
            end = row.valid_to if row else None
            behind = [one for one in told if one.fact.effective <= on or may_end(one, end)]
            facts = []
            for one in behind:
                number = tree.number(one.position)
                if number is None:
                    raise Unusable(f"The record at position {one.position} is no leaf.")
                (stored,) = service.records.follow(after=one.position - 1, limit=1)
                said = proven(stored, number, tree.inclusion(number, signed.size))
                facts.append({"sentence": sentences.of(one, bodies).de, **said})
        statement = {
            "kind": "row",
            "journal": service.journal.id,
            "known": known,
            "on": on.isoformat(),
            "table": table,
            "description": found.table.description,
            "thing": f"{found.kind}:{thing}",
            "row": msgspec.to_builtins(row),
            "facts": facts,
            "checkpoint": note,
        }
        _write(service, target, statement, [one.position for one in told])
        return statement


@contextmanager
def _signed(service: Service, target: Path) -> Iterator[tuple[str, Checkpoint]]:
    """Yield a checkpoint of what is recorded now, once the read model has come so far."""
    if target.exists():
        message = _("Die Datei {path} gibt es schon. Es wurde nichts geschrieben.")
        raise Invalid("file-exists", message, path=str(target))
    service.models.start()
    note = service.ledger.sign(service.records)
    signed = service.ledger.keys.read(note)
    if not service.models.wait_for(service.journal.store.head(), PATIENCE):
        raise Unavailable("The read model is being built; try again.")
    yield note, signed


def _write(service: Service, target: Path, statement: Mapping[str, Any], facts: Sequence[int]) -> None:
    note = certificate(service.ledger.keys, statement)
    write_whole(target, note.encode(), replace=False)
    keep(service.state_store, note, service.journal.now(), statement, facts)
