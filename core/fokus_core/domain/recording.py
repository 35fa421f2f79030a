"""From a command to a fact: the fields of the same name, or those alone that were sent."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from fokus_core.domain.facts import F


def recorded(command: msgspec.Struct, fact: type[F], **given: Any) -> F:
    """Return a fact with the command's fields of the same name; those `given` stand in their place."""
    copied = {name: _plain(getattr(command, name)) for name in _shared(type(command), fact) if name not in given}
    return fact(**copied, **given)


@cache
def _shared(command: type[msgspec.Struct], fact: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(name for name in fact.__struct_fields__ if name in command.__struct_fields__)


def _plain(value: Any) -> Any:
    """Return what a fact holds of a value: of one that says `recorded_as`, such as a person, that field."""
    field = getattr(type(value), "recorded_as", None)
    return getattr(value, field) if field else value


def sent(command: msgspec.Struct, names: Iterable[str]) -> dict[str, Any]:
    """Return those of a command's fields that were sent, and not left `UNSET`: the others stay as they are."""
    return {name: value for name in names if (value := getattr(command, name)) is not msgspec.UNSET}
