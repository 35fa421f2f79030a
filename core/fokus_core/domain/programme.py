"""What a plugin tells the core about its programme, as one value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from fokus_core.domain.commands import Command
from fokus_core.domain.evidence import Evidence
from fokus_core.domain.facts import Fact
from fokus_core.domain.statutes import Statute

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Permission:
    """A permission and the roles that have it; its id begins with the programme's id."""

    id: str
    roles: tuple[str, ...]
    title_de: str
    title_en: str


@dataclass(frozen=True)
class Role:
    """A role that grants name.

    Who holds a role in `given_by` may give it and take it away within the own scope. With `four_eyes` a grant of it
    takes effect once a second actor confirms it. A `closed` role is given and taken by its programme's own commands
    alone, and those who manage access are told how many hold it, not who. `example` is the scope in which
    demonstrations show it, the whole programme or state when it is empty. `programme` is filled in by the catalogue.
    """

    id: str
    title_de: str
    title_en: str
    given_by: tuple[str, ...] = ()
    four_eyes: bool = False
    closed: bool = False
    example: str = ""
    programme: str = ""


@dataclass(frozen=True)
class Sentence:
    """A fact in German and in English: texts with its field names in braces.

    A field that names a body or a party reads as its name, a date as a date, a sealed field as `…`. `when` picks
    another sentence for facts that fulfil it, such as one whose optional field is empty.
    """

    de: str
    en: str
    when: "Mapping[Callable[[Any], bool], Sentence]" = field(default_factory=dict)


@dataclass(frozen=True)
class ProgrammeInfo:
    """A programme's table of contents; every name in it begins with `id` and a dot."""

    id: str
    title_de: str
    title_en: str
    facts: Sequence[type[Fact]] = ()
    upcasters: Mapping[str, Upcaster] = field(default_factory=dict)
    commands: Sequence[type[Command]] = ()
    statutes: Sequence[Statute] = ()
    evidence: Sequence[Evidence] = ()
    permissions: Sequence[Permission] = ()
    roles: Sequence[Role] = ()
    requires: str = ""
    hookspecs: Sequence[ModuleType | type] = ()
