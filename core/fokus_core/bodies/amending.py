"""How a register takes in what happened to bodies."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from msgspec.structs import replace

from fokus_core.bodies.body import KEY_LENGTH, Body, Dated, V
from fokus_core.bodies.facts import (
    BODY_CHANGES,
    BodyCreated,
    BodyEnded,
    BodyRekeyed,
    BodyRenamed,
    BodyReparented,
    BodyRetyped,
)
from fokus_core.bodies.spelling import label
from fokus_core.domain.facts import Fact
from fokus_core.domain.texts import _, filled

Bodies = dict[str, Body]
NEEDS_PARENT = _(
    "Geben Sie an, zu welchem Kreis oder Regierungsbezirk {name} gehört. Nur ein Regierungsbezirk gehört zu keinem."
)


class Contradiction(ValueError):
    """A change contradicts the register, or another change; says how in a sentence with places for `values`."""

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return filled(self.message, self.values)


def _name(body: Body) -> str:
    return label(body.names[-1].value, body.kinds[-1].value)


def apply(bodies: Mapping[str, Body], changes: Iterable[Fact]) -> Bodies:
    """Return the bodies after changes, taken by day and within a day in the order given.

    A value holds from its day to the next day on which that attribute changes anyway. Raises `Contradiction`
    when a change contradicts the register or another change.
    """
    amended = dict(bodies)
    for change in sorted(changes, key=lambda one: one.effective):
        if not isinstance(change, BODY_CHANGES):
            raise TypeError(f"{type(change).__name__} does not change the register")
        amended[change.body] = (
            _created(amended, change) if isinstance(change, BodyCreated) else _changed(amended, change)
        )
    _check(amended)
    return amended


def _changed(bodies: Bodies, change: BodyRenamed | BodyRekeyed | BodyRetyped | BodyReparented | BodyEnded) -> Body:
    body, on = bodies.get(change.body), change.effective
    if body is None:
        raise Contradiction(_("{key} steht nicht im Verzeichnis der Kommunen."), key=change.body)
    if not body.exists(on):
        raise Contradiction(_("{name} gibt es am {on} nicht. Wählen Sie einen anderen Tag."), name=_name(body), on=on)
    match change:
        case BodyRenamed():
            return replace(body, names=_turned(body.names, change.name, on))
        case BodyRekeyed():
            _check_key(bodies, change.key, len(body.id), on, owner=body.id)
            return replace(body, keys=_turned(body.keys, change.key, on))
        case BodyRetyped():
            if KEY_LENGTH[change.kind] != len(body.id):
                raise Contradiction(_("{name} kann nicht auf eine andere Ebene wechseln."), name=_name(body))
            return replace(body, kinds=_turned(body.kinds, change.kind, on))
        case BodyReparented():
            if not body.parents:
                raise Contradiction(_("{name} gehört zu keinem anderen Gebiet."), name=_name(body))
            return replace(body, parents=_turned(body.parents, change.parent, on))
        case BodyEnded():
            return replace(
                body,
                until=on,
                successors=change.successors,
                keys=_ended(body.keys, on),
                names=_ended(body.names, on),
                kinds=_ended(body.kinds, on),
                parents=_ended(body.parents, on),
            )


def _created(bodies: Bodies, change: BodyCreated) -> Body:
    on = change.effective
    _check_key(bodies, change.body, KEY_LENGTH[change.kind], on, owner=None)
    if (change.parent is None) != (change.kind == "administrative-district"):
        raise Contradiction(NEEDS_PARENT, name=change.name)
    return Body(
        id=change.body,
        keys=(Dated(change.body, on),),
        names=(Dated(change.name, on),),
        kinds=(Dated(change.kind, on),),
        parents=(Dated(change.parent, on),) if change.parent else (),
        since=on,
        predecessors=change.predecessors,
    )


def _turned(spans: tuple[Dated[V], ...], value: V, on: date) -> tuple[Dated[V], ...]:
    turned: list[Dated[V]] = []
    for span in spans:
        if not span.holds(on):
            turned.append(span)
            continue
        if span.since != on:
            turned.append(Dated(span.value, span.since, on))
        turned.append(Dated(value, on, span.until))
    return tuple(turned)


def _ended(spans: tuple[Dated[V], ...], on: date) -> tuple[Dated[V], ...]:
    return tuple(
        Dated(span.value, span.since, on) if span.holds(on) else span
        for span in spans
        if span.since is None or span.since < on
    )


def _check_key(bodies: Bodies, key: str, length: int, on: date, *, owner: str | None) -> None:
    if len(key) != length or not key.startswith("05") or not (key.isascii() and key.isdigit()):
        raise Contradiction(_("Geben Sie einen amtlichen Schlüssel mit {n} Stellen an, der mit 05 beginnt."), n=length)
    same = {key, f"{key}000", key.removesuffix("000")}  # a kreisfreie Stadt has a short and a long form
    for body in bodies.values():
        if body.id == owner:
            continue
        if body.id in same or any(s.value in same and (s.until is None or s.until > on) for s in body.keys):
            raise Contradiction(_("Den Schlüssel {key} hat schon {name}."), key=key, name=_name(body))


def _check(bodies: Bodies) -> None:
    for body in bodies.values():
        for span in body.parents:
            _check_parent(bodies, body, span)
        for other in (*body.predecessors, *body.successors):
            if other not in bodies or other == body.id:
                raise Contradiction(
                    _("{other} kann nicht Vorgänger oder Nachfolger von {name} sein."),
                    other=_name(bodies[other]) if other in bodies else other,
                    name=_name(body),
                )
        gone = [other for other in body.successors if body.until and not bodies[other].exists(body.until)]
        if gone:
            raise Contradiction(
                _("{other} gibt es am {on} nicht. Wählen Sie einen anderen Nachfolger."),
                other=_name(bodies[gone[0]]),
                on=body.until,
            )


def _check_parent(bodies: Bodies, body: Body, span: Dated[str]) -> None:
    parent = bodies.get(span.value)
    if parent is None:
        raise Contradiction(_("{key} steht nicht im Verzeichnis der Kommunen."), key=span.value)
    if len(parent.id) >= len(body.id):
        raise Contradiction(_("{name} kann nicht zu {parent} gehören."), name=_name(body), parent=_name(parent))
    begins = parent.since is None or (span.since is not None and span.since >= parent.since)
    ends = parent.until is None or (span.until is not None and span.until <= parent.until)
    if not (begins and ends):
        raise Contradiction(
            _("{parent} gibt es nicht in der ganzen Zeit, in der {name} dazu gehören soll."),
            name=_name(body),
            parent=_name(parent),
        )
