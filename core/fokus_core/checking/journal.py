"""What `fokus check` looks at: the journal's file, every stored fact, every rule over every whole history."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec

from fokus_core.checking.agreeing import Agreeing
from fokus_core.domain.bounds import closes, ends
from fokus_core.domain.facts import Fact, Recorded, Unknown, fact_type, in_effective_order, keys_of
from fokus_core.domain.finding import Finding
from fokus_core.domain.refusals import Unusable
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.statutes import breaches, lasting, standing
from fokus_core.files.files import FileBroken, FileMissing, Files
from fokus_core.journal.engines.sqlite import SQLiteStore
from fokus_core.journal.journal import Journal
from fokus_core.plugins.places import told
from fokus_core.plugins.texts import GERMAN, Words
from fokus_core.privacy import Vault
from fokus_core.privacy.matches import PersonsMatched, matched
from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.sealed import Sealed
from fokus_core.privacy.sealing import SealBroken, open_sealed
from fokus_core.privacy.vault import KeyLost
from fokus_core.storage.sqlite import connect, sqlite3

__all__ = ["Report", "Stage", "check_journal"]

BATCH = 2000
STEPS = 10_000  # of SQLite, after which it says that it goes on
INDEX = """
SELECT (SELECT count(*) FROM keys),
  (SELECT coalesce(sum(length(keys) - length(replace(keys, char(10), '')) + (keys <> '')), 0) FROM facts),
  (SELECT count(*) FROM keys k LEFT JOIN facts f ON f.position = k.position WHERE f.type IS NOT k.type
    OR instr(char(10) || f.keys || char(10), char(10) || k.key || char(10)) = 0)
"""


class Report(msgspec.Struct, kw_only=True):
    """What was looked at and what was found; `unknown` counts facts of plugins that are not in use, by type."""

    facts: int = 0
    keys: int = 0
    sealed: int = 0
    files: int = 0
    unknown: dict[str, int] = msgspec.field(default_factory=dict)
    findings: list[Finding] = msgspec.field(default_factory=list)


Stage = Literal["facts", "histories"]
Progress = Callable[[Stage, int, int], object]
GoOn = Callable[[], object]


def check_journal(
    journal: Journal,
    progress: Progress = lambda stage, done, of: None,
    words: Words = GERMAN,
    *,
    known: int | None = None,
    go_on: GoOn = lambda: None,
) -> Report:
    """Check the journal's file, every stored fact, seal and file, and run every statute over every whole history.

    What is found wrong in the histories is what was wrong as `known` at a position; everything after it is left out.
    `go_on` is called again and again, whatever is looked at; what it raises ends the check.
    """
    report = Report(findings=list(_file(journal, go_on)))
    kinds = {statute.kind for statute in journal.catalogue.statutes}
    keys: set[str] = set()
    named: defaultdict[str, list[int]] = defaultdict(list)
    unknown: Counter[str] = Counter()
    upto = journal.store.head() if known is None else known
    after, agreeing = 0, Agreeing(journal, upto)
    while rows := [row for row in journal.store.follow(after=after, limit=BATCH) if row.position <= upto]:
        after = rows[-1].position
        for row in rows:
            go_on()
            report.facts += 1
            try:
                record = journal.codec.decode(row)
            except Exception as error:  # whatever an upcaster of a stranger raises, the fact does not decode
                sentence = f"The fact does not decode ({type(error).__name__})."
                report.findings.append(Finding("undecodable", sentence, (row.position,)))
            else:
                agreeing.note(record)
                report.findings.extend(_fact(record, journal.vault, report, unknown))
            keys.update(key for key in row.keys if key.partition(":")[0] in kinds)
            for key in row.keys:
                if key.startswith("file:"):
                    named[key.removeprefix("file:")].append(row.position)
        progress("facts", after, upto)
    report.unknown, report.keys, report.files = dict(sorted(unknown.items())), len(keys), len(named)
    if journal.files is not None:
        report.findings.extend(_files(journal.files, journal.vault, named, go_on))
    report.findings.extend(agreeing.findings(go_on))
    closed = _closed(journal, upto)
    for number, key in enumerate(sorted(keys), 1):
        go_on()
        report.findings.extend(_history(journal, key, closed, words, upto))
        progress("histories", number, len(keys))
    return report


def _file(journal: Journal, go_on: GoOn) -> Iterator[Finding]:
    """Yield what is wrong with a SQLite file; PostgreSQL checks its own pages."""
    if not isinstance(journal.store, SQLiteStore):
        return
    connection = connect(str(journal.store.path), read_only=True)
    stopped: list[Exception] = []

    def stops() -> bool:
        try:
            go_on()
        except Exception as error:  # SQLite would make an error of its own of it
            stopped.append(error)
        return bool(stopped)

    connection.set_progress_handler(stops, STEPS)
    try:
        for (line,) in connection.execute("PRAGMA integrity_check").fetchall():
            if line != "ok":
                yield Finding("journal-damaged", f"SQLite finds the journal's file damaged: {line}.")
        ((indexed, named, strange),) = connection.execute(INDEX).fetchall()
        if strange or indexed != named:
            yield Finding("index-differs", f"{named} keys of facts are indexed {indexed} times, {strange} wrongly.")
    except sqlite3.DatabaseError as error:
        if stopped:
            raise stopped[0] from error
        yield Finding("journal-damaged", f"SQLite cannot read the journal's file: {error}.")
    finally:
        connection.close()


def _fact(record: Recorded[Fact], vault: Vault, report: Report, unknown: Counter[str]) -> Iterator[Finding]:
    if isinstance(record.fact, Unknown):
        unknown[record.type] += 1
        return
    if fact_type(type(record.fact)).name == record.type and not set(keys_of(record.fact)) <= set(record.keys):
        yield Finding("keys-differ", "The fact lies under other keys than it names.", (record.position,))
    for field in personal_fields(type(record.fact)):
        value = getattr(record.fact, field.name)
        if not isinstance(value, Sealed):
            continue
        report.sealed += 1
        try:  # opened and dropped at once: nothing of it is shown
            open_sealed(value, Any, record.meta.id, field.name, vault)
        except KeyLost:
            sentence = f"The key of the sealed field {field.name} is damaged, or was never in this vault."
            yield Finding("key-lost", sentence, (record.position,))
        except SealBroken:
            yield Finding("seal-broken", f"The sealed field {field.name} does not open.", (record.position,))


def _files(files: Files, vault: Vault, named: Mapping[str, Sequence[int]], go_on: GoOn) -> Iterator[Finding]:
    """Yield which files that facts name are not there, are not what was sealed, or would be swept away."""
    for name, positions in named.items():
        go_on()
        try:
            files.open(name, vault)
        except FileMissing:
            yield Finding("file-missing", "A file that is named here is missing.", tuple(positions))
        except (FileBroken, Unusable):
            yield Finding("file-broken", "A file that is named here was changed or cut off.", tuple(positions))
        else:
            if not files.claimed(name):
                yield Finding("file-unclaimed", "A file that is named here is not claimed.", tuple(positions))


def _under(journal: Journal, key: str, upto: int, *types: type[Fact]) -> list[Recorded[Fact]]:
    return [one for one in journal.under(key, *types) if one.position <= upto]


def _closed(journal: Journal, upto: int) -> dict[str, Recorded[Fact]]:
    """Return the facts that close things, by the key of the thing."""
    try:
        records = standing(_under(journal, "programme:core", upto))
    except Exception:  # as below: an upcaster may raise anything
        return {}
    return {key: one for one in records for key in one.keys if closes(one) == key.partition(":")[0]}


def _history(
    journal: Journal, key: str, closed: Mapping[str, Recorded[Fact]], words: Words, upto: int
) -> Iterator[Finding]:
    """Yield what breaches the statutes in one key's history; what does not decode was found before."""
    try:
        records = _under(journal, key, upto)
    except Exception:  # as above: an upcaster may raise anything
        return
    same: frozenset[str] = frozenset()
    if key.startswith("person:"):
        told_alike = (PersonsMatched, FactRetracted)
        ids = matched(key.removeprefix("person:"), lambda one: _under(journal, one, upto, *told_alike))
        same = frozenset(f"person:{one}" for one in ids) - {key}
        records += [one for other in sorted(same) for one in _under(journal, other, upto) if key not in one.keys]
    found = standing(records)
    everything = [*found, *(one for one in closed.values() if key not in one.keys)]
    bodies = journal.bodies()
    for breach in breaches(journal.catalogue.statutes, key, everything, also=same):
        about = next(one.fact for one in everything if one.position == breach.position)
        values = told(breach.message, about, bodies, journal.titles, about.effective) | dict(breach.values)
        yield Finding(breach.slug, f"{key}: {words(breach.message, **values)}", (breach.position,))
    if (end := closed.get(key)) is not None:
        kept = lasting(in_effective_order(found), closes(end))
        late = [one.position for one in found if one not in kept and not ends(one) and not one.type.startswith("core.")]
        if late:
            sentence = f"{key}: Something begins although the body is no more."
            yield Finding("body-ended", sentence, (end.position, *late))
