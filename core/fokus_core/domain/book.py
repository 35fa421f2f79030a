"""A sequence of facts about one thing with its rules said once: what may follow, and what is true afterwards."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Self, TypeVar

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.refusals import Refused
from fokus_core.domain.statutes import Breach

F = TypeVar("F", bound=Fact)


class Objection(NamedTuple):
    """Why a fact cannot follow: a stable slug, a sentence, and the field it is about."""

    slug: str
    message: str
    field: str
    values: Mapping[str, Any] = MappingProxyType({})


class Book(ABC):
    """What is true of one thing, fact by fact in effective order; commands decide by it and statutes hold it."""

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Self:
        """Return the book after facts, leaving out those that cannot follow."""
        book = cls()
        for fact in facts:
            if book.objection(fact) is None:
                book.enter(fact)
        return book

    @abstractmethod
    def objection(self, fact: Fact) -> Objection | None:
        """Return why a fact cannot follow, or None where it can."""

    @abstractmethod
    def enter(self, fact: Fact) -> None:
        """Take in a fact that can follow."""

    def checked(self, fact: F) -> F:
        """Return a fact that can follow, and take it in; raises `Refused` with the field that stands in the way."""
        objection = self.objection(fact)
        if objection is not None:
            raise Refused(objection.slug, objection.message, field=objection.field, **objection.values)
        self.enter(fact)
        return fact

    def breaches(self, history: Iterable[Recorded[Fact]]) -> Iterator[Breach]:
        """Yield the entries of a history that cannot follow those before them."""
        for record in history:
            objection = self.objection(record.fact)
            if objection is None:
                self.enter(record.fact)
            else:
                yield Breach(
                    objection.slug, objection.message, record.position, objection.field, values=objection.values
                )
