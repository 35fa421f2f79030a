"""Persons: recognised by the vault's directory, known to facts by a random id only."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from fokus_core.commands import Command
from fokus_core.facts import Fact, Key, fact
from fokus_core.journal.ids import minted
from fokus_core.refusals import Invalid, Refused
from fokus_core.vault import PersonErasedError, Vault

PersonId = Annotated[str, Key("person"), Meta(pattern=r"^[0-9a-f]{32}$", description="Random id of a person")]


MailAddress = Annotated[
    str,
    Meta(
        pattern=r"^[^@\s,;:<>()\"\\]+@[^@\s,;:<>()\"\\]+$(?!\n)",
        max_length=254,
        description="One mail address, without a name",
    ),
]


class Person(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person as a command names them; `id` is filled in by the directory and is not accepted from outside."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    email: MailAddress | None = None
    birth: date | None = None
    id: str = ""


@fact("core.person-erased@1", irrevocable=True)
class PersonErased(Fact, frozen=True):
    """The keys of a person were destroyed; nothing is sealed for them any more."""

    person: PersonId


def refuse_given_ids(command: Command) -> None:
    """Raise `Invalid` when a person of the command carries an id; the directory gives them."""
    for name in command.__struct_fields__:
        value = getattr(command, name)
        if isinstance(value, Person) and value.id:
            raise Invalid("person-id-given", "Die Kennung einer Person vergibt das Verzeichnis.", field=name)


def settle_persons(command: Command, vault: Vault, command_id: str) -> tuple[Command, tuple[str, ...]]:
    """Return a command whose persons carry the directory's ids, or new ones, and those ids.

    Nothing is recorded yet, see `enter_persons`; a repeat mints the same.
    """
    changes = {}
    for number, name in enumerate(command.__struct_fields__):
        value = getattr(command, name)
        if isinstance(value, Person) and not value.id:
            known = vault.known(email=value.email, name=value.name, birth=value.birth)
            changes[name] = msgspec.structs.replace(value, id=known or minted(command_id, f"person-{number}"))
    settled = msgspec.structs.replace(command, **changes) if changes else command
    return settled, tuple(person.id for person in _persons(settled))


def enter_persons(command: Command, vault: Vault) -> bool:
    """Record the persons of a settled command in the directory; tell whether they still have the ids it carries.

    Raises `Refused` for an erased person.
    """
    try:
        return all(
            vault.person(email=one.email, name=one.name, birth=one.birth, mint=lambda one=one: one.id) == one.id  # type: ignore[misc]  # a lambda's default is not inferred
            for one in _persons(command)
        )
    except PersonErasedError as error:
        raise Refused("person-erased", "Die Daten dieser Person sind gelöscht.") from error


def _persons(command: Command) -> list[Person]:
    values = (getattr(command, name) for name in command.__struct_fields__)
    return [value for value in values if isinstance(value, Person)]
