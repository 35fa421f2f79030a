"""What an object-centric event log says: an event per standing fact, an object per thing that facts are about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from fokus_api.responses.masked import MASK
from fokus_api.responses.sentences import Sentences
from fokus_api.responses.views import data_of
from fokus_api.runtime.service import Service
from fokus_core.bodies.names import Bodies
from fokus_core.domain.facts import PUBLIC, Fact, Recorded, Unknown, fact_type, key_fields
from fokus_core.domain.refusals import Unavailable
from fokus_projections import UNRETRACTED, Reader, bodies_known, recorded_rows

__all__ = ["FIRST", "Attribute", "Event", "Log", "Object", "Relation", "Type", "collect"]

PATIENCE = 60.0  # seconds to wait for the read model
FIRST = "1970-01-01T00:00:00Z"  # when an object has its attributes from, where that is not told
NO_OBJECTS = frozenset({"person", "actor", "command", "file", "journal", "programme"})
NAMED = frozenset({"body", "party"})
PART_OF = "part of"


class Attribute(msgspec.Struct, frozen=True):
    """A name with a value, in an object also with the time from which it holds."""

    name: str
    value: Any
    time: str | msgspec.UnsetType = msgspec.UNSET


class Relation(msgspec.Struct, frozen=True):
    """An object that something is about, and in which role."""

    object_id: str = msgspec.field(name="objectId")
    qualifier: str


class Event(msgspec.Struct, frozen=True):
    """What happened, when, and with which objects."""

    id: str
    type: str
    time: str
    attributes: tuple[Attribute, ...]
    relationships: tuple[Relation, ...]


class Object(msgspec.Struct, frozen=True):
    """A thing that events are about."""

    id: str
    type: str
    attributes: tuple[Attribute, ...] = ()
    relationships: tuple[Relation, ...] = ()


class Type(msgspec.Struct, frozen=True):
    """A type of events or objects: its name, and its attributes with their types."""

    name: str
    attributes: tuple[Mapping[str, str], ...]


class Log(msgspec.Struct, frozen=True):
    """An object-centric event log, as OCEL 2.0 writes it in JSON."""

    object_types: tuple[Type, ...] = msgspec.field(name="objectTypes")
    event_types: tuple[Type, ...] = msgspec.field(name="eventTypes")
    objects: tuple[Object, ...]
    events: tuple[Event, ...]


def collect(service: Service, *, public: bool, known: int) -> Log:
    """Return the facts that stand at a position as events, those alone that are `public`, or all that are understood.

    Nothing personal is in it, nor who recorded anything. Raises `Unavailable` while the read model is behind.
    """
    if not service.models.wait_for(known, PATIENCE):
        raise Unavailable("The read model is being built; try again.")
    reader = service.models.reader()
    with reader.snapshot():
        bodies = bodies_known(reader, known)
        records = list(_standing(reader, public=public, known=known))
    sentences = Sentences(service.plugins.sentences, service.texts, service.journal.titles)
    events = [_event(record, sentences, bodies) for record in records]
    last = max((record.fact.effective for record in records), default=date.min)
    objects = _objects(events, bodies, min(last, service.journal.now().date()))
    return Log(
        tuple(_types((one.type, one.attributes) for one in objects)),
        tuple(_types((one.type, one.attributes) for one in events)),
        tuple(objects),
        tuple(events),
    )


def _standing(reader: Reader, *, public: bool, known: int) -> Iterable[Recorded[Fact]]:
    narrow = ["core_log.audience = :audience"] if public else []
    sql = recorded_rows("core_log.position <= :known", UNRETRACTED, *narrow) + " ORDER BY effective, place, position"
    for row in reader.rows(sql, {"known": known, **({"audience": PUBLIC.permission} if public else {})}):
        record = reader.decoded(row)
        if not isinstance(record.fact, Unknown) and record.type.partition("@")[0] != "core.fact-retracted":
            yield record


def _event(record: Recorded[Fact], sentences: Sentences, bodies: Bodies) -> Event:
    fact, keys = record.fact, key_fields(type(record.fact))
    said = [(name, value) for name, value in data_of(fact).items() if name not in keys and value not in (None, MASK)]
    attributes = [
        Attribute("fokus_position", record.position),
        Attribute("fokus_sentence", sentences.of(record, bodies).de),
        *(Attribute(name, _plain(value)) for name, value in said),
    ]
    roles: dict[str, str] = {}
    for name, key in keys.items():
        value = getattr(fact, name)
        for one in value if isinstance(value, list | tuple | frozenset) else () if value is None else (value,):
            roles.setdefault(f"{key.kind}:{one}" if key.kind else str(one), name)
    relations = [Relation(key, roles[key]) for key in record.keys if key in roles and _is_object(key)]
    time = f"{fact.effective.isoformat()}T00:00:00Z"
    return Event(f"e{record.position}", fact_type(type(fact)).base, time, tuple(attributes), tuple(relations))


def _objects(events: Iterable[Event], bodies: Bodies, on: date) -> list[Object]:
    """Return every thing that events are about, and what bodies among them are part of."""
    ids = {relation.object_id for event in events for relation in event.relationships}
    parents: dict[str, str] = {}
    waiting = [one for one in ids if one.startswith("body:")]
    while waiting:
        one = waiting.pop()
        body = one.partition(":")[2]
        if body in bodies.register and bodies.register.exists(body, on) and (up := bodies.register.parent(body, on)):
            parents[one] = f"body:{up}"
            if parents[one] not in ids:
                ids.add(parents[one])
                waiting.append(parents[one])
    found = []
    for one in sorted(ids):
        kind, _colon, thing = one.partition(":")
        attributes = (Attribute("name", bodies.name(thing, on), FIRST),) if kind in NAMED else ()
        relations = (Relation(parents[one], PART_OF),) if one in parents else ()
        found.append(Object(one, kind, attributes, relations))
    return found


def _types(those: Iterable[tuple[str, Iterable[Attribute]]]) -> list[Type]:
    """Return the types of events or objects, each with the attributes that any of its own has."""
    found: defaultdict[str, defaultdict[str, set[type]]] = defaultdict(lambda: defaultdict(set))
    for name, attributes in those:
        mine = found[name]
        for one in attributes:
            mine[one.name].add(type(one.value))
    return [
        Type(name, tuple({"name": one, "type": _type(kinds)} for one, kinds in sorted(mine.items())))
        for name, mine in sorted(found.items())
    ]


def _type(kinds: set[type]) -> str:
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "integer"
    return "float" if kinds <= {int, float} else "string"


def _is_object(key: str) -> bool:
    return key.partition(":")[0] not in NO_OBJECTS


def _plain(value: Any) -> Any:
    """Return a value as an attribute can hold it: what has parts as JSON."""
    return value if isinstance(value, bool | int | float | str) else msgspec.json.encode(value).decode()
