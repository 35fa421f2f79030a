"""Where a refusal points: the field of a command that is to blame."""

from fokus_core.domain.commands import Command
from fokus_core.domain.facts import key_fields


def blamed(command: Command, key: str, field: str | None = None) -> str:
    """Return the field of a command, as it was given, that is to blame for what stands under a key.

    That is the command's own `blames`, `field` where the command has it, the field that names such a thing, the day,
    or else its first field; a command without fields is to blame as a whole.
    """
    fields = command.__struct_fields__
    keys = key_fields(type(command))
    names_it = [name for name, one in keys.items() if key.startswith(f"{one.kind}:") and getattr(command, name)]
    first = command.blames or field
    return next((name for name in (first, *names_it, "effective", *keys, *fields) if name in fields), "")
