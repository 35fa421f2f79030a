"""What would only be noticed when a command is given is refused at start: things that are named but are not there."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from fokus_core.access.grants import AccessGranted, AccessWithdrawn
from fokus_core.domain.commands import ANYWHERE, Command, command_type
from fokus_core.domain.evidence import Evidence
from fokus_core.domain.facts import LOG_READERS, PUBLIC, Fact, FactType, fact_type, key_fields
from fokus_core.domain.programme import PluginRefused, ProgrammeInfo
from fokus_core.domain.roles import Permission
from fokus_core.plugins.recording import unfit
from fokus_core.privacy.personal import personal_fields


class Named(Protocol):
    """What the programmes brought, by name."""

    @property
    def facts(self) -> Mapping[str, FactType]:
        """Facts by stored name."""
        ...

    @property
    def evidence(self) -> Mapping[str, Evidence]:
        """Evidence by id."""
        ...

    @property
    def permissions(self) -> Mapping[str, Permission]:
        """Permissions by id."""
        ...


def check(info: ProgrammeInfo, named: Named) -> None:
    """Raise `PluginRefused` when a programme names a permission, key field or fact that is not there."""

    def demand(holds: bool, sentence: str) -> None:
        if not holds:
            raise PluginRefused(info.id, sentence)

    for cls in info.facts:
        for base in cls.__mro__[1:]:
            inherits = "__fact__" in base.__dict__ and base not in (AccessGranted, AccessWithdrawn)
            demand(
                not inherits, f"fact {fact_type(cls).name!r} is made of {base.__name__}: rules would count it twice."
            )
        demand(cls.__struct_config__.frozen, f"fact {fact_type(cls).name!r} is not frozen.")
        try:
            personal_fields(cls)
        except TypeError as error:
            raise PluginRefused(info.id, str(error)) from error
        made = fact_type(cls)
        final = made.irrevocable or not issubclass(cls, AccessGranted | AccessWithdrawn)
        demand(final, f"fact {made.name!r} is about access and must be irrevocable.")
        seen_by = made.audience
        known = seen_by in (PUBLIC, LOG_READERS) or seen_by.permission in named.permissions
        demand(known, f"fact {made.name!r} is for holders of {seen_by.permission!r}, which is no permission.")
        kinds = [key.kind for key in key_fields(cls).values()]
        about = kinds.count(seen_by.kind) if seen_by.kind else 1
        demand(about == 1, f"fact {made.name!r} needs exactly one key of a {seen_by.kind}, its audience.")
        named_nobody = not personal_fields(cls) and {"person", "actor"}.isdisjoint(kinds)
        demand(named_nobody or not seen_by.received, f"fact {made.name!r} is for connected systems and names a person.")
    for command in info.commands:
        kind, fields = command_type(command), key_fields(command)
        known = kind.policy.scope in {"public", "signed-in"} or kind.policy.permission in named.permissions
        demand(known, f"command {kind.name!r} asks for {kind.policy.permission!r}, which is no permission.")
        scoped = kind.policy.scope in {*ANYWHERE, *fields}
        demand(scoped, f"command {kind.name!r} takes its scope from {kind.policy.scope!r}, which is no key field.")
        limited = kind.policy.scope != "public" or kind.limit is not None
        demand(limited, f"command {kind.name!r} may be given by anybody and has no limit.")
        named_so = kind.limit is None or kind.limit.name.startswith(f"{info.id}-")
        demand(named_so, f"command {kind.name!r} has a limit whose name must begin with {info.id + '-'!r}.")
        for flaw in unfit(kind):
            demand(False, flaw)
        for line in command.reads.lines:
            for name in line.evidence or ():
                there = name in named.evidence or line.optional
                demand(there, f"command {kind.name!r} reads the evidence {name!r}, which nobody has.")
            reads = line.key == "programme" or ":" in line.key or line.key in fields
            demand(reads, f"command {kind.name!r} reads by {line.key!r}, which is no key field.")
        says = kind.records is not None or command.decide is not Command.decide
        demand(says, f"command {kind.name!r} says neither what it records nor how it decides.")
    for statute in info.statutes:
        _check_types(info, named, f"statute {statute.name!r}", statute.kind, statute.types)
    for evidence in info.evidence:
        _check_types(info, named, f"evidence {evidence.id!r}", evidence.key, evidence.types)
    if info.facts:
        retract = f"{info.id}.retract"
        demand(retract in named.permissions, f"declares no permission {retract!r}: nobody could correct its facts.")


def _check_types(info: ProgrammeInfo, named: Named, what: str, key_kind: str, types: Iterable[type[Fact]]) -> None:
    for cls in types:
        kind = fact_type(cls)
        if named.facts.get(kind.name) is not kind:
            raise PluginRefused(info.id, f"{what} names {kind.name!r}, which no programme brings.")
        kinds = {key.kind for key in key_fields(cls).values()} | ({"programme"} if kind.whole_programme else set())
        if key_kind not in kinds:
            raise PluginRefused(info.id, f"{what} is about a {key_kind}, but {kind.name!r} carries no such key.")
