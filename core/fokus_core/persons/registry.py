"""The registry of personal fields: every place where something of a person lies, derived from what programmes bring."""

from collections.abc import Iterable

from msgspec import Struct

from fokus_core.domain.commands import command_type
from fokus_core.domain.facts import fact_type, key_fields
from fokus_core.domain.programme import ProgrammeInfo
from fokus_core.privacy.personal import personal_fields
from fokus_core.privacy.persons import person_fields

__all__ = ["Activity", "Place", "Registry", "SealedField", "registry_of"]


class SealedField(Struct, frozen=True):
    """A sealed field of a fact; `sealed_for` is `person`, or the kind of the group or matter whose key seals it."""

    fact: str
    field: str
    sealed_for: str


class Activity(Struct, frozen=True, kw_only=True):
    """One line of the record of processing (Article 30 GDPR): a purpose of a programme and the fields it is for."""

    programme: str
    purpose: str
    title: str
    basis: str
    kept: str
    origin: str
    recipients: tuple[str, ...]
    fields: tuple[SealedField, ...]


class Place(Struct, frozen=True, kw_only=True):
    """Another place that names persons by their ids: `stays` tells whether it outlasts an erasure."""

    programme: str
    kind: str
    name: str
    title: str
    stays: bool


class Registry(Struct, frozen=True):
    """What is processed, which commands take persons in, which facts name files beside persons, and other places."""

    activities: tuple[Activity, ...]
    commands: tuple[str, ...]
    files: tuple[str, ...]
    places: tuple[Place, ...]

    def activity(self, programme: str, purpose: str) -> Activity:
        """Return what is said of a purpose; the start refuses a field without one."""
        return next(one for one in self.activities if (one.programme, one.purpose) == (programme, purpose))


def registry_of(programmes: Iterable[ProgrammeInfo]) -> Registry:
    """Return the registry of these programmes, in their order."""
    infos = list(programmes)
    facts = [cls for info in infos for cls in info.facts]
    commands = [cls for info in infos for cls in info.commands]
    return Registry(
        tuple(activity for info in infos for activity in _activities(info)),
        tuple(command_type(cls).name for cls in commands if person_fields(cls)),
        tuple(fact_type(cls).name for cls in facts if "file" in {key.kind for key in key_fields(cls).values()}),
        tuple(
            Place(programme=info.id, kind=one.kind, name=one.name, title=one.title, stays=one.stays)
            for info in infos
            for one in info.traces
        ),
    )


def _activities(info: ProgrammeInfo) -> Iterable[Activity]:
    for one in info.purposes:
        fields = [
            SealedField(fact_type(cls).name, field.name, field.kind or "person")
            for cls in info.facts
            for field in personal_fields(cls)
            if field.purpose == one.id
        ]
        yield Activity(
            programme=info.id,
            purpose=one.id,
            title=one.title,
            basis=one.basis,
            kept=one.kept,
            origin=one.origin,
            recipients=one.recipients,
            fields=tuple(fields),
        )
