"""The past: the facts a decision read, in effective order, without those that were retracted."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, TypeVar, overload

from fokus_core.domain.bounds import closes
from fokus_core.domain.evidence import Evidence, Finding
from fokus_core.domain.facts import Fact, Recorded, in_effective_order

T = TypeVar("T", bound=Fact)
U = TypeVar("U", bound=Fact)
Open = Callable[[Recorded[Fact], str], Any]


def _cannot_open(_: Recorded[Fact], field: str) -> Any:
    raise LookupError(f"this past has no vault to open {field} with")


def _no_id(kind: str) -> str:
    raise LookupError(f"this past belongs to no command that could mint an id for a {kind}")


def _nobody(_kind: str, _name: str, _email: str | None) -> str:
    raise LookupError("this past has no directory that could recognise a person")


class Past:
    """Facts in effective order. Every method is pure; `on` narrows to what was true on a day.

    `new_id(kind)` mints 32 hexadecimal digits from the command id, so that a repeated command mints the same;
    `person(kind, name, email)` returns the id of somebody whom the command names, known or minted alike. Asking for a
    fact class that was not read is a `LookupError`: it would always find nothing.
    """

    def __init__(
        self,
        records: Iterable[Recorded[Fact]] = (),
        *,
        evidence: Iterable[Evidence] = (),
        open_field: Open = _cannot_open,
        new_id: Callable[[str], str] = _no_id,
        person: Callable[[str, str, str | None], str] = _nobody,
        read: frozenset[type[Fact]] | None = None,
    ) -> None:
        self.records = in_effective_order(list(records))
        self._evidence = {item.id: item for item in evidence}
        self._open = open_field
        self._read = read
        self.new_id = new_id
        self.person = person

    def on(self, day: date) -> "Past":
        """Return what was true on a day, as far as read."""
        narrowed = object.__new__(Past)
        narrowed.__dict__.update(self.__dict__)
        narrowed.records = [record for record in self.records if record.fact.effective <= day]
        return narrowed

    @overload
    def recorded(  # pyright: ignore[reportOverlappingOverload]  # the answer for one class is the narrower one
        self, one: type[T], /
    ) -> list[Recorded[T]]: ...
    @overload
    def recorded(self, one: type[T], two: type[U], /) -> list[Recorded[T | U]]: ...
    @overload
    def recorded(self, *types: type[Fact]) -> list[Recorded[Fact]]: ...
    def recorded(self, *types: type[Fact]) -> list[Any]:
        """Return the records of these fact classes."""
        return list(self._among(types))

    @overload
    def of(  # pyright: ignore[reportOverlappingOverload]  # the answer for one class is the narrower one
        self, one: type[T], /
    ) -> list[T]: ...
    @overload
    def of(self, one: type[T], two: type[U], /) -> list[T | U]: ...
    @overload
    def of(self, *types: type[Fact]) -> list[Fact]: ...
    def of(self, *types: type[Fact]) -> list[Any]:
        """Return the facts of these classes."""
        return [record.fact for record in self._among(types)]

    @overload
    def latest(self, one: type[T], /) -> T | None: ...
    @overload
    def latest(self, one: type[T], two: type[U], /) -> T | U | None: ...
    @overload
    def latest(self, *types: type[Fact]) -> Fact | None: ...
    def latest(self, *types: type[Fact]) -> Any:
        """Return the last fact of these classes in effective order."""
        found = self.of(*types)
        return found[-1] if found else None

    def _among(self, types: tuple[type[Fact], ...]) -> Iterator[Recorded[Fact]]:
        missing = [cls.__name__ for cls in types if self._read is not None and cls not in self._read]
        if missing:
            raise LookupError(f"{missing[0]} was not read: name it in `reads`")
        return (record for record in self.records if isinstance(record.fact, types))

    def evidence(self, evidence_id: str) -> Finding:
        """Return what these facts say of an evidence, which must have been read; `unknown` where nobody has it."""
        evidence = self._evidence.get(evidence_id)
        if evidence is None:
            return Finding("unknown")
        if self._read is not None and not {*evidence.types} <= {*self._read}:
            raise LookupError(f"the evidence {evidence_id!r} was not read: name it in `reads`")
        found = [one for one in self._among(evidence.types) if evidence.counts is None or evidence.counts(one.fact)]
        if not found:
            return Finding("not-proven")
        about = {key for key in found[-1].keys if key.startswith(f"{evidence.key}:")}
        over = (one for one in self.records if closes(one) == evidence.key and not about.isdisjoint(one.keys))
        if (closing := next(over, None)) is not None:
            return Finding("not-proven", closing)
        proven = isinstance(found[-1].fact, evidence.established_by)
        return Finding("proven" if proven else "not-proven", found[-1])

    def misses(self, evidence_id: str) -> bool:
        """Tell whether nobody has an evidence, though the programme that its id names is there with others."""
        programme = evidence_id.partition(".")[0]
        return evidence_id not in self._evidence and any(one.partition(".")[0] == programme for one in self._evidence)

    def open(self, record: Recorded[Fact], field: str) -> Any:
        """Return the value of a sealed field, or `ERASED`."""
        return self._open(record, field)
