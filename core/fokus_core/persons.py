"""Persons: recognised by the vault's directory, known to facts by a random id only."""

from datetime import date
from functools import partial
from typing import Annotated

import msgspec
from msgspec import Meta

from fokus_core.commands import Command
from fokus_core.facts import Fact, Key, fact
from fokus_core.journal.ids import minted
from fokus_core.refusals import Invalid, Refused
from fokus_core.vault import PersonErasedError, Vault

PersonId = Annotated[str, Key("person"), Meta(pattern=r"^[0-9a-f]{32}$", description="Random id of a person")]


class Person(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person as a command names them; `id` is filled in by the directory and is not accepted from outside."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    email: Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)] | None = None
    birth: date | None = None
    id: str = ""


@fact("core.person-erased@1", irrevocable=True)
class PersonErased(Fact, frozen=True):
    """The keys of a person were destroyed; nothing is sealed for them any more."""

    person: PersonId


def settle_persons(
    command: Command, vault: Vault, command_id: str, *, settled: bool = False
) -> tuple[Command, tuple[str, ...]]:
    """Return a command whose persons carry the directory's ids, and those ids; a repeat mints the same.

    Raises `Invalid` when an id is given, unless the command was `settled` before.
    """
    changes = {}
    for number, name in enumerate(command.__struct_fields__):
        value = getattr(command, name)
        if isinstance(value, Person):
            if value.id and settled:
                continue
            if value.id:
                raise Invalid("person-id-given", "Die Kennung einer Person vergibt das Verzeichnis.", field=name)
            try:
                known = vault.person(
                    email=value.email,
                    name=value.name,
                    birth=value.birth,
                    mint=partial(minted, command_id, f"person-{number}"),
                )
            except PersonErasedError as error:
                raise Refused("person-erased", "Die Daten dieser Person sind gelöscht.", field=name) from error
            changes[name] = msgspec.structs.replace(value, id=known)
    if not changes:
        return command, ()
    return msgspec.structs.replace(command, **changes), tuple(person.id for person in changes.values())
