"""Commands: what somebody asks for, what it reads, and the pure decision to facts or a refusal."""

import inspect
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Protocol, TypeVar

import msgspec

from fokus_core.domain.beside import Beside
from fokus_core.domain.facts import F, Fact, Recorded, Source, key_fields
from fokus_core.domain.limits import Limit
from fokus_core.domain.messages import Message
from fokus_core.domain.past import Past
from fokus_core.domain.policy import ANYWHERE, Asked, Policy
from fokus_core.domain.processing import Purpose
from fokus_core.domain.reads import Line, Reads
from fokus_core.domain.recording import recorded
from fokus_core.domain.refusals import pointing
from fokus_core.domain.retraction import Replacing, TakingBack
from fokus_core.domain.roles import Role
from fokus_core.domain.topics import Topic

NAME = re.compile(r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$")


Outcome = Fact | Replacing | TakingBack


class Lookup(Protocol):
    """What a command may look up before it says what it reads; all of it lies in the journal."""

    actor: str
    narrowed: bool
    trusted: bool
    today: date
    now: datetime
    roles: Mapping[str, Role]
    programmes: Collection[str]
    facts: Collection[str]
    categories: Mapping[str, Purpose]
    messages: Mapping[str, Message]

    def reads_of(self, command: "Command") -> Reads:
        """Return what a command says it reads, or else what the turns of the fact it is recorded as follow from."""
        ...

    def recorded(self, position: int) -> Recorded[Fact] | None:
        """Return the fact at a position, retracted or not."""
        ...

    def under(self, key: str, *types: type[F]) -> list[Recorded[F]]:
        """Return the facts of these classes that carry a key, retracted or not."""
        ...

    def of_command(self, command_id: str) -> list[Recorded[Fact]]:
        """Return the facts a command recorded."""
        ...

    def relying_on(self, targets: Sequence[Recorded[Fact]]) -> list[int]:
        """Return the positions of later facts whose command read one of the targets: the blast radius."""
        ...

    def asked_everywhere(self, name: str) -> Asked:
        """Return what a command asks of somebody who may give it about anything."""
        ...

    def inner(self, name: str, body: bytes, *, settled: bool = False) -> "Command":
        """Return a command from its name and JSON, its names resolved to ids; raises `Invalid` for `name` or `body`.

        Only where it was `settled` before, its persons have ids.
        """
        ...

    def body(self, value: str, *, field: str) -> str:
        """Return the id of a body or party that exists today; raises `Invalid`."""
        ...

    def check_bodies(self, fact: Fact) -> None:
        """Raise `Invalid` unless the bodies a fact names exist on its day."""
        ...

    def open(self, record: Recorded[Fact], field: str) -> Any:
        """Return the value of a sealed field, or `ERASED`."""
        ...


@dataclass(frozen=True)
class Plan:
    """How a command is decided: what it asks, what it reads, the facts left out, what is done to the outcome.

    `begin` may refuse once the actor was judged. Nothing at all may be added meanwhile under the keys in `guard`.
    `where` says where a field of `command` stands in the command that was given.

    `takes` are the facts it takes back, and `puts` what it puts in their place as it is given, without deciding it:
    both are judged by what recording them asks. With `hidden` whoever may not is told that there is nothing;
    `seconded` is a plan whose actor is the second one already, `source` the one that the first actor named.
    """

    command: "Command"
    asked: tuple[Asked, ...]
    reads: Reads
    without: frozenset[int] = frozenset()
    guard: tuple[str, ...] = ()
    begin: Callable[[Past], None] = lambda past: None
    finish: Callable[[list[Outcome], Past], list[Outcome]] = lambda outcome, past: outcome
    cause: int | None = None
    where: Callable[[str], str] = lambda field: field
    takes: tuple[Recorded[Fact], ...] = ()
    puts: tuple[Replacing, ...] = ()
    hidden: bool = False
    seconded: bool = False
    source: Source | None = None

    def decided(self, past: Past) -> list[Outcome]:
        """Return what the command decides; a refusal points into the command that was given."""
        with pointing(self.where):
            return list(self.command.decide(past))


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request in the imperative; also the request body and the form."""

    reads: ClassVar[Reads] = Reads()
    blames: ClassVar[str] = ""  # the field a refusal points to before any other
    then: ClassVar[tuple[str, ...]] = ()  # sentences for whoever gave it: what happens next, in this order
    form_topics: ClassVar[tuple[Topic, ...]] = ()  # the pages of its form, where one is not enough
    beside: ClassVar[Beside | None] = None  # what a route says beside its form

    def plan(self, lookup: Lookup) -> Plan:
        """Return how this is decided; commands about other commands or facts say it themselves."""
        return Plan(self, self.asks(), lookup.reads_of(self))

    def asks(self) -> tuple[Asked, ...]:
        """Return what this asks of the actor; its policy, and more where a field asks for more."""
        return (asked_by(self),)

    def more(self, past: Past) -> Reads | None:
        """Return what else must be read, now that the first facts are known; asked at most twice."""
        return None

    def check(self, past: Past) -> None:
        """Raise `Refused` where a command that is recorded as one fact must not be. Pure, as `decide` is."""

    def decide(self, past: Past) -> Iterable[Outcome]:
        """Return the facts that follow, or raise `Refused`. Pure: no clock, no input or output."""
        fact = command_type(type(self)).records
        if fact is None:
            raise NotImplementedError
        self.check(past)
        return (recorded(self, fact),)


C = TypeVar("C", bound=Command)


@dataclass(frozen=True)
class CommandType:
    """What the catalogue knows of a command class."""

    name: str
    cls: type[Command]
    policy: Policy
    limit: Limit | None = None
    records: type[Fact] | None = None
    unrecorded: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    title: str = ""

    @property
    def may_wait(self) -> bool:
        """Whether it may have to wait for a second actor: its policy says so, or it says itself what it asks."""
        return self.policy.four_eyes or self.cls.plan is not Command.plan or self.cls.asks is not Command.asks

    @property
    def programme(self) -> str:
        """The id of the programme that owns the command."""
        return self.name.partition(".")[0]


def command(
    name: str,
    policy: Policy,
    *,
    limit: Limit | None = None,
    records: type[Fact] | None = None,
    unrecorded: tuple[str, ...] = (),
    leaves: tuple[str, ...] = (),
    title: str = "",
) -> Callable[[type[C]], type[C]]:
    """Name a command class `<programme>.<kebab-name>`, say who may give it, and how often at most over HTTP.

    The `title` is what people call it, else its name is made readable. What anybody may give needs a limit. One that
    `records` a fact class is recorded as such a fact, which takes the command's fields of the same name; `unrecorded`
    names fields that the fact has not, `leaves` those of it that stay at their default; its rules go into `check`.
    """

    def name_it(cls: type[C]) -> type[C]:
        if not NAME.match(name):
            raise ValueError(f"{cls.__qualname__}: a command is named <programme>.<kebab-name>, not {name!r}")
        _refuse_hidden_rules(cls, records)
        cls.__command__ = CommandType(name, cls, policy, limit, records, unrecorded, leaves, title)  # type: ignore[attr-defined]  # a Struct class takes attributes that are no fields
        return cls

    return name_it


def _refuse_hidden_rules(cls: type[Command], records: type[Fact] | None) -> None:
    """Raise `ValueError` for a rule that would not run, or that nobody would see."""
    decides, checks = cls.decide is not Command.decide, cls.check is not Command.check
    if records is not None and decides:
        raise ValueError(f"{cls.__qualname__}: what is recorded as a fact is checked by `check`, not decided")
    if records is None and checks:
        raise ValueError(f"{cls.__qualname__}: `check` is asked of commands that are recorded as a fact alone")
    if inspect.isgeneratorfunction(cls.check):
        raise ValueError(f"{cls.__qualname__}: a `check` that yields never runs; let it raise")
    for base in cls.__mro__[1:]:
        if checks and "check" not in cls.__dict__ and "check" in base.__dict__ and "__command__" in base.__dict__:
            raise ValueError(f"{cls.__qualname__}: inherits the rules of {base.__qualname__}; write its own `check`")


def command_type(cls: type[Command]) -> CommandType:
    """Return the catalogue entry of a command class; raises `TypeError` when it was not named by `@command`."""
    found = cls.__dict__.get("__command__")
    if isinstance(found, CommandType):
        return found
    raise TypeError(f"{cls.__qualname__} has no name: put @command(...) above it")


def asked_by(struct: Command) -> Asked:
    """Return what a command's policy asks of the actor."""
    kind = command_type(type(struct))
    policy, scope = kind.policy, kind.policy.scope
    things = {} if scope in ANYWHERE else {key_fields(type(struct))[scope].kind: getattr(struct, scope)}
    programme = "" if scope == "state" else kind.programme
    return Asked(policy.permission, programme, things, policy.four_eyes, policy.hidden)


def key_for(struct: Command, line: Line) -> str | None:
    """Return the whole key that a line of `reads` means for this command; None where its field is empty."""
    if ":" in line.key:
        return line.key
    if line.key == "programme":
        return f"programme:{command_type(type(struct)).programme}"
    return (
        None if (value := getattr(struct, line.key)) is None else f"{key_fields(type(struct))[line.key].kind}:{value}"
    )
