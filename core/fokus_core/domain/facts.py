"""Facts: what is true in the world, from when, and by which keys it is found."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated, Generic, Literal, TypeVar

import msgspec

from fokus_core.domain.dispositions import Disposed
from fokus_core.domain.marks import marked_fields

NAME = re.compile(r"^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*@[1-9][0-9]*$")
KEY = re.compile(r"^[a-z][a-z-]*:[^\s]+$")
NO_SPACE = re.compile(r"\S+")


@dataclass(frozen=True)
class Key:
    """Marks a field that names a thing: `Key("body")` on the value `05958004` is the key `body:05958004`.

    `Key("")` marks a field that holds whole keys.
    """

    kind: str


AUDIT, RECEIVE = "core.audit", "core.receive"


@dataclass(frozen=True)
class Audience:
    """Who sees a fact: holders of a permission, for the whole programme or within the thing its key of a kind names.

    Two stand for no permission: `public` for everybody, and the empty one for readers of the log. What is seen within a
    cohort is a closed group's own; anything else auditors see too, and connected systems what is `received`.
    """

    permission: str
    kind: str = ""
    received: bool = False

    @property
    def beyond(self) -> tuple[str, ...]:
        """The permissions by which others see such facts, though neither what is sealed nor what is filed in them."""
        return () if self.kind == "cohort" else (AUDIT, RECEIVE) if self.received else (AUDIT,)

    def of(self, keys: Iterable[str]) -> str:
        """Return the audience of a fact with these keys, as the log stores it: `ews.read-cohort cohort:4`."""
        return " ".join([self.permission, *(key for key in keys if self.kind and key.startswith(f"{self.kind}:"))])


PUBLIC = Audience("public")
LOG_READERS = Audience("")
NOBODY = Audience("unknown")  # of facts that no installed plugin knows; no permission is called so


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A domain event; `effective` is the first day (Europe/Berlin) on which it is true in the world."""

    effective: Annotated[date, msgspec.Meta(description="First day on which it is true in the world")]


F = TypeVar("F", bound=Fact)
F_co = TypeVar("F_co", bound=Fact, covariant=True)


@dataclass(frozen=True)
class FactType:
    """What the catalogue knows of a fact class."""

    name: str
    cls: type[Fact]
    audience: Audience
    irrevocable: bool
    whole_programme: bool
    ends: bool = False
    closes: str = ""
    happened: bool = False
    four_eyes: bool = False

    @property
    def programme(self) -> str:
        """The id of the programme that owns the fact."""
        return self.name.partition(".")[0]

    @property
    def base(self) -> str:
        """The name without its version."""
        return self.name.partition("@")[0]

    @property
    def version(self) -> int:
        """The version of the fact's shape."""
        return int(self.name.rpartition("@")[2])


def fact(
    name: str,
    *,
    public: bool = False,
    audience: Audience | None = None,
    irrevocable: bool = False,
    whole_programme: bool = False,
    ends: bool = False,
    closes: str = "",
    happened: bool = False,
    four_eyes: bool = False,
) -> Callable[[type[F]], type[F]]:
    """Name a fact class `<programme>.<kebab-name>@<version>`; the name is stored and never changes.

    `public` facts are shown to everybody, those with an `audience` to it alone, others to those who may read the log.
    `irrevocable` facts cannot be retracted. `whole_programme` facts carry the key `programme:<id>`. A fact that `ends`
    something says that it no longer holds: bodies are named in it as of the day before, even one that ended that day.
    What `closes` the thing of a key of a kind is the last of that thing: rules over it look no further. What `happened`
    is recorded for no day to come. With `four_eyes` a second actor confirms that it is taken back or corrected.
    """

    def name_it(cls: type[F]) -> type[F]:
        if not NAME.match(name):
            raise ValueError(f"{cls.__qualname__}: a fact is named <programme>.<kebab-name>@<version>, not {name!r}")
        if public and audience is not None:
            raise ValueError(f"{cls.__qualname__}: a public fact has no narrower audience")
        seen_by = audience or (PUBLIC if public else LOG_READERS)
        cls.__fact__ = FactType(name, cls, seen_by, irrevocable, whole_programme, ends, closes, happened, four_eyes)  # type: ignore[attr-defined]  # a Struct class takes attributes that are no fields
        return cls

    return name_it


def fact_type(cls: type[Fact]) -> FactType:
    """Return the catalogue entry of a fact class; raises `TypeError` when it was not named by `@fact`."""
    found = cls.__dict__.get("__fact__")
    if not isinstance(found, FactType):
        raise TypeError(f"{cls.__qualname__} has no name: put @fact(...) above it")
    return found


@cache
def key_fields(cls: type[msgspec.Struct]) -> dict[str, Key]:
    """Return the fields of a struct that are marked with `Key`, by name."""
    return marked_fields(cls, Key)


def kinds_of(cls: type[Fact]) -> frozenset[str]:
    """Return the kinds of the keys that facts of a class carry; the empty kind where some are whole keys."""
    marked = {key.kind for key in key_fields(cls).values()}
    return frozenset(marked | ({"programme"} if fact_type(cls).whole_programme else set()))


def keys_of(struct: msgspec.Struct) -> tuple[str, ...]:
    """Return the keys that a fact or a command carries in its marked fields, sorted, each once."""
    found: set[str] = set()
    for name, key in key_fields(type(struct)).items():
        value = getattr(struct, name)
        values = value if isinstance(value, list | tuple | frozenset) else () if value is None else (value,)
        found.update(f"{key.kind}:{item}" if key.kind else item for item in values)
    if isinstance(struct, Fact) and fact_type(type(struct)).whole_programme:
        found.add(f"programme:{fact_type(type(struct)).programme}")
    return tuple(sorted(found))


def malformed_keys(struct: msgspec.Struct) -> list[str]:
    """Return the fields of a command that name a thing by a text in which there is white space."""
    values = [(name, getattr(struct, name)) for name in key_fields(type(struct))]
    return [name for name, value in values if isinstance(value, str) and not NO_SPACE.fullmatch(value)]


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a fact that was entered from documents stands, and whether the document states it or we infer it.

    `entry` is a keyed digest of the entry as it was written, by which a changed one is noticed. With `not_before` the
    sources leave open when it began to be true: between that day and the one that the fact names.
    """

    reference: str
    certainty: Literal["stated", "inferred"] = "stated"
    note: str = ""
    entry: str = ""
    not_before: date | None = None


class Read(msgspec.Struct, frozen=True, array_like=True):
    """One line of what a decision read: the facts of `types` that carry `key` (of any type when empty)."""

    key: str
    types: tuple[str, ...] = ()


class Meta(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The envelope of a fact: who recorded it, when, by which command, and on the strength of what.

    That of a retraction says what becomes of the later decisions that rest on what is taken back. `trace` is the id of
    the trace (W3C Trace Context) that was kept of the decision, where tracing was on.
    """

    id: str
    at: datetime
    by: str
    command: str
    digest: str = ""
    read: tuple[Read, ...] = ()
    replaces: int | None = None
    place: int | None = None
    cause: int | None = None
    source: Source | None = None
    dispositions: tuple[Disposed, ...] = ()
    trace: str = ""


class Unknown(Fact, frozen=True):
    """A stored fact that no installed plugin knows; kept byte for byte in `raw`."""

    raw: msgspec.Raw


class Recorded(msgspec.Struct, Generic[F_co], frozen=True):
    """A fact as it lies in the journal. `place` orders facts of one day: a replacing fact keeps the replaced one's."""

    position: int
    type: str
    keys: tuple[str, ...]
    fact: F_co
    meta: Meta

    @property
    def place(self) -> int:
        """The place in the effective order among facts of the same day."""
        return self.meta.place or self.position

    @property
    def order(self) -> tuple[date, int, int]:
        """The place in the effective order."""
        return (self.fact.effective, self.meta.place or self.position, self.position)


def in_effective_order(records: "list[Recorded[Fact]]") -> "list[Recorded[Fact]]":
    """Return records sorted by the day they are true from, then by place."""
    return sorted(records, key=lambda record: record.order)
