"""What a plugin tells the core about its programme, as one value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from types import ModuleType
from typing import Any

from fokus_core.domain.commands import Command
from fokus_core.domain.evidence import Evidence
from fokus_core.domain.facts import Fact
from fokus_core.domain.labels import Vocabulary
from fokus_core.domain.messages import Message
from fokus_core.domain.namings import Naming
from fokus_core.domain.processing import Purpose, Trace
from fokus_core.domain.roles import Permission, Role
from fokus_core.domain.statutes import Statute

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Sentence:
    """A fact as a sentence: a text with its field names in braces.

    A field that names a body reads with its article, and as `{body_dative}` and so on in another case, one that names
    a thing of which there is a `Naming` as its title, a date and a number as people write them, a sealed field as `…`.
    `when` picks another sentence for facts that fulfil it, such as one whose optional field is empty.
    """

    text: str
    when: "Mapping[Callable[[Any], bool], Sentence]" = field(default_factory=dict)


def one(field: str) -> Callable[[Any], bool]:
    """Return the condition of a sentence about a single thing: that a number of the fact is 1."""
    return lambda fact: bool(getattr(fact, field) == 1)


@dataclass(frozen=True)
class ProgrammeInfo:
    """A programme's table of contents; every name in it begins with `id` and a dot.

    `short` is what menus call it, `about` says in a few sentences what it is, `package` where the catalogues of its
    texts lie, in a folder `texts`. `labels` is what people call the fields of its commands, facts and answers: by the
    name of a field, or by class and field where one differs. `namings` say by what title people know
    things. `places` says, by name, in which file and line something was declared; a refusal of it names them.
    `purposes` say what its personal fields are for, `traces` under which names it keeps entries in the state store.
    """

    id: str
    title: str
    facts: Sequence[type[Fact]] = ()
    upcasters: Mapping[str, Upcaster] = field(default_factory=dict)
    commands: Sequence[type[Command]] = ()
    statutes: Sequence[Statute] = ()
    evidence: Sequence[Evidence] = ()
    permissions: Sequence[Permission] = ()
    roles: Sequence[Role] = ()
    requires: str = ""
    hookspecs: Sequence[ModuleType | type] = ()
    package: str = ""
    labels: Vocabulary = field(default_factory=dict)
    namings: Sequence[Naming] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    short: str = ""
    about: str = ""
    purposes: Sequence[Purpose] = ()
    traces: Sequence[Trace] = ()
    messages: Sequence[Message] = ()

    def refused(self, name: str, sentence: str) -> "PluginRefused":
        """Return the refusal of what the programme brings by a name."""
        return PluginRefused(self.id, sentence, place=self.places.get(name, ""))


@dataclass(frozen=True)
class HistoryFile:
    """One TOML file of a programme's documented history."""

    programme: str
    path: Traversable


class PluginRefused(Exception):
    """The start was refused because of a plugin, which the sentence names, and the place if it is known."""

    def __init__(self, plugin: str, sentence: str, *, place: str = "") -> None:
        super().__init__(f"Plugin {plugin!r}: {f'{place}: ' if place else ''}{sentence}")
        self.plugin = plugin
