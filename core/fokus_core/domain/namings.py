"""Namings: by what title people know the things of a kind, and which public facts say so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from fokus_core.domain.facts import Fact, key_fields
from fokus_core.domain.marks import marked_fields
from fokus_core.domain.words import Chosen

__all__ = ["Naming", "Titles", "referred"]

Titles = Callable[[str, str], str | None]  # from the kind and the id of a thing to its title, None where it has none


@dataclass(frozen=True)
class Naming:
    """How things of a kind are titled: by the field `title` of facts that carry their key, the latest of which counts.

    Where a thing is named under another key, `under` is the kind of that key with the same id, such as `run` for the
    cohort of a run, or a whole key such as `programme:network`; `titles` reads from a fact the titles it gives, by id.
    """

    kind: str
    facts: tuple[type[Fact], ...]
    under: str = ""
    titles: Callable[[Any], Mapping[str, str]] | None = None

    def key(self, thing: str) -> str:
        """Return the key under which the facts that name a thing lie."""
        return self.under if ":" in self.under else f"{self.under or self.kind}:{thing}"

    def named(self, fact: Fact) -> Mapping[str, str]:
        """Return the titles that a fact gives, by the ids of the things."""
        if self.titles is not None:
            return self.titles(fact)
        kind = self.under or self.kind
        return {getattr(fact, name): fact.title for name, key in key_fields(type(fact)).items() if key.kind == kind}  # type: ignore[attr-defined]  # checked at the start


@cache
def referred(cls: type[msgspec.Struct]) -> dict[str, str]:
    """Return the fields of a struct that name a thing by its id, each with the kind of the thing."""
    found = {name: mark.kind for name, mark in marked_fields(cls, Chosen).items()}
    return {**{name: key.kind for name, key in key_fields(cls).items()}, **found}
