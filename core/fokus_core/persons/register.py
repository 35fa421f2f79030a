"""The register of erasures, a file that no backup holds: what a restored journal has forgotten is erased again."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from msgspec import DecodeError, Struct, json

from fokus_core.access.actor import CONSOLE
from fokus_core.domain.commands import Command, command
from fokus_core.domain.past import Past
from fokus_core.domain.reads import Reads
from fokus_core.domain.refusals import Unusable
from fokus_core.persons.erasing import ERASE
from fokus_core.persons.erasure import DONE, SPACE, erase, expire
from fokus_core.persons.house import House, Records
from fokus_core.persons.retention import RecordsExpired
from fokus_core.privacy.persons import ErasureGround, PersonErased, PersonId
from fokus_core.storage.durable import locked, sync
from fokus_core.storage.state_store import StateStore

__all__ = ["ErasureRegister", "RegisteredErasure"]

ALL = "programme:core"


class RegisteredErasure(Struct, frozen=True, kw_only=True):
    """One line of the register: which person of which journal was erased, from which day, and why."""

    journal: str
    person: str
    effective: date
    ground: ErasureGround | None = None


class Written(Records, Protocol):
    """What the register asks of the journal."""

    @property
    def id(self) -> str:
        """The id of the journal."""
        ...


@command("core.erase-again", ERASE)
class EraseAgain(Command, frozen=True):
    """Record an erasure that the register knows and a restored journal has forgotten; nobody gives it over HTTP."""

    reads = Reads("person", PersonErased)
    person: PersonId
    effective: date
    ground: ErasureGround | None = None

    def decide(self, past: Past) -> Iterator[PersonErased]:
        """Yield the erasure of this person alone, whatever was said of them in the time before."""
        if not past.of(PersonErased):
            yield PersonErased(effective=self.effective, person=self.person, ground=self.ground)


class ErasureRegister:
    """A file to which every erasure is appended before keys are destroyed, and from which none is ever taken."""

    def __init__(self, path: Path, journal: Written, *, restored: bool) -> None:
        self.missing = restored and not path.exists()
        self._path = path
        self._journal = journal
        self._noted = 0  # position up to which every erasure of the journal is known to stand in the file

    def note(self) -> None:
        """Append the erasures of the journal that are not there yet, durable on return."""
        records = self._journal.under(ALL, PersonErased, after=self._noted)
        if self.missing or (not records and self._path.exists()):
            return
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(self._path.parent):
            known, whole = self._read()
            lines = [
                json.encode(self._line(one.fact)) + b"\n"
                for one in records
                if isinstance(one.fact, PersonErased) and one.fact.person not in known
            ]
            with os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
                file.truncate(whole)  # what a power cut left of a line is written anew
                file.seek(whole)
                file.write(b"".join(lines))
                file.flush()
                os.fsync(file.fileno())
            sync(self._path.parent)
        if records:
            self._noted = records[-1].position

    def behind(self) -> bool:
        """Tell whether the journal lacks an erasure, or nobody can tell: then nothing may be answered or sent."""
        return self.missing or bool(self.forgotten())

    def forgotten(self) -> list[RegisteredErasure]:
        """Return the erasures that the journal does not hold. Raises `Unusable` for another journal's register."""
        held = {one.fact.person for one in self._facts()}
        return [one for person, one in self._read()[0].items() if person not in held]

    def renew(self, house: House, store: StateStore) -> int:
        """Carry out again the erasures that the journal holds and the vault does not, and return how many.

        So it is done with data that has left; what left after the backup is due again, and leaves again.
        """
        open_ = [one for one in self._facts() if not house.journal.vault.erased(one.fact.person)]
        for one in open_:
            store.delete(SPACE, one.fact.person)
            erase(one.fact, one, house, store)
        active = {key_id for key_id, _subject in house.journal.vault.active()}
        left = [one.fact for one in self._journal.under(ALL, RecordsExpired) if isinstance(one.fact, RecordsExpired)]
        return len(open_) + sum(expire(one, house) for one in left if one.seal in active)

    def replay(self, house: House, store: StateStore) -> int:
        """Record and carry out again every erasure that stores from a backup have forgotten; return how many."""
        forgotten = self.forgotten()
        for one in forgotten:
            again = EraseAgain(person=one.person, effective=one.effective, ground=one.ground)
            self._journal.handle(again, by=CONSOLE)
            store.delete(SPACE, one.person)
        persons = {one.person for one in forgotten}
        for record in self._facts():
            if record.fact.person in persons:
                erase(record.fact, record, house, store)
        renewed = self.renew(house, store)
        store.put(SPACE, DONE, b"0")  # the job looks at all of them once more, and at the restrictions
        self.missing = False
        self.note()
        return len(forgotten) + renewed

    def _facts(self) -> list[Any]:
        return [one for one in self._journal.under(ALL, PersonErased) if isinstance(one.fact, PersonErased)]

    def _line(self, fact: PersonErased) -> RegisteredErasure:
        return RegisteredErasure(
            journal=self._journal.id, person=fact.person, effective=fact.effective, ground=fact.ground
        )

    def _read(self) -> tuple[dict[str, RegisteredErasure], int]:
        """Return the lines by person, and how many bytes of the file are whole lines."""
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return {}, 0
        whole = content.rfind(b"\n") + 1
        try:
            lines = [json.decode(line, type=RegisteredErasure) for line in content[:whole].splitlines()]
        except DecodeError as error:
            raise Unusable(f"{self._path} is damaged; put a copy of the register of erasures in its place.") from error
        for other in {one.journal for one in lines} - {self._journal.id}:
            raise Unusable(f"{self._path} registers erasures of journal {other}, not of {self._journal.id}.")
        return {one.person: one for one in lines}, whole
