"""How a register takes in what happened to bodies."""

from collections.abc import Iterable, Mapping
from datetime import date

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
from fokus_core.domain.facts import Fact

Bodies = dict[str, Body]


def apply(bodies: Mapping[str, Body], changes: Iterable[Fact]) -> Bodies:
    """Return the bodies after changes, taken by day and within a day in the order given.

    A value holds from its day to the next day on which that attribute changes anyway. Raises `ValueError` with a
    sentence when a change contradicts the register or another change.
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
        raise ValueError(f"Die Stelle {change.body} steht nicht im Register.")
    if not body.exists(on):
        raise ValueError(f"{body.names[-1].value} ({body.id}) besteht am {on:%d.%m.%Y} nicht.")
    match change:
        case BodyRenamed():
            return replace(body, names=_turned(body.names, change.name, on))
        case BodyRekeyed():
            _check_key(bodies, change.key, len(body.id), on, owner=body.id)
            return replace(body, keys=_turned(body.keys, change.key, on))
        case BodyRetyped():
            if KEY_LENGTH[change.kind] != len(body.id):
                raise ValueError(f"{body.names[-1].value} ({body.id}) kann keine Stelle anderer Ebene werden.")
            return replace(body, kinds=_turned(body.kinds, change.kind, on))
        case BodyReparented():
            if not body.parents:
                raise ValueError(f"{body.names[-1].value} ({body.id}) untersteht keiner anderen Stelle.")
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
        raise ValueError(f"{change.name} ({change.body}): Nur ein Regierungsbezirk untersteht keiner anderen Stelle.")
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
        raise ValueError(f"{key} ist kein amtlicher Schlüssel mit {length} Stellen, der mit 05 beginnt.")
    same = {key, f"{key}000", key.removesuffix("000")}  # a kreisfreie Stadt has a short and a long form
    for body in bodies.values():
        if body.id == owner:
            continue
        if body.id in same or any(s.value in same and (s.until is None or s.until > on) for s in body.keys):
            raise ValueError(f"Der Schlüssel {key} gehört schon zu {body.names[-1].value} ({body.id}).")


def _check(bodies: Bodies) -> None:
    for body in bodies.values():
        for span in body.parents:
            _check_parent(bodies, body, span)
        for other in (*body.predecessors, *body.successors):
            if other not in bodies or other == body.id:
                raise ValueError(
                    f"{body.names[-1].value} ({body.id}): {other} kommt als Vorgänger oder Nachfolger nicht in Frage."
                )
        gone = [other for other in body.successors if body.until and not bodies[other].exists(body.until)]
        if gone:
            raise ValueError(
                f"{body.names[-1].value} ({body.id}): Der Nachfolger {gone[0]} besteht nicht am Tag der Nachfolge."
            )


def _check_parent(bodies: Bodies, body: Body, span: Dated[str]) -> None:
    name, parent = f"{body.names[-1].value} ({body.id})", bodies.get(span.value)
    if parent is None:
        raise ValueError(f"{name}: Die übergeordnete Stelle {span.value} steht nicht im Register.")
    if len(parent.id) >= len(body.id):
        raise ValueError(f"{name}: {parent.names[-1].value} ({parent.id}) ist keine übergeordnete Stelle.")
    begins = parent.since is None or (span.since is not None and span.since >= parent.since)
    ends = parent.until is None or (span.until is not None and span.until <= parent.until)
    if not (begins and ends):
        raise ValueError(
            f"{name}: {parent.names[-1].value} ({parent.id}) besteht nicht in der ganzen Zeit als übergeordnete Stelle."
        )
