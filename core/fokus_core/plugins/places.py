"""What stands in the places of a sentence: the fields of the fact or the command that it is about."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

import msgspec

from fokus_core.bodies.called import FORMS, Called, Form
from fokus_core.bodies.names import Bodies, BodyIds
from fokus_core.domain.namings import Titles, referred
from fokus_core.domain.refusals import Invalid
from fokus_core.domain.times import Local, NoSuchTime, when
from fokus_core.plugins.texts import placeholders

LOCAL = re.compile(get_args(Local)[1].pattern)


def field_of(place: str, fields: tuple[str, ...]) -> tuple[str, Form]:
    """Return the field that a place names, and the form in which a body stands there: `body_dative`, `body_council`."""
    field, _bar, form = place.rpartition("_")
    if place in fields or field not in fields or form not in FORMS:
        return place, "nominative"
    return field, form


def told(message: str, about: msgspec.Struct, bodies: Bodies, titles: Titles, today: date) -> dict[str, Any]:
    """Return what a sentence says in its places about a fact or command; what is no field of it is left out.

    Bodies are named as on the day it is true from; where it has no day, as `today`. Things read as their titles, where
    they have one. A field named `year` is a year.
    """
    on: date = getattr(about, "effective", None) or today
    kinds = referred(type(about))
    found: dict[str, Any] = {}
    for place in placeholders(message):
        field, form = field_of(place, about.__struct_fields__)
        if field in about.__struct_fields__:
            kind = kinds.get(field, "")
            named = place != field or kind in {"body", "party"}
            value = getattr(about, field)
            found[place] = _value(field, value, bodies, on, form) if named else _titled(field, value, kind, titles, on)
    return found


def named(values: Mapping[str, Any], bodies: Bodies, on: date) -> dict[str, Any]:
    """Return the values of a refusal with bodies called by their names."""
    return {
        name: [bodies.called(one, on, "nominative") for one in value] if isinstance(value, BodyIds) else value
        for name, value in values.items()
    }


def _value(field: str, value: Any, bodies: Bodies | None, on: date, form: Form) -> Any:
    match value:
        case tuple() | list() | frozenset():
            return [
                _value(field, one, bodies, on, form)
                for one in (sorted(value) if isinstance(value, frozenset) else value)
            ]
        case str() if bodies is not None:
            return _called(value, bodies, on, form)
        case str() if LOCAL.fullmatch(value):
            try:
                return when(value)
            except NoSuchTime:
                return value
        case int() if field == "year":
            return str(value)
        case _:
            return value


def _titled(field: str, value: Any, kind: str, titles: Titles, on: date) -> Any:
    """Return the titles of the things that a field names, its value where they have none."""
    if kind and isinstance(value, str):
        return titles(kind, value) or value
    if kind and isinstance(value, tuple | list | frozenset) and all(isinstance(one, str) for one in value):
        ordered = sorted(value) if isinstance(value, frozenset) else value
        return [titles(kind, one) or one for one in ordered]
    return _value(field, value, None, on, "nominative")


def _called(text: str, bodies: Bodies, on: date, form: Form) -> Called:
    """Return what a body is called that a fact names by its id, or a command by whatever means it."""
    try:
        return bodies.called(bodies.resolve(text, on, field="", party=True), on, form)
    except Invalid:
        return bodies.called(text, on, form)
