"""The catalogue: facts with their versions and upcasters, commands, statutes and evidence, by name."""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any

from fokus_core.domain.commands import Command, CommandType, command_type
from fokus_core.domain.evidence import Evidence
from fokus_core.domain.facts import Fact, FactType, fact_type, key_fields
from fokus_core.domain.messages import Message
from fokus_core.domain.namings import Naming
from fokus_core.domain.processing import Purpose, Trace
from fokus_core.domain.programme import ProgrammeInfo, Upcaster
from fokus_core.domain.reads import Reads
from fokus_core.domain.roles import Permission, Role
from fokus_core.domain.statutes import Statute
from fokus_core.plugins.manager import Plugins
from fokus_core.plugins.validation import check, check_history, check_jobs, check_sentences


class Catalogue:
    """Everything the installed programmes brought, by name. Raises `PluginRefused` when two things clash."""

    def __init__(self, programmes: Iterable[ProgrammeInfo]) -> None:
        self.programmes = {info.id: info for info in programmes}
        self.facts: dict[str, FactType] = {}
        self.commands: dict[str, CommandType] = {}
        self.evidence: dict[str, Evidence] = {}
        self.permissions: dict[str, Permission] = {}
        self.roles: dict[str, Role] = {}
        self.traces: dict[str, Trace] = {}
        self.categories: dict[str, Purpose] = {}  # what data is kept for, by programme and purpose
        self.messages: dict[str, Message] = {}
        self.statutes: list[Statute] = []
        self.namings: dict[str, Naming] = {}
        self.upcasters: dict[str, Upcaster] = {}
        self.current: dict[str, FactType] = {}
        self._reads: dict[type[Command], Reads] = {}
        self._names: dict[tuple[type[Fact], ...], tuple[str, ...]] = {}
        for info in self.programmes.values():
            self._admit(info)
        for info in self.programmes.values():
            check(info, self)

    @classmethod
    def of(cls, plugins: Plugins) -> "Catalogue":
        """Build the catalogue of the plugins in use, and check what else they bring."""
        made = cls(plugins.programmes)
        for hook, examine in (("describe", check_sentences), ("history", check_history), ("jobs", check_jobs)):
            for name, brought in plugins.each(hook):
                examine(made.programmes[name], brought)
        return made

    def _admit(self, info: ProgrammeInfo) -> None:
        def claim(table: dict[str, Any], name: str, thing: Any, kind: str) -> None:
            if not name.startswith(f"{info.id}."):
                raise info.refused(name, f"{kind} {name!r} must begin with {info.id + '.'!r}.")
            if name in table:
                raise info.refused(name, f"{kind} {name!r} has an owner already.")
            table[name] = thing

        for cls in info.facts:
            kind = fact_type(cls)
            if not (key_fields(cls) or kind.whole_programme):
                raise info.refused(kind.name, f"fact {kind.name!r} has no key: mark a field or the whole programme.")
            claim(self.facts, kind.name, kind, "fact")
            if kind.base in self.current:
                raise info.refused(kind.name, f"fact {kind.base!r} has two current versions.")
            self.current[kind.base] = kind
        for name, upcaster in info.upcasters.items():
            claim(self.upcasters, name, upcaster, "upcaster")
        for command in info.commands:
            claim(self.commands, command_type(command).name, command_type(command), "command")
        for evidence in info.evidence:
            claim(self.evidence, evidence.id, evidence, "evidence")
        for permission in info.permissions:
            claim(self.permissions, permission.id, permission, "permission")
        for message in info.messages:
            claim(self.messages, message.id, message, "message")
        for role in info.roles:
            if role.id in self.roles:
                raise info.refused(role.id, f"role {role.id!r} has an owner already.")
            self.roles[role.id] = replace(role, programme=info.id)
        for trace in info.traces:
            if trace.name in self.traces:
                raise info.refused(trace.name, f"trace {trace.name!r} has an owner already.")
            self.traces[trace.name] = trace
        self.categories.update({f"{info.id}.{one.id}": one for one in info.purposes})
        self.statutes.extend(info.statutes)
        for naming in info.namings:
            if naming.kind in self.namings:
                raise info.refused(naming.kind, f"things of the kind {naming.kind!r} are named already.")
            self.namings[naming.kind] = naming
        for kind in (fact_type(cls) for cls in info.facts):
            missing = [n for n in range(1, kind.version) if f"{kind.base}@{n}" not in self.upcasters]
            if missing:
                raise info.refused(kind.name, f"fact {kind.name!r} has no upcaster from version {missing[0]}.")

    def command(self, name: str) -> type[Command] | None:
        """Return the command class of a name."""
        found = self.commands.get(name)
        return found.cls if found else None

    def names(self, *classes: type[Fact]) -> tuple[str, ...]:
        """Return the stored names to read for fact classes and the installed classes made of them.

        Every version is among them, and the next, which must not be missed.
        """
        if classes not in self._names:
            made_of = [kind for kind in self.facts.values() if issubclass(kind.cls, classes)]
            kinds = dict.fromkeys([*map(fact_type, classes), *made_of])
            self._names[classes] = tuple(f"{kind.base}@{n}" for kind in kinds for n in range(1, kind.version + 2))
        return self._names[classes]

    def evidence_types(self, key_kind: str, names: tuple[str, ...] | None = None) -> tuple[type[Fact], ...]:
        """Return every fact class that evidence about things of a kind hangs on, all of it or what is named."""
        wanted = [one for one in self.evidence.values() if one.key == key_kind and (names is None or one.id in names)]
        types = dict.fromkeys(cls for item in wanted for cls in item.types)
        return (*types, *(self.closing(key_kind) if types else ()))

    def closing(self, key_kind: str) -> tuple[type[Fact], ...]:
        """Return the fact classes that are the last of a thing of a kind."""
        return tuple(kind.cls for kind in self.facts.values() if kind.closes == key_kind)

    def reads_of(self, command: type[Command]) -> Reads:
        """Return what a command says it reads, else the histories that statutes keep of the fact it is recorded as."""
        if command.reads.lines or (fact := command_type(command).records) is None:
            return command.reads
        if command not in self._reads:
            named = [(name, key.kind) for name, key in key_fields(command).items() if name in fact.__struct_fields__]
            relied_on = [statute for statute in self.statutes if fact in statute.relied_on]
            lines = [Reads(name, *one.types) for one in relied_on for name, kind in named if kind == one.kind]
            self._reads[command] = reduce(or_, lines, Reads())
        return self._reads[command]
