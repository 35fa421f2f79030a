"""Persons: recognised by the vault's directory, known to facts by a random id only."""

from functools import cache
from typing import Annotated, Any, ClassVar, Literal, get_args, get_type_hints

import msgspec
from msgspec import Meta

from fokus_core.domain.commands import Command
from fokus_core.domain.facts import Fact, Key, fact
from fokus_core.domain.ids import minted
from fokus_core.domain.refusals import Invalid, Refused
from fokus_core.domain.texts import _
from fokus_core.privacy import PersonErasedError, Vault, recognised_by
from fokus_core.privacy.contact import BirthDate, MailAddress

PersonId = Annotated[str, Key("person"), Meta(pattern=r"^[0-9a-f]{32}$", description="Random id of a person")]


class Person(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person as a command names them; `id` is filled in by the directory and is not accepted from outside."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    recorded_as: ClassVar[str] = "id"
    email: MailAddress | None = None
    birth: BirthDate | None = None
    id: str = ""


ErasureGround = Annotated[
    Literal["not-needed", "consent-withdrawn", "objection", "unlawful", "legal-duty"],
    Meta(description="Why (Article 17 (1) GDPR): not needed, consent withdrawn, objection, unlawful, or a legal duty"),
]


@fact("core.person-erased@1", irrevocable=True, happened=True, whole_programme=True)
class PersonErased(Fact, frozen=True, omit_defaults=True):
    """The keys of a person were destroyed; nothing is sealed for them any more."""

    person: PersonId
    ground: ErasureGround | None = None


def refuse_given_ids(command: Command) -> None:
    """Raise `Invalid` when a person of the command carries an id; the directory gives them."""
    for name, person in _persons(command).items():
        if person.id:
            raise Invalid(
                "person-id-given", _("Lassen Sie die Kennung der Person leer. Sie wird vergeben."), field=name
            )


def settle_persons(command: Command, vault: Vault, command_id: str) -> tuple[Command, dict[str, str]]:
    """Return a command whose persons carry the directory's ids, or new ones, and its fields with those ids.

    Nothing is recorded yet, see `enter_persons`; a repeat mints the same, and so does who is named a second time.
    """
    persons = _persons(command)
    if not persons:
        return command, {}
    new: dict[str, str] = {}
    for name, person in persons.items():
        if not person.id:
            known = vault.known(email=person.email, name=person.name, birth=person.birth)
            mark = recognised_by(email=person.email, name=person.name, birth=person.birth) or name
            own = minted(command_id, f"person-{command.__struct_fields__.index(name)}")
            persons[name] = msgspec.structs.replace(person, id=known or new.setdefault(mark, own))
    return msgspec.structs.replace(command, **persons), {name: person.id for name, person in persons.items()}


def enter_persons(command: Command, vault: Vault) -> bool:
    """Record the persons of a settled command in the directory; tell whether they still have the ids it carries.

    Raises `Refused` for an erased person.
    """
    for name, one in _persons(command).items():
        try:
            id_ = vault.person(email=one.email, name=one.name, birth=one.birth, mint=lambda one=one: one.id)  # type: ignore[misc]  # a lambda's default is not inferred
        except PersonErasedError as error:
            raise is_erased(name) from error
        if id_ != one.id:
            return False
    return True


def persons_of(command: Command) -> list[str]:
    """Return the ids of the persons that a settled command names."""
    return [person.id for person in _persons(command).values()]


def is_erased(field: str | None) -> Refused:
    """Return the refusal of a command that would record something about an erased person, named by a field."""
    message = _("Die Daten dieser Person sind gelöscht. Zu ihr lässt sich nichts mehr eintragen.")
    return Refused("person-erased", message, field=field, key="person:")


def _persons(command: Command) -> dict[str, Person]:
    return {name: person for name in person_fields(type(command)) if (person := getattr(command, name)) is not None}


@cache
def person_fields(cls: type[Command]) -> list[str]:
    """Return the fields of a command class that may hold a person."""
    hints = get_type_hints(cls)
    return [name for name in cls.__struct_fields__ if _may_be_person(hints[name])]


def _may_be_person(hint: Any) -> bool:
    return hint is Person or Person in get_args(hint)
