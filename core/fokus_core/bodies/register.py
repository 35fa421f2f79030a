"""The register of all bodies of North Rhine-Westphalia: whom a name or key means on a day, and what they then are."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import msgspec

from fokus_core.bodies.amending import apply
from fokus_core.bodies.body import Body, BodyKind, Dated, Record, V, value_on
from fokus_core.bodies.spelling import label, official_key, readings, written_forms
from fokus_core.bodies.unresolved import AmbiguousBody, MalformedKey, NotInForce, UnknownBody
from fokus_core.domain.dates import NRW_FOUNDED
from fokus_core.domain.facts import Fact
from fokus_core.domain.refusals import Choice


class Packaged(msgspec.Struct, frozen=True):
    """The file that `make geodata` writes."""

    source: dict[str, str]
    bodies: tuple[Record, ...]


class Register:
    """All bodies with their dated attributes; immutable.

    No body exists before 23 August 1946. An attribute without a first day is known to hold from 2008, the time of
    the programmes; what changed before that is not recorded.
    """

    __slots__ = ("_below", "_bodies", "_keys", "_written", "source")

    def __init__(self, bodies: Iterable[Body], source: Mapping[str, str]) -> None:
        self.source = source
        self._bodies = {body.id: body for body in bodies}
        self._keys: dict[str, list[Dated[str]]] = {}
        self._written: dict[str, list[Dated[str]]] | None = None
        self._below: dict[str, list[Dated[str]]] = {}
        for body in self._bodies.values():
            self._index(body)

    @classmethod
    @cache
    def load(cls) -> "Register":
        """Return the register that comes with the package; read once."""
        text = files("fokus_core.bodies").joinpath("register.json").read_bytes()
        packaged = msgspec.json.decode(text, type=Packaged)
        return cls((record.body() for record in packaged.bodies), packaged.source)

    def __len__(self) -> int:
        return len(self._bodies)

    def __contains__(self, body: object) -> bool:
        return body in self._bodies

    def __iter__(self) -> Iterator[Body]:
        return iter(self._bodies.values())

    def __getitem__(self, body: str) -> Body:
        """Return a body with its whole history; raises `UnknownBody`."""
        try:
            return self._bodies[body]
        except KeyError:
            raise UnknownBody from None

    def exists(self, body: str, on: date) -> bool:
        """Tell whether there is such a body on a day."""
        known = self._bodies.get(body)
        return known is not None and known.exists(on)

    def name(self, body: str, on: date) -> str:
        """Return the official name without its suffix on a day; raises `UnknownBody`, `NotInForce`."""
        return _held(self._existing(body, on).names, on)

    def called(self, body: str, on: date) -> str:
        """Return the name on a day, before or after the body's life its first or last one; raises `UnknownBody`."""
        known = self[body]
        return value_on(known.names, on) or known.names[0 if known.since and on < known.since else -1].value

    def key(self, body: str, on: date) -> str:
        """Return the official key on a day; raises `UnknownBody`, `NotInForce`."""
        return _held(self._existing(body, on).keys, on)

    def kind(self, body: str, on: date) -> BodyKind:
        """Return the kind on a day; raises `UnknownBody`, `NotInForce`."""
        return _held(self._existing(body, on).kinds, on)

    def parent(self, body: str, on: date) -> str | None:
        """Return the id of the next upper body on a day, None at the top; raises `UnknownBody`, `NotInForce`."""
        return value_on(self._existing(body, on).parents, on)

    def chain(self, body: str, on: date) -> tuple[str, ...]:
        """Return the ids of the body and of all above it on a day, upwards; raises `UnknownBody`, `NotInForce`."""
        found: list[str] = []
        upper: str | None = body
        while upper is not None:
            found.append(upper)
            upper = self.parent(upper, on)
        return tuple(found)

    def is_within(self, body: str, upper: str, on: date) -> bool:
        """Tell whether a body is, on a day, the upper body itself or lies below it; false when either is not there."""
        return self.exists(body, on) and upper in self.chain(body, on)

    def below(self, upper: str, on: date) -> frozenset[str]:
        """Return the ids of all bodies below an upper body on a day, without itself; empty when it is not there."""
        found: set[str] = set()
        todo = [upper] if self.exists(upper, on) else []
        while todo:
            lower = [holder.value for holder in self._below.get(todo.pop(), ()) if holder.holds(on)]
            found.update(lower)
            todo += lower
        return frozenset(found)

    def resolve(self, text: str, on: date) -> str:
        """Return the id of the body that a key or name means on a day.

        An id means its body on every day on which that body exists. Any other key or name counts on the days on which
        it is in force. A bare name that fits several bodies of that day (Olpe: town and Kreis) is refused.

        Raises `MalformedKey`, `UnknownBody`, `AmbiguousBody`, `NotInForce`.
        """
        known = self._bodies.get(text)
        if known is not None and known.exists(on):
            return text
        digits = "".join(text.split())
        if not (digits.isascii() and digits.isdigit()):
            names = self._names
            named = (names[one] for one in readings(text) if one in names)
            return self._the_one(text.strip(), next(named, ()), on)
        key = official_key(digits)
        if key is None:
            raise MalformedKey
        if key not in self._bodies and key not in self._keys and key.endswith("000"):
            key = key.removesuffix("000")  # a district in the twelve digits of a regional key
        if key in self._bodies:
            return self._existing(key, on).id
        return self._the_one(key, self._keys.get(key, ()), on)

    def amended(self, changes: Iterable[Fact]) -> "Register":
        """Return a register that has taken in changes; ids, and what held before a change's day, stay as they are.

        Raises `ValueError` with a sentence when a change contradicts the register or another change.
        """
        taken = tuple(changes)
        return Register(apply(self._bodies, taken).values(), self.source) if taken else self

    def choice(self, body: str, on: date) -> Choice:
        """Return a body as one of several that may be meant; raises `UnknownBody`, `NotInForce`."""
        known = self._existing(body, on)
        return Choice(body, label(_held(known.names, on), _held(known.kinds, on)), _held(known.kinds, on))

    def _existing(self, body: str, on: date) -> Body:
        known = self[body]
        if not known.exists(on):
            raise NotInForce(body, on, {body: self._instead(Dated(body, known.since, known.until), on)})
        return known

    def _the_one(self, text: str, holders: Collection[Dated[str]], on: date) -> str:
        if not holders:
            raise UnknownBody
        fitting = {holder.value for holder in holders if holder.holds(on) and self.exists(holder.value, on)}
        if not fitting:
            raise NotInForce(text, on, {holder.value: self._instead(holder, on) for holder in holders})
        if len(fitting) > 1:
            raise AmbiguousBody(text, [self.choice(body, on) for body in sorted(fitting)])
        return fitting.pop()

    def _instead(self, holder: Dated[str], on: date) -> str:
        """Return who bore a text, when, and what to write instead."""
        body, words = self._bodies[holder.value], []
        since = NRW_FOUNDED if holder.since is None and on < NRW_FOUNDED else holder.since
        if since is not None:
            words.append(f"ab {since:%d.%m.%Y}")
        if holder.until is not None:
            words.append(f"bis {holder.until - timedelta(days=1):%d.%m.%Y}")
        then = holder.until - timedelta(days=1) if holder.until else since or on
        text = f"{_called(body, then)} {' '.join(words)}"
        if body.exists(on):
            return f"{text}, an diesem Tag {_called(body, on)}"
        if body.successors and body.until is not None and on >= body.until:
            heirs = (_called(self._bodies[one], body.until) for one in body.successors)
            return f"{text}, danach {' und '.join(heirs)}"
        return text

    def _index(self, body: Body) -> None:
        for key in body.keys:
            short = {key.value[:5]} if len(key.value) == 8 and key.value.endswith("000") else set()
            for text in {key.value} | short:
                self._keys.setdefault(text, []).append(Dated(body.id, key.since, key.until))
        for parent in body.parents:
            self._below.setdefault(parent.value, []).append(Dated(body.id, parent.since, parent.until))

    @property
    def _names(self) -> Mapping[str, list[Dated[str]]]:
        """The bodies by every form in which their names are written; made when somebody first asks for one by name."""
        if self._written is None:
            found: dict[str, list[Dated[str]]] = {}
            for body in self._bodies.values():
                aliases = (Dated(alias, body.since, body.until) for alias in body.aliases)
                for name in (*body.names, *aliases):
                    for form in {form for kind in body.kinds for form in written_forms(name.value, kind.value)}:
                        found.setdefault(form, []).append(Dated(body.id, name.since, name.until))
            self._written = found
        return self._written


def _held(spans: tuple[Dated[V], ...], on: date) -> V:
    return next(span.value for span in spans if span.holds(on))


def _called(body: Body, on: date) -> str:
    """Return what tells a body from others on a day of its life: Kreis Olpe (05966)."""
    return f"{label(_held(body.names, on), _held(body.kinds, on))} ({_held(body.keys, on)})"
