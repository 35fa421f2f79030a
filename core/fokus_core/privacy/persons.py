"""Persons: recognised by the vault's directory, known to facts by a random id only."""

from functools import cache
from typing import Annotated, Any, ClassVar, Literal, get_args, get_type_hints

import msgspec
from msgspec import Meta

from fokus_core.domain.commands import Command
from fokus_core.domain.facts import Fact, Key, fact
from fokus_core.domain.ids import minted
from fokus_core.domain.refusals import Choice, Invalid, Refused
from fokus_core.domain.texts import _
from fokus_core.privacy import PersonErasedError, Vault
from fokus_core.privacy.contact import BirthDate, MailAddress
from fokus_core.privacy.likeness import Agreement, Likely, Mark, marks_of

ALIKE = _("genau dieselben Angaben")
AGREED: dict[frozenset[Agreement], str] = {
    frozenset(("mail",)): _("dieselbe E-Mail-Adresse"),
    frozenset(("name-and-birth",)): _("derselbe Name und dasselbe Geburtsdatum"),
    frozenset(("mail", "name-and-birth")): _("dieselbe E-Mail-Adresse, derselbe Name und dasselbe Geburtsdatum"),
}
PersonId = Annotated[str, Key("person"), Meta(pattern=r"^[0-9a-f]{32}$", description="Random id of a person")]


class Person(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person as a command names them; `id` is filled in by the directory and is not accepted from outside.

    Where somebody who is known already is alike in part, it is asked who is meant: the one `same_as` names, or
    `another`. Then the command is given again with the answer.
    """

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    recorded_as: ClassVar[str] = "id"
    email: MailAddress | None = None
    birth: BirthDate | None = None
    same_as: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$", description="Id of a known person who is meant")] | None = (
        None
    )
    another: Annotated[bool, Meta(description="Whether somebody is meant who is not known yet")] = False
    id: str = ""

    @property
    def marks(self) -> frozenset[Mark]:
        """What the person is recognised by."""
        return marks_of(name=self.name, email=self.email, birth=self.birth)


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


def settle_persons(command: Command, vault: Vault, command_id: str, *, asking: bool) -> tuple[Command, dict[str, str]]:
    """Return a command whose persons carry the directory's ids, or new ones, and its fields with those ids.

    Nothing is recorded yet, see `enter_persons`; a repeat mints the same, and so does who is named a second time.
    Where only some of what is known of somebody agrees, who gives the command is asked; raises `Refused` for that. With
    nobody to be asked, they are a new person.
    """
    persons = _persons(command)
    if not persons:
        return command, {}
    new: dict[frozenset[Mark], str] = {}
    for name, person in persons.items():
        if not person.id:
            own = minted(command_id, f"person-{command.__struct_fields__.index(name)}")
            own = new.setdefault(person.marks, own) if person.marks else own
            id_ = _meant(person, vault.likely(person.marks), own, field=name, asking=asking)
            persons[name] = msgspec.structs.replace(person, id=id_)
    return msgspec.structs.replace(command, **persons), {name: person.id for name, person in persons.items()}


def _meant(person: Person, likely: Likely, own: str, *, field: str, asking: bool) -> str:
    """Return who is meant: the one who was said, else the only one of whom all is alike, else somebody new."""
    if person.same_as is not None:
        if person.another or person.same_as not in likely.everybody():
            message = _("Diese Person passt nicht zu den Angaben. Wählen Sie eine der vorgeschlagenen aus.")
            raise Refused("no-candidate", message, field=f"{field}/same_as")
        return person.same_as
    if person.another or own in likely.everybody():
        return own
    if len(likely.same) == 1:
        return next(iter(likely.same))
    if asking and likely.everybody():
        message = _("Vielleicht kennen wir diese Person schon. Geben Sie an, ob sie es ist oder jemand anderes.")
        refused = Refused("person-candidates", message, field=field)
        agreed = {**{one: AGREED[some] for one, some in likely.candidates.items()}, **dict.fromkeys(likely.same, ALIKE)}
        refused.choices = [Choice(one, why, "person") for one, why in sorted(agreed.items())]
        raise refused
    return own


def enter_persons(command: Command, vault: Vault) -> bool:
    """Record the persons of a settled command in the directory; tell whether those meant are still the same.

    Raises `Refused` for an erased person.
    """
    for name, one in _persons(command).items():

        def holds(likely: Likely, one: Person = one) -> bool:
            return one.id in likely.everybody() or one.another or not likely.same

        try:
            if not vault.enter(one.id, one.marks, holds):
                return False
        except PersonErasedError as error:
            raise is_erased(name) from error
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
