"""One fact in full: how it came about, what took its place, what rests on it, and the entries beside it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated

import msgspec

from fokus_api.auth.audiences import Audiences
from fokus_api.http.caller import Caller
from fokus_api.http.rendered import ReliedOn, Rendered
from fokus_api.responses.sentences import Sentences
from fokus_api.responses.views import FactView
from fokus_core.bodies.names import Bodies
from fokus_core.domain.dispositions import Disposed
from fokus_core.domain.facts import Fact, FactType, Meta, Read, Recorded
from fokus_projections import LOG_ROW, Reader, recorded_rows

__all__ = ["EntryView", "Envelope", "ReliedOn", "envelope", "relied_on", "seen_of"]

AMONG = "core_log.position IN (SELECT value FROM json_each(:positions))"


class ReadLine(msgspec.Struct, frozen=True):
    """One key that a decision read, and the names of the facts it read by it; of any name where there is none."""

    key: str
    types: Sequence[str]


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored beside a fact: its id, the id of its command, a keyed digest of that, and what was read.

    `cause` is the position of the fact that gave rise to it. Of a retraction, `dispositions` say what becomes of the
    later entries that rest on what is taken back, as far as the caller may see those.
    """

    id: str
    command: str
    digest: str
    read: Sequence[ReadLine]
    cause: int | None
    dispositions: Sequence[Disposed]


class EntryView(FactView, frozen=True, kw_only=True):
    """A fact in full, as known at a position.

    `public` tells whether everybody sees it, `labels` what its fields are called. `envelope` is for auditors, null for
    others. `relied_on_by` are the first later entries whose decision read it, among those that the caller may see;
    `relied_on_whole` tells whether these are all. `previous` and `next` are the entries beside it in the caller's log.
    """

    public: bool
    labels: Mapping[str, Rendered]
    envelope: Envelope | None
    replaced_by: Annotated[int | None, msgspec.Meta(description="Position of the fact that took its place")]
    relied_on_by: Sequence[ReliedOn]
    relied_on_whole: bool
    previous: int | None
    next: int | None


def envelope(meta: Meta, seen: Collection[int]) -> Envelope:
    """Return what is stored beside a fact, with each key that was read once; of later entries those that are `seen`."""
    return Envelope(
        id=meta.id,
        command=meta.command,
        digest=meta.digest,
        read=_merged(meta.read),
        cause=meta.cause,
        dispositions=[one for one in meta.dispositions if one.position in seen],
    )


def _merged(read: Iterable[Read]) -> list[ReadLine]:
    found: dict[str, set[str]] = {}
    whole = {one.key for one in read if not one.types}
    for one in read:
        found.setdefault(one.key, set()).update(one.types)
    return [ReadLine(key, [] if key in whole else sorted(types)) for key, types in found.items()]


def seen_of(
    audiences: Audiences, caller: Caller, reader: Reader, positions: Iterable[int], known: int
) -> list[Recorded[Fact]]:
    """Return those facts at positions that the caller may see in the log, as far as the read model knows them."""
    seen, params = audiences.condition(caller)
    asked = msgspec.json.encode([*positions]).decode()
    sql = f"{recorded_rows(AMONG, 'core_log.position <= :known', seen)} ORDER BY {LOG_ROW[0]}"
    return [reader.decoded(row) for row in reader.rows(sql, {"positions": asked, "known": known, **params})]


def relied_on(record: Recorded[Fact], sentences: Sentences, bodies: Bodies) -> ReliedOn:
    """Return an entry that rests on another, in a sentence."""
    kind: FactType | None = type(record.fact).__dict__.get("__fact__")
    final = kind is not None and kind.irrevocable
    return ReliedOn(record.position, sentences.of(record, bodies), record.fact.effective, final)
