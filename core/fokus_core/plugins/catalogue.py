"""The catalogue: fact name to class and back, with versions and upcasters; commands, statutes and evidence by name."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Generic, TypeVar

import msgspec

from fokus_core.domain.commands import Command, CommandType, command_type
from fokus_core.domain.evidence import Evidence
from fokus_core.domain.facts import Fact, FactType, Meta, Recorded, Unknown, fact_type, key_fields
from fokus_core.domain.programme import Permission, ProgrammeInfo, Role, Upcaster
from fokus_core.domain.statutes import Statute
from fokus_core.journal.engines.store import Row
from fokus_core.plugins.manager import PluginRefused, Plugins
from fokus_core.plugins.validation import check
from fokus_core.privacy.sealed import dec_hook, enc_hook

T = TypeVar("T")


class Stored(msgspec.Struct, Generic[T], frozen=True):
    """The readable JSON of a stored fact."""

    fact: T
    meta: Meta


class Catalogue:
    """Everything the installed programmes brought, by name. Raises `PluginRefused` when two things clash."""

    def __init__(self, programmes: Iterable[ProgrammeInfo]) -> None:
        self.programmes = {info.id: info for info in programmes}
        self.facts: dict[str, FactType] = {}
        self.commands: dict[str, CommandType] = {}
        self.evidence: dict[str, Evidence] = {}
        self.permissions: dict[str, Permission] = {}
        self.roles: dict[str, Role] = {}
        self.statutes: list[Statute] = []
        self._upcasters: dict[str, Upcaster] = {}
        self._decoders: dict[str, Callable[[bytes], Stored[Any]]] = {}
        self._current: dict[str, FactType] = {}
        self._names: dict[tuple[type[Fact], ...], tuple[str, ...]] = {}
        for info in self.programmes.values():
            self._admit(info)
        for info in self.programmes.values():
            check(info, self)
        self._raw = msgspec.json.Decoder(Stored[msgspec.Raw])
        self._loose = msgspec.json.Decoder(Stored[dict[str, Any]])
        self._encoder = msgspec.json.Encoder(enc_hook=enc_hook)

    @classmethod
    def of(cls, plugins: Plugins) -> "Catalogue":
        """Build the catalogue of the plugins in use."""
        return cls(plugins.programmes)

    def _admit(self, info: ProgrammeInfo) -> None:
        def claim(table: dict[str, Any], name: str, thing: Any, kind: str) -> None:
            if not name.startswith(f"{info.id}."):
                raise PluginRefused(info.id, f"{kind} {name!r} must begin with {info.id + '.'!r}.")
            if name in table:
                raise PluginRefused(info.id, f"{kind} {name!r} has an owner already.")
            table[name] = thing

        for cls in info.facts:
            kind = fact_type(cls)
            if not (key_fields(cls) or kind.whole_programme):
                raise PluginRefused(info.id, f"fact {kind.name!r} has no key: mark a field or the whole programme.")
            claim(self.facts, kind.name, kind, "fact")
            if kind.base in self._current:
                raise PluginRefused(info.id, f"fact {kind.base!r} has two current versions.")
            self._current[kind.base] = kind
            self._decoders[kind.name] = msgspec.json.Decoder(Stored[cls], dec_hook=dec_hook).decode  # type: ignore[valid-type]  # the class is known at run time only
        for name, upcaster in info.upcasters.items():
            claim(self._upcasters, name, upcaster, "upcaster")
        for command in info.commands:
            claim(self.commands, command_type(command).name, command_type(command), "command")
        for evidence in info.evidence:
            claim(self.evidence, evidence.id, evidence, "evidence")
        for permission in info.permissions:
            claim(self.permissions, permission.id, permission, "permission")
        for role in info.roles:
            if role.id in self.roles:
                raise PluginRefused(info.id, f"role {role.id!r} has an owner already.")
            self.roles[role.id] = replace(role, programme=info.id)
        self.statutes.extend(info.statutes)
        for kind in (fact_type(cls) for cls in info.facts):
            missing = [n for n in range(1, kind.version) if f"{kind.base}@{n}" not in self._upcasters]
            if missing:
                raise PluginRefused(info.id, f"fact {kind.name!r} has no upcaster from version {missing[0]}.")

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

    def evidence_types(self, key_kind: str) -> tuple[type[Fact], ...]:
        """Return every fact class that establishes or ends evidence about things of a kind."""
        return tuple(
            dict.fromkeys(cls for item in self.evidence.values() if item.key == key_kind for cls in item.types)
        )

    def encode(self, fact: Fact, meta: Meta) -> bytes:
        """Return the readable JSON that is stored; raises `TypeError` when a personal field is not sealed."""
        if isinstance(fact, Unknown):
            raise TypeError("an unknown fact is kept, not written")
        return self._encoder.encode(Stored(fact, meta))

    def decode(self, row: Row) -> Recorded[Fact]:
        """Return a stored fact as its current class, upcast where needed, or as `Unknown`.

        The key of its command stands in the envelope and is left out of its keys.
        """
        keys = tuple([key for key in row.keys if not key.startswith("command:")])
        decoder = self._decoders.get(row.type)
        if decoder is not None:
            stored = decoder(row.data)
            return Recorded(row.position, row.type, keys, stored.fact, stored.meta)
        kind = self._current.get(row.type.partition("@")[0])
        version = int(row.type.rpartition("@")[2])
        if kind is None or version > kind.version:
            return self.unknown(row)
        loose = self._loose.decode(row.data)
        shape = loose.fact
        for step in range(version, kind.version):
            shape = self._upcasters[f"{kind.base}@{step}"](shape)
        fact = msgspec.convert(shape, kind.cls, dec_hook=dec_hook)
        return Recorded(row.position, row.type, keys, fact, loose.meta)

    def unknown(self, row: Row) -> Recorded[Fact]:
        """Return a stored fact as `Unknown`, whatever its type."""
        keys = tuple([key for key in row.keys if not key.startswith("command:")])
        raw = self._raw.decode(row.data)
        effective = msgspec.json.decode(raw.fact, type=Fact).effective
        return Recorded(row.position, row.type, keys, Unknown(effective=effective, raw=raw.fact), raw.meta)
