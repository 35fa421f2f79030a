"""Where a refusal points: the field of a command that is to blame."""

from collections.abc import Iterator, Sequence

from fokus_core.domain.commands import Command
from fokus_core.domain.facts import key_fields


def blamed(command: Command, key: str, field: str | None = None) -> str:
    """Return the field of a command, as it was given, that is to blame for what stands under a key.

    That is the command's own `blames`, `field` where the command has it, the place that names this very thing, a
    field that names one of its kind, the day, or else its first field; a command without fields is to blame as a whole.
    """
    fields = command.__struct_fields__
    keys = key_fields(type(command))
    kind, _, id_ = key.partition(":")
    alike = {name: value for name, one in keys.items() if one.kind == kind and (value := getattr(command, name))}
    named = [place for name, value in alike.items() for place in _places_of(id_, name, value)]
    places = (command.blames or field or "", *named, *alike, "effective", *keys, *fields)
    return next((place for place in places if place.partition("/")[0] in fields), "")


def _places_of(id_: str, name: str, value: str | Sequence[str]) -> Iterator[str]:
    """Yield the places in a field where an id stands."""
    if value == id_:
        yield name
    elif not isinstance(value, str):
        yield from (f"{name}/{number}" for number, one in enumerate(value) if one == id_)
