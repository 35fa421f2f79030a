"""Decisions that found proven, by another programme, what is proven no longer: corrected away, or ended before."""

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from fokus_core.domain.evidence import Evidence
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.finding import Finding
from fokus_core.domain.past import Past
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.statutes import standing
from fokus_core.journal.journal import Journal

__all__ = ["RelyingOnOthers"]


class Relied(NamedTuple):
    """What a decision read: an evidence, under the key of the thing it is about."""

    key: str
    evidence: str


class RelyingOnOthers:
    """Is told every fact up to a position, and then says which rest on what another programme proves no longer.

    Whose fate a correction settled is left out: people have said that it stands, or that it is corrected too.
    """

    def __init__(self, journal: Journal, upto: int) -> None:
        self._journal = journal
        self._upto = upto
        facts, every = journal.catalogue.facts.values(), journal.catalogue.evidence.values()
        self._evidence = {one.id: one for one in every}
        self._bases = {
            one.id: {kind.base for kind in facts if issubclass(kind.cls, one.established_by)} for one in every
        }
        self._read: dict[Relied, list[Recorded[Any]]] = {}
        self._settled: set[int] = set()

    def note(self, record: Recorded[Any]) -> None:
        """Note what a decision read of other programmes, and what a correction settled."""
        if isinstance(record.fact, FactRetracted):
            self._settled |= {record.fact.target, *(one.position for one in record.meta.dispositions)}
            return
        for line in record.meta.read:
            kind = line.key.partition(":")[0]
            for one in self._evidence.values():
                strange = one.id.partition(".")[0] != record.type.partition(".")[0]
                if strange and one.key == kind and not self._bases[one.id].isdisjoint(line.types):
                    about = self._read.setdefault(Relied(line.key, one.id), [])
                    if not about or about[-1].meta.command != record.meta.command:  # one decision, however many facts
                        about.append(record)

    def findings(self, go_on: Callable[[], object]) -> Iterator[Finding]:
        """Yield the decisions that found proven what is not, on their own day; `go_on` is called again and again."""
        for key, about in groupby(sorted(self._read.items()), key=lambda one: one[0].key):
            under = self._under(key)
            for relied, records in about:
                for record in records:
                    go_on()
                    if record.position not in self._settled and self._is_gone(relied, under, record):
                        sentence = (
                            f"{key}: This was decided while {relied.evidence} was proven for its day, which is so no "
                            "longer."
                        )
                        yield Finding("evidence-gone", sentence, (record.position,))

    def _under(self, key: str) -> list[Recorded[Fact]]:
        """Return the facts of a key up to the position; none where one does not decode, which is found elsewhere."""
        try:
            return [one for one in self._journal.under(key) if one.position <= self._upto]
        except Exception:  # whatever an upcaster of a stranger raises
            return []

    def _is_gone(self, relied: Relied, under: list[Recorded[Fact]], by: Recorded[Fact]) -> bool:
        evidence = self._evidence[relied.evidence]
        then = [one for one in under if one.position < by.position]
        return _proven(evidence, then, by) and not _proven(evidence, under, by)


def _proven(evidence: Evidence, records: list[Recorded[Fact]], by: Recorded[Fact]) -> bool:
    """Tell whether these facts prove the evidence on the day of another."""
    return Past(standing(records), evidence=[evidence]).on(by.fact.effective).evidence(evidence.id).state == "proven"
