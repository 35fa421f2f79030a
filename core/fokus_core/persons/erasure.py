"""Carrying erasures out, place after place, so that whoever dies in between goes on where it ended; and receipts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, json, structs

from fokus_core.domain.facts import Fact, Recorded
from fokus_core.domain.processing import Trace
from fokus_core.files.attachments import open_attachment
from fokus_core.files.files import Files
from fokus_core.files.frames import FileBroken, FileMissing
from fokus_core.jobs.job import JobContext
from fokus_core.mail.outbox import lying_for
from fokus_core.persons.about import about, own_keys
from fokus_core.persons.house import House, Records
from fokus_core.persons.leaving import sealed_with
from fokus_core.persons.notices import HOUSE, Change, notices_of
from fokus_core.persons.restricting import RESTRICTIONS, PersonRestricted, RestrictionLifted
from fokus_core.persons.retention import RecordsExpired
from fokus_core.privacy import Vault
from fokus_core.privacy.persons import ErasureGround, PersonErased
from fokus_core.privacy.sealed import Erased
from fokus_core.storage.state_store import StateStore

__all__ = ["ErasePersons", "Erasure", "erasure_of", "erasures", "expire"]

SPACE = "erasure"
DONE = "done up to"  # the key under which stands up to where every erasure is complete
ALL = "programme:core"
PLACES = ("keys", "proposals", "reasons", "attachments", "mails", "links", "drafts", "entries")


class Erasure(Struct, frozen=True, kw_only=True):
    """The receipt of an erasure: which place was cleared of how many things, in this order, and when all was.

    `keys` counts keys of personal fields, destroyed with the entry by which the person was recognised.
    """

    person: str
    position: int
    at: datetime
    ground: ErasureGround | None
    places: dict[str, int]
    complete: datetime | None = None


class ErasePersons:
    """Clears every place of erased persons, destroys keys whose data left, blocks those of restricted persons."""

    name = "core.erase-persons"
    every = 5.0

    def run(self, context: JobContext[House]) -> None:
        """Carry out what is not complete yet, the oldest first."""
        store, house = context.state_store, context.services
        house.register.note()  # first: what is destroyed must not come back with a backup
        after = int(store.get(SPACE, DONE) or b"0")
        for record in house.journal.under(ALL, PersonErased, RecordsExpired, *RESTRICTIONS, after=after):
            if not context.holds():
                return
            match record.fact:
                case PersonErased(person=person) as fact:
                    erase(fact, record, house, store)
                    _tell(record, house, house.journal.under(f"person:{person}"), "erased")
                case RecordsExpired() as fact:
                    expire(fact, house)
                    _tell(record, house, _sealed_by(fact, house.journal), "erased")
                case PersonRestricted(person=person) | RestrictionLifted(person=person):
                    blocked = isinstance(record.fact, PersonRestricted)
                    house.journal.vault.block(person, blocked=blocked)
                    about = house.journal.under(f"person:{person}")
                    _tell(record, house, about, "restricted" if blocked else "released")
                case _:
                    pass
            store.put(SPACE, DONE, str(record.position).encode())


def erase(fact: PersonErased, record: Recorded[Fact], house: House, store: StateStore) -> Erasure:
    """Clear the places that are not cleared yet, and return the receipt. May be repeated."""
    receipt = erasure_of(store, fact.person) or Erasure(
        person=fact.person, position=record.position, at=record.meta.at, ground=fact.ground, places={}
    )
    clear = _clearing(fact.person, house, store)
    for place in PLACES:
        if place not in receipt.places:
            receipt = structs.replace(receipt, places={**receipt.places, place: clear[place]()})
            _keep(store, receipt)
    if receipt.complete is None:
        receipt = structs.replace(receipt, complete=house.journal.now())
        _keep(store, receipt)
    return receipt


def expire(fact: RecordsExpired, house: House) -> bool:
    """Destroy the key of data that has left, and those of files that it alone named; tell whether it was there.

    May be repeated.
    """
    journal, vault = house.journal, house.journal.vault
    records = _sealed_by(fact, journal)
    own = {one.position for one in records}
    alone = [
        one
        for one in records
        if all(other.position in own for key in one.keys if key.startswith("file:") for other in journal.under(key))
    ]
    for subject in sorted(_subjects_of_files(alone, house.files, vault)):
        vault.destroy(subject)
    return vault.destroy_key(fact.seal)


def _sealed_by(fact: RecordsExpired, journal: Records) -> list[Recorded[Fact]]:
    """Return the facts of which a field is sealed with the key of data that has left."""
    found = journal.under(fact.subject)
    return [one for one in found if fact.seal in {key_id for key_id, _, _ in sealed_with(one.fact)}]


def _tell(record: Recorded[Fact], house: House, about: list[Recorded[Fact]], change: Change) -> None:
    """Give those notice who received entries about somebody, under one command id for each body however often."""
    for notice in notices_of([one for one in about if one.position < record.position], change):
        of = f"-{notice.body}" if notice.body else ""
        house.journal.handle(notice, by=HOUSE, command_id=f"notice-{record.position}{of}")


def erasure_of(store: StateStore, person: str) -> Erasure | None:
    """Return the receipt of a person's erasure, as far as it has come; None where it has not begun."""
    found = store.get(SPACE, person)
    return None if found is None else json.decode(found, type=Erasure)


def erasures(store: StateStore, *, after: str = "", limit: int = 100) -> list[Erasure]:
    """Return receipts in the order of the persons' ids."""
    found = store.scan(SPACE, after=after, limit=limit + 1)
    return [json.decode(value, type=Erasure) for key, value in found if key != DONE][:limit]


def _keep(store: StateStore, receipt: Erasure) -> None:
    store.put(SPACE, receipt.person, json.encode(receipt))


def _clearing(person: str, house: House, store: StateStore) -> Mapping[str, Callable[[], int]]:
    """Return what clears each place; the keys go first, as with them everything sealed is gone at once."""
    vault, journal = house.journal.vault, house.journal
    key = f"person:{person}"
    traces = [one for info in house.plugins.programmes for one in info.traces if not one.stays]

    def destroy(subjects: Iterable[str]) -> int:
        """Destroy the keys of subjects; what is counted is the same when it is done again."""
        found = sorted({*subjects})
        for one in found:
            vault.destroy(one)
        return sum(map(vault.destroyed, found))

    return {
        "keys": lambda: destroy([person]),
        "proposals": lambda: destroy(own_keys(about(person, journal.under), "proposal")),
        "reasons": lambda: destroy(own_keys(about(person, journal.under), "reason")),
        "attachments": lambda: destroy(_subjects_of_files(journal.under(key), house.files, vault)),
        "mails": lambda: house.mailer.withdraw(lying_for(store, person)) + _forget(store, traces, "mail", person),
        "links": lambda: _forget(store, traces, "link", person),
        "drafts": lambda: _forget(store, traces, "draft", person),
        "entries": lambda: _forget(store, traces, "entry", person),
    }


def _forget(store: StateStore, traces: Sequence[Trace], kind: str, person: str) -> int:
    return sum(store.forget(one.name, person) for one in traces if one.kind == kind)


def _subjects_of_files(records: Sequence[Recorded[Fact]], files: Files, vault: Vault) -> set[str]:
    """Return whose keys seal the files that facts about a person alone name, each a key of that file alone.

    What is sealed with the key of a group is the group's own and ends with it; what concerns several stays theirs.
    """
    own = [one for one in records if sum(key.startswith("person:") for key in one.keys) == 1]
    names = {key.removeprefix("file:") for one in own for key in one.keys if key.startswith("file:")}
    found = set()
    for name in sorted(names):
        try:
            opened = open_attachment(files, vault, name)
        except (FileMissing, FileBroken):
            continue
        if not isinstance(opened, Erased) and opened.subject.startswith("file:"):
            found.add(opened.subject)
    return found
