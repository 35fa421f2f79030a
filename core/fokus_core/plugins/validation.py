"""What would only be noticed when a command is given is refused at start: things that are named but are not there."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from fokus_core.access.grants import SCOPE_KINDS, AccessGranted, AccessWithdrawn
from fokus_core.bodies.register import Register
from fokus_core.domain.commands import Command, CommandType, command_type
from fokus_core.domain.evidence import Evidence
from fokus_core.domain.facts import LOG_READERS, PUBLIC, Fact, FactType, fact_type, key_fields, kinds_of
from fokus_core.domain.messages import Message
from fokus_core.domain.namings import Naming
from fokus_core.domain.policy import ANYWHERE
from fokus_core.domain.programme import HistoryFile, PluginRefused, ProgrammeInfo, Sentence
from fokus_core.domain.roles import Permission, Role
from fokus_core.domain.topics import flaws_of_topics
from fokus_core.plugins.places import field_of
from fokus_core.plugins.recording import unfit
from fokus_core.plugins.texts import placeholders
from fokus_core.privacy.personal import personal_fields


class Named(Protocol):
    """What the programmes brought, by name."""

    @property
    def programmes(self) -> Mapping[str, ProgrammeInfo]:
        """Programmes by id."""
        ...

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

    @property
    def roles(self) -> Mapping[str, Role]:
        """Roles by id."""
        ...


def check(info: ProgrammeInfo, named: Named) -> None:
    """Raise `PluginRefused` when a programme names a permission, role, key field or fact that is not there."""
    for cls in info.facts:
        _refuse(info, fact_type(cls).name, f"fact {fact_type(cls).name!r}", _flaws_of_fact(cls, info, named))
    for command in info.commands:
        kind = command_type(command)
        _refuse(info, kind.name, f"command {kind.name!r}", _flaws_of_command(kind, info, named))
    for statute in info.statutes:
        flaws = _flaws_of_types(named, statute.kind, statute.types)
        _refuse(info, statute.name, f"statute {statute.name!r}", flaws)
    for evidence in info.evidence:
        flaws = _flaws_of_types(named, evidence.key, evidence.types)
        _refuse(info, evidence.id, f"evidence {evidence.id!r}", flaws)
    for naming in info.namings:
        _refuse(info, naming.kind, f"the naming of a {naming.kind}", _flaws_of_naming(naming, named))
    for permission in info.permissions:
        unknown = (f"is given to the role {role!r}, which nobody brings" for role in permission.roles)
        flaws = (flaw for flaw, role in zip(unknown, permission.roles, strict=True) if role not in named.roles)
        _refuse(info, permission.id, f"permission {permission.id!r}", flaws)
    for role in info.roles:
        _refuse(info, role.id, f"role {role.id!r}", _flaws_of_example(role, named))
    for message in info.messages:
        _refuse(info, message.id, f"message {message.id!r}", _flaws_of_message(message, info, named))
    retract = f"{info.id}.retract"
    if info.facts and retract not in named.permissions:
        raise PluginRefused(info.id, f"declares no permission {retract!r}: nobody could correct its facts.")


def check_sentences(info: ProgrammeInfo, sentences: Mapping[type[Fact], Sentence]) -> None:
    """Raise `PluginRefused` when a sentence says what its fact has not."""
    for cls, sentence in sentences.items():
        name = fact_type(cls).name
        _refuse(info, name, f"the sentence of {name!r}", _flaws_of_sentence(cls, sentence))


def check_history(info: ProgrammeInfo, history: Iterable[HistoryFile]) -> None:
    """Raise `PluginRefused` when a file of documented history is not there."""
    for one in history:
        flaws = () if one.path.is_file() else ("is not there",)
        _refuse(info, one.path.name, f"the history file {one.path.name!r}", flaws)


def check_jobs(info: ProgrammeInfo, jobs: Iterable[Any]) -> None:
    """Raise `PluginRefused` when a job is no job."""
    for one in jobs:
        name = getattr(one, "name", None)
        shown = repr(name) if isinstance(name, str) else type(one).__name__
        _refuse(info, str(getattr(one, "name", one)), f"the job {shown}", _flaws_of_job(one, info.id))


def _refuse(info: ProgrammeInfo, name: str, what: str, flaws: Iterable[str]) -> None:
    for flaw in flaws:
        raise info.refused(name, f"{what} {flaw}.")


def _flaws_of_fact(cls: type[Fact], info: ProgrammeInfo, named: Named) -> Iterator[str]:
    for base in cls.__mro__[1:]:
        if "__fact__" in base.__dict__ and base not in (AccessGranted, AccessWithdrawn):
            yield f"is made of {base.__name__}: rules would count it twice"
    if not cls.__struct_config__.frozen:
        yield "is not frozen"
    try:
        personal = personal_fields(cls)
    except TypeError as error:
        yield f"marks a personal field wrongly: {error}"
        return
    made = fact_type(cls)
    if issubclass(cls, AccessGranted | AccessWithdrawn) and not made.irrevocable:
        yield "is about access and must be irrevocable"
    declared, keys = {one.id for one in info.purposes}, key_fields(cls)
    for field in personal:
        if field.purpose not in declared:
            yield f"seals {field.name!r} for {field.purpose!r}, which is no declared purpose"
        if field.subject not in keys and {"person", ""}.isdisjoint(key.kind for key in keys.values()):
            yield f"seals {field.name!r} for {field.subject!r}, which is no key: nobody would find it to erase it"
    seen_by = made.audience
    if seen_by not in (PUBLIC, LOG_READERS) and seen_by.permission not in named.permissions:
        yield f"is for holders of {seen_by.permission!r}, which is no permission"
    kinds = [key.kind for key in key_fields(cls).values()]
    if seen_by.kind and kinds.count(seen_by.kind) != 1:
        yield f"needs exactly one key of a {seen_by.kind}, its audience"
    if seen_by.received and (personal or not {"person", "actor"}.isdisjoint(kinds)):
        yield "is for connected systems and names a person"


def _flaws_of_message(message: Message, info: ProgrammeInfo, named: Named) -> Iterator[str]:
    if message.permission not in named.permissions:
        yield f"is written by {message.permission!r}, which is no permission"
    if message.purpose not in {one.id for one in info.purposes}:
        yield f"opens what is sealed for {message.purpose!r}, which is no declared purpose"
    for cls in message.by:
        fields = {*cls.__struct_fields__} - {one.name for one in personal_fields(cls)}
        if message.office and message.office not in fields:
            yield f"is written by {message.office!r}, which is no field of {cls.__name__}"
        known = {*fields, *message.fills, "office"}
        try:
            if placeholders(message.subject):
                yield "has a subject that is not the same for everybody"
            for part in (*message.parts, message.why):
                for place in sorted(placeholders(part) - known):
                    yield f"says {place!r}, which no field of {cls.__name__} that is not sealed and no fill is"
        except ValueError as error:
            yield f"has a text that cannot be said: {error}"


def _flaws_of_command(kind: CommandType, info: ProgrammeInfo, named: Named) -> Iterator[str]:
    command, policy, fields = kind.cls, kind.policy, key_fields(kind.cls)
    if policy.scope not in {"public", "signed-in"} and policy.permission not in named.permissions:
        yield f"asks for {policy.permission!r}, which is no permission"
    if policy.scope not in {*ANYWHERE, *fields}:
        yield f"takes its scope from {policy.scope!r}, which is no key field"
    if policy.scope == "public" and kind.limit is None:
        yield "may be given by anybody and has no limit"
    if kind.limit is not None and not kind.limit.name.startswith(f"{info.id}-"):
        yield f"has a limit whose name must begin with {info.id + '-'!r}"
    yield from unfit(kind)
    given = frozenset({"effective"} if policy.scope == "public" else ())
    yield from flaws_of_topics(command.form_topics, command.__struct_fields__, given)
    for line in command.reads.lines:
        for name in line.evidence or ():
            if name not in named.evidence and not line.optional:
                yield f"reads the evidence {name!r}, which nobody has"
        if line.key != "programme" and ":" not in line.key and line.key not in fields:
            yield f"reads by {line.key!r}, which is no key field"
    if kind.records is None and command.decide is Command.decide:
        yield "says neither what it records nor how it decides"


def _flaws_of_types(named: Named, key_kind: str, types: Iterable[type[Fact]]) -> Iterator[str]:
    for cls in types:
        kind = fact_type(cls)
        if named.facts.get(kind.name) is not kind:
            yield f"names {kind.name!r}, which no programme brings"
        if key_kind not in kinds_of(cls):
            yield f"is about a {key_kind}, but {kind.name!r} carries no such key"


def _flaws_of_naming(naming: Naming, named: Named) -> Iterator[str]:
    kind = naming.key("").partition(":")[0]
    yield from _flaws_of_types(named, kind, naming.facts)
    for cls in naming.facts:
        if fact_type(cls).audience != PUBLIC:
            yield f"rests on {fact_type(cls).name!r}, which not everybody may see"
        if naming.titles is None and "title" not in cls.__struct_fields__:
            yield f"rests on {fact_type(cls).name!r}, which has no title"


def _flaws_of_sentence(cls: type[Fact], sentence: Sentence) -> Iterator[str]:
    try:
        for name in sorted(placeholders(sentence.text)):
            if field_of(name, cls.__struct_fields__)[0] not in cls.__struct_fields__:
                yield f"names {{{name}}}, which is no field of the fact"
    except ValueError as error:
        yield f"cannot be read: {error}"
    for other in sentence.when.values():
        yield from _flaws_of_sentence(cls, other)


def _flaws_of_job(job: Any, programme: str) -> Iterator[str]:
    name, every = getattr(job, "name", None), getattr(job, "every", None)
    if not isinstance(name, str) or not name.startswith(f"{programme}."):
        yield f"needs a name that begins with {programme + '.'!r}"
    if isinstance(every, bool) or not isinstance(every, int | float) or every <= 0:
        yield "needs `every`, the seconds from one run to the next"
    if not callable(getattr(job, "run", None)):
        yield "has no `run`"


def _flaws_of_example(role: Role, named: Named) -> Iterator[str]:
    kind, _, thing = role.example.partition(":")
    there = kind in SCOPE_KINDS and (kind == "state") != bool(thing)
    if kind == "programme":
        there = thing in named.programmes
    elif kind == "body":
        there = any(body.id == thing for body in Register.load())
    if role.example and not there:
        yield f"is shown in the scope {role.example!r}, which does not exist"
