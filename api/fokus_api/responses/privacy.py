"""What is kept of a person, opened and in words (Article 15 GDPR), and the record of processing in a language."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from msgspec import Struct, json, structs

from fokus_api.auth.unsealing import open_fields
from fokus_api.responses.sentences import Sentences
from fokus_api.responses.views import data_of
from fokus_api.runtime.service import Service
from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.retraction import FactRetracted
from fokus_core.domain.texts import _
from fokus_core.persons.about import about
from fokus_core.persons.erasing import EXPORT
from fokus_core.persons.registry import Activity, Registry, registry_of
from fokus_core.plugins.texts import Words
from fokus_core.privacy.matches import PersonsMatched, matched
from fokus_core.privacy.personal import personal_fields

__all__ = ["Export", "as_text", "export_of", "in_words"]

PAGE = 1000


class KeptFact(Struct, frozen=True, kw_only=True):
    """A fact about the person: what it says, its personal fields in clear (null where erased), and its files."""

    position: int
    type: str
    effective: date
    at: datetime
    by: str
    sentence: str
    data: dict[str, Any]
    personal: dict[str, Any]
    files: tuple[str, ...]
    retracted_by: int | None


class AccessShown(Struct, frozen=True, kw_only=True):
    """Somebody was shown fields of the person: who, when, by which permission, in which fact, and what for."""

    at: datetime
    actor: str
    permission: str
    position: int
    purpose: str


class EntryShown(Struct, frozen=True, kw_only=True):
    """A place besides the journal that names the person, and how often."""

    place: str
    title: str
    number: int


class Export(Struct, frozen=True, kw_only=True):
    """Everything that is kept of a person, what for, by which right, for how long, and who was told."""

    person: str
    made: datetime
    erased: bool
    activities: tuple[Activity, ...]
    facts: tuple[KeptFact, ...]
    opened: tuple[AccessShown, ...]
    entries: tuple[EntryShown, ...]


def in_words(registry: Registry, words: Words) -> Registry:
    """Return the registry with its texts in a language."""
    activities = [
        structs.replace(
            one,
            title=words(one.title),
            basis=words(one.basis),
            kept=words(one.kept),
            origin=words(one.origin),
            recipients=tuple(map(words, one.recipients)),
        )
        for one in registry.activities
    ]
    places = [structs.replace(one, title=words(one.title)) for one in registry.places]
    return structs.replace(registry, activities=tuple(activities), places=tuple(places))


def export_of(service: Service, sentences: Sentences, person: str, actor: str, words: Words) -> Export | None:
    """Return what is kept of a person, None where nothing is; who had it opened is entered. May block."""
    journal, bodies = service.journal, service.journal.bodies()
    ids = sorted(matched(person, lambda key: journal.under(key, PersonsMatched, FactRetracted)))
    found = {one.position: one for id_ in ids for one in about(id_, journal.under)}
    records = [found[position] for position in sorted(found)]
    if not records:
        return None
    registry = in_words(registry_of(service.plugins.programmes), words)
    used = {(one.type.partition(".")[0], field.purpose) for one in records for field in personal_fields(type(one.fact))}
    gone = {one.fact.target: one.position for one in records if isinstance(one.fact, FactRetracted)}
    opened = tuple([one for id_ in ids for one in _accesses(service, id_)])  # this opening is not among them
    facts = [
        KeptFact(
            position=one.position,
            type=one.type,
            effective=one.fact.effective,
            at=one.meta.at,
            by=one.meta.by,
            sentence=getattr(sentences.of(one, bodies), words.language),
            data=data_of(one.fact),
            personal=personal,
            files=_files(one),
            retracted_by=gone.get(one.position),
        )
        for one, personal in zip(records, open_fields(service, actor, EXPORT.permission, records), strict=True)
    ]
    store = service.state_store
    named = [(one, sum(len(store.naming(one.name, id_)) for id_ in ids)) for one in registry.places]
    return Export(
        person=person,
        made=journal.now(),
        erased=journal.vault.erased(person),
        activities=tuple(one for one in registry.activities if (one.programme, one.purpose) in used),
        facts=tuple(facts),
        opened=opened,
        entries=tuple(EntryShown(place=one.name, title=one.title, number=times) for one, times in named if times),
    )


def as_text(export: Export, words: Words) -> str:
    """Return an export as a text that people read."""
    return "\n".join(_lines(export, words)) + "\n"


def _lines(export: Export, words: Words) -> Iterator[str]:
    yield words(_("Auskunft über gespeicherte personenbezogene Angaben"))
    yield words(_("Stand: {made}"), made=export.made)
    if export.erased:
        yield words(_("Die personenbezogenen Angaben dieser Person sind gelöscht."))
    yield ""
    yield words(_("Wozu wir die Angaben verarbeiten"))
    for one in export.activities:
        yield f"- {one.title}"
        yield "  " + words(_("Rechtsgrundlage: {basis}"), basis=one.basis)
        yield "  " + words(_("Herkunft: {origin}"), origin=one.origin)
        yield "  " + words(_("Wer sie bekommt: {recipients}"), recipients=one.recipients)
        yield "  " + words(_("Wie lange: {kept}"), kept=one.kept)
    yield ""
    yield words(_("Was gespeichert ist"))
    for fact in export.facts:
        yield "- " + words(_("Eintrag Nr. {position}, {effective}: {text}"), **_said(fact))
        for name, value in fact.personal.items():
            if value is not None:
                yield f"  {name}: {value if isinstance(value, str) else json.encode(value).decode()}"
        for file in fact.files:
            yield "  " + words(_("Datei: {file}"), file=file)
    yield ""
    yield words(_("Wer Angaben eingesehen hat"))
    for seen in export.opened:
        yield "- " + words(
            _("{at}: {actor}, Eintrag Nr. {position}"), at=seen.at, actor=seen.actor, position=seen.position
        )
    yield ""
    yield words(_("Wo die Person sonst vorkommt, ohne ihren Namen"))
    for entry in export.entries:
        yield f"- {entry.title}: {entry.number}"


def _said(fact: KeptFact) -> dict[str, Any]:
    return {"position": fact.position, "effective": fact.effective, "text": fact.sentence}


def _files(record: Recorded[Fact]) -> tuple[str, ...]:
    return tuple(key.removeprefix("file:") for key in record.keys if key.startswith("file:"))


def _accesses(service: Service, person: str) -> tuple[AccessShown, ...]:
    found: list[AccessShown] = []
    after = 0
    while entries := service.state_store.accesses(subject=person, after=after, limit=PAGE):
        after = entries[-1].number
        found += [
            AccessShown(at=e.at, actor=e.actor, permission=e.permission, position=e.position, purpose=e.purpose)
            for e in entries
        ]
    return tuple(found)
